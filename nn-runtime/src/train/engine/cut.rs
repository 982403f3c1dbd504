//! How a batch is cut: into lanes that run side by side, and these into tiles that stay in cache.
//!
//! The cut decides in which order sums are rounded. So it depends on the batch and the network alone, never on the machine:
//! then results are the same to the bit everywhere the same instructions run.

use crate::network::{Network, Trainable};
use crate::{ParamInfo, Scalar};
use nn_spec::Kind;
use std::ops::Range;

/// The most lanes a batch is cut into.
pub(crate) const LANES: usize = 8;

/// What of a network decides the cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    /// Numbers in all parameters: what each lane has to clear, and to add to the others'.
    parameters: usize,
    /// Bytes of all parameters.
    weights: usize,
    /// Multiply-accumulates of one sample, forward.
    macs: u64,
    /// Bytes of memory that one sample takes.
    bytes: usize,
}

impl Load {
    /// Of a training step.
    pub fn training<T: Scalar, N: Trainable<T>>() -> Load {
        let bytes = N::TRAIN_LEN.saturating_mul(size_of::<T>());
        Load { parameters: N::PARAMETERS, weights: weights::<T, N>(), macs: macs::<T, N>(), bytes }
    }

    /// Of inference.
    pub fn inference<T: Scalar, N: Network<T>>() -> Load {
        let bytes = N::ARENA_LEN.saturating_mul(size_of::<T>());
        Load { parameters: 0, weights: weights::<T, N>(), macs: macs::<T, N>(), bytes }
    }

    /// Into how many lanes a batch is cut: a power of two, so that it divides well among threads.
    pub fn lanes(&self, batch: usize) -> usize {
        /// Below so many multiply-accumulates, about ten microseconds, waking a thread costs more than it saves.
        const WORTH: u64 = 500_000;
        /// Gradients of all lanes together take no more numbers than this, but for two lanes.
        const GRADIENTS: usize = 64 << 20;
        // Clearing a gradient and adding it to the others' takes about 0.2 ns a parameter, a sample forward and back about
        // 0.03 ns a multiply-accumulate: at this factor the former is a quarter of the latter.
        let overhead = (self.parameters as u64).saturating_mul(24) / self.macs.max(1);
        let least = overhead.max(WORTH / self.macs.max(1)).max(1);
        let by_work = usize::try_from(batch as u64 / least).unwrap_or(usize::MAX);
        let by_memory = (GRADIENTS / self.parameters.max(1)).max(2);
        let lanes = LANES.min(by_work).min(by_memory).max(1);
        1 << lanes.ilog2()
    }

    /// How many samples at most run through all layers together in inference: few enough to give every thread some.
    pub fn inference_tile(&self) -> usize {
        /// Some tenths of a millisecond.
        const SHARE: u64 = 8_000_000;
        let by_work = usize::try_from(SHARE / self.macs.max(1)).unwrap_or(usize::MAX);
        self.tile().min(by_work.max(16))
    }

    /// How many samples at most run through all layers together.
    pub fn tile(&self) -> usize {
        /// Half of the second-level cache of common cores: the other half is for the weights.
        const CACHE: usize = 512 << 10;
        /// With fewer samples than this, fetching the weights costs more than what leaves the cache, unless there is little of the former:
        /// samples that are as large as all weights so many times over are better alone.
        const LEAST: usize = 16;
        /// What no larger tile makes faster.
        const MOST: usize = 1024;
        let least = (LEAST.saturating_mul(self.weights) / self.bytes.max(1)).clamp(1, LEAST);
        (CACHE / self.bytes.max(1)).clamp(least, MOST)
    }
}

fn weights<T: Scalar, N: Network<T>>() -> usize {
    N::PARAMETERS.saturating_mul(size_of::<T>())
}

/// Multiply-accumulates of one sample as they are carried out: of a dense layer after sets only the active rows count.
fn macs<T: Scalar, N: Network<T>>() -> u64 {
    /// Of some sixty positions of a set one is thought to be active; to fetch its row of weights takes the time of six in a
    /// matrix product.
    const SPARSITY: u64 = 10;
    let sets =
        || N::INPUTS.iter().filter(|input| input.value.kind == Kind::MultiHot).map(|input| input.value.shape.len());
    let after_sets = |info: &&ParamInfo| info.shape.rank() == 2 && sets().any(|len| len == info.shape.dim(0));
    let dense: u64 = N::PARAMS.iter().filter(after_sets).map(|info| info.shape.len() as u64).sum();
    (N::MACS.saturating_sub(dense) + dense / SPARSITY).max(1)
}

/// Part `i` of `parts` of a run of `len`: parts differ by one at most.
pub(crate) fn part(len: usize, parts: usize, i: usize) -> Range<usize> {
    let at = |i: usize| (len as u128 * i as u128 / parts.max(1) as u128) as usize;
    at(i)..at(i + 1)
}

/// `range` in tiles of at most `most` samples, of the same size but for one.
pub(crate) fn tiles(range: Range<usize>, most: usize) -> impl Iterator<Item = Range<usize>> {
    let (from, len) = (range.start, range.len());
    let parts = len.div_ceil(most.max(1));
    (0..parts).map(move |i| part(len, parts, i)).map(move |tile| from + tile.start..from + tile.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_up_the_whole() {
        for (len, parts) in [(10, 3), (7, 8), (128, 8), (1, 1), (0, 4)] {
            let mut end = 0;
            for i in 0..parts {
                let range = part(len, parts, i);
                assert_eq!(range.start, end);
                end = range.end;
            }
            assert_eq!(end, len);
        }
        assert_eq!(tiles(5..5, 4).count(), 0);
        assert_eq!(tiles(10..20, 4).collect::<Vec<_>>(), [10..13, 13..16, 16..20]);
    }

    #[test]
    fn lanes_pay_off() {
        // A small dense network, a convolutional one, bags of words, and one too large for eight gradients.
        let lanes = |parameters, macs, batch| Load { parameters, weights: 0, macs, bytes: 1 }.lanes(batch);
        assert_eq!(lanes(109_386, 109_184, 32), 1);
        assert_eq!(lanes(109_386, 109_184, 128), 4);
        assert_eq!(lanes(109_386, 109_184, 4), 1);
        assert_eq!(lanes(225_034, 5_000_000, 128), 8);
        assert_eq!(lanes(225_034, 5_000_000, 3), 2);
        assert_eq!(lanes(160_305, 16_272, 256), 1);
        assert_eq!(lanes(160_305, 16_272, 512), 2);
        assert_eq!(lanes(25_000_000, 4_000_000_000, 32), 2);
        assert_eq!(lanes(0, 0, 1), 1);
    }

    #[test]
    fn tiles_stay_in_cache_or_share_the_weights() {
        let tile = |weights, bytes| Load { parameters: 0, weights, macs: 1, bytes }.tile();
        // A small dense network, one whose weights are larger than a sample, and large images under few weights.
        assert_eq!(tile(400 << 10, 4 << 10), 128);
        assert_eq!(tile(486 << 10, 200 << 10), 16);
        assert_eq!(tile(133 << 10, 5 << 20), 1);
        assert_eq!(tile(133 << 10, 500 << 10), 4);
        assert_eq!(tile(0, 0), 1024);
    }
}
