//! See [`super::max_pool`].

pub use super::max_pool::*;
