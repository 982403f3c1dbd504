//! Functions that declare no network.
use netkiln::prelude::*;

network! {
    pub fn Method(&self, x: Tensor<4>) -> Tensor<4> {
        x.dense(4)
    }
}

network! {
    pub fn Generic<const N: usize>(x: Tensor<N>) -> Tensor<4> {
        x.dense(4)
    }
}

network! {
    pub async fn Async(x: Tensor<4>) -> Tensor<4> {
        x.dense(4)
    }
}

network! {
    pub fn Pattern((x, y): (Tensor<4>, Tensor<4>)) -> Tensor<4> {
        x + y
    }
}

network! {
    pub fn Twice(x: Tensor<4>, x: Tensor<4>) -> Tensor<4> {
        x.dense(4)
    }
}

network! {
    pub struct NoFunction {
        x: Tensor<4>,
    }
}

network! {
    pub fn NoBody(x: Tensor<4>) -> Tensor<4>;
}

network! {
    x.dense(4)
}

network! {}

#[net]
pub struct Attribute {
    width: usize,
}

#[net(loss = mse)]
pub fn Arguments(x: Tensor<4>) -> Tensor<4> {
    x.dense(4)
}

fn main() {}
