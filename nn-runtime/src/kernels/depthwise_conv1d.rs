//! Depthwise convolution over steps.

pub use super::depthwise::{Kernel, Params, backward, forward, infer_affine, shared};
