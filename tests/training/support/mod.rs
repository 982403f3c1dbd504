//! Networks by hand, and data for them.
#![allow(dead_code, clippy::needless_range_loop)]

pub mod bag;
pub mod classifier;
pub mod data;
pub mod fixtures;
pub mod given;
pub mod pair;
