//! Depthwise convolution over an image.

pub use super::depthwise::{Kernel, Params, backward, forward, forward_over, infer_affine, infer_affine_over, shared};
