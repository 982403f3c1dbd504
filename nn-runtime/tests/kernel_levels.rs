//! Every layer's kernels on every instruction set of the machine against the plain one.
//!
//! A test binary of its own with one test: the level holds for the whole process.
#![cfg(feature = "train")]
#![allow(dead_code)]

#[path = "kernels/calls.rs"]
mod calls;
#[path = "kernels/cases.rs"]
mod cases;
#[path = "kernels/run.rs"]
mod run;

use calls::Buffers;
use cases::{Case, cases};
use nn_runtime::kernels::losses::{self, Geometry};
use nn_runtime::simd::{Level, available, set_level};
use nn_runtime::{Pass, Scalar, Target, kernels};
use nn_spec::layers::conv;
use nn_spec::layers::window::Axis;
use nn_spec::{Activation, Loss, Shape};

const SAMPLES: usize = 5;

/// What was computed, by name.
type Results<T> = Vec<(String, Vec<T>)>;

fn results<T: Scalar>(case: &Case) -> Results<T> {
    let mut b: Buffers<T> = case.buffers(SAMPLES);
    case.forward(&mut b);
    b.dy = case.upstream(SAMPLES);
    case.backward(&mut b);
    let inputs = b.dx.into_iter().enumerate().map(|(i, dx)| (format!("dx{i}"), dx));
    let params = b.dp.into_iter().enumerate().map(|(i, dp)| (format!("gradient of parameter {i}"), dp));
    [("y".to_owned(), b.y)].into_iter().chain(inputs).chain(params).collect()
}

fn loss_results<T: Scalar>(loss: Loss, fused: bool, width: usize) -> Results<T> {
    let shape = Shape::new(&[3, width]);
    let mut numbers = run::Numbers::new("losses");
    let mut y = numbers.between(SAMPLES * shape.len(), 0.05, 0.95);
    let target = numbers.between(SAMPLES * shape.len(), 0.05, 0.95);
    let classes: Vec<u32> = (0..SAMPLES * 3).map(|_| (numbers.bits() % width as u64) as u32).collect();
    let target = match loss.target() {
        nn_spec::Target::Real => Target::Real(&target[..]),
        nn_spec::Target::Class => Target::Class(&classes),
    };
    let mut dy = vec![T::zero(); y.len()];
    let g = Geometry::new(loss, fused, shape, 1.0);
    let value = losses::apply(&g, &Pass::inference(SAMPLES), &mut y, &target, &[], &mut dy);
    vec![("value".to_owned(), vec![T::of(value)]), ("y".to_owned(), y), ("dy".to_owned(), dy)]
}

/// A convolution with so many channels that fewer multiplications are used, forward and back to the input; the cases have few.
fn many_channels<T: Scalar>() -> Results<T> {
    let axis = |input: usize| Axis { input, output: input, size: 3, stride: 1, dilation: 1, before: 1 };
    let (channels, filters, activation) = (50, 49, Activation::Relu);
    let g = conv::Geometry { axes: [Axis::POINT, axis(9), axis(8)], channels, filters, groups: 1, activation };
    let (mut numbers, pass) = (run::Numbers::new("many channels"), Pass::inference(2));
    let (x, kernel): (Vec<T>, Vec<T>) =
        (numbers.between(2 * 72 * channels, -1.0, 1.0), numbers.between(9 * channels * filters, -0.05, 0.05));
    let (bias, mut dy): (Vec<T>, Vec<T>) =
        (numbers.between(filters, -1.0, 1.0), numbers.between(2 * 72 * filters, -1.0, 1.0));
    let (mut y, mut dx) = (vec![T::zero(); dy.len()], vec![T::zero(); x.len()]);
    kernels::conv2d::forward(&g, &pass, &x, &kernel, &bias, &mut y);
    kernels::conv2d::backward(&g, &pass, &x, &kernel, &bias, &mut dy, &mut dx, &mut [], &mut []);
    vec![("y".to_owned(), y), ("dx".to_owned(), dx)]
}

fn all<T: Scalar>() -> Vec<(String, Results<T>)> {
    let layers = cases().into_iter().map(|case| (case.name(), results(&case)));
    let smooth = 0.1;
    let losses = [
        (Loss::Mse, false),
        (Loss::Mae, false),
        (Loss::Huber { delta: 0.3 }, false),
        (Loss::LogCosh, false),
        (Loss::KlDivergence, false),
        (Loss::Poisson, false),
        (Loss::Hinge, false),
        (Loss::BinaryCrossentropy { from_logits: false, label_smoothing: smooth }, false),
        (Loss::BinaryCrossentropy { from_logits: false, label_smoothing: smooth }, true),
        (Loss::CategoricalCrossentropy { from_logits: false, label_smoothing: smooth }, false),
        (Loss::CategoricalCrossentropy { from_logits: true, label_smoothing: smooth }, false),
        (Loss::SparseCategoricalCrossentropy { from_logits: false }, true),
    ];
    // Rows of several vectors, and such as go together where each fits into one.
    let losses = losses.into_iter().flat_map(|(loss, fused)| {
        [37, 5].map(|width| (format!("{loss:?}, fused {fused}, {width} wide"), loss_results(loss, fused, width)))
    });
    let channels = [("conv2d over many channels".to_owned(), many_channels())];
    layers.chain(losses).chain(channels).collect()
}

fn check<T: Scalar>(tolerance: f64) {
    set_level(Level::Scalar).expect("every machine has it");
    let plain = all::<T>();
    for level in available() {
        set_level(level).expect("it is available");
        for ((name, found), (_, expected)) in all::<T>().iter().zip(&plain) {
            for ((what, found), (_, expected)) in found.iter().zip(expected) {
                assert_eq!(found.len(), expected.len(), "{name}: {what}");
                for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
                    let off = (found.f64() - expected.f64()).abs() / expected.f64().abs().max(1.0);
                    assert!(off < tolerance, "{name} with {level:?}: {what}[{i}] is {found}, should be {expected}");
                }
            }
        }
    }
}

#[test]
fn every_level_computes_the_same() {
    check::<f32>(5e-6);
    check::<f64>(1e-13);
}
