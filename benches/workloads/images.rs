//! Networks over images beside W2: the separable stack (W3) and a residual network of twenty layers.

use super::{data, infer::sample, measure, train::fit};
use netkiln::Aligned;
use netkiln::ndarray::{Array2, Array4};
use netkiln::prelude::*;
use std::hint::black_box;

network! {
    /// W3: the stack of separable convolutions that Chollet gives in *Deep Learning with Python* (section 7.3, listing 7.27).
    #[loss(categorical_crossentropy)]
    pub fn Separable(image: Tensor<64, 64, 3>) -> Tensor<10> {
        image
            .separable_conv2d(32, kernel = 3, activation = relu)
            .separable_conv2d(64, kernel = 3, activation = relu)
            .max_pool2d(2)
            .separable_conv2d(64, kernel = 3, activation = relu)
            .separable_conv2d(128, kernel = 3, activation = relu)
            .max_pool2d(2)
            .separable_conv2d(64, kernel = 3, activation = relu)
            .separable_conv2d(128, kernel = 3, activation = relu)
            .global_avg_pool2d()
            .dense(32, activation = relu)
            .dense(10, activation = softmax)
    }

    /// ResNet-20 (He and others, *Deep Residual Learning for Image Recognition*, CVPR 2016, section 4.2), for 32×32 in colour.
    #[loss(categorical_crossentropy)]
    pub fn ResNet20(image: Tensor<32, 32, 3>) -> Tensor<10> {
        let conv = |x, filters, stride| {
            x.conv2d(filters, kernel = 3, strides = stride, padding = same, use_bias = false).batch_norm()
        };
        let residual = |x, filters| x.conv(filters, 1).relu().conv(filters, 1);
        let halve = |x, filters| {
            let past = x.conv2d(filters, kernel = 1, strides = 2, use_bias = false).batch_norm();
            (past + x.conv(filters, 2).relu().conv(filters, 1)).relu()
        };
        let mut x = image.conv(16, 1).relu();
        for _ in 0..3 {
            x = (x + x.residual(16)).relu();
        }
        for filters in [32, 64] {
            x = x.halve(filters);
            for _ in 0..2 {
                x = (x + x.residual(filters)).relu();
            }
        }
        x.global_avg_pool2d().dense(10, activation = softmax)
    }
}

/// Images in colour, square, and their classes as vectors of zeros and a one.
fn squares(samples: usize, side: usize) -> (Array4<f32>, Array2<f32>) {
    let pixels = data::uniform(samples * side * side * 3);
    let x = Array4::from_shape_vec((samples, side, side, 3), pixels).expect("as many pixels as there are");
    let mut random = data::Random(9);
    let mut y = Array2::zeros((samples, 10));
    for mut row in y.rows_mut() {
        row[random.next() as usize % 10] = 1.0;
    }
    (x, y)
}

pub fn separable(threads: usize) -> Result<(), netkiln::Error> {
    let (samples, batch) = data::sizes(320, 32);
    let (x, y) = squares(samples, 64);
    let mut net = Separable::new(1);
    fit("W3", threads, batch, samples, net.trainer(RmsProp::new(1e-3)), &x, &y)
}

pub fn separable_latency(threads: usize) -> Result<(), netkiln::Error> {
    let (net, mut arena) = (Separable::new(1), Aligned(Separable::arena()));
    let image = sample::<{ 64 * 64 * 3 }>();
    measure::latency("W3", threads, 1, || {
        black_box(net.infer(black_box(&image), &mut arena));
    });
    Ok(())
}

pub fn separable_batches(threads: usize) -> Result<(), netkiln::Error> {
    let net = Separable::new(1);
    let (x, _) = squares(64, 64);
    net.predict(&x)?;
    measure::throughput("W3", threads, 64, || {
        black_box(net.predict(black_box(&x)).ok());
    });
    Ok(())
}

pub fn resnet(threads: usize) -> Result<(), netkiln::Error> {
    let (samples, batch) = data::sizes(640, 64);
    let (x, y) = squares(samples, 32);
    let mut net = ResNet20::new(1);
    fit("ResNet-20", threads, batch, samples, net.trainer(Sgd::new(0.1).momentum(0.9)), &x, &y)
}

pub fn resnet_latency(threads: usize) -> Result<(), netkiln::Error> {
    let (net, mut arena) = (ResNet20::new(1), Aligned(ResNet20::arena()));
    let image = sample::<{ 32 * 32 * 3 }>();
    measure::latency("ResNet-20", threads, 1, || {
        black_box(net.infer(black_box(&image), &mut arena));
    });
    Ok(())
}
