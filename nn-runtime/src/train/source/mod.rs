//! Where the samples of each step come from.

mod item;
mod memory;
mod stream;

pub use item::IntoBatch;
pub(super) use memory::Memory;
pub(super) use stream::channel;

use super::Error;
use super::data::Dataset;
use super::engine::gather::Which;
use super::engine::workspace::{Batch, Goal};
use super::evaluate::by_length;
use super::metrics::Bound;
use crate::Scalar;

/// Checked data: inputs, targets, and a weight for each sample or none.
pub(super) struct Part<'d, T: Scalar> {
    pub x: Dataset<'d, T>,
    pub y: Dataset<'d, T>,
    pub weights: Vec<T>,
}

impl<T: Scalar> Part<'_, T> {
    /// All of them, as they stand.
    pub fn samples(&self) -> Samples<'_, T> {
        Samples { x: &self.x, y: &self.y, weights: &self.weights, which: Which::From(0), count: self.x.samples }
    }
}

/// Data for validation.
pub(super) struct Held<'d, T: Scalar> {
    x: &'d Dataset<'d, T>,
    y: &'d Dataset<'d, T>,
    weights: &'d [T],
    /// Those of one length together.
    order: Option<Vec<usize>>,
}

impl<'d, T: Scalar> Held<'d, T> {
    pub fn new(x: &'d Dataset<'d, T>, y: &'d Dataset<'d, T>, weights: &'d [T]) -> Self {
        Held { x, y, weights, order: by_length(x) }
    }

    pub fn samples(&self) -> Samples<'_, T> {
        let which = self.order.as_deref().map_or(Which::From(0), Which::Picked);
        Samples { x: self.x, y: self.y, weights: self.weights, which, count: self.x.samples }
    }
}

/// The batches of a training, in their order.
pub(super) trait Source<T: Scalar> {
    /// Begins an epoch, and tells how many batches it has, if that is known.
    fn begin(&mut self) -> Result<Option<usize>, Error>;

    /// The samples of the next step; none at the end of the epoch.
    fn next(&mut self) -> Result<Option<Samples<'_, T>>, Error>;
}

/// Some samples of some data, with their targets.
#[derive(Clone, Copy)]
pub(super) struct Samples<'s, T: Scalar> {
    pub x: &'s Dataset<'s, T>,
    pub y: &'s Dataset<'s, T>,
    /// One for each sample of the data, or none.
    pub weights: &'s [T],
    pub which: Which<'s>,
    pub count: usize,
}

impl<'s, T: Scalar> Samples<'s, T> {
    /// What a pass over them is about.
    pub fn batch(self, metrics: &'s [Bound<T>]) -> Batch<'s, T> {
        let Samples { x, y, weights, which, count } = self;
        Batch::new(x, Goal::Loss { y, weights, metrics }, which, count)
    }
}
