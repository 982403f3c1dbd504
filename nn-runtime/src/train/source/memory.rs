//! Batches of data that are in memory as a whole: another order in each epoch, and no copy but a lane's own.

use super::{Part, Samples, Source};
use crate::Scalar;
use crate::random::Random;
use crate::train::Error;
use crate::train::engine::gather::Which;
use crate::train::trainer::{Clock, Options};

/// The first random stream that shuffling draws from: those before it are the parameters'.
const SHUFFLING: u64 = 1 << 32;

/// Data in memory, cut into batches.
pub struct Memory<'m, T: Scalar> {
    data: &'m Part<'m, T>,
    /// Samples in a batch, but for the last.
    batch: usize,
    shuffle: bool,
    seed: u64,
    /// Epochs begun in all trainings with these settings: the order goes by it.
    epochs: u64,
    order: Vec<usize>,
    /// How long each sample is, where they are of unequal length.
    lengths: Option<Vec<u32>>,
    /// The first sample that has not been handed over.
    at: usize,
}

impl<'m, T: Scalar> Memory<'m, T> {
    pub fn new(data: &'m Part<'m, T>, options: &Options<'_, T>, clock: Clock) -> Self {
        let samples = data.x.samples;
        Memory {
            data,
            batch: options.batch_size.min(samples).max(1),
            shuffle: options.shuffle,
            seed: options.seed,
            epochs: clock.epochs,
            order: Vec::with_capacity(if options.shuffle { samples } else { 0 }),
            lengths: data.x.lengths(),
            at: 0,
        }
    }

    /// How many batches there are.
    pub fn batches(&self) -> usize {
        self.data.x.samples.div_ceil(self.batch)
    }

    /// A batch of each size that there is: the last may be smaller.
    pub fn sizes(&self) -> [Samples<'_, T>; 2] {
        let samples = self.data.x.samples;
        [self.batch, samples % self.batch].map(|count| self.samples(Which::From(0), count))
    }

    fn samples<'s>(&'s self, which: Which<'s>, count: usize) -> Samples<'s, T> {
        Samples { which, count, ..self.data.samples() }
    }
}

impl<T: Scalar> Source<T> for Memory<'_, T> {
    fn begin(&mut self) -> Result<Option<usize>, Error> {
        self.at = 0;
        if self.shuffle {
            self.order.clear();
            self.order.extend(0..self.data.x.samples);
            let mut random = Random::new(self.seed, SHUFFLING + self.epochs);
            random.shuffle(&mut self.order);
            if let Some(lengths) = &self.lengths {
                by_length(&mut random, lengths, self.batch, &mut self.order);
            }
        }
        self.epochs += 1;
        Ok(Some(self.batches()))
    }

    fn next(&mut self) -> Result<Option<Samples<'_, T>>, Error> {
        let range = self.at..(self.at + self.batch).min(self.data.x.samples);
        self.at = range.end;
        let which = match self.order.get(range.clone()) {
            Some(picked) if self.shuffle => Which::Picked(picked),
            _ => Which::From(range.start),
        };
        Ok((!range.is_empty()).then(|| self.samples(which, range.len())))
    }
}

/// Lays out a shuffled order so that samples of about one length share a batch: what stands in a batch behind the end of a sample is wasted.
/// Which samples meet still is chance, and so is the order of the batches.
fn by_length(random: &mut Random, lengths: &[u32], batch: usize, order: &mut [usize]) {
    /// Batches that are sorted together: with more, less is wasted, and fewer other samples can be met.
    const POOL: usize = 32;
    // The last batch, which is smaller, stays as it was drawn.
    let whole = order.len() / batch.max(1) * batch;
    let order = order.get_mut(..whole).unwrap_or_default();
    for pool in order.chunks_mut((POOL * batch).max(1)) {
        // The longest first: lanes that take longest begin first.
        pool.sort_by_key(|&i| std::cmp::Reverse(lengths.get(i)));
    }
    let mut batches: Vec<usize> = (0..whole / batch.max(1)).collect();
    random.shuffle(&mut batches);
    let sorted = order.to_vec();
    for (to, from) in order.chunks_mut(batch.max(1)).zip(batches) {
        to.copy_from_slice(sorted.get(from * batch..(from + 1) * batch).unwrap_or(&[]));
    }
}
