//! Training: samples a second in each epoch but the first, and the last epoch's loss.

use super::{data, measure};
use netkiln::Trainable;
use netkiln::ndarray::Array2;
use netkiln::prelude::*;
use netkiln::train::{Feed, Trainer};

network! {
    /// W1: reviews as bags of 10,000 words, good or bad. Each sample a vector of zeros and ones.
    #[loss(binary_crossentropy)]
    pub fn Reviews(words: Tensor<10_000>) -> Tensor<1> {
        words.dense(16, activation = relu).dense(16, activation = relu).dense(1, activation = sigmoid)
    }

    /// W2: 28×28 grey images of ten classes.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Images(image: Tensor<28, 28, 1>) -> Tensor<10> {
        image
            .conv2d(32, kernel = 3, activation = relu)
            .max_pool2d(2)
            .conv2d(64, kernel = 3, activation = relu)
            .max_pool2d(2)
            .flatten()
            .dense(64, activation = relu)
            .dense(10, activation = softmax)
    }

    /// W1 once more, each sample the set of its words.
    #[loss(binary_crossentropy)]
    pub fn SparseReviews(words: MultiHot<10_000>) -> Tensor<1> {
        words.dense(16, activation = relu).dense(16, activation = relu).dense(1, activation = sigmoid)
    }
}

/// Epochs without shuffling, as all who take part do it.
fn fit<'a, N, X, Y>(
    workload: &str,
    threads: usize,
    batch: usize,
    samples: usize,
    trainer: Trainer<'a, f32, N>,
    x: X,
    y: Y,
) -> Result<(), netkiln::Error>
where
    N: Trainable<f32>,
    X: Feed<'a, N::InputKind>,
    Y: Feed<'a, N::TargetKind>,
{
    let before = measure::peak_mb();
    let mut quiet = trainer.epochs(data::epochs()).batch_size(batch).shuffle(false).verbose(Verbosity::Silent);
    let history = quiet.fit(x, y)?;
    let rates = history.seconds().iter().skip(1).map(|seconds| samples as f64 / seconds).collect();
    let loss = history["loss"].last().copied().unwrap_or(f64::NAN);
    let extra = format!(",\"loss\":{loss:.4},\"rss_mb\":{:.0},\"rss_before_fit_mb\":{before:.0}", measure::peak_mb());
    measure::emit(workload, threads, "samples/s", rates, &extra);
    Ok(())
}

/// Dense input: 1 GB of numbers, nearly all of them 0.
pub fn w1(threads: usize) -> Result<(), netkiln::Error> {
    let (samples, batch) = data::sizes(25_000, 512);
    let (rows, y) = data::word_sets(samples, batch);
    let mut x = Array2::<f32>::zeros((samples, 10_000));
    for (mut to, words) in x.rows_mut().into_iter().zip(rows) {
        for word in words {
            to[word as usize] = 1.0;
        }
    }
    let mut net = Reviews::new(1);
    fit("W1", threads, batch, samples, net.trainer(RmsProp::new(1e-3)), &x, &y)
}

/// The same samples as sets.
pub fn w1_sparse(threads: usize) -> Result<(), netkiln::Error> {
    let (samples, batch) = data::sizes(25_000, 512);
    let (rows, y) = data::word_sets(samples, batch);
    let x = MultiHot::from_rows(rows);
    let mut net = SparseReviews::new(1);
    fit("W1-sparse", threads, batch, samples, net.trainer(RmsProp::new(1e-3)), &x, &y)
}

/// Convolutions over images.
pub fn w2(threads: usize) -> Result<(), netkiln::Error> {
    let (samples, batch) = data::sizes(6400, 128);
    let (x, y) = data::images(samples);
    let mut net = Images::new(1);
    fit("W2", threads, batch, samples, net.trainer(Adam::new(1e-3)), &x, &y)
}
