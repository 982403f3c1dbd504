//! The chip against the PC, and the linked program against what was promised.

use crate::answers::{self, Job};
use crate::board::{Board, CORTEX_M0, CORTEX_M4, Program, RISCV};
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
    for board in [CORTEX_M4, RISCV] {
        layers(board, "release")?;
        layers(board, "small")?;
    }
    check(CORTEX_M4, &answers::clothes(), false)
}

/// That a board widens every number of 16 bits as the format says, which the library's own tests show of plain code.
fn widened(board: Board) -> Result<()> {
    let said = board.build("release", "halves")?.run(None)?;
    ensure!(said.results == [[0.0]], "{} widens {:?} numbers otherwise", board.name, said.results);
    Ok(())
}

/// Every layer, on a board that has room for all of them, built for speed or for size.
fn layers(board: Board, profile: &str) -> Result<()> {
    let program = board.build(profile, "layers")?;
    let (given, expected) = (program.run(None)?.results, answers::layers());
    ensure!(given.len() == expected.len(), "layers: {} answers", given.len());
    let mut worst = 0f32;
    for (given, (name, expected)) in given.iter().zip(&expected) {
        worst = worst.max(compare(name, board, given, expected)?);
    }
    println!(
        "{:<12} {:<14} {:>3} answers, off by {worst:.0e} at most; {:>7} B flash",
        board.name,
        format!("layers, {profile}"),
        given.len(),
        program.elf.flash
    );
    without_panics("layers", &program)
}

/// How far an answer of the chip is from the PC's.
fn compare(name: &str, board: Board, given: &[f32], expected: &[f32]) -> Result<f32> {
    ensure!(given.len() == expected.len(), "{name}: {} numbers for {}", given.len(), expected.len());
    let mut worst = 0f32;
    for (given, expected) in given.iter().zip(expected) {
        let error = (given - expected).abs();
        ensure!(error <= TOLERANCE, "{name} on {}: {given} instead of {expected}", board.name);
        worst = worst.max(error);
    }
    Ok(worst)
}

/// That nothing in a program can panic: were there something, it would not have been linked (see `board`), nor would there be its name.
fn without_panics(name: &str, program: &Program) -> Result<()> {
    let panics = program.elf.symbols.iter().find(|(name, _)| name.contains("panic"));
    ensure!(panics.is_none(), "{name} can panic: {panics:?}");
    Ok(())
}

/// Builds and runs one program.
fn check(board: Board, job: &Job, measured: bool) -> Result<()> {
    let name = job.name;
    let program = board.build("release", name)?;
    let said = program.run(None)?;
    ensure!(said.results.len() == job.answers.len(), "{name}: {} answers", said.results.len());
    let mut worst = 0f32;
    for (given, expected) in said.results.iter().zip(&job.answers) {
        worst = worst.max(compare(name, board, given, expected)?);
    }
    without_panics(name, &program)?;
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
