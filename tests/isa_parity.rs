//! Whole networks at every SIMD level of the machine: what they predict and their gradients are those of plain code.
//!
//! One test: the level holds for the whole process.

mod support;

use nn_runtime::simd::{Level, available, set_level};
use nn_runtime::{Trainable, train};
use support::close::{assert_close, wide};
use support::data;
use support::direct;
use support::random::Random;

/// Sums of a few hundred products, in another order.
const TOLERANCE: f64 = 1e-5;

netkiln::network! {
    #[loss(sparse_categorical_crossentropy)]
    pub fn Dense(x: Tensor<37>) -> Tensor<11> {
        x.dense(67, activation = relu).layer_norm().dense(33, activation = gelu).dense(11, activation = softmax)
    }

    #[loss(mse)]
    pub fn Elementwise(x: Tensor<29>) -> Tensor<29> {
        let y = x.dense(29, activation = silu);
        ((y.tanh() + x) * y.sigmoid() - y.softplus()).elu() + maximum(x, y) + y.exponential().sqrt()
    }

    #[loss(binary_crossentropy)]
    pub fn Words(words: MultiHot<90>, places: Indices<17, 5>) -> Tensor<3> {
        concat(words.dense(21, activation = relu), places.embedding(7).flatten()).dense(3, activation = sigmoid)
    }

    #[loss(sparse_categorical_crossentropy)]
    pub fn Image(image: Tensor<13, 11, 3>) -> Tensor<5> {
        let y = image.conv2d(17, kernel = 3, padding = same, use_bias = false).batch_norm().relu().max_pool2d(2);
        let z = y + y.conv2d(17, kernel = (1, 3), padding = same, activation = tanh);
        z.avg_pool2d(2, padding = same).flatten().dense(5, activation = softmax)
    }

    #[loss(mse)]
    pub fn Separable(image: Tensor<11, 14, 5>) -> Tensor<3> {
        let y = image.separable_conv2d(21, kernel = 3, activation = relu).batch_norm();
        let z = y.depthwise_conv2d(3, padding = same, activation = relu) + y.separable_conv2d(21, kernel = 3, padding = same);
        z.max_pool2d(3, strides = 2, padding = same).conv2d(18, kernel = 3, strides = 2).batch_norm().relu().global_avg_pool2d().dense(3)
    }

    #[loss(huber)]
    pub fn Series(steps: Tensor<40, 6>) -> Tensor<4> {
        steps.conv1d(19, kernel = 5, padding = causal, dilation = 2, activation = relu).global_avg_pool1d().dense(4)
    }
}

/// Predictions, loss and gradients.
fn results<N: Trainable<f32>>() -> Vec<Vec<f64>> {
    let mut numbers = Random::named(N::NAME);
    let (x, y) = (data::inputs::<f32, N>(&mut numbers, 13), data::targets::<f32, N>(&mut numbers, 13));
    let net = train::new::<f32, N>(5);
    let mut results: Vec<Vec<f64>> = direct::infer(&*net, 13, &x.inputs()).iter().map(|values| wide(values)).collect();
    let (loss, gradients) = train::loss_and_gradients(&*net, &x, &y).expect("data that fits");
    results.extend([vec![loss], wide(gradients.as_slice())]);
    results
}

fn compare<N: Trainable<f32>>() {
    set_level(Level::Scalar).expect("plain code runs everywhere");
    let plain = results::<N>();
    assert!(plain.iter().flatten().any(|&x| x != 0.0));
    for level in available() {
        set_level(level).expect("a level that is available");
        for (got, want) in results::<N>().iter().zip(&plain) {
            assert_close(got, want, TOLERANCE, &format!("{} at {level:?}", N::NAME));
        }
    }
}

#[test]
fn every_level_gives_the_same_network() {
    compare::<Dense>();
    compare::<Elementwise>();
    compare::<Words>();
    compare::<Image>();
    compare::<Separable>();
    compare::<Series>();
}
