//! `Digits` by hand.
#![no_std]
#![no_main]

use core::hint::black_box;
use jobs::{conv3x3_relu, dense, max_pool, softmax};
use networks::{Digits, inputs};

struct Memory {
    a: [[[f32; 8]; 6]; 6],
    b: [[[f32; 8]; 3]; 3],
    y: [f32; 10],
}

board::program! {
    Memory = Memory { a: [[[0.0; 8]; 6]; 6], b: [[[0.0; 8]; 3]; 3], y: [0.0; 10] };
    |m| {
        let net = Digits::PRETRAINED;
        let image: &[f32; 64] = black_box(&inputs::DIGIT);
        // SAFETY: the same numbers, nested.
        let image: &[[[f32; 1]; 8]; 8] = unsafe { &*image.as_ptr().cast() };
        conv3x3_relu(image, &net.conv2d_1.kernel, &net.conv2d_1.bias, &mut m.a);
        max_pool(&m.a, &mut m.b);
        // SAFETY: as above.
        let flat: &[f32; 72] = unsafe { &*m.b.as_ptr().cast() };
        dense(flat, &net.dense_1.kernel, &net.dense_1.bias, &mut m.y);
        softmax(&mut m.y);
        &m.y
    }
}
