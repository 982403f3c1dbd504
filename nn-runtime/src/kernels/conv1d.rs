//! Convolution over steps.

pub use super::conv::{Kernel, Params, backward, forward, infer_affine};
