//! What holds for any input, tried on random ones: places in the arena, how a batch is cut, threads, layouts, interruptions.

mod networks;
mod padding;
mod places;
mod runs;
mod streams;
#[path = "../support/mod.rs"]
mod support;
