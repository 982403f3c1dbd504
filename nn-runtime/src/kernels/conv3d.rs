//! Convolution over a volume.

pub use super::conv::*;
