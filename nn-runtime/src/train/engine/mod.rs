//! How passes over the network are run: batches cut into lanes and tiles, gradients brought together, parameters moved.

pub(crate) mod cut;
pub(crate) mod few;
pub(crate) mod gather;
pub(crate) mod lanes;
pub(crate) mod parallel;
pub(crate) mod plan;
pub(crate) mod shape;
pub(crate) mod step;
pub(crate) mod works;
pub(crate) mod workspace;

#[doc(hidden)]
pub use shape::Shaping;
