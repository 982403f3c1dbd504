//! Convolution over a volume.

pub use super::conv::{Kernel, Params, backward, forward, infer_affine};
