//! Building for a board, and running under the emulator.

use crate::elf::{self, Elf};
use anyhow::{Context, Result, bail, ensure};
use std::path::PathBuf;
use std::process::Command;

/// A target and the machine of the emulator that stands for it.
#[derive(Clone, Copy)]
pub struct Board {
    /// For people.
    pub name: &'static str,
    /// rustc's name.
    pub target: &'static str,
    emulator: &'static str,
    machine: &'static [&'static str],
}

/// A Cortex-M4 with a floating point unit.
pub const CORTEX_M4: Board = Board {
    name: "Cortex-M4F",
    target: "thumbv7em-none-eabihf",
    emulator: "qemu-system-arm",
    machine: &["-M", "mps2-an386"],
};
/// A Cortex-M0: 16 KB of RAM, no floating point unit.
pub const CORTEX_M0: Board = Board {
    name: "Cortex-M0",
    target: "thumbv6m-none-eabi",
    emulator: "qemu-system-arm",
    machine: &["-M", "microbit"],
};
/// A RISC-V without a floating point unit.
pub const RISCV: Board = Board {
    name: "RV32IMC",
    target: "riscv32imc-unknown-none-elf",
    emulator: "qemu-system-riscv32",
    machine: &["-M", "virt", "-bios", "none"],
};

/// A program that was built.
pub struct Program {
    board: Board,
    path: PathBuf,
    /// What it takes.
    pub elf: Elf,
}

/// What a program said.
#[derive(Debug, Default)]
pub struct Said {
    /// Bytes of stack.
    pub stack: usize,
    /// Its answers.
    pub results: Vec<Vec<f32>>,
    /// Instructions between the marks; 0 without the plugin.
    pub instructions: u64,
    /// The same for each function, most first.
    pub symbols: Vec<(String, u64)>,
}

impl Board {
    /// Builds a program with a profile: `release` or `small`.
    pub fn build(self, profile: &str, name: &str) -> Result<Program> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
        let built = Command::new(env!("CARGO"))
            .current_dir(&folder)
            .args(["build", "-q", "-p", "jobs", "--profile", profile, "--target", self.target, "--bin", name])
            .output()?;
        let why = String::from_utf8_lossy(&built.stderr);
        ensure!(built.status.success(), "{name} for {}:\n{why}", self.target);
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("target"), PathBuf::from);
        let path = target.join(self.target).join(profile).join(name);
        let elf = elf::read(&path).with_context(|| path.display().to_string())?;
        Ok(Program { board: self, path, elf })
    }
}

impl Program {
    /// Runs it; with `plugin`, instructions are counted, and with `sym=1` for each function.
    pub fn run(&self, plugin: Option<&str>) -> Result<Said> {
        let log = self.path.with_extension("log");
        let mut command = Command::new("timeout");
        command.arg("300").arg(self.board.emulator).args(self.board.machine);
        command.args(["-nographic", "-monitor", "none", "-serial", "none"]);
        command.args(["-semihosting-config", "enable=on,target=native"]);
        if let Some(arguments) = plugin {
            let library =
                std::env::var("NETKILN_PLUGIN").context("the counting plugin; start with tools/embedded/run")?;
            command.args(["-plugin", &format!("{library},{arguments}"), "-d", "plugin", "-D"]).arg(&log);
        }
        let output = command.arg("-kernel").arg(&self.path).output()?;
        // Semihosting writes to one of the two, depending on the emulator's version.
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        ensure!(output.status.success(), "{} on {}: {}\n{text}", self.path.display(), self.board.name, output.status);
        let mut said = Said::default();
        for line in text.lines() {
            let mut words = line.split_whitespace();
            let word = words.next();
            let numbers = words.map(|digits| u32::from_str_radix(digits, 16)).collect::<Result<Vec<_>, _>>();
            match (word, numbers) {
                (Some("stack"), Ok(numbers)) => said.stack = numbers[0] as usize,
                (Some("result"), Ok(numbers)) => said.results.push(numbers.into_iter().map(f32::from_bits).collect()),
                _ => bail!("unexpected output: {line}"),
            }
        }
        if plugin.is_some() {
            read_log(&std::fs::read_to_string(&log)?, &mut said);
            ensure!(said.instructions > 0, "the plugin counted nothing");
        }
        Ok(said)
    }
}

/// `[plugin] region 0 insns 123 …`, `[sym] region 0 NAME 45`
fn read_log(log: &str, said: &mut Said) {
    for line in log.lines() {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["[plugin]", "region", _, "insns", count, ..] => said.instructions = count.parse().unwrap_or(0),
            ["[sym]", "region", _, name, count] => {
                said.symbols.push((name.to_owned(), count.parse().unwrap_or(0)));
            }
            _ => {}
        }
    }
    said.symbols.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
}
