//! Depthwise convolution over steps.

pub use super::depthwise::*;
