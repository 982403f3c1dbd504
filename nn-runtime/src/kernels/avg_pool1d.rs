//! See [`super::avg_pool`].

pub use super::avg_pool::*;
