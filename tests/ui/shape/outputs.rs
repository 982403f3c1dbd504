//! Outputs that are not what was declared.
use netkiln::prelude::*;

network! {
    pub fn Width(x: Tensor<4>) -> Tensor<10> {
        x.dense(16).dense(12)
    }
}

network! {
    pub fn Rank(x: Tensor<28, 28>) -> Tensor<10> {
        x.dense(10)
    }
}

network! {
    pub fn Missing(x: Tensor<4>) -> (Tensor<2>, Tensor<3>) {
        let y = x.dense(2);
        y
    }
}

network! {
    pub fn TooMany(x: Tensor<4>) -> Tensor<2> {
        let a = x.dense(2);
        let b = x.dense(2);
        (a, b)
    }
}

network! {
    pub fn Swapped(x: Tensor<4>) -> (Tensor<2>, Tensor<3>) {
        let a = x.dense(2);
        let b = x.dense(3);
        (b, a)
    }
}

network! {
    pub fn Nameless(x: Tensor<4>) -> (Tensor<2>, Tensor<3>) {
        (x.dense(2), x.dense(3))
    }
}

network! {
    pub fn TheSameTwice(x: Tensor<4>) -> (Tensor<2>, Tensor<2>) {
        let y = x.dense(2);
        (y, y)
    }
}

fn main() {}
