//! One call of `TinyShared`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{TinyShared, inputs};

board::program! { [f32; TinyShared::ARENA_BYTES / 4] = TinyShared::arena(); |arena| TinyShared::PRETRAINED.infer(black_box(&inputs::MEASUREMENTS), arena) }
