//! One call of `FashionInPatches`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{FashionInPatches, inputs};

board::program! { [f32; FashionInPatches::ARENA_BYTES / 4] = FashionInPatches::arena(); |arena| FashionInPatches::PRETRAINED.infer(black_box(&inputs::GARMENT), arena) }
