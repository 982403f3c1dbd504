//! One call of `FashionInPatches`.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{FashionInPatches, inputs};

static IMAGE: [f32; 784] = {
    let (mut image, mut i) = ([0.0; 784], 0);
    while i < 784 {
        image[i] = inputs::CLOTHES[i] as f32 / 255.0;
        i += 1;
    }
    image
};

board::program! { [f32; FashionInPatches::ARENA_BYTES / 4] = FashionInPatches::arena(); |arena| FashionInPatches::PRETRAINED.infer(black_box(&IMAGE), arena) }
