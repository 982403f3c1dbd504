//! See [`super::conv_transpose`].

pub use super::conv_transpose::*;
