//! Padding never changes a result: neither what stands in it, nor how much of it there is, nor what else is in the batch.

use super::networks::{Clips, Words};
use super::support::close::{assert_close, wide};
use super::support::direct::{self, Top};
use super::support::random::Random;
use ndarray::Array2;
use netkiln::prelude::*;
use netkiln::train;
use nn_runtime::{Input, Lengths, Target};
use proptest::prelude::*;

const MOST: usize = 9;

/// What a pass leaves: losses, gradients, and outputs at real steps.
type Outcome = (Vec<f64>, Vec<f64>, Vec<f64>);

/// Padding holds what `padding` draws.
fn clips(lengths: &[u32], seed: u64, padding: u64) -> Outcome {
    let (mut real, mut stuff) = (Random::new(seed), Random::new(padding));
    let n = lengths.len();
    let (mut values, mut classes) = (vec![0.0; n * MOST * 2], vec![0; n * MOST]);
    for (i, &len) in lengths.iter().enumerate() {
        for t in 0..MOST {
            let random = if t < len as usize { &mut real } else { &mut stuff };
            (0..2).for_each(|j| values[(i * MOST + t) * 2 + j] = random.between(-2.0, 2.0));
            classes[i * MOST + t] = random.below(3) as u32;
        }
    }
    let net = train::new::<f64, Clips<f64>>(seed);
    let (pass, inputs) = (direct::batch(n, seed), [Input::Ragged(&values, Lengths::of(lengths))]);
    let run = direct::train(&*net, &pass, &inputs, &Top::Loss(&[Target::Class(&classes)], &[]));
    let answers = direct::infer(&*net, n, &inputs);
    let rows = |all: &[f64]| -> Vec<f64> {
        let sample = |i: usize| all[i * MOST * 3..][..lengths[i] as usize * 3].to_vec();
        (0..n).flat_map(sample).collect()
    };
    let outputs = [rows(&run.outputs[0]), rows(&answers[0])].concat();
    (run.losses, run.gradients.as_slice().to_vec(), outputs)
}

fn words(lengths: &[u32], seed: u64, padding: u64) -> Outcome {
    let (mut real, mut stuff) = (Random::new(seed), Random::new(padding));
    let n = lengths.len();
    let mut ids = vec![0; n * 8];
    for (i, &len) in lengths.iter().enumerate() {
        for t in 0..8 {
            ids[i * 8 + t] = if t < len as usize { real.below(7) as u32 } else { stuff.below(7) as u32 };
        }
    }
    let targets: Vec<f64> = (0..n * 2).map(|_| real.between(-1.0, 1.0)).collect();
    let net = train::new::<f64, Words<f64>>(seed);
    let (pass, inputs) = (direct::batch(n, seed), [Input::RaggedIndices(&ids, Lengths::of(lengths))]);
    let run = direct::train(&*net, &pass, &inputs, &Top::Loss(&[Target::Real(&targets)], &[]));
    let answers = direct::infer(&*net, n, &inputs);
    (run.losses, run.gradients.as_slice().to_vec(), [run.outputs[0].clone(), answers[0].clone()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_stands_in_padding_changes_no_bit(lengths in prop::collection::vec(1u32..=9, 1..7), seed in 0u64..1000) {
        prop_assert_eq!(clips(&lengths, seed, 1), clips(&lengths, seed, 2));
        let shorter: Vec<u32> = lengths.iter().map(|len| len.saturating_sub(1).max(1)).collect();
        prop_assert_eq!(words(&shorter, seed, 1), words(&shorter, seed, 2));
    }

    #[test]
    fn a_sequence_without_padding_is_one_of_fixed_length(samples in 1usize..5, seed in 0u64..1000) {
        let mut random = Random::new(seed);
        let values: Vec<f64> = (0..samples * MOST * 2).map(|_| random.between(-2.0, 2.0)).collect();
        let classes: Vec<u32> = (0..samples * MOST).map(|_| random.below(3) as u32).collect();
        let net = train::new::<f64, Clips<f64>>(seed);
        let lengths = vec![MOST as u32; samples];
        let run = |input| {
            let top = [Target::Class(&classes[..])];
            let run = direct::train(&*net, &direct::batch(samples, seed), &[input], &Top::Loss(&top, &[]));
            (run.losses, run.gradients.as_slice().to_vec(), run.outputs)
        };
        let (masked, plain) = (run(Input::Ragged(&values, Lengths::of(&lengths))), run(Input::Real(&values)));
        assert_close(&masked.0, &plain.0, 1e-12, "loss");
        assert_close(&masked.1, &plain.1, 1e-11, "gradient");
        assert_close(&masked.2[0], &plain.2[0], 1e-12, "output");
    }

    #[test]
    fn a_prediction_does_not_depend_on_longer_neighbours(lengths in prop::collection::vec(1usize..=8, 1..40), seed in 0u64..1000) {
        let mut random = Random::new(seed);
        let text: Vec<Vec<u32>> = lengths.iter().map(|&len| (0..len).map(|_| random.below(7) as u32).collect()).collect();
        let net = Words::new(seed);
        let all = net.predict(&text).expect("data that fits");
        let mut arena = Words::arena();
        for (row, words) in all.outer_iter().zip(&text) {
            let alone = net.predict(vec![words.clone()]).expect("data that fits");
            let mut padded = [6; 8];
            padded[..words.len()].copy_from_slice(words);
            let inferred = net.infer((&padded, words.len()), &mut arena);
            let want = wide(&row.to_vec());
            assert_close(&wide(&alone.row(0).to_vec()), &want, 1e-6, "alone");
            assert_close(&wide(inferred), &want, 1e-6, "infer");
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_bit(lengths in prop::collection::vec(1usize..=8, 20..120), batch in 1usize..40) {
        let trained = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| {
                let mut random = Random::new(5);
                let text: Vec<Vec<u32>> = lengths.iter().map(|&len| (0..len).map(|_| random.below(7) as u32).collect()).collect();
                let y = Array2::from_shape_fn((text.len(), 2), |_| random.between(-1.0, 1.0) as f32);
                let mut net = Words::new(1);
                let mut training = net.trainer(Adam::new(0.01)).epochs(2).batch_size(batch).verbose(Verbosity::Silent);
                let history = training.fit(&text, &y).expect("data that fits");
                drop(training);
                (net.as_slice().to_vec(), history["loss"].to_vec())
            })
        };
        prop_assert_eq!(trained(2), trained(1));
    }
}

/// A network learns to repeat what it is told at every step: the whole way from sequences to scores.
#[test]
fn scores_leave_padding_out() {
    let mut random = Random::new(8);
    let text: Vec<Vec<u32>> =
        (0..50).map(|_| (0..1 + random.below(8)).map(|_| random.below(2) as u32).collect()).collect();
    netkiln::network! {
        #[loss(sparse_categorical_crossentropy)]
        pub fn Echo(text: RaggedIndices<2, 8>) -> Tensor<8, 2> {
            text.embedding(2).dense(2, activation = softmax)
        }
    }
    let mut net = Echo::new(1);
    net.trainer(Adam::new(0.1)).epochs(30).verbose(Verbosity::Silent).fit(&text, &text).expect("data that fits");
    let scores = net.evaluate(&text, &text).expect("data that fits");
    // A score that counted padding, whose targets are 0, could not be 1 and 0.
    assert_eq!(scores["accuracy"], 1.0);
    let wrong: Vec<Vec<u32>> = text.iter().map(|words| words.iter().map(|word| 1 - word).collect()).collect();
    assert_eq!(net.evaluate(&text, &wrong).expect("data that fits")["accuracy"], 0.0);
}
