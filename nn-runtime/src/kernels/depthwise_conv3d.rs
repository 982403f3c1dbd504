//! Depthwise convolution over a volume.

pub use super::depthwise::{Kernel, Params, backward, forward, infer_affine, shared};
