//! See [`super::max_pool`].

pub use super::max_pool::{Kernel, backward, forward, forward_over, shared};
