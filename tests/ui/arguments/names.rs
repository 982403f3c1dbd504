//! Arguments that a layer does not have, has twice, or lacks.
use netkiln::prelude::*;

network! {
    pub fn Misspelt(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, actvation = relu)
    }
}

network! {
    pub fn OfAnotherLayer(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, rate = 0.5)
    }
}

network! {
    pub fn Twice(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, activation = relu, activation = tanh)
    }
}

network! {
    pub fn ByPositionAndByName(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, units = 5)
    }
}

network! {
    pub fn PositionBehindName(x: Tensor<4>) -> Tensor<4> {
        x.dense(activation = relu, 4)
    }
}

network! {
    pub fn Left(x: Tensor<4>) -> Tensor<4> {
        x.dense()
    }
}

network! {
    pub fn OneTooMany(x: Tensor<4>) -> Tensor<4> {
        x.layer_norm(-1, 0.001, true, true, zeros, ones, l2(0.1), l2(0.1), non_neg, non_neg, 7)
    }
}

network! {
    pub fn NoArguments(x: Tensor<4>) -> Tensor<4> {
        x.flatten(1).dense(4)
    }
}

network! {
    pub fn KerasInputShape(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, input_shape = 4)
    }
}

network! {
    pub fn NameIsNoText(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, name = hidden)
    }
}

network! {
    pub fn NameIsNoWord(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, name = "first layer")
    }
}

network! {
    pub fn TrainableIsNoSwitch(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, trainable = 0)
    }
}

network! {
    pub fn NothingToTrain(x: Tensor<4>) -> Tensor<4> {
        x.dense(4).dropout(0.5, trainable = false)
    }
}

fn main() {}
