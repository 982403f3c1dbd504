//! See [`super::crop`].

pub use super::crop::*;
