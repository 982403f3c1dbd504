//! Convolution over an image.

pub use super::conv::*;
