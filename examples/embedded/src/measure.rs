//! What the program takes. Not needed in a product.

use core::arch::asm;
use core::ptr::{read_volatile, write_volatile};

// From the linker script of cortex-m-rt.
unsafe extern "C" {
    static __sdata: u32;
    static __edata: u32;
    static __ebss: u32;
    static __sheap: u32;
    static __sidata: u32;
}

/// Bytes of flash: code, constants, and the first values of variables.
pub fn flash() -> usize {
    // Flash starts at 0: see memory.x.
    (&raw const __sidata as usize) + (&raw const __edata as usize) - (&raw const __sdata as usize)
}

/// Bytes of static variables.
pub fn ram() -> usize {
    (&raw const __ebss as usize) - (&raw const __sdata as usize)
}

/// Runs `f` and gives the bytes of stack that it used: the memory below the stack is painted before, and what is still painted
/// afterwards was not used.
#[inline(never)]
pub fn stack(f: impl FnOnce()) -> usize {
    const PAINT: u32 = 0xA5C3_3C5A;
    let top: usize;
    // SAFETY: reads a register.
    unsafe { asm!("mov {}, sp", out(reg) top, options(nomem, nostack)) };
    let bottom = &raw const __sheap as usize;
    // Plain loops: nothing may be called while the stack is painted.
    let mut at = bottom;
    while at < top {
        // SAFETY: free memory between the program's variables and the stack.
        unsafe { write_volatile(at as *mut u32, PAINT) };
        at += 4;
    }
    call(f);
    at = bottom;
    // SAFETY: as above.
    while at < top && unsafe { read_volatile(at as *const u32) } == PAINT {
        at += 4;
    }
    top - at
}

#[inline(never)]
fn call(f: impl FnOnce()) {
    bench_begin();
    f();
    bench_end();
}

/// The emulator counts the instructions between this function and the next. Their bodies differ, or the linker would make them one.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn bench_begin() {
    // SAFETY: does nothing.
    unsafe { asm!("nop", options(nostack)) }
}

#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn bench_end() {
    // SAFETY: does nothing.
    unsafe { asm!("nop", "nop", options(nostack)) }
}
