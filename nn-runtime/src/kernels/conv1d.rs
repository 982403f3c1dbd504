//! Convolution over steps.

pub use super::conv::*;
