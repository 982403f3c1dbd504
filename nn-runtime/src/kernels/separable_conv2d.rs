//! Separable convolution over an image.

pub use super::separable::*;
