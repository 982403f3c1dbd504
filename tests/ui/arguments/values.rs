//! Arguments of the wrong kind.
use netkiln::prelude::*;

network! {
    pub fn Activation(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, activation = rellu)
    }
}

network! {
    pub fn ActivationCalled(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, activation = relu(0.1))
    }
}

network! {
    pub fn ActivationArgument(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, activation = leaky_relu(alpha = 0.1))
    }
}

network! {
    pub fn ActivationIsANumber(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, 8)
    }
}

network! {
    pub fn SwitchIsANumber(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, use_bias = 0)
    }
}

network! {
    pub fn SwitchIsText(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, use_bias = "false")
    }
}

network! {
    pub fn SizeIsAWord(x: Tensor<4>) -> Tensor<4> {
        x.dense(relu)
    }
}

network! {
    pub fn SizeIsAValue(x: Tensor<4>) -> Tensor<4> {
        x.dense(x)
    }
}

network! {
    pub fn SizeIsAPair(x: Tensor<4>) -> Tensor<4> {
        x.dense((4, 4))
    }
}

network! {
    pub fn Initializer(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, kernel_initializer = glorot_unifrom)
    }
}

network! {
    pub fn InitializerAsText(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, kernel_initializer = "he_normal")
    }
}

network! {
    pub fn InitializerArgument(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, kernel_initializer = random_normal(stdev = 0.1))
    }
}

network! {
    pub fn Regularizer(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, kernel_regularizer = l3(0.1))
    }
}

network! {
    pub fn RegularizerWithoutFactor(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, kernel_regularizer = 0.01)
    }
}

network! {
    pub fn Constraint(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, kernel_constraint = maxnorm(2.0))
    }
}

network! {
    pub fn RateIsText(x: Tensor<4>) -> Tensor<4> {
        x.dense(4).dropout("0.5")
    }
}

network! {
    pub fn AxisIsAFraction(x: Tensor<4>) -> Tensor<4> {
        x.layer_norm(axis = 0.5)
    }
}

fn main() {}
