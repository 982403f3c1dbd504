//! The chip against the PC, and the linked program against what was promised.

use crate::answers::{self, Job};
use crate::board::{Board, CORTEX_M0, CORTEX_M4, RISCV};
use anyhow::{Result, ensure};

/// How far the answers of the chip may be from those of the PC.
const TOLERANCE: f32 = 1e-5;

/// Every network on every board that has room for it.
pub fn all() -> Result<()> {
    for board in [CORTEX_M4, CORTEX_M0, RISCV] {
        for job in answers::jobs().iter().filter(|job| job.small || board.target == CORTEX_M4.target) {
            check(board, job, true)?;
        }
    }
    for board in [CORTEX_M4, CORTEX_M0, RISCV] {
        widened(board)?;
    }
    check(CORTEX_M4, &answers::clothes(), false)
}

/// That a board widens every number of 16 bits as the format says, which the library's own tests show of plain code.
fn widened(board: Board) -> Result<()> {
    let said = board.build("release", "halves")?.run(None)?;
    ensure!(said.results == [[0.0]], "{} widens {:?} numbers otherwise", board.name, said.results);
    Ok(())
}

/// Builds and runs one program. That it links shows that nothing in it can panic: see `board`.
fn check(board: Board, job: &Job, measured: bool) -> Result<()> {
    let name = job.name;
    let program = board.build("release", name)?;
    let said = program.run(None)?;
    ensure!(said.results.len() == job.answers.len(), "{name}: {} answers", said.results.len());
    let mut worst = 0f32;
    for (given, expected) in said.results.iter().zip(&job.answers) {
        ensure!(given.len() == expected.len(), "{name}: {} numbers for {}", given.len(), expected.len());
        for (given, expected) in given.iter().zip(expected) {
            let error = (given - expected).abs();
            ensure!(error <= TOLERANCE, "{name} on {}: {given} instead of {expected}", board.name);
            worst = worst.max(error);
        }
    }
    let panics = program.elf.symbols.iter().find(|(name, _)| name.contains("panic"));
    ensure!(panics.is_none(), "{name} can panic: {panics:?}");
    let elf = &program.elf;
    let weights = elf.size_of("WEIGHTS");
    ensure!(weights == job.weights, "{name}: {weights} bytes of weights, promised {}", job.weights);
    if measured {
        let arena = elf.size_of("MEMORY");
        ensure!(arena == job.arena, "{name}: {arena} bytes of arena, promised {}", job.arena);
        ensure!((1..32 << 10).contains(&said.stack), "{name}: {} bytes of stack", said.stack);
    }
    println!(
        "{:<12} {name:<14} {:>3} answers, off by {worst:.0e} at most; {:>7} B flash, {:>6} B RAM, {:>4} B stack",
        board.name,
        said.results.len(),
        elf.flash,
        elf.ram,
        said.stack
    );
    Ok(())
}
