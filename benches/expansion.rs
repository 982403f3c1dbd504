//! How long the compiler takes for a network: `cargo bench --bench expansion`.
//!
//! A crate with one network of dense layers, each with an activation, trained with mse, is compiled; the time of the same crate
//! without the network is subtracted. Everything the compiler does is in it: parsing, the macro, checking what it generated, and,
//! for `build`, code generation. The macro itself is compiled as in every user's build: without optimisation.

#[path = "../tests/support/scratch.rs"]
mod scratch;

use scratch::{Scratch, deep_network};

/// Runs of which the shortest counts.
const RUNS: usize = 3;

fn main() {
    let scratch = Scratch::new("expansion");
    row(&scratch, &["check"], &[10, 100, 1000]);
    row(&scratch, &["build"], &[20]);
    row(&scratch, &["build", "--release"], &[20]);
}

/// One line for each number of layers.
fn row(scratch: &Scratch, command: &[&str], layers: &[usize]) {
    let empty = scratch.time(command, "", RUNS);
    for &layers in layers {
        let time = scratch.time(command, &deep_network(layers), RUNS).saturating_sub(empty);
        let each = time.as_secs_f64() * 1e3 / layers as f64;
        println!(
            "cargo {:15} {layers:5} layers {:8.0} ms, {each:.2} ms a layer",
            command.join(" "),
            time.as_secs_f64() * 1e3
        );
    }
}
