//! Inference: the time of one call for one sample (W5), and samples a second in batches of 64 (W6).

use super::train::Images;
use super::{data, measure};
use netkiln::Aligned;
use netkiln::ndarray::Array2;
use netkiln::prelude::*;
use std::hint::black_box;

network! {
    /// The network of every beginner's course.
    pub fn Mlp(image: Tensor<784>) -> Tensor<10> {
        image.dense(128, activation = relu).dense(64, activation = relu).dense(10, activation = softmax)
    }

    /// As small as on a sensor.
    pub fn Tiny(readings: Tensor<6>) -> Tensor<4> {
        readings.dense(64, activation = relu).dense(8, activation = relu).dense(4, activation = softmax)
    }
}

/// An array of uniform numbers.
pub fn sample<const N: usize>() -> [f32; N] {
    let mut values = data::uniform(N).into_iter();
    std::array::from_fn(|_| values.next().unwrap_or(0.0))
}

pub fn mlp(threads: usize) -> Result<(), netkiln::Error> {
    let (net, image, mut arena) = (Mlp::new(1), sample::<784>(), Aligned(Mlp::arena()));
    measure::latency("mlp", threads, 1, || {
        black_box(net.infer(black_box(&image), &mut arena));
    });
    Ok(())
}

pub fn tiny(threads: usize) -> Result<(), netkiln::Error> {
    let (net, readings, mut arena) = (Tiny::new(1), sample::<6>(), Aligned(Tiny::arena()));
    measure::latency("tiny", threads, 100, || {
        black_box(net.infer(black_box(&readings), &mut arena));
    });
    // The loops that one would write by hand, for sizes that are known.
    measure::latency_of("tiny", "plain loops", threads, 100, || {
        let net = black_box(&*net);
        let y = dense(black_box(&readings), &net.dense_1.kernel, &net.dense_1.bias).map(|x| x.max(0.0));
        let y = dense(&y, &net.dense_2.kernel, &net.dense_2.bias).map(|x| x.max(0.0));
        let y = dense(&y, &net.dense_3.kernel, &net.dense_3.bias);
        let greatest = y.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        let y = y.map(|x| (x - greatest).exp());
        let sum: f32 = y.iter().sum();
        black_box(y.map(|x| x / sum));
    });
    Ok(())
}

fn dense<const I: usize, const O: usize>(x: &[f32; I], kernel: &[[f32; O]; I], bias: &[f32; O]) -> [f32; O] {
    let mut y = *bias;
    for (x, row) in x.iter().zip(kernel) {
        for (y, w) in y.iter_mut().zip(row) {
            *y += x * w;
        }
    }
    y
}

pub fn images(threads: usize) -> Result<(), netkiln::Error> {
    let (net, image, mut arena) = (Images::new(1), sample::<784>(), Aligned(Images::arena()));
    measure::latency("W2", threads, 1, || {
        black_box(net.infer(black_box(&image), &mut arena));
    });
    Ok(())
}

pub fn image_batches(threads: usize) -> Result<(), netkiln::Error> {
    let net = Images::new(1);
    let (x, _) = data::images(64);
    net.predict(&x)?;
    measure::throughput("W2", threads, 64, || {
        black_box(net.predict(black_box(&x)).ok());
    });
    Ok(())
}

pub fn mlp_batches(threads: usize) -> Result<(), netkiln::Error> {
    let net = Mlp::new(1);
    let images = Array2::from_shape_fn((64, 784), {
        let values = data::uniform(64 * 784);
        move |(row, column)| values[row * 784 + column]
    });
    net.predict(&images)?;
    measure::throughput("mlp", threads, 64, || {
        black_box(net.predict(black_box(&images)).ok());
    });
    Ok(())
}
