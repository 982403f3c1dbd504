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

fn lstm(plans: &mut Plans, units: usize) {
    let g = lstm::Geometry { steps: steps(units), gate: Activation::Sigmoid };
    let (rows, width, pass) = (SAMPLES * STEPS, 4 * units, Pass::inference(SAMPLES));
    let make = move || {
        let x = numbers(rows * FEATURES);
        let (kernel, recurrent, bias) = (numbers(FEATURES * width), numbers(units * width), numbers(width));
        let kept = [rows * width, rows * units, rows * units, rows * units].map(Aligned::zeros);
        let scratch = Aligned::zeros(rows * width + 8 * SAMPLES * width);
        (x, kernel, recurrent, bias, Aligned::zeros(rows * units), kept, scratch)
    };
    plans.add(format!("lstm{units}-fwd"), Level::Second, move |name| {
        let (x, kernel, recurrent, bias, mut y, mut kept, mut scratch) = make();
        Case::new(name, Level::Second, rows * units, forward(units, 4.0, 2.0, 3.0, 12.0), move || {
            let [a, b, c, d] = &mut kept;
            kernels::lstm::forward(
                &g,
                &pass,
                &x,
                &[],
                &[],
                &kernel,
                &recurrent,
                &bias,
                black_box(&mut y),
                a,
                b,
                c,
                d,
                &mut scratch,
            );
        })
    });
    plans.add(format!("lstm{units}-bwd"), Level::Second, move |name| {
        let (x, kernel, recurrent, bias, mut y, mut kept, mut scratch) = make();
        let [a, b, c, d] = &mut kept;
        kernels::lstm::forward(&g, &pass, &x, &[], &[], &kernel, &recurrent, &bias, &mut y, a, b, c, d, &mut scratch);
        let (mut dy, mut dx) = (numbers(rows * units), Aligned::zeros(rows * FEATURES));
        let (mut dk, mut dr, mut db) =
            (Aligned::zeros(FEATURES * width), Aligned::zeros(units * width), Aligned::zeros(width));
        Case::new(name, Level::Second, rows * units, backward(units, 4.0, 14.0), move || {
            let [a, b, c, d] = &kept;
            let dx = black_box(&mut dx);
            kernels::lstm::backward(
                &g,
                &pass,
                &x,
                &[],
                &[],
                &kernel,
                &recurrent,
                &bias,
                a,
                b,
                c,
                d,
                &mut dy,
                dx,
                &mut [],
                &mut [],
                &mut dk,
                &mut dr,
                &mut db,
                &mut scratch,
            );
        })
    });
}

fn gru(plans: &mut Plans, units: usize) {
    let g = gru::Geometry { steps: steps(units), gate: Activation::Sigmoid, reset_after: true };
    let (rows, width, pass) = (SAMPLES * STEPS, 3 * units, Pass::inference(SAMPLES));
    let make = move || {
        let x = numbers(rows * FEATURES);
        let (kernel, recurrent, bias) = (numbers(FEATURES * width), numbers(units * width), numbers(2 * width));
        let kept = [rows * width, rows * units, rows * units].map(Aligned::zeros);
        let scratch = Aligned::zeros(rows * (width + units) + 8 * SAMPLES * width);
        (x, kernel, recurrent, bias, Aligned::zeros(rows * units), kept, scratch)
    };
    plans.add(format!("gru{units}-fwd"), Level::Second, move |name| {
        let (x, kernel, recurrent, bias, mut y, mut kept, mut scratch) = make();
        Case::new(name, Level::Second, rows * units, forward(units, 3.0, 1.0, 2.0, 6.0), move || {
            let [a, b, c] = &mut kept;
            kernels::gru::forward(
                &g,
                &pass,
                &x,
                &[],
                &kernel,
                &recurrent,
                &bias,
                black_box(&mut y),
                a,
                b,
                c,
                &mut scratch,
            );
        })
    });
    plans.add(format!("gru{units}-bwd"), Level::Second, move |name| {
        let (x, kernel, recurrent, bias, mut y, mut kept, mut scratch) = make();
        let [a, b, c] = &mut kept;
        kernels::gru::forward(&g, &pass, &x, &[], &kernel, &recurrent, &bias, &mut y, a, b, c, &mut scratch);
        let (mut dy, mut dx) = (numbers(rows * units), Aligned::zeros(rows * FEATURES));
        let (mut dk, mut dr, mut db) =
            (Aligned::zeros(FEATURES * width), Aligned::zeros(units * width), Aligned::zeros(2 * width));
        Case::new(name, Level::Second, rows * units, backward(units, 3.0, 12.0), move || {
            let [a, b, c] = &kept;
            let dx = black_box(&mut dx);
            kernels::gru::backward(
                &g,
                &pass,
                &x,
                &[],
                &kernel,
                &recurrent,
                &bias,
                a,
                b,
                c,
                &mut dy,
                dx,
                &mut [],
                &mut dk,
                &mut dr,
                &mut db,
                &mut scratch,
            );
        })
    });
}
