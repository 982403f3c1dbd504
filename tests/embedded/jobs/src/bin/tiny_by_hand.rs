//! `Tiny` by hand.
#![no_std]
#![no_main]

use core::hint::black_box;
use jobs::{dense, relu};
use networks::{Tiny, inputs};

struct Memory {
    a: [f32; 64],
    b: [f32; 8],
    y: [f32; 4],
}

board::program! {
    Memory = Memory { a: [0.0; 64], b: [0.0; 8], y: [0.0; 4] };
    |m| {
        let net = Tiny::PRETRAINED;
        dense(black_box(&inputs::MEASUREMENTS), &net.dense_1.kernel, &net.dense_1.bias, &mut m.a);
        relu(&mut m.a);
        dense(&m.a, &net.dense_2.kernel, &net.dense_2.bias, &mut m.b);
        relu(&mut m.b);
        dense(&m.b, &net.dense_3.kernel, &net.dense_3.bias, &mut m.y);
        &m.y
    }
}
