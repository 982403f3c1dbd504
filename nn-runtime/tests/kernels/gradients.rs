//! Gradients against central differences, in `f64`.

use crate::calls::Buffers;
use crate::cases::{Case, cases};
use nn_spec::Role;

const SAMPLES: usize = 3;
const STEP: f64 = 1e-5;
const TOLERANCE: f64 = 1e-8;

/// The numbers of a call that something is differentiated by.
type Numbers<'a> = &'a dyn Fn(&mut Buffers<f64>) -> &mut Vec<f64>;

/// `Σ y · upstream` after a forward pass.
fn objective(case: &Case, b: &Buffers<f64>, upstream: &[f64]) -> f64 {
    let mut b = b.clone();
    case.forward(&mut b);
    b.y.iter().zip(upstream).map(|(y, u)| y * u).sum()
}

fn compare(case: &Case, b: &Buffers<f64>, upstream: &[f64], numbers: Numbers<'_>, gradient: &[f64], what: &str) {
    let len = numbers(&mut b.clone()).len();
    assert_eq!(len, gradient.len(), "{}: {what}", case.name());
    for (i, &gradient) in gradient.iter().enumerate() {
        let at = |step: f64| {
            let mut b = b.clone();
            numbers(&mut b)[i] += step;
            objective(case, &b, upstream)
        };
        // Five points, so that what is left of the error is of the fourth order of the step.
        let slope = (8.0 * (at(STEP) - at(-STEP)) - (at(2.0 * STEP) - at(-2.0 * STEP))) / (12.0 * STEP);
        let off = (slope - gradient).abs() / slope.abs().max(1.0);
        assert!(off < TOLERANCE, "{}: {what}[{i}] is {gradient}, should be {slope}", case.name());
    }
}

fn check(case: &Case) {
    let mut b = case.buffers::<f64>(SAMPLES);
    let upstream = case.upstream::<f64>(SAMPLES);
    // Stale contents must not count; parameter gradients are added to what is there.
    b.y.fill(f64::NAN);
    for dx in &mut b.dx {
        dx.fill(f64::NAN);
    }
    b.scratch.fill(f64::NAN);
    b.sync.fill(f64::NAN);
    let before = b.clone();
    case.forward(&mut b);
    b.dy.copy_from_slice(&upstream);
    for slot in &mut b.dp {
        slot.fill(1.0);
    }
    case.backward(&mut b);

    if case.is_real() {
        for (i, gradient) in b.dx.iter().enumerate() {
            compare(case, &before, &upstream, &|b| &mut b.x[i], gradient, &format!("dx{i}"));
        }
    }
    for (i, (slot, def)) in b.dp.iter().zip(case.def.params).enumerate() {
        if def.role == Role::Weight {
            let added: Vec<f64> = slot.iter().map(|d| d - 1.0).collect();
            compare(case, &before, &upstream, &|b| &mut b.p[i], &added, def.name);
        }
    }
}

#[test]
fn gradients_are_those_of_central_differences() {
    cases().iter().for_each(check);
}

/// What nobody asked for is handed over as an empty slice; the rest must not change.
#[test]
fn unwanted_gradients_may_be_absent() {
    for case in cases() {
        let mut all = case.buffers::<f64>(SAMPLES);
        case.forward(&mut all);
        all.dy = case.upstream(SAMPLES);
        if case.traits().in_place || case.traits().view || case.traits().passes_gradient {
            continue;
        }
        let (mut inputs, mut params) = (all.clone(), all.clone());
        case.backward(&mut all);
        for slot in &mut inputs.dp {
            slot.clear();
        }
        case.backward(&mut inputs);
        assert_eq!(inputs.dx, all.dx, "{}", case.name());
        for slot in &mut params.dx {
            slot.clear();
        }
        case.backward(&mut params);
        assert_eq!(params.dp, all.dp, "{}", case.name());
    }
}

/// Layers that take over a ReLU before them hand on what they would, where their input is above zero, and nothing elsewhere.
#[test]
fn a_relu_before_a_layer_masks_its_inputs_gradient() {
    let mut masking = 0;
    for case in cases().into_iter().filter(|case| case.traits().masks) {
        let mut apart = case.buffers::<f64>(SAMPLES);
        apart.x[0].iter_mut().for_each(|x| *x = x.max(0.0));
        case.forward(&mut apart);
        apart.dy = case.upstream(SAMPLES);
        let mut together = apart.clone();
        case.backward(&mut apart);
        for (dx, x) in apart.dx[0].iter_mut().zip(&apart.x[0]) {
            *dx = if *x > 0.0 { *dx } else { 0.0 };
        }
        together.pass = together.pass.behind_relu();
        case.backward(&mut together);
        assert_eq!(together.dx, apart.dx, "{}", case.name());
        assert_eq!(together.dp, apart.dp, "{}", case.name());
        masking += 1;
    }
    assert!(masking >= 20, "{masking} cases");
}
