//! Depthwise convolution over a volume.

pub use super::depthwise::*;
