//! See [`super::spatial_dropout`].

pub use super::spatial_dropout::*;
