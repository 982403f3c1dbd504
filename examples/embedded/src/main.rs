//! A neural network on a microcontroller: the sine of an angle.
//!
//! `cargo run --release` starts it in the emulator, which prints the result, and what it takes:
//!
//! ```text
//! sin(1.0)      0.8471
//! flash         18004 bytes, 1284 of them weights
//! static RAM    136 bytes, 128 of them the network's
//! stack         32 bytes
//! instructions  1536
//! ```
//!
//! (Most of the flash is what prints numbers: without it the program has 3 KB.)
//!
//! The network was trained on a PC with the same declaration, which is all there is to it:
//!
//! ```ignore
//! let mut net = Sine::new(7);
//! net.trainer(Adam::new(1e-2)).epochs(150).fit(&x, &y)?;
//! net.save("sine.safetensors")?;
//! ```
#![no_std]
#![no_main]

mod measure;

use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hprintln};
use netkiln::prelude::*;

network! {
    /// The sine of 0 to 2π.
    #[loss(mse)]
    #[weights("sine.safetensors")]
    #[budget(flash = 2 * KIB, ram = 128)]
    pub fn Sine(angle: Tensor<1>) -> Tensor<1> {
        angle.dense(16, activation = relu).dense(16, activation = relu).dense(1)
    }
}

#[entry]
fn main() -> ! {
    // All memory that the network needs. `entry` hands a static of `main` out once, so this is safe.
    static mut ARENA: [f32; Sine::ARENA_BYTES / 4] = Sine::arena();

    let angle = core::hint::black_box([1.0]);
    let mut sine = 0.0;
    let stack = measure::stack(|| sine = Sine::PRETRAINED.infer(&angle, ARENA)[0]);

    hprintln!("sin({:.1})      {:.4}", angle[0], sine);
    hprintln!("flash         {} bytes, {} of them weights", measure::flash(), 4 * Sine::PARAMETERS);
    hprintln!("static RAM    {} bytes, {} of them the network's", measure::ram(), Sine::ARENA_BYTES);
    hprintln!("stack         {} bytes", stack);
    debug::exit(debug::EXIT_SUCCESS);
    loop {
        core::hint::spin_loop();
    }
}

/// The network cannot get here; what prints could.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    debug::exit(debug::EXIT_FAILURE);
    loop {
        core::hint::spin_loop();
    }
}
