//! Separable convolution over a volume.

pub use super::separable::*;
