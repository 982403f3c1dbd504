//! Separable convolution over steps.

pub use super::separable::{Kernel, Params, backward, forward, infer_affine, shared};
