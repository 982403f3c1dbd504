//! See [`super::upsample`].

pub use super::upsample::*;
