//! Separable convolution over steps.

pub use super::separable::*;
