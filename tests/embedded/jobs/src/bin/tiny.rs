//! One call of `Tiny`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{Tiny, inputs};

board::program! { [f32; Tiny::ARENA_BYTES / 4] = Tiny::arena(); |arena| Tiny::PRETRAINED.infer(black_box(&inputs::MEASUREMENTS), arena) }
