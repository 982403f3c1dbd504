//! What several integration tests share.
#![allow(dead_code)]

pub mod close;
pub mod data;
pub mod direct;
pub mod fixtures;
pub mod random;
