//! Shapes and numbers that a layer refuses.
use netkiln::prelude::*;

network! {
    pub fn NoUnits(x: Tensor<4>) -> Tensor<4> {
        x.dense(0)
    }
}

network! {
    pub fn NegativeUnits(x: Tensor<4>) -> Tensor<4> {
        x.dense(-4)
    }
}

network! {
    pub fn Reshape(x: Tensor<10>) -> Tensor<3, 4> {
        x.reshape(3, 4)
    }
}

network! {
    pub fn ReshapeRest(x: Tensor<10>) -> Tensor<3, 3> {
        x.reshape(3, -1)
    }
}

network! {
    pub fn ReshapeWithBatch(x: Tensor<10>) -> Tensor<2, 5> {
        x.reshape(-1, 2, -1)
    }
}

network! {
    pub fn Transpose(x: Tensor<2, 3>) -> Tensor<3, 2> {
        x.permute(1, 0)
    }
}

network! {
    pub fn TransposeTwice(x: Tensor<2, 3>) -> Tensor<3, 2> {
        x.permute(2, 2)
    }
}

network! {
    pub fn Percent(x: Tensor<4>) -> Tensor<4> {
        x.dropout(50).dense(4)
    }
}

network! {
    pub fn AllDropped(x: Tensor<4>) -> Tensor<4> {
        x.dense(4).dropout(1.0)
    }
}

network! {
    pub fn NormOverRows(x: Tensor<4, 3>) -> Tensor<4, 3> {
        x.batch_norm(axis = 1)
    }
}

network! {
    pub fn NormOverTheBatch(x: Tensor<4, 3>) -> Tensor<4, 3> {
        x.layer_norm(axis = 0)
    }
}

network! {
    pub fn Momentum(x: Tensor<4>) -> Tensor<4> {
        x.batch_norm(momentum = 99.0)
    }
}

network! {
    pub fn OneClass(x: Tensor<4>) -> Tensor<1> {
        x.dense(1, activation = softmax)
    }
}

fn main() {}
