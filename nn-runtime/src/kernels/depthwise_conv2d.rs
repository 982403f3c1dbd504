//! Depthwise convolution over an image.

pub use super::depthwise::{Kernel, Params, backward, forward, infer_affine, shared};
