//! What each network takes, next to the loops that one would write by hand for it.

use crate::answers;
use crate::board::{CORTEX_M4, Program, Said};
use anyhow::{Context, Result};

/// A program and what running it showed.
fn measure(profile: &str, name: &str) -> Result<(Program, Said)> {
    let program = CORTEX_M4.build(profile, name)?;
    let said = program.run(Some("mem=0"))?;
    Ok((program, said))
}

/// Prints the table of `benches/embedded/README.md`.
pub fn table() -> Result<()> {
    let (empty, said) = measure("release", "empty")?;
    println!(
        "{}, instructions of one inference; the program around it takes {} B of flash, {} B of stack.\n",
        CORTEX_M4.name, empty.elf.flash, said.stack
    );
    println!(
        "| network | MACs | built for | instructions | by hand | ratio | flash | by hand | RAM | least | by hand | stack | by hand |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for job in answers::jobs() {
        for profile in ["release", "small"] {
            let (ours, said) = measure(profile, job.name)?;
            let (hand, by_hand) = measure(profile, &format!("{}_by_hand", job.by_hand))?;
            println!(
                "| {} | {} | {} | {} | {} | {:.2} | {} | {} | {} | {} | {} | {} | {} |",
                job.name,
                job.macs,
                if profile == "small" { "size" } else { "speed" },
                said.instructions,
                by_hand.instructions,
                said.instructions as f64 / by_hand.instructions as f64,
                ours.elf.flash,
                hand.elf.flash,
                ours.elf.ram,
                job.least,
                hand.elf.ram,
                said.stack,
                by_hand.stack,
            );
        }
    }
    Ok(())
}

/// Prints where a program spends its instructions, and which functions take its flash.
pub fn profile(args: &[String]) -> Result<()> {
    let name = args.first().context("which program?")?;
    let profile = args.get(1).map_or("release", String::as_str);
    let program = CORTEX_M4.build(profile, name)?;
    let said = program.run(Some("sym=1"))?;
    println!("{} instructions", said.instructions);
    for (symbol, count) in said.symbols.iter().take(20) {
        println!("{count:>10}  {symbol}");
    }
    let mut symbols = program.elf.symbols;
    symbols.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    println!("{} bytes of flash", program.elf.flash);
    for (symbol, size) in symbols.iter().take(24) {
        println!("{size:>10}  {symbol}");
    }
    Ok(())
}
