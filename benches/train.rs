//! Training steps: `cargo bench --bench train`. One `fit` over one batch is one step: forward, backward and the optimizer.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use netkiln::ndarray::Array2;
use netkiln::prelude::*;
use std::hint::black_box;

network! {
    /// A whole network.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Mlp(x: Tensor<784>) -> Tensor<10> {
        x.dense(128, activation = relu).dense(64, activation = relu).dense(10, activation = softmax)
    }

    /// A million parameters and little else to do: the optimizer's time.
    #[loss(mse)]
    pub fn Wide(x: Tensor<1000>) -> Tensor<1000> { x.dense(1000) }

    /// Ten thousand numbers, of which a text sets about a hundred.
    #[loss(binary_crossentropy)]
    pub fn Numbers(words: Tensor<10_000>) -> Tensor<1> {
        words.dense(16, activation = relu).dense(1, activation = sigmoid)
    }

    /// The same, asked with sets.
    #[loss(binary_crossentropy)]
    pub fn Sets(words: MultiHot<10_000>) -> Tensor<1> {
        words.dense(16, activation = relu).dense(1, activation = sigmoid)
    }
}

/// Forward, loss and backward, without the optimizer.
fn gradients(c: &mut Criterion) {
    let net = Mlp::new(1);
    let mut group = c.benchmark_group("gradients of 784-128-64-10");
    for batch in [32, 128, 1024] {
        let x = Array2::from_shape_fn((batch, 784), |(row, column)| ((row + column) % 17) as f32 / 17.0);
        let y: Vec<u8> = (0..batch).map(|row| (row % 10) as u8).collect();
        group.throughput(Throughput::Elements(batch as u64));
        group.bench_function(BenchmarkId::from_parameter(batch), |b| {
            b.iter(|| net.loss_and_gradients(black_box(&x), black_box(&y)));
        });
    }
}

/// One step on one sample of a network with a million parameters.
fn optimizers(c: &mut Criterion) {
    let x = Array2::from_shape_fn((1, 1000), |(_, column)| (column % 17) as f32 / 17.0);
    let mut group = c.benchmark_group("a step of 1,001,000 parameters");
    group.throughput(Throughput::Elements(Wide::PARAMETERS as u64));
    macro_rules! optimizer {
        ($name:literal, $optimizer:expr) => {
            let mut net = Wide::new(1);
            let mut trainer = net.trainer($optimizer).batch_size(1).verbose(Verbosity::Silent);
            group.bench_function($name, |b| b.iter(|| trainer.fit(black_box(&x), black_box(&x))));
        };
    }
    optimizer!("SGD", Sgd::new(1e-3));
    optimizer!("SGD with momentum", Sgd::new(1e-3).momentum(0.9));
    optimizer!("RMSprop", RmsProp::new(1e-3));
    optimizer!("Adam", Adam::new(1e-3));
}

/// An epoch of 2,048 texts in batches of 512, as numbers and as sets.
fn sparse(c: &mut Criterion) {
    const TEXTS: usize = 2048;
    let sets = MultiHot::from_rows(
        (0..TEXTS).map(|row| (0..120).map(|i| ((i * 83 + row * 7) % 10_000) as u32).collect::<Vec<_>>()),
    );
    let mut numbers = Array2::<f32>::zeros((TEXTS, 10_000));
    for (row, mut to) in numbers.rows_mut().into_iter().enumerate() {
        sets.row(row).iter().for_each(|&word| to[word as usize] = 1.0);
    }
    let y: Vec<u8> = (0..TEXTS).map(|row| (row % 2) as u8).collect();
    let mut group = c.benchmark_group("an epoch of 120 of 10,000 words");
    group.sample_size(10).throughput(Throughput::Elements(TEXTS as u64));
    let mut net = Numbers::new(1);
    let mut trainer = net.trainer(RmsProp::new(1e-3)).batch_size(512).verbose(Verbosity::Silent);
    group.bench_function("numbers", |b| b.iter(|| trainer.fit(&numbers, &y)));
    let mut net = Sets::new(1);
    let mut trainer = net.trainer(RmsProp::new(1e-3)).batch_size(512).verbose(Verbosity::Silent);
    group.bench_function("sets", |b| b.iter(|| trainer.fit(&sets, &y)));
}

criterion_group!(benches, gradients, optimizers, sparse);
criterion_main!(benches);
