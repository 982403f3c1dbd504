//! Recurrent networks: three layers of 32 units over 100 steps of 32 numbers.

use super::{data, measure, train::fit};
use netkiln::Aligned;
use netkiln::ndarray::{Array2, Array3};
use netkiln::prelude::*;
use std::hint::black_box;

network! {
    /// W4: ten yes-or-no answers after 100 steps.
    #[loss(binary_crossentropy)]
    pub fn Lstm(steps: Tensor<100, 32>) -> Tensor<10> {
        steps
            .lstm(32, return_sequences = true)
            .lstm(32, return_sequences = true)
            .lstm(32)
            .dense(10, activation = sigmoid)
    }

    /// W4b: the same with gated units.
    #[loss(binary_crossentropy)]
    pub fn Gru(steps: Tensor<100, 32>) -> Tensor<10> {
        steps
            .gru(32, return_sequences = true)
            .gru(32, return_sequences = true)
            .gru(32)
            .dense(10, activation = sigmoid)
    }
}

fn sequences(samples: usize) -> (Array3<f32>, Array2<f32>) {
    let numbers = data::uniform(samples * 3200);
    let x = Array3::from_shape_fn((samples, 100, 32), |(n, t, i)| numbers[(n * 100 + t) * 32 + i]);
    let coins = data::uniform(samples * 10);
    (x, Array2::from_shape_fn((samples, 10), |(n, i)| coins[n * 10 + i].round()))
}

pub fn w4(threads: usize) -> Result<(), netkiln::Error> {
    let (samples, batch) = data::sizes(1280, 64);
    let (x, y) = sequences(samples);
    let mut net = Lstm::new(1);
    fit("W4", threads, batch, samples, net.trainer(RmsProp::new(1e-3)), &x, &y)
}

pub fn w4b(threads: usize) -> Result<(), netkiln::Error> {
    let (samples, batch) = data::sizes(1280, 64);
    let (x, y) = sequences(samples);
    let mut net = Gru::new(1);
    fit("W4b", threads, batch, samples, net.trainer(RmsProp::new(1e-3)), &x, &y)
}

pub fn latency(threads: usize) -> Result<(), netkiln::Error> {
    let (net, mut arena) = (Lstm::new(1), Aligned(Lstm::arena()));
    let numbers = data::uniform(3200);
    let steps: [f32; 3200] = std::array::from_fn(|i| numbers[i]);
    measure::latency("W4", threads, 1, || {
        black_box(net.infer(black_box(&steps), &mut arena));
    });
    Ok(())
}

/// One step of W4's hundred as it comes, and in turn with it the whole sequence: what `step` costs beyond a hundredth of it is the rest of
/// the network, which runs after each step, and the way there and back.
pub fn step(threads: usize) -> Result<(), netkiln::Error> {
    let (net, mut arena, mut state) = (Lstm::new(1), Aligned(Lstm::arena()), Lstm::state());
    let numbers = data::uniform(3200);
    let steps: [f32; 3200] = std::array::from_fn(|i| numbers[i]);
    let frame: [f32; 32] = std::array::from_fn(|i| numbers[i]);
    let (mut sequences, mut hundreds) = (Vec::new(), Vec::new());
    let time = |call: &mut dyn FnMut()| {
        let from = std::time::Instant::now();
        call();
        from.elapsed().as_nanos() as f64 / 1e3 / 100.0
    };
    for _ in 0..2000 {
        sequences.push(time(&mut || {
            black_box(net.infer(black_box(&steps), &mut arena));
        }));
        hundreds.push(time(&mut || {
            for _ in 0..100 {
                black_box(net.step(black_box(&frame), &mut state));
            }
        }));
    }
    let least = |micros: &[f64]| micros.iter().copied().fold(f64::INFINITY, f64::min);
    let ratio = least(&hundreds) / least(&sequences);
    measure::rates("W5-W4-step", "a hundredth of the sequence", threads, "us", sequences, "");
    measure::emit("W5-W4-step", threads, "us", hundreds, &format!(",\"ratio\":{ratio:.3}"));
    Ok(())
}
