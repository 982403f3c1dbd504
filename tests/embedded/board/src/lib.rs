//! What a program under the emulator needs: start, output through semihosting, measuring. Nothing here can panic, so that whatever
//! in the linked program can is the network's fault: the panic handler calls a function that does not exist.
#![no_std]

#[cfg(target_arch = "arm")]
pub use cortex_m_rt::entry;
#[cfg(target_arch = "riscv32")]
pub use riscv_rt::entry;

use core::arch::asm;
use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

unsafe extern "C" {
    /// Defined nowhere: where the linker finds a use of it, something that can panic is left in the program.
    safe fn netkiln_can_panic() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    netkiln_can_panic()
}

/// Asks the emulator for something (Arm's and RISC-V's semihosting have the same operations).
fn ask(operation: usize, argument: usize) {
    #[cfg(target_arch = "arm")]
    // SAFETY: the emulator handles the instruction and writes nothing but the first register.
    unsafe {
        asm!("bkpt 0xAB", inout("r0") operation => _, in("r1") argument);
    }
    #[cfg(target_arch = "riscv32")]
    // SAFETY: as above. The two instructions round `ebreak` mark it as a call of the emulator; they must not be compressed.
    unsafe {
        asm!(".option push", ".option norvc", "slli x0, x0, 0x1f", "ebreak", "srai x0, x0, 7", ".option pop",
            inout("a0") operation => _, in("a1") argument);
    }
}

/// Writes a line: a word, then numbers as eight hexadecimal digits each. No formatting of core's: that can panic.
#[inline(never)]
pub fn line(word: &str, numbers: impl Iterator<Item = u32>) {
    word.bytes().for_each(put);
    for number in numbers {
        put(b' ');
        for nibble in (0..8).rev() {
            let digit = (number >> (4 * nibble)) as u8 & 15;
            put(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit });
        }
    }
    put(b'\n');
}

/// Writes numbers by their bits.
pub fn floats(word: &str, numbers: &[f32]) {
    line(word, numbers.iter().map(|x| x.to_bits()));
}

fn put(byte: u8) {
    const WRITE_CHARACTER: usize = 3;
    ask(WRITE_CHARACTER, core::ptr::from_ref(&byte) as usize);
}

/// Ends the emulator.
pub fn exit() -> ! {
    const EXIT: usize = 0x18;
    const WELL: usize = 0x20026;
    loop {
        ask(EXIT, WELL);
    }
}

/// The emulator's plugin counts what runs between these two. Their bodies differ, or the linker would make them one.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn bench_begin() {
    // SAFETY: does nothing.
    unsafe { asm!("nop", options(nostack)) }
}

/// See [`bench_begin`].
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn bench_end() {
    // SAFETY: does nothing.
    unsafe { asm!("nop", "nop", options(nostack)) }
}

/// Runs `f` between the two marks, and gives the bytes of stack that it used: the free memory below the stack is painted before, and
/// what is still painted afterwards was not used.
#[inline(never)]
pub fn measure(f: impl FnOnce()) -> u32 {
    const PAINT: u32 = 0xA5C3_3C5A;
    const MOST: usize = 32 << 10;
    unsafe extern "C" {
        static mut __sheap: u32;
    }
    let top: usize;
    // SAFETY: reads a register.
    unsafe {
        #[cfg(target_arch = "arm")]
        asm!("mov {}, sp", out(reg) top, options(nomem, nostack));
        #[cfg(target_arch = "riscv32")]
        asm!("mv {}, sp", out(reg) top, options(nomem, nostack));
    }
    let bottom = ((&raw const __sheap) as usize + 3) & !3;
    let bottom = if top.wrapping_sub(bottom) > MOST { top - MOST } else { bottom };
    let mut at = bottom;
    while at < top {
        // SAFETY: free memory between the program's data and the stack; nothing is called meanwhile.
        unsafe { core::ptr::write_volatile(at as *mut u32, PAINT) };
        at += 4;
    }
    compiler_fence(SeqCst);
    call(f);
    compiler_fence(SeqCst);
    at = bottom;
    // SAFETY: as above.
    while at < top && unsafe { core::ptr::read_volatile(at as *const u32) } == PAINT {
        at += 4;
    }
    (top - at) as u32
}

#[inline(never)]
fn call(f: impl FnOnce()) {
    bench_begin();
    f();
    bench_end();
}

/// Measures `f` on `memory`, writes its stack and what it gives, and ends.
pub fn run<M>(memory: &'static mut M, f: impl FnOnce(&'static mut M) -> &'static [f32]) -> ! {
    let mut result: &[f32] = &[];
    let stack = measure(|| result = f(memory));
    line("stack", core::iter::once(stack));
    floats("result", result);
    exit()
}

/// A program that measures one call: `program! { [f32; 8] = [0.0; 8]; |memory| … }`, with memory that is static.
#[macro_export]
macro_rules! program {
    ($memory:ty = $start:expr; $f:expr) => {
        static mut MEMORY: $memory = $start;

        #[$crate::entry]
        fn main() -> ! {
            // SAFETY: this function runs once, and nothing else knows the memory.
            $crate::run(unsafe { &mut *(&raw mut MEMORY) }, $f)
        }
    };
}
