//! Training allocates nothing after its first steps: every batch of an epoch works in memory that is there.

use netkiln::ndarray::{Array2, Array3, Array4};
use netkiln::prelude::*;

#[global_allocator]
static COUNTING: dhat::Alloc = dhat::Alloc;

network! {
    #[loss(sparse_categorical_crossentropy)]
    pub fn Images(image: Tensor<12, 12, 1>) -> Tensor<3> {
        image
            .conv2d(8, kernel = 3, activation = relu)
            .batch_norm()
            .max_pool2d(2)
            .separable_conv2d(16, kernel = 3, activation = relu)
            .dropout(0.2)
            .flatten()
            .dense(3, activation = softmax)
    }

    #[loss(mse)]
    pub fn Steps(steps: Tensor<10, 6>) -> Tensor<2> {
        steps.gru(8, return_sequences = true).lstm(8, recurrent_dropout = 0.1).dense(2)
    }
}

/// How many blocks were ever allocated, at the end of each batch.
struct Blocks(Vec<u64>);

impl Callback for &mut Blocks {
    fn on_batch_end(&mut self, _context: &mut Context<'_>) -> Result<(), netkiln::Error> {
        self.0.push(dhat::HeapStats::get().total_blocks);
        Ok(())
    }
}

/// Trains, and checks that the count stands still after the first batches. A thread may get its first work later than that: each but the
/// first may change the count a few times, for the first pass forward and back and what is added up.
fn check(what: &str, threads: usize, train: impl FnOnce(&mut Blocks) -> Result<(), netkiln::Error>) {
    const FIRST: usize = 3;
    let mut blocks = Blocks(Vec::with_capacity(1000));
    train(&mut blocks).expect("fitting data");
    let counts = &blocks.0[FIRST..];
    assert!(counts.first().is_some_and(|&count| count > 0), "{what}: nothing is counted");
    assert!(counts.len() > 10, "{what}: too few batches to tell");
    let changes = counts.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(changes <= 3 * (threads - 1), "{what}, {threads} threads: {counts:?}");
}

#[test]
fn later_steps_allocate_nothing() {
    let _counting = dhat::Profiler::builder().testing().build();
    let number = |i: usize| (i * 7919 % 1000) as f32 / 1000.0;
    let pixels = Array4::from_shape_fn((64, 12, 12, 1), |(n, i, j, _)| number(n * 144 + i * 12 + j));
    let labels: Vec<u32> = (0..64).map(|n| n % 3).collect();
    let steps = Array3::from_shape_fn((64, 10, 6), |(n, t, i)| number(n * 60 + t * 6 + i));
    let targets = Array2::from_shape_fn((64, 2), |(n, i)| number(n * 2 + i));
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            check("images", threads, |blocks| {
                let mut net = Images::new(1);
                let training = net.trainer(Adam::new(1e-3)).epochs(1).batch_size(4).verbose(Verbosity::Silent);
                training.callback(blocks).fit(&pixels, &labels[..]).map(drop)
            });
            check("sequences", threads, |blocks| {
                let mut net = Steps::new(1);
                let training = net.trainer(RmsProp::new(1e-3)).epochs(1).batch_size(4).verbose(Verbosity::Silent);
                training.callback(blocks).fit(&steps, &targets).map(drop)
            });
        });
    }
}
