//! One call of `SineShared`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{SineShared, inputs};

board::program! { [f32; SineShared::ARENA_BYTES / 4] = SineShared::arena(); |arena| SineShared::PRETRAINED.infer(black_box(&inputs::ANGLE), arena) }
