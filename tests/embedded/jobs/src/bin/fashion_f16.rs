//! One call of `FashionF16`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{FashionF16, inputs};

board::program! { [f32; FashionF16::ARENA_BYTES / 4] = FashionF16::arena(); |arena| FashionF16::PRETRAINED.infer(black_box(&inputs::GARMENT), arena) }
