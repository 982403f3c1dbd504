//! Gradients of whole batches, however these are cut, against differences of the loss.

use crate::support::classifier::Classifier;
use crate::support::data::{numbers, thirds};
use crate::support::pair::{PLACE, Pair, PairInputs, PairOutputs};
use ndarray::{Array1, Array2};
use nn_runtime::train::{evaluate, loss_and_gradients, new, predict, vjp};
use nn_runtime::{Network, Plain, Trainable};

const STEP: f64 = 1e-6;

/// Compares each number of a gradient with the slope of `loss`.
fn check<N: Network<f64> + Trainable<f64>>(network: &mut N, gradient: &N, loss: impl Fn(&N) -> f64) {
    let gradient = gradient.as_slice().to_vec();
    for (i, &slope) in gradient.iter().enumerate() {
        let value = network.as_slice()[i];
        let mut at = |value: f64| {
            network.as_mut_slice()[i] = value;
            loss(network)
        };
        let difference = (at(value + STEP) - at(value - STEP)) / (2.0 * STEP);
        at(value);
        assert!((slope - difference).abs() < 1e-6 * (1.0 + slope.abs()), "number {i}: {slope} {difference}");
    }
    assert!(gradient.iter().any(|slope| slope.abs() > 1e-3), "a gradient of nothing but zeros");
}

#[test]
fn one_stage_in_lanes_and_tiles() {
    let mut network = new::<f64, Classifier<f64>>(3);
    // From one sample in one lane to two tiles in each of eight.
    for samples in [1, 2, 7, 150] {
        let x = numbers::<f64>(samples, 4, samples);
        let y = thirds(&x);
        let (loss, gradient) = loss_and_gradients(&*network, &x, &y).unwrap();
        assert!(loss > 0.0);
        check(&mut *network, &gradient, |network| loss_and_gradients(network, &x, &y).unwrap().0);
    }
}

#[test]
fn two_stages_couple_all_lanes() {
    let mut network = new::<f64, Pair<f64>>(4);
    for samples in [2, 5, 24] {
        let image = numbers::<f64>(samples, 3, samples);
        let word: Vec<u32> = (0..samples as u32).map(|i| i % 5).collect();
        let place = numbers::<f64>(samples, PLACE, 9);
        let class: Vec<usize> = (0..samples).map(|i| i % 3).collect();
        let x = PairInputs { image: &image, word: &word };
        let y = PairOutputs { class: &class, place: &place };
        let (_, gradient) = loss_and_gradients(&*network, x, y).unwrap();
        assert_eq!(gradient.moving_mean, [0.0; 4]);
        assert_eq!(gradient.moving_variance, [0.0; 4]);
        check(&mut *network, &gradient, |network| loss_and_gradients(network, x, y).unwrap().0);
    }
}

#[test]
fn vjp_of_the_losses_gradient_is_the_gradient() {
    let network = new::<f64, Pair<f64>>(6);
    let samples = 9;
    let image = numbers::<f64>(samples, 3, 2);
    let word: Vec<u32> = (0..samples as u32).map(|i| (i * 2) % 5).collect();
    let x = PairInputs { image: &image, word: &word };
    // With `place` alone: its loss is quadratic, so the upstream gradient at 0 targets is known from the outputs.
    let zeros = Array2::<f64>::zeros((samples, PLACE));
    let class = Array1::<u8>::zeros(samples);
    let (_, whole) = loss_and_gradients(&*network, x, PairOutputs { class: &class, place: &zeros }).unwrap();
    let far = Array2::<f64>::from_elem((samples, PLACE), 1.0);
    let (_, moved) = loss_and_gradients(&*network, x, PairOutputs { class: &class, place: &far }).unwrap();
    // Moving all targets by 1 changes the gradient by that of `−0.3 · 2 · output / (samples · PLACE)`.
    let upstream = Array2::<f64>::from_elem((samples, PLACE), -0.6 / (samples * PLACE) as f64);
    let nothing = Array2::<f64>::zeros((samples, 3));
    let change = vjp(&*network, x, PairOutputs { class: &nothing, place: &upstream }).unwrap();
    for ((whole, moved), change) in whole.as_slice().iter().zip(moved.as_slice()).zip(change.as_slice()) {
        assert!((moved - whole - change).abs() < 1e-12, "{moved} {whole} {change}");
    }
}

#[test]
fn predictions_agree_with_evaluation() {
    let network = new::<f64, Classifier<f64>>(7);
    let x = numbers::<f64>(333, 4, 3);
    let y = thirds(&x);
    let probabilities = predict(&*network, &x).unwrap();
    assert_eq!(probabilities.dim(), (333, 3));
    let picked = || probabilities.rows().into_iter().zip(&y);
    let loss = picked().map(|(row, &class)| -row[class as usize].ln()).sum::<f64>() / 333.0;
    let penalty = 0.01 * network.hidden_kernel.as_flattened().iter().map(|w| w * w).sum::<f64>()
        + 0.001 * network.kernel.as_flattened().iter().map(|w| w.abs()).sum::<f64>();
    let best = |row: ndarray::ArrayView1<'_, f64>| (0..3).max_by(|&a, &b| row[a].total_cmp(&row[b])).unwrap();
    let right = picked().filter(|(row, class)| best(*row) == **class as usize).count();
    let scores = evaluate(&*network, &x, &y).unwrap();
    assert!((scores.loss() - loss - penalty).abs() < 1e-9, "{scores} {loss} {penalty}");
    assert_eq!(scores["accuracy"], right as f64 / 333.0);
}
