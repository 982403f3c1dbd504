//! Numbers that only rustc knows: the same words at the same place as for literals.
use netkiln::prelude::*;

const WIDE: usize = 16;
const NARROW: usize = 12;
const CLASSES: usize = 10;
const ONE: usize = 1;
const NONE: usize = 0;
const RATE: f64 = 50.0;
const AXIS: i64 = 3;

network! {
    pub fn Plus(x: Tensor<4>) -> Tensor<WIDE> {
        let wide = x.dense(WIDE);
        let narrow = x.dense(NARROW);
        wide + narrow
    }
}

network! {
    pub fn Joined(a: Tensor<WIDE, 3>, b: Tensor<NARROW, 3>) -> Tensor<WIDE, 6> {
        concat(a, b)
    }
}

network! {
    pub fn NoUnits(x: Tensor<4>) -> Tensor<4> {
        x.dense(NONE).dense(4)
    }
}

network! {
    pub fn Reshape(x: Tensor<{ WIDE + 1 }>) -> Tensor<4, 4> {
        x.reshape(4, 4)
    }
}

network! {
    pub fn Percent(x: Tensor<4>) -> Tensor<4> {
        x.dense(4).dropout(RATE)
    }
}

network! {
    pub fn Axis(x: Tensor<WIDE, 3>) -> Tensor<WIDE, 3> {
        x.layer_norm(axis = AXIS)
    }
}

network! {
    pub fn OneClass(x: Tensor<4>) -> Tensor<ONE> {
        x.dense(ONE, activation = softmax)
    }
}

network! {
    pub fn Output(x: Tensor<WIDE>) -> Tensor<CLASSES> {
        x.dense(NARROW)
    }
}

network! {
    pub fn NoInput(x: Tensor<NONE>) -> Tensor<CLASSES> {
        x.dense(CLASSES)
    }
}

network! {
    pub fn SharedOverTwoWidths(a: Tensor<WIDE>, b: Tensor<NARROW>) -> Tensor<8> {
        let encoder = dense(4);
        concat(encoder(a), encoder(b))
    }
}

network! {
    pub fn NotANumber(x: Tensor<HIDDEN>) -> Tensor<CLASSES> {
        x.dense(CLASSES)
    }
}

network! {
    pub fn WrongType(x: Tensor<4>) -> Tensor<CLASSES> {
        x.dense(RATE).dense(CLASSES)
    }
}

fn main() {}
