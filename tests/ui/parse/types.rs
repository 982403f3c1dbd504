//! Types that are none.
use netkiln::prelude::*;

network! {
    pub fn RustArray(x: [f32; 4]) -> Tensor<8> {
        x.dense(8)
    }
}

network! {
    pub fn RustVector(x: Vec<f32>) -> Tensor<8> {
        x.dense(8)
    }
}

network! {
    pub fn Reference(x: &Tensor<4>) -> Tensor<8> {
        x.dense(8)
    }
}

network! {
    pub fn NoDimensions(x: Tensor) -> Tensor<8> {
        x.dense(8)
    }
}

network! {
    pub fn WithBatch(x: Tensor<_, 4>) -> Tensor<_, 8> {
        x.dense(8)
    }
}

network! {
    pub fn WithNumberType(x: Tensor<f32, 4>) -> Tensor<8> {
        x.dense(8)
    }
}

network! {
    pub fn Crossed(x: Tensor<28 * 28>) -> Tensor<8> {
        x.dense(8)
    }
}

network! {
    pub fn Negative(x: Tensor<-4>) -> Tensor<8> {
        x.dense(8)
    }
}

network! {
    pub fn Zero(x: Tensor<4, 0>) -> Tensor<4, 8> {
        x.dense(8)
    }
}

network! {
    pub fn Misspelt(x: Tenser<4>) -> Tensor<8> {
        x.dense(8)
    }
}

network! {
    pub fn Output(x: Tensor<4>) -> f32 {
        x.dense(1)
    }
}

network! {
    pub fn OutputOfIndices(x: Tensor<4>) -> Indices<10, 1> {
        x.dense(10, activation = softmax)
    }
}

network! {
    pub fn Untyped(x) -> Tensor<8> {
        x.dense(8)
    }
}

network! {
    pub fn SevenAxes(x: Tensor<1, 1, 1, 1, 1, 1, 2>) -> Tensor<8> {
        x.flatten().dense(8)
    }
}

fn main() {}
