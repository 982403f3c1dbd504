//! Values that do not fit together.
use netkiln::prelude::*;

network! {
    pub fn Plus(x: Tensor<4>) -> Tensor<16> {
        let wide = x.dense(16);
        let narrow = x.dense(12);
        wide + narrow
    }
}

network! {
    pub fn Ranks(x: Tensor<4, 3>) -> Tensor<4, 3> {
        x * x.flatten().dense(12)
    }
}

network! {
    pub fn OneOfThree(x: Tensor<4>) -> Tensor<4> {
        maximum(x, x.dense(4), x.dense(5))
    }
}

network! {
    pub fn Joined(a: Tensor<4, 3>, b: Tensor<5, 3>) -> Tensor<4, 6> {
        concat(a, b)
    }
}

network! {
    pub fn JoinedRanks(a: Tensor<4, 3>, b: Tensor<12>) -> Tensor<24> {
        concat(a, b)
    }
}

network! {
    pub fn JoinedOverTheBatch(a: Tensor<4>, b: Tensor<4>) -> Tensor<4> {
        concat(a, b, axis = 0)
    }
}

network! {
    pub fn Alone(x: Tensor<4>) -> Tensor<4> {
        add(x).dense(4)
    }
}

network! {
    pub fn Products(a: Tensor<4, 3>, b: Tensor<5, 2>) -> Tensor<4, 5> {
        dot(a, b, axes = 2)
    }
}

network! {
    pub fn ThreeFactors(a: Tensor<4>, b: Tensor<4>, c: Tensor<4>) -> Tensor<1> {
        dot(a, b, c, axes = 1)
    }
}

fn main() {}
