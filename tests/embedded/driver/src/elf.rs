//! What a linked program takes: its sections and symbols (ELF, 32 bits, least significant byte first; `man 5 elf`).

use anyhow::{Context, Result, ensure};
use std::path::Path;

/// A linked program.
pub struct Elf {
    /// Bytes that are programmed: code, constants, and the first values of variables.
    pub flash: usize,
    /// Bytes of static variables.
    pub ram: usize,
    /// Names and sizes of functions and variables.
    pub symbols: Vec<(String, usize)>,
}

struct Section {
    name: usize,
    kind: usize,
    flags: usize,
    offset: usize,
    size: usize,
    link: usize,
}

/// Reads a program.
pub fn read(path: &Path) -> Result<Elf> {
    let bytes = std::fs::read(path)?;
    ensure!(bytes.starts_with(b"\x7fELF\x01\x01"), "not an ELF file of 32 bits");
    let half = |at: usize| Some(usize::from(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?)));
    let word = |at: usize| Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?) as usize);
    let text = |at: usize| {
        let rest = bytes.get(at..)?;
        let end = rest.iter().position(|&byte| byte == 0)?;
        Some(String::from_utf8_lossy(&rest[..end]).into_owned())
    };
    let parse = || {
        let (start, size, count) = (word(32)?, half(46)?, half(48)?);
        let section = |i: usize| {
            let at = start + i * size;
            let [name, kind, flags, offset, size, link] =
                [word(at)?, word(at + 4)?, word(at + 8)?, word(at + 16)?, word(at + 20)?, word(at + 24)?];
            Some(Section { name, kind, flags, offset, size, link })
        };
        let sections = (0..count).map(section).collect::<Option<Vec<_>>>()?;
        let mut elf = Elf { flash: 0, ram: 0, symbols: Vec::new() };
        const WRITE: usize = 1;
        const ALLOC: usize = 2;
        for section in &sections {
            let name = text(sections.get(half(50)?)?.offset + section.name)?;
            // Heap and stack are what is left of the memory.
            if section.flags & ALLOC != 0 && name != ".heap" && name != ".stack" {
                elf.flash += if section.kind == 1 || section.kind > 8 { section.size } else { 0 };
                elf.ram += if section.flags & WRITE != 0 { section.size } else { 0 };
            }
            if section.kind == 2 {
                let names = sections.get(section.link)?.offset;
                for at in (section.offset..section.offset + section.size).step_by(16) {
                    elf.symbols.push((text(names + word(at)?)?, word(at + 8)?));
                }
            }
        }
        Some(elf)
    };
    parse().context("a damaged ELF file")
}

impl Elf {
    /// The size of the largest symbol whose name holds `part`.
    pub fn size_of(&self, part: &str) -> usize {
        self.symbols.iter().filter(|(name, _)| name.contains(part)).map(|(_, size)| *size).max().unwrap_or(0)
    }
}
