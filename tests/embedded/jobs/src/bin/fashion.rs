//! One call of `Fashion`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{Fashion, inputs};

board::program! { [f32; Fashion::ARENA_BYTES / 4] = Fashion::arena(); |arena| Fashion::PRETRAINED.infer(black_box(&inputs::GARMENT), arena) }
