//! A slip in one network leaves the others alone.
use netkiln::prelude::*;

network! {
    pub fn TwoCommas(x: Tensor<4>) -> Tensor<3> {
        x.dense(3,, activation = relu)
    }
}

network! {
    pub fn MissingDot(x: Tensor<4>) -> Tensor<3> {
        x.dense(3) dense(3)
    }
}

network! {
    pub fn MissingSemicolon(x: Tensor<4>) -> Tensor<3> {
        let y = x.dense(3)
        y.dense(3)
    }
}

network! {
    pub fn MissingArrow(x: Tensor<4>) Tensor<3> {
        x.dense(3)
    }
}

network! {
    pub fn Unbroken(x: Tensor<4>) -> Tensor<3> {
        x.dense(5)
    }
}

fn main() {
    // These exist in spite of what is wrong inside them.
    let _ = (TwoCommas::new(1), MissingDot::new(1), MissingSemicolon::new(1), MissingArrow::new(1), Unbroken::new(1));
}
