//! Separable convolution over a volume.

pub use super::separable::{Kernel, Params, backward, forward, infer_affine, shared};
