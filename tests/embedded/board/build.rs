//! The memory of the board that stands for each target.

use std::{env, fs, path::PathBuf};

fn main() {
    let target = env::var("TARGET").unwrap_or_default();
    let memory = if target.starts_with("thumbv6m") {
        // micro:bit: a Cortex-M0.
        "MEMORY { FLASH : ORIGIN = 0x0, LENGTH = 256K  RAM : ORIGIN = 0x20000000, LENGTH = 16K }"
    } else if target.starts_with("thumbv7em") {
        // mps2-an386: a Cortex-M4 with a floating point unit.
        "MEMORY { FLASH : ORIGIN = 0x0, LENGTH = 4M  RAM : ORIGIN = 0x20000000, LENGTH = 4M }"
    } else {
        // QEMU's virt board.
        "MEMORY { FLASH : ORIGIN = 0x80000000, LENGTH = 1M  RAM : ORIGIN = 0x80100000, LENGTH = 256K }
         REGION_ALIAS(\"REGION_TEXT\", FLASH); REGION_ALIAS(\"REGION_RODATA\", FLASH); REGION_ALIAS(\"REGION_DATA\", RAM);
         REGION_ALIAS(\"REGION_BSS\", RAM); REGION_ALIAS(\"REGION_HEAP\", RAM); REGION_ALIAS(\"REGION_STACK\", RAM);"
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("memory.x"), memory).expect("the build folder can be written");
    println!("cargo::rustc-link-search={}", out.display());
    println!("cargo::rerun-if-changed=build.rs");
}
