//! Separable convolution over an image.

pub use super::separable::{Kernel, Params, backward, forward, infer_affine, shared};
