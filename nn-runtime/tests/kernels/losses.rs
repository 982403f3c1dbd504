//! Losses: gradients against central differences, parts of a batch against the whole, and data at the edges.

use crate::run::Numbers;
use nn_runtime::kernels::losses::{self, Geometry};
use nn_runtime::{Lengths, Pass, Target, kernels};
use nn_spec::{Activation, Loss, Shape};

const SAMPLES: usize = 4;

/// A loss, whether its activation is fused into it, and what its numbers look like.
struct Case {
    loss: Loss,
    fused: bool,
    /// Where the output's numbers lie.
    output: (f64, f64),
    /// Where the target's numbers lie.
    target: (f64, f64),
}

fn cases() -> Vec<Case> {
    let (any, share) = ((-2.0, 2.0), (0.05, 0.95));
    let mut cases = vec![];
    let mut add = |loss, fused, output, target| cases.push(Case { loss, fused, output, target });
    for loss in [Loss::Mse, Loss::Mae, Loss::Huber { delta: 0.7 }, Loss::LogCosh] {
        add(loss, false, any, any);
    }
    add(Loss::KlDivergence, false, share, share);
    add(Loss::Poisson, false, (0.1, 4.0), (0.0, 5.0));
    add(Loss::Hinge, false, any, (-1.0, 1.0));
    for label_smoothing in [0.0, 0.1] {
        for from_logits in [false, true] {
            let output = if from_logits { any } else { share };
            add(Loss::BinaryCrossentropy { from_logits, label_smoothing }, false, output, share);
            add(Loss::CategoricalCrossentropy { from_logits, label_smoothing }, false, output, share);
            add(Loss::SparseCategoricalCrossentropy { from_logits }, false, output, share);
        }
        add(Loss::BinaryCrossentropy { from_logits: false, label_smoothing }, true, any, share);
        add(Loss::CategoricalCrossentropy { from_logits: false, label_smoothing }, true, any, share);
    }
    add(Loss::SparseCategoricalCrossentropy { from_logits: false }, true, any, share);
    cases
}

/// The batch of a case: outputs, targets, classes and sample weights.
fn batch(case: &Case, shape: Shape) -> (Vec<f64>, Vec<f64>, Vec<u32>, Vec<f64>) {
    let mut numbers = Numbers::new(&format!("{:?} of {shape}", case.loss));
    let len = SAMPLES * shape.len();
    let output = numbers.between(len, case.output.0, case.output.1);
    let mut target = numbers.between(len, case.target.0, case.target.1);
    if case.loss == Loss::Hinge {
        target.iter_mut().for_each(|t: &mut f64| *t = t.signum());
    }
    let classes = (0..SAMPLES * shape.rows()).map(|_| (numbers.bits() % shape.last() as u64) as u32).collect();
    (output, target, classes, numbers.between(SAMPLES, 0.5, 2.0))
}

fn pass(samples: usize, first: usize) -> Pass<'static> {
    Pass {
        samples,
        first,
        batch: SAMPLES,
        training: true,
        seed: 0,
        offset: 0,
        shared: false,
        relu: false,
        lengths: [Lengths::ALL; 2],
    }
}

fn target<'a>(loss: Loss, real: &'a [f64], classes: &'a [u32]) -> Target<'a, f64> {
    match loss.target() {
        nn_spec::Target::Real => Target::Real(real),
        nn_spec::Target::Class => Target::Class(classes),
    }
}

#[test]
fn gradients_are_those_of_central_differences() {
    for case in cases() {
        for shape in [Shape::new(&[5]), Shape::new(&[2, 37])] {
            let g = Geometry::new(case.loss, case.fused, shape, 0.3);
            let (output, real, classes, weights) = batch(&case, shape);
            let target = target(case.loss, &real, &classes);
            let mut dy = vec![f64::NAN; output.len()];
            losses::apply(&g, &pass(SAMPLES, 0), &mut output.clone(), &target, &weights, &mut dy);
            for (i, dy) in dy.into_iter().enumerate() {
                let at = |step: f64| {
                    let mut y = output.clone();
                    y[i] += step;
                    g.weight * losses::apply(&g, &pass(SAMPLES, 0), &mut y, &target, &weights, &mut [])
                };
                let slope = (at(1e-6) - at(-1e-6)) / 2e-6;
                let off = (slope - dy).abs() / slope.abs().max(1.0);
                assert!(off < 1e-8, "{:?}, fused {}: dy[{i}] is {dy}, should be {slope}", case.loss, case.fused);
            }
        }
    }
}

/// The loss of the whole is the sum of its parts', and no gradient depends on the cut.
#[test]
fn a_batch_may_be_cut() {
    let shape = Shape::new(&[3, 5]);
    for case in cases() {
        let g = Geometry::new(case.loss, case.fused, shape, 1.0);
        let (output, real, classes, weights) = batch(&case, shape);
        let run = |from: usize, to: usize| {
            let cut = |len: usize| from * len..to * len;
            let (mut y, mut dy) = (output[cut(shape.len())].to_vec(), vec![0.0; (to - from) * shape.len()]);
            let target = target(case.loss, &real[cut(shape.len())], &classes[cut(shape.rows())]);
            let loss = losses::apply(&g, &pass(to - from, from), &mut y, &target, &weights[from..to], &mut dy);
            (loss, y, dy)
        };
        let (whole, y, dy) = run(0, SAMPLES);
        let (front, mut y_parts, mut dy_parts) = run(0, 1);
        let (back, y_back, dy_back) = run(1, SAMPLES);
        y_parts.extend(y_back);
        dy_parts.extend(dy_back);
        assert!((front + back - whole).abs() < 1e-12, "{:?}", case.loss);
        assert_eq!((y_parts, dy_parts), (y, dy), "{:?}", case.loss);
    }
}

/// The fused loss is that of the activation and the loss one after the other; probabilities stand in the output afterwards.
#[test]
fn fused_losses_are_those_of_their_parts() {
    let shape = Shape::new(&[2, 5]);
    for case in cases().iter().filter(|case| case.fused) {
        let (output, real, classes, weights) = batch(case, shape);
        let target = target(case.loss, &real, &classes);
        let (mut y, mut dy) = (output.clone(), vec![0.0; output.len()]);
        let geometry = |fused| Geometry::new(case.loss, fused, shape, 1.0);
        let loss = losses::apply(&geometry(true), &pass(SAMPLES, 0), &mut y, &target, &weights, &mut dy);

        let (mut p, mut dp) = (output.clone(), vec![0.0; output.len()]);
        let rows = nn_spec::layers::softmax::Geometry { classes: shape.last() };
        let softmax = case.loss.fuses_with() == Some(Activation::Softmax);
        if softmax {
            kernels::softmax::forward(&rows, &pass(SAMPLES, 0), &mut p);
        } else {
            kernels::activation::forward(&Activation::Sigmoid, &pass(SAMPLES, 0), &mut p);
        }
        let parts = losses::apply(&geometry(false), &pass(SAMPLES, 0), &mut p, &target, &weights, &mut dp);
        // And a gradient of probabilities handed in from outside becomes one of logits.
        let (mut q, mut dq) = (output.clone(), dp);
        losses::upstream(&geometry(true), &pass(SAMPLES, 0), &mut q, &mut dq);
        assert!((loss - parts).abs() < 1e-12, "{:?}: {loss}, {parts}", case.loss);
        for (one, other) in [(&y, &p), (&y, &q), (&dy, &dq)] {
            assert!(one.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-12), "{:?}: {one:?}, {other:?}", case.loss);
        }
    }
}

#[test]
fn a_class_beyond_the_last_contributes_nothing() {
    for fused in [false, true] {
        let g = Geometry::new(Loss::SparseCategoricalCrossentropy { from_logits: false }, fused, Shape::new(&[3]), 1.0);
        let (mut y, mut dy) = ([0.2, 0.3, 0.5, 0.1, 0.7, 0.2], [f64::NAN; 6]);
        let classes = [3, 1];
        let pass = Pass {
            samples: 2,
            first: 0,
            batch: 2,
            training: true,
            seed: 0,
            offset: 0,
            shared: false,
            relu: false,
            lengths: [Lengths::ALL; 2],
        };
        let loss = losses::apply(&g, &pass, &mut y, &Target::Class(&classes), &[], &mut dy);
        assert!(loss > 0.0 && loss.is_finite());
        assert_eq!(dy[..3], [0.0; 3]);
        assert!(dy[4] < 0.0);
    }
}

#[test]
fn a_target_of_the_wrong_kind_or_length_contributes_nothing() {
    for loss in [Loss::Mse, Loss::SparseCategoricalCrossentropy { from_logits: false }] {
        let g = Geometry::new(loss, false, Shape::new(&[3]), 1.0);
        for target in [Target::Real(&[0.5, 0.5][..]), Target::Class(&[1, 1, 1, 1])] {
            let (mut y, mut dy) = ([0.2, 0.3, 0.5], [f64::NAN; 3]);
            assert_eq!(losses::apply(&g, &Pass::inference(1), &mut y, &target, &[], &mut dy), 0.0);
            assert_eq!(dy, [0.0; 3]);
        }
    }
}

/// Logits as far apart as a network early in training can make them.
#[test]
fn far_logits_neither_overflow_nor_lose_the_loss() {
    let pass = Pass {
        samples: 1,
        first: 0,
        batch: 1,
        training: true,
        seed: 0,
        offset: 0,
        shared: false,
        relu: false,
        lengths: [Lengths::ALL; 2],
    };
    let g = Geometry::new(Loss::SparseCategoricalCrossentropy { from_logits: false }, true, Shape::new(&[3]), 1.0);
    let (mut y, mut dy) = ([500.0f32, -500.0, 0.0], [0.0; 3]);
    assert_eq!(losses::apply(&g, &pass, &mut y, &Target::Class(&[1]), &[], &mut dy), 1000.0);
    assert_eq!((y, dy), ([1.0, 0.0, 0.0], [1.0, -1.0, 0.0]));
    let g = Geometry::new(
        Loss::BinaryCrossentropy { from_logits: false, label_smoothing: 0.0 },
        true,
        Shape::new(&[2]),
        1.0,
    );
    let (mut y, mut dy) = ([800.0f32, -800.0], [0.0; 2]);
    assert_eq!(losses::apply(&g, &pass, &mut y, &Target::Real(&[0.0, 0.0]), &[], &mut dy), 400.0);
    assert_eq!((y, dy), ([1.0, 0.0], [0.5, 0.0]));
}
