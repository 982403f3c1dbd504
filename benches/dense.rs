//! Inference of dense networks, by size and by kind of input: `cargo bench --bench dense`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use netkiln::ndarray::Array2;
use netkiln::prelude::*;
use std::hint::black_box;

network! {
    pub fn Small(x: Tensor<64>) -> Tensor<64> { x.dense(64, activation = relu) }
    pub fn Medium(x: Tensor<256>) -> Tensor<256> { x.dense(256, activation = relu) }
    pub fn Large(x: Tensor<1024>) -> Tensor<1024> { x.dense(1024, activation = relu) }

    /// A whole network.
    pub fn Mlp(x: Tensor<784>) -> Tensor<10> {
        x.dense(128, activation = relu).dense(64, activation = relu).dense(10, activation = softmax)
    }

    /// Ten thousand numbers, of which a text sets about a hundred.
    pub fn Numbers(words: Tensor<10_000>) -> Tensor<16> { words.dense(16) }
    /// The same weights, asked with the set.
    pub fn Sets(words: MultiHot<10_000>) -> Tensor<16> { words.dense(16) }
}

/// Numbers that are neither zeros nor denormal.
fn values<const N: usize>() -> [f32; N] {
    std::array::from_fn(|i| (i % 17) as f32 / 17.0 - 0.4)
}

/// One layer, one sample.
fn layer(c: &mut Criterion) {
    let mut group = c.benchmark_group("one sample through one layer");
    macro_rules! size {
        ($net:ident, $n:literal) => {
            let (net, x, mut arena) = ($net::new(1), values::<$n>(), $net::arena());
            group.throughput(Throughput::Elements($net::MACS));
            group.bench_function(BenchmarkId::from_parameter($n), |b| {
                b.iter(|| {
                    black_box(net.infer(black_box(&x), &mut arena));
                });
            });
        };
    }
    size!(Small, 64);
    size!(Medium, 256);
    size!(Large, 1024);
}

/// A whole network: one sample without a heap, and batches.
fn network(c: &mut Criterion) {
    let net = Mlp::new(1);
    let mut group = c.benchmark_group("784-128-64-10");
    let (x, mut arena) = (values::<784>(), Mlp::arena());
    group.throughput(Throughput::Elements(1));
    group.bench_function("one sample", |b| {
        b.iter(|| {
            black_box(net.infer(black_box(&x), &mut arena));
        });
    });
    for batch in [64, 1024] {
        let x = Array2::from_shape_fn((batch, 784), |(row, column)| ((row + column) % 17) as f32 / 17.0);
        group.throughput(Throughput::Elements(batch as u64));
        group.bench_function(BenchmarkId::new("batch", batch), |b| b.iter(|| net.predict(black_box(&x))));
    }
}

/// The same sample as numbers and as the set of its active positions.
fn sparse(c: &mut Criterion) {
    let words: Vec<u32> = (0..120).map(|i| i * 83).collect();
    let mut x = [0.0; 10_000];
    words.iter().for_each(|&word| x[word as usize] = 1.0);
    let mut group = c.benchmark_group("120 of 10,000 words to 16");
    let (net, mut arena) = (Numbers::new(1), Numbers::arena());
    group.bench_function("numbers", |b| {
        b.iter(|| {
            black_box(net.infer(black_box(&x), &mut arena));
        });
    });
    let (net, mut arena) = (Sets::new(1), Sets::arena());
    group.bench_function("set", |b| {
        b.iter(|| {
            black_box(net.infer(black_box(&words), &mut arena));
        });
    });
}

criterion_group!(benches, layer, network, sparse);
criterion_main!(benches);
