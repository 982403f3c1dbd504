//! Activations, sums and products of elements, chains of them, dropout.

use super::super::conv::Aligned;
use super::super::data;
use super::roofs::{Level, Mix};
use super::{Case, Each, Plans};
use nn_runtime::{Pass, kernels};
use nn_spec::Activation;
use std::hint::black_box;

/// The exponential: reduced by four operations, then a polynomial of degree five around its argument.
pub const EXP: (f64, f64) = (10.0, 5.0);
/// `eˣ − 1`
pub const EXPM1: (f64, f64) = (11.0, 6.0);
/// The logarithm of a sum, as all logarithms are made: a polynomial of degree eight.
pub const LN: (f64, f64) = (16.0, 13.0);
/// `ln(1 + x)`: the same, and what rounding loses.
pub const LN_1P: (f64, f64) = (16.0, 20.0);
/// `tanh` with one exponential, without its division.
pub const TANH: (f64, f64) = (11.0, 6.0);

/// Multiplications, other operations and divisions, forward and backward.
const ACTIVATIONS: [(&str, Activation, [f64; 3], [f64; 3]); 14] = [
    ("relu", Activation::Relu, [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]),
    ("leaky_relu", Activation::LeakyRelu(0.1), [1.0, 1.0, 0.0], [1.0, 1.0, 0.0]),
    ("elu", Activation::Elu(1.0), [EXPM1.0 + 2.0, EXPM1.1 + 1.0, 0.0], [1.0, 2.0, 0.0]),
    ("selu", Activation::Selu, [EXPM1.0 + 2.0, EXPM1.1 + 1.0, 0.0], [1.0, 2.0, 0.0]),
    ("gelu", Activation::Gelu, [37.0, 17.0, 2.0], [50.0, 20.0, 2.0]),
    (
        "gelu_approximate",
        Activation::GeluApproximate,
        [EXP.0 + 4.0, EXP.1 + 2.0, 1.0],
        [TANH.0 + 9.0, TANH.1 + 2.0, 1.0],
    ),
    ("silu", Activation::Silu, [EXP.0 + 1.0, EXP.1 + 2.0, 1.0], [EXP.0 + 3.0, EXP.1 + 3.0, 1.0]),
    ("sigmoid", Activation::Sigmoid, [EXP.0, EXP.1 + 2.0, 1.0], [2.0, 0.0, 0.0]),
    ("hard_sigmoid", Activation::HardSigmoid, [1.0, 2.0, 0.0], [1.0, 2.0, 0.0]),
    ("tanh", Activation::Tanh, [TANH.0, TANH.1, 1.0], [2.0, 0.0, 0.0]),
    ("softplus", Activation::Softplus, [EXP.0 + LN_1P.0, EXP.1 + LN_1P.1 + 2.0, 0.0], [EXPM1.0 + 1.0, EXPM1.1, 0.0]),
    ("softsign", Activation::Softsign, [0.0, 1.0, 1.0], [2.0, 1.0, 0.0]),
    ("exponential", Activation::Exponential, [EXP.0, EXP.1, 0.0], [1.0, 0.0, 0.0]),
    ("sqrt", Activation::Sqrt, [0.0; 3], [0.0, 2.0, 1.0]),
];

pub fn plan(plans: &mut Plans) {
    for (name, f, forward, backward) in ACTIVATIONS {
        for level in [Level::First, Level::Memory] {
            if level == Level::Memory && !["relu", "gelu", "tanh"].contains(&name) {
                continue;
            }
            let mut each = Each::new(forward[0], forward[1], 8.0, Mix::Map).divided(forward[2], 0.0);
            each.root = if f == Activation::Sqrt { 1.0 } else { 0.0 };
            plans.add(format!("{name}-fwd"), level, move |name| {
                let n = level.numbers(1);
                let mut y = Aligned::new(&data::uniform(n));
                let pass = Pass::inference(1);
                Case::new(name, level, n, each, move || kernels::activation::forward(&f, &pass, black_box(&mut y)))
            });
            let each = Each::new(backward[0], backward[1], 12.0, Mix::Zip).divided(backward[2], 0.0);
            plans.add(format!("{name}-bwd"), level, move |name| {
                let n = level.numbers(2);
                let (from, mut d) = (Aligned::new(&data::uniform(n)), Aligned::zeros(n));
                let pass = Pass::inference(1);
                Case::new(name, level, n, each, move || {
                    kernels::activation::backward(&f, &pass, &from, black_box(&mut d));
                })
            });
        }
    }
    for level in [Level::First, Level::Memory] {
        sums(plans, level);
    }
}

fn sums(plans: &mut Plans, level: Level) {
    use nn_spec::layers::{add, dropout, maximum, multiply};
    plans.add("add-fwd", level, move |name| {
        let n = level.numbers(2);
        let (x, mut y, pass) = (Aligned::new(&data::uniform(n)), Aligned::zeros(n), Pass::inference(1));
        Case::new(name, level, n, Each::new(0.0, 1.0, 12.0, Mix::Zip), move || {
            kernels::add::forward_into(&add::Geometry, &pass, &x, black_box(&mut y));
        })
    });
    merged(plans, level, "multiply-fwd", Each::new(1.0, 0.0, 12.0, Mix::Zip), |pass, x, y| {
        kernels::multiply::forward(&multiply::Geometry, pass, x, y);
    });
    merged(plans, level, "maximum-fwd", Each::new(0.0, 2.0, 12.0, Mix::Zip), |pass, x, y| {
        kernels::maximum::forward(&maximum::Geometry, pass, x, y);
    });
    // y ← tanh(y · x + z), as the compiler fuses it: strip by strip.
    plans.add("chain-fwd", level, move |name| {
        let n = level.numbers(3);
        let (x, z) = (Aligned::new(&vec![1.0; n]), Aligned::new(&data::uniform(n)));
        let (mut y, pass) = (Aligned::zeros(n), Pass::inference(1));
        let each = Each::new(TANH.0 + 1.0, TANH.1 + 1.0, 16.0, Mix::Zip).divided(1.0, 0.0);
        Case::new(name, level, n, each, move || {
            for range in nn_runtime::pass::strips(n) {
                let y = nn_runtime::pass::strip_mut(black_box(&mut y), &range);
                kernels::multiply::forward_into(&multiply::Geometry, &pass, &x[range.clone()], y);
                kernels::add::forward_into(&add::Geometry, &pass, &z[range], y);
                kernels::activation::forward(&Activation::Tanh, &pass, y);
            }
        })
    });
    // Sixteen numbers take two vectors of hashes, two products each.
    plans.add("dropout-fwd", level, move |name| {
        let n = level.numbers(1);
        let mut y = Aligned::zeros(n);
        let (g, mut pass) = (dropout::Geometry { rate: 0.3, len: n }, Pass::inference(1));
        pass.training = true;
        Case::new(name, level, n, Each::new(5.0, 5.0, 8.0, Mix::Map), move || {
            kernels::dropout::forward(&g, &pass, black_box(&mut y));
        })
    });
}

/// Two inputs put together, element by element.
fn merged(plans: &mut Plans, level: Level, name: &'static str, each: Each, merge: fn(&Pass, &[&[f32]], &mut [f32])) {
    plans.add(name, level, move |name| {
        let n = level.numbers(3);
        let numbers = Aligned::new(&data::uniform(2 * n));
        let (mut y, pass) = (Aligned::zeros(n), Pass::inference(1));
        Case::new(name, level, n, each, move || merge(&pass, &[&numbers[..n], &numbers[n..]], black_box(&mut y)))
    });
}
