//! See [`super::conv_transpose`].

pub use super::conv_transpose::{Kernel, Params, backward, forward, infer_affine, shared};
