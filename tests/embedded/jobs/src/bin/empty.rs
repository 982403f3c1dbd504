//! Nothing: what the program around a network takes.
#![no_std]
#![no_main]

board::program! { [f32; 0] = []; |memory| core::hint::black_box(memory) }
