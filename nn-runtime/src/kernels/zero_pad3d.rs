//! See [`super::zero_pad`].

pub use super::zero_pad::{Kernel, backward, forward, shared};
