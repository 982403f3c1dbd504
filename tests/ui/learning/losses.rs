//! Declarations that compile elsewhere and never learn.
use netkiln::prelude::*;

network! {
    #[loss(binary_crossentropy)]
    pub fn NoProbability(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss(sparse_categorical_crossentropy)]
    pub fn NoDistribution(x: Tensor<4>) -> Tensor<3> {
        x.dense(3, activation = relu)
    }
}

network! {
    #[loss(categorical_crossentropy)]
    pub fn SigmoidForClasses(x: Tensor<4>) -> Tensor<3> {
        x.dense(3, activation = sigmoid)
    }
}

network! {
    #[loss(binary_crossentropy)]
    pub fn SoftmaxForYesOrNo(x: Tensor<4>) -> Tensor<2> {
        x.dense(2, activation = softmax)
    }
}

network! {
    #[loss(sparse_categorical_crossentropy(from_logits = true))]
    pub fn ProbabilitiesAsLogits(x: Tensor<4>) -> Tensor<3> {
        x.dense(3, activation = softmax)
    }
}

network! {
    #[loss(sparse_categorical_crossentropy(from_logits = true))]
    pub fn OneClass(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss(mse)]
    pub fn SoftmaxOverOne(x: Tensor<4>) -> Tensor<1> {
        x.dense(1).softmax()
    }
}

network! {
    #[loss(mse)]
    pub fn NothingToTrain(x: Tensor<4>) -> Tensor<4> {
        x.relu()
    }
}

network! {
    #[loss(mse)]
    pub fn AllFrozen(x: Tensor<4>) -> Tensor<4> {
        x.dense(4).dense(4).freeze()
    }
}

fn main() {}
