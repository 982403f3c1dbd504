//! Convolution over an image.

pub use super::conv::{Kernel, Params, backward, forward, forward_over, infer_affine, infer_affine_over, shared};
