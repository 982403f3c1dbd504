//! What is written in the first hour.
use netkiln::prelude::*;

network! {
    pub fn QuotedSize(x: Tensor<4>) -> Tensor<8> {
        x.dense("8")
    }
}

network! {
    pub fn FloatSize(x: Tensor<4>) -> Tensor<8> {
        x.dense(8.0)
    }
}

network! {
    pub fn QuotedActivation(x: Tensor<4>) -> Tensor<8> {
        x.dense(8, activation = "relu")
    }
}

network! {
    pub fn ClassName(x: Tensor<4>) -> Tensor<8> {
        x.Dense(8)
    }
}

network! {
    pub fn KerasModule(x: Tensor<4>) -> Tensor<8> {
        layers::Dense(8)(x)
    }
}

network! {
    pub fn ColonForEquals(x: Tensor<4>) -> Tensor<8> {
        x.dense(8, activation: relu)
    }
}

network! {
    pub fn PythonTrue(x: Tensor<4>) -> Tensor<8> {
        x.dense(8, use_bias = False)
    }
}

network! {
    pub fn NoReturnType(x: Tensor<4>) {
        x.dense(8)
    }
}

network! {
    pub fn Semicolon(x: Tensor<4>) -> Tensor<8> {
        x.dense(8);
    }
}

network! {
    pub fn Empty(x: Tensor<4>) -> Tensor<8> {}
}

network! {
    pub fn NoInput() -> Tensor<8> {
        dense(8)
    }
}

network! {
    pub fn NotApplied(x: Tensor<4>) -> Tensor<8> {
        dense(8)
    }
}

fn main() {}
