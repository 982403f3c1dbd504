//! See [`super::avg_pool`].

pub use super::avg_pool::{Kernel, backward, forward, forward_over, shared};
