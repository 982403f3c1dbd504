//! Inputs and targets have names, so a swapped pair does not compile.
use netkiln::prelude::*;
use netkiln::train::{Error, ndarray::Array2};

network! {
    #[loss(class = sparse_categorical_crossentropy, place = mse)]
    pub fn Finder(image: Tensor<8>, meta: Tensor<3>) -> (Tensor<10>, Tensor<4>) {
        let trunk = concat(image, meta).dense(16, activation = relu);
        let class = trunk.dense(10, activation = softmax);
        let place = trunk.dense(4);
        (class, place)
    }
}

fn pair(image: &Array2<f32>, meta: &Array2<f32>) -> Result<(), Error> {
    let net = Finder::new(42);
    net.predict((meta, image))?;
    Ok(())
}

fn targets_as_inputs(class: &Array2<u8>, place: &Array2<f32>) -> Result<(), Error> {
    let net = Finder::new(42);
    net.predict(FinderOutputs { class, place })?;
    Ok(())
}

fn one_is_missing(image: &Array2<f32>) -> Result<(), Error> {
    let net = Finder::new(42);
    net.predict(FinderInputs { image })?;
    Ok(())
}

fn main() {}
