//! One call of `Norms`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{Norms, inputs};

board::program! { [f32; Norms::ARENA_BYTES / 4] = Norms::arena(); |arena| Norms::PRETRAINED.infer(black_box(&inputs::DIGIT), arena) }
