//! See [`super::upsample`].

pub use super::upsample::{Kernel, backward, forward, shared};
