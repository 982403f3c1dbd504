//! One call of `FashionShared`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{FashionShared, inputs};

board::program! { [f32; FashionShared::ARENA_BYTES / 4] = FashionShared::arena(); |arena| FashionShared::PRETRAINED.infer(black_box(&inputs::GARMENT), arena) }
