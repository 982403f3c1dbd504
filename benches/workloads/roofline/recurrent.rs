//! LSTM and GRU, eight samples of a hundred steps, products and gates together.

use super::super::conv::Aligned;
use super::super::data;
use super::elements::{EXP, TANH};
use super::roofs::{Level, Mix};
use super::{Case, Each, Plans};
use nn_runtime::{Pass, kernels};
use nn_spec::Activation;
use nn_spec::layers::recurrent::Steps;
use nn_spec::layers::{gru, lstm};
use std::hint::black_box;

const SAMPLES: usize = 8;
const STEPS: usize = 100;
const FEATURES: usize = 32;

pub fn plan(plans: &mut Plans) {
    for units in [32, 128] {
        lstm(plans, units);
        gru(plans, units);
    }
}

fn steps(units: usize) -> Steps {
    Steps {
        steps: STEPS,
        features: FEATURES,
        units,
        activation: Activation::Tanh,
        sequences: true,
        backwards: false,
        rate: 0.0,
        truncate: 0,
        returned: 0,
    }
}

fn numbers(len: usize) -> Aligned {
    let values: Vec<f32> = data::uniform(len).into_iter().map(|x| 0.2 * x - 0.1).collect();
    Aligned::new(&values)
}

/// For each unit and step: the products of `gates`, `tanhs` and as many sigmoids as are left, `rest` multiplications, and one division for four
/// fractions of an LSTM, two for three of a GRU, and one for the cell.
fn forward(units: usize, gates: f64, tanhs: f64, sigmoids: f64, rest: f64) -> Each {
    let inside = (TANH.0 * tanhs + EXP.0 * sigmoids, TANH.1 * tanhs + (EXP.1 + 1.0) * sigmoids);
    let products = gates * (FEATURES + units) as f64;
    Each::new(products + inside.0 + rest, inside.1 + 4.0, 8.0 + 4.0 * gates, Mix::Copy).divided(2.0, 0.0)
}

/// Three products of the same size as forward's one: by the state, by the input, by the weights.
fn backward(units: usize, gates: f64, rest: f64) -> Each {
    Each::new(2.0 * gates * (FEATURES + units) as f64 + rest, rest, 8.0 * gates, Mix::Copy)
}

/// A layer's two passes. `kept` are what its forward pass keeps, as many numbers a step as given; `biases` is how many rows its bias has, `initial`
/// which states it might begin with.
macro_rules! layer {
    ($plans:ident, $layer:ident, $g:expr, $units:ident, gates $gates:literal, biases $biases:literal, initial [$($initial:literal)+],
     kept [$($kept:ident: $len:expr),+], scratch $scratch:expr, forward $forward:expr, backward $backward:expr) => {{
        let (g, rows, width, pass) = ($g, SAMPLES * STEPS, $gates * $units, Pass::inference(SAMPLES));
        let make = move || {
            let weights = [FEATURES * width, $units * width, $biases * width].map(numbers);
            let kept = [$($len * rows),+].map(Aligned::zeros);
            (numbers(rows * FEATURES), weights, Aligned::zeros(rows * $units), kept, Aligned::zeros($scratch(rows, width)))
        };
        $plans.add(format!("{}{}-fwd", stringify!($layer), $units), Level::Second, move |name| {
            let (x, [kernel, recurrent, bias], mut y, mut kept, mut scratch) = make();
            Case::new(name, Level::Second, rows * $units, $forward, move || {
                let [$($kept),+] = &mut kept;
                let (y, scratch) = (black_box(&mut y), &mut scratch);
                kernels::$layer::forward(
                    &g, &pass, &x, $(initial($initial),)+ &kernel, &recurrent, &bias, y, $($kept,)+ scratch,
                );
            })
        });
        $plans.add(format!("{}{}-bwd", stringify!($layer), $units), Level::Second, move |name| {
            let (x, [kernel, recurrent, bias], mut y, mut kept, mut scratch) = make();
            {
                let [$($kept),+] = &mut kept;
                let (y, scratch) = (&mut y, &mut scratch);
                kernels::$layer::forward(
                    &g, &pass, &x, $(initial($initial),)+ &kernel, &recurrent, &bias, y, $($kept,)+ scratch,
                );
            }
            let (mut dy, mut dx) = (numbers(rows * $units), Aligned::zeros(rows * FEATURES));
            let [mut dk, mut dr, mut db] = [kernel.len(), recurrent.len(), bias.len()].map(Aligned::zeros);
            Case::new(name, Level::Second, rows * $units, $backward, move || {
                let [$($kept),+] = &kept;
                let (dx, scratch) = (black_box(&mut dx), &mut scratch);
                kernels::$layer::backward(
                    &g, &pass, &x, $(initial($initial),)+ &kernel, &recurrent, &bias, $($kept,)+
                    &mut dy, dx, $(no_gradient($initial),)+ &mut dk, &mut dr, &mut db, scratch,
                );
            })
        });
    }};
}

/// No state to begin with: all are zero.
fn initial(_: &str) -> &'static [f32] {
    &[]
}

/// Nor is its gradient asked for.
fn no_gradient(_: &str) -> &'static mut [f32] {
    &mut []
}

fn lstm(plans: &mut Plans, units: usize) {
    layer!(
        plans, lstm, lstm::Geometry { steps: steps(units), gate: Activation::Sigmoid }, units, gates 4, biases 1,
        initial ["h" "c"], kept [gates: 4 * units, cells: units, hidden: units, squashed: units],
        scratch |rows, width| rows * width + 8 * SAMPLES * width,
        forward forward(units, 4.0, 2.0, 3.0, 12.0), backward backward(units, 4.0, 14.0)
    );
}

fn gru(plans: &mut Plans, units: usize) {
    layer!(
        plans, gru, gru::Geometry { steps: steps(units), gate: Activation::Sigmoid, reset_after: true }, units, gates 3, biases 2,
        initial ["h"], kept [gates: 3 * units, candidates: units, hidden: units],
        scratch |rows, width| rows * (width + units) + 8 * SAMPLES * width,
        forward forward(units, 3.0, 1.0, 2.0, 6.0), backward backward(units, 3.0, 12.0)
    );
}
