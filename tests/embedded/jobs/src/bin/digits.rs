//! One call of `Digits`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{Digits, inputs};

board::program! { [f32; Digits::ARENA_BYTES / 4] = Digits::arena(); |arena| Digits::PRETRAINED.infer(black_box(&inputs::DIGIT), arena) }
