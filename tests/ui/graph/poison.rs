//! One mistake is one message: whatever uses a refused value stays silent, and what does not is still checked.
use netkiln::prelude::*;

network! {
    #[loss(class = sparse_categorical_crossentropy, place = mse)]
    pub fn OneMistake(x: Tensor<4>) -> (Tensor<3>, Tensor<2>) {
        let features = x.dens(16, activation = relu);
        let mixed = features + x;
        let deep = concat(mixed, features).batch_norm().dense(8).reshape(3, 3);
        let class = deep.flatten().dense(3, activation = softmax);
        let place = deep.flatten().dense(2);
        (class, place)
    }
}

network! {
    #[loss(mse)]
    pub fn FourMistakes(x: Tensor<4>, y: Tensor<3>) -> Tensor<2> {
        let a = x.dense(0);
        let b = y.dens(3);
        let c = concat(a, b, x + y);
        c.dense(2, activation = rleu)
    }
}

const WIDTH: usize = 0;

network! {
    #[loss(mse)]
    pub fn OneMistakeThatRustcSees(x: Tensor<4>) -> Tensor<2> {
        let features = x.dense(WIDTH);
        let more = features.dense(8) + x.dense(8);
        more.layer_norm().dense(2)
    }
}

fn main() {}
