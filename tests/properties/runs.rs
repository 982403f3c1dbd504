//! How data are cut, shared out, laid out, or interrupted changes nothing.

use super::networks::{Coupled, Plain, PlainInputs};
use super::support::close::assert_close;
use super::support::data::{self, Field, Fields};
use super::support::random::Random;
use ndarray::{Array1, Array2, Array4, ArrayD, Axis, Ix1, Ix2, Ix4, ShapeBuilder, s};
use netkiln::prelude::*;
use netkiln::train::loss_and_gradients;
use proptest::prelude::*;

struct Sample {
    image: Array4<f32>,
    word: Array2<u32>,
    class: Array1<u32>,
}

fn real<D: ndarray::Dimension>(fields: &Fields<f32>, i: usize) -> ndarray::Array<f32, D> {
    match &fields.0[i].1 {
        Field::Real(array) => array.clone().into_dimensionality().expect("as declared"),
        _ => panic!("input {i} holds no numbers"),
    }
}

fn whole<D: ndarray::Dimension>(fields: &Fields<f32>, i: usize) -> ndarray::Array<u32, D> {
    match &fields.0[i].1 {
        Field::Whole(array) => array.clone().into_dimensionality().expect("as declared"),
        _ => panic!("input {i} holds no whole numbers"),
    }
}

fn sample(samples: usize, seed: u64) -> Sample {
    let mut random = Random::new(seed);
    let x = data::inputs::<f32, Plain>(&mut random, samples);
    let y = data::targets::<f32, Plain>(&mut random, samples);
    Sample { image: real::<Ix4>(&x, 0), word: whole::<Ix2>(&x, 1), class: whole::<Ix1>(&y, 0) }
}

fn coupled(samples: usize, seed: u64) -> (Array2<f32>, Array2<f32>) {
    let mut random = Random::new(seed);
    let x = data::inputs::<f32, Coupled>(&mut random, samples);
    let y = data::targets::<f32, Coupled>(&mut random, samples);
    (real::<Ix2>(&x, 0), real::<Ix2>(&y, 0))
}

/// The parameters after three epochs, with that many threads.
fn trained(threads: usize, samples: usize, batch: usize) -> (Vec<f32>, Vec<f64>) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| {
        let (x, y) = coupled(samples, 3);
        let mut net = Coupled::new(1);
        let mut training = net.trainer(Adam::new(0.01)).epochs(3).batch_size(batch).verbose(Verbosity::Silent);
        let history = training.fit(&x, &y).expect("data that fits");
        drop(training);
        (net.as_slice().to_vec(), history["loss"].to_vec())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_prediction_does_not_depend_on_its_neighbours(samples in 1usize..90, seed in 0u64..1000) {
        let net = Plain::new(seed);
        let Sample { image, word, .. } = sample(samples, seed);
        let all = net.predict(PlainInputs { image: &image, word: &word }).expect("data that fits");
        let mut arena = Plain::arena();
        for (i, row) in all.outer_iter().enumerate() {
            let part = PlainInputs { image: image.slice(s![i..=i, .., .., ..]), word: word.slice(s![i..=i, ..]) };
            let alone = net.predict(part).expect("data that fits");
            let flat: [f32; 60] = image.index_axis(Axis(0), i).iter().copied().collect::<Vec<_>>().try_into().expect("60");
            let words: [u32; 2] = word.row(i).to_vec().try_into().expect("two");
            let inferred = net.infer(PlainInputs { image: &flat, word: &words }, &mut arena);
            let wide = |values: &mut dyn Iterator<Item = &f32>| values.map(|&x| f64::from(x)).collect::<Vec<_>>();
            let want = wide(&mut row.iter());
            assert_close(&wide(&mut alone.iter()), &want, 1e-6, "alone");
            assert_close(&wide(&mut inferred.iter()), &want, 1e-6, "infer");
        }
    }

    #[test]
    fn the_gradient_of_a_batch_is_the_mean_of_its_samples(samples in 1usize..40, seed in 0u64..1000) {
        let net = netkiln::train::new::<f64, Plain<f64>>(seed);
        let Sample { image, word, class } = sample(samples, seed);
        let (loss, gradient) = net.loss_and_gradients(PlainInputs { image: &image, word: &word }, &class).expect("data that fits");
        let (mut mean_loss, mut mean) = (0.0, vec![0.0; Plain::PARAMETERS]);
        for i in 0..samples {
            let part = PlainInputs { image: image.slice(s![i..=i, .., .., ..]), word: word.slice(s![i..=i, ..]) };
            let (loss, gradient) = loss_and_gradients(&*net, part, class.slice(s![i..=i])).expect("data that fits");
            mean_loss += loss / samples as f64;
            mean.iter_mut().zip(gradient.as_slice()).for_each(|(mean, g)| *mean += g / samples as f64);
        }
        assert_close(&[loss], &[mean_loss], 1e-12, "loss");
        assert_close(gradient.as_slice(), &mean, 1e-12, "gradient");
    }

    #[test]
    fn the_number_of_threads_changes_no_bit(samples in 1usize..150, batch in 1usize..64) {
        let one = trained(1, samples, batch);
        prop_assert_eq!(&trained(2, samples, batch), &one);
        prop_assert_eq!(&trained(5, samples, batch), &one);
    }

    #[test]
    fn the_layout_of_an_array_changes_no_bit(samples in 1usize..50, seed in 0u64..1000) {
        let net = Plain::new(seed);
        let Sample { image, word, .. } = sample(samples, seed);
        let plain = net.predict(PlainInputs { image: &image, word: &word }).expect("data that fits");
        // Columns first.
        let mut columns = ArrayD::zeros(image.shape().to_vec().f());
        columns.assign(&image);
        let mut word_columns = Array2::zeros(word.dim().f());
        word_columns.assign(&word);
        prop_assert_eq!(&net.predict(PlainInputs { image: &columns, word: &word_columns }).expect("data that fits"), &plain);
        // Every other row of a larger array, from its end.
        let mut wide = Array4::from_elem((2 * samples, 6, 5, 2), f32::NAN);
        wide.slice_mut(s![..;-2, .., .., ..]).assign(&image);
        let view = wide.slice(s![..;-2, .., .., ..]);
        prop_assert_eq!(&net.predict(PlainInputs { image: view, word: word.view() }).expect("data that fits"), &plain);
        // Numbers of another type.
        let wider = image.mapv(f64::from);
        let bytes = word.mapv(|index| index as u8);
        prop_assert_eq!(&net.predict(PlainInputs { image: &wider, word: &bytes }).expect("data that fits"), &plain);
    }
}

#[test]
fn an_interrupted_training_ends_on_the_same_bits() {
    let (x, y) = coupled(70, 9);
    let path = std::env::temp_dir().join(format!("netkiln-interrupted-{}.safetensors", std::process::id()));
    let mut whole = Coupled::new(4);
    whole.trainer(Nadam::new(0.01)).epochs(6).batch_size(16).verbose(Verbosity::Silent).fit(&x, &y).expect("data");

    let mut first = Coupled::new(4);
    let mut training = first.trainer(Nadam::new(0.01)).epochs(3).batch_size(16).verbose(Verbosity::Silent);
    training.fit(&x, &y).expect("data that fits");
    training.save_checkpoint(&path).expect("a writable folder");

    // Another seed and other weights: all that counts comes from the file.
    let mut second = Coupled::new(77);
    let training = second.trainer(Nadam::new(0.01)).epochs(6).batch_size(16).verbose(Verbosity::Silent);
    training.resume(&path).expect("a checkpoint").fit(&x, &y).expect("data that fits");
    std::fs::remove_file(&path).expect("the checkpoint");
    assert_eq!(second.as_slice(), whole.as_slice());
}

#[test]
fn one_seed_gives_one_network() {
    assert_eq!(Coupled::new(5).as_slice(), Coupled::new(5).as_slice());
    assert_ne!(Coupled::new(5).as_slice(), Coupled::new(6).as_slice());
}
