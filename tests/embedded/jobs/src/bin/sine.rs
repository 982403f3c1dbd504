//! One call of `Sine`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{Sine, inputs};

board::program! { [f32; Sine::ARENA_BYTES / 4] = Sine::arena(); |arena| Sine::PRETRAINED.infer(black_box(&inputs::ANGLE), arena) }
