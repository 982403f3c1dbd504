//! A batch's lanes: each runs its share of the samples, and has a gradient of its own.

use super::cut::{part, tiles};
use super::parallel::{each, threads};
use super::works::Works;
use super::workspace::Batch;
use crate::{Scalar, Trainable};

/// What comes of a lane's samples.
pub(crate) struct Lane<N> {
    /// The sum of their gradients.
    pub gradient: Box<N>,
    /// Losses of all outputs, then the sums of metrics.
    pub sums: Vec<f64>,
}

impl<N> Lane<N> {
    /// With room for that many sums.
    pub fn new<T: Scalar>(sums: usize) -> Lane<N>
    where
        N: Trainable<T>,
    {
        Lane { gradient: N::zeroed(), sums: vec![0.0; sums] }
    }
}

/// For how many samples at a time the lanes of a batch need memory.
pub(crate) fn room<T: Scalar, N: Trainable<T>>(batch: usize, lanes: usize, tile: usize) -> usize {
    let share = batch.div_ceil(lanes.max(1));
    if in_tiles::<T, N>() { share.min(tile) } else { share }
}

/// How often the lanes of a batch need that memory: where they meet between stages, each needs its own.
pub(crate) fn places<T: Scalar, N: Trainable<T>>(lanes: usize) -> usize {
    if in_tiles::<T, N>() { lanes.min(threads()) } else { lanes }
}

/// Whether no layer couples samples, so that a lane may be run a tile at a time.
fn in_tiles<T: Scalar, N: Trainable<T>>() -> bool {
    N::STAGES.0 <= 1 && N::STAGES.1 <= 1
}

/// Runs a batch forward and back. Afterwards each lane holds its share of the gradient and of the sums.
///
/// Samples pass through the stages of forward, the comparison, and the stages of backward; what comes before the first exchange,
/// between two, and after the last is one phase, which the lanes run side by side.
pub(crate) fn run<T: Scalar, N: Trainable<T>>(
    network: &N,
    lanes: &mut [Lane<N>],
    works: &Works<T>,
    batch: &Batch<'_, T>,
    tile: usize,
) {
    let count = lanes.len();
    if in_tiles::<T, N>() {
        each(lanes, |i, Lane { gradient, sums }| {
            gradient.as_mut_slice().fill(T::zero());
            sums.fill(0.0);
            let work = &mut *works.any();
            for range in tiles(part(batch.samples, count, i), tile) {
                work.gather(batch, range.clone());
                work.forward(network, 0, batch, &range);
                work.compare(network, batch, &range, sums);
                work.backward(network, 0, batch, &range, gradient);
            }
        });
        return;
    }
    let (forward, backward) = (N::STAGES.0.max(1), N::STAGES.1.max(1));
    let phases = forward + backward - 1;
    for phase in 0..phases {
        each(lanes, |i, Lane { gradient, sums }| {
            let range = part(batch.samples, count, i);
            let work = &mut *works.of(i);
            if phase == 0 {
                gradient.as_mut_slice().fill(T::zero());
                sums.fill(0.0);
                work.sync.fill(0.0);
                work.gather(batch, range.clone());
            }
            if phase < forward {
                work.forward(network, phase, batch, &range);
            }
            if phase + 1 == forward {
                work.compare(network, batch, &range, sums);
            }
            if phase + 1 >= forward {
                work.backward(network, phase + 1 - forward, batch, &range, gradient);
            }
        });
        if phase + 1 < phases {
            exchange(count, works);
        }
    }
}

/// Adds the lanes' sums, in the lanes' order, and hands the totals to all of them.
fn exchange<T: Scalar>(lanes: usize, works: &Works<T>) {
    let mut first = works.of(0);
    for i in 1..lanes {
        first.sync.iter_mut().zip(&works.of(i).sync).for_each(|(total, sum)| *total += sum);
    }
    for i in 1..lanes {
        works.of(i).sync.copy_from_slice(&first.sync);
    }
}

/// Runs samples forward for their losses and metrics only, in as many parts as there are sums. No layer couples samples then, so
/// they always go tile by tile.
pub(crate) fn measure<T: Scalar, N: Trainable<T>>(
    network: &N,
    parts: &mut [Vec<f64>],
    works: &Works<T>,
    batch: &Batch<'_, T>,
    tile: usize,
) {
    let count = parts.len();
    each(parts, |i, sums| {
        sums.fill(0.0);
        let work = &mut *works.any();
        for range in tiles(part(batch.samples, count, i), tile) {
            work.gather(batch, range.clone());
            (0..N::STAGES.0.max(1)).for_each(|stage| work.forward(network, stage, batch, &range));
            work.compare(network, batch, &range, sums);
        }
    });
}

/// Adds up sums, in their order.
pub(crate) fn add_sums<'s>(parts: impl Iterator<Item = &'s Vec<f64>>, total: &mut [f64]) {
    total.fill(0.0);
    for sums in parts {
        total.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
    }
}
