//! Depthwise convolution over an image.

pub use super::depthwise::*;
