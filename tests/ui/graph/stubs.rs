//! After an error the types, their methods and their constants are there all the same: only the mistakes are reported.
use netkiln::prelude::*;
use netkiln::train::{Accuracy, Adam, Error};

network! {
    #[loss(sparse_categorical_crossentropy)]
    pub fn Digits(image: Tensor<28, 28>) -> Tensor<10> {
        image.flatten().dense(64, activation = rleu).dense(10, activation = softmax)
    }
}

network! {
    #[loss(class = sparse_categorical_crossentropy, place = mse)]
    pub fn Finder(image: Tensor<28, 28>, meta: Tensor<3>) -> (Tensor<10>, Tensor<4>) {
        let trunk = concat(image.flaten(), meta).dense(16, activation = relu);
        let class = trunk.dense(10, activation = softmax);
        let place = trunk.dense(4);
        (class, place)
    }
}

fn digits(images: &[[f32; 784]], labels: &[u8]) -> Result<(), Error> {
    let mut net = Digits::new(42);
    let images = netkiln::train::ndarray::Array::from_shape_fn((images.len(), 28, 28), |(i, r, c)| images[i][28 * r + c]);
    let history = net.trainer(Adam::new(1e-3)).epochs(2).batch_size(32).metric(Accuracy).fit(&images, labels)?;
    let _ = (history, net.evaluate(&images, labels)?, net.predict(&images)?);
    let (_loss, gradients): (f64, Box<Digits>) = net.loss_and_gradients(&images, labels)?;
    net.save("digits.safetensors")?;
    let net = Digits::load("digits.safetensors")?;
    let mut arena = Digits::arena();
    let answer: &[f32; 10] = net.infer(&[0.0; 784], &mut arena);
    let _ = (answer, gradients, Digits::SUMMARY, Digits::DIAGRAM, Digits::PARAMETERS, Digits::MACS);
    let _ = (Digits::ARENA_BYTES, Digits::TRAIN_ARENA_BYTES, Digits::INPUT_SHAPE, Digits::OUTPUT_SHAPE);
    Ok(())
}

fn finder(image: &netkiln::train::ndarray::Array3<f32>, meta: &netkiln::train::ndarray::Array2<f32>) -> Result<(), Error> {
    let net = Finder::new(42);
    let found = net.predict(FinderInputs { image, meta })?;
    let _ = (found.class, found.place);
    Ok(())
}

fn main() {
    let _ = (digits, finder);
}
