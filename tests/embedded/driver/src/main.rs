//! Builds the programs of `jobs` for microcontrollers, runs them under the emulator, and compares what they say with what the PC
//! says, and what they take with what was promised. `tools/embedded/run` gets what it needs and calls it.

#[cfg(not(feature = "train"))]
mod answers;
#[cfg(not(feature = "train"))]
mod bench;
#[cfg(not(feature = "train"))]
mod board;
#[cfg(not(feature = "train"))]
mod elf;
#[cfg(not(feature = "train"))]
mod test;
#[cfg(feature = "train")]
mod train;

// Switches std on for the networks.
#[cfg(not(feature = "train"))]
use netkiln as _;

fn main() -> anyhow::Result<()> {
    let task = std::env::args().nth(1).unwrap_or_default();
    match task.as_str() {
        #[cfg(feature = "train")]
        "train" => train::all(),
        #[cfg(feature = "train")]
        "halves" => train::halves(),
        #[cfg(feature = "train")]
        "norms" => train::norms(),
        #[cfg(not(feature = "train"))]
        "test" => test::all(),
        #[cfg(not(feature = "train"))]
        "bench" => bench::table(),
        #[cfg(not(feature = "train"))]
        "profile" => bench::profile(&std::env::args().skip(2).collect::<Vec<_>>()),
        _ => {
            anyhow::bail!(
                "what to do? `test`, `bench`, `profile PROGRAM`; with `--features train`: `train`, `halves`, `norms`"
            )
        }
    }
}
