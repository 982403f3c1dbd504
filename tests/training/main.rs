//! The training loop, its data, callbacks, metrics, optimizers and files, on networks written by hand.
//!
//! Not among nn-runtime's own tests: those are compiled with its optimisations, which takes many times as long.

mod batches;
mod callbacks;
mod data;
mod files;
mod fit;
mod gradients;
mod metrics;
mod optimizers;
mod plot;
mod support;
