//! See [`super::crop`].

pub use super::crop::{Kernel, backward, forward, shared};
