//! One network, end to end.
use netkiln::prelude::*;

network! {
    /// A small classifier.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Small(x: Tensor<4>) -> Tensor<3> {
        x.dense(8, activation = relu).dense(3, activation = softmax)
    }
}

const HIDDEN: usize = 5;

network! {
    #[loss(mse)]
    pub fn Deferred(x: Tensor<4>) -> Tensor<2> {
        let a = x.dense(HIDDEN, activation = tanh);
        let b = a.dense(HIDDEN) + a;
        b.relu().dense(2)
    }
}

#[test]
fn infers() {
    println!("{}", Small::SUMMARY);
    println!("{}", Deferred::SUMMARY);
    println!("{}", Small::DIAGRAM);
    let net = Small::new(1);
    let mut arena = Small::arena();
    let y = net.infer(&[1.0, 2.0, 3.0, 4.0], &mut arena);
    assert!((y.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    let net = Deferred::new(1);
    let mut arena = Deferred::arena();
    let y = net.infer(&[1.0, 2.0, 3.0, 4.0], &mut arena);
    println!("{y:?}");
}

#[net]
#[loss(mse)]
pub fn Attribute(x: Tensor<4>) -> Tensor<1> {
    x.dense(1)
}

mod inner {
    use netkiln::attribute::network;

    #[network]
    pub fn Named(x: Tensor<2>) -> Tensor<1> {
        x.dense(1)
    }
}

#[test]
fn attributes_declare_networks() {
    assert_eq!(Attribute::PARAMETERS, 5);
    assert_eq!(inner::Named::PARAMETERS, 3);
}

#[test]
fn trains() -> Result<(), netkiln::train::Error> {
    use netkiln::ndarray::{Array1, Array2};
    let x = Array2::from_shape_fn((64, 4), |(i, j)| ((i * 7 + j * 3) % 11) as f32 / 11.0);
    let y: Array1<u8> = (0..64).map(|i| ((i * 7 % 11) / 4) as u8).collect();
    let mut net = Small::new(1);
    let before = net.evaluate(&x, &y)?;
    let history = net
        .trainer(Adam::new(1e-2))
        .epochs(200)
        .batch_size(16)
        .metric(Accuracy)
        .verbose(Verbosity::Silent)
        .fit(&x, &y)?;
    let after = net.evaluate(&x, &y)?;
    assert!(after["loss"] < 0.5 * before["loss"]);
    assert_eq!(history["loss"].len(), 200);
    assert_eq!(history["accuracy"].len(), 200);
    Ok(())
}
