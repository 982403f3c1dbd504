//! See [`super::zero_pad`].

pub use super::zero_pad::*;
