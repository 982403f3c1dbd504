//! Convolution over an image.

pub use super::conv::{Kernel, Params, backward, forward, infer_affine};
