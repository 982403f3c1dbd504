//! `Sine` by hand.
#![no_std]
#![no_main]

use core::hint::black_box;
use jobs::{dense, relu};
use networks::{Sine, inputs};

struct Memory {
    a: [f32; 16],
    b: [f32; 16],
    y: [f32; 1],
}

board::program! {
    Memory = Memory { a: [0.0; 16], b: [0.0; 16], y: [0.0; 1] };
    |m| {
        let net = Sine::PRETRAINED;
        dense(black_box(&inputs::ANGLE), &net.dense_1.kernel, &net.dense_1.bias, &mut m.a);
        relu(&mut m.a);
        dense(&m.a, &net.dense_2.kernel, &net.dense_2.bias, &mut m.b);
        relu(&mut m.b);
        dense(&m.b, &net.dense_3.kernel, &net.dense_3.bias, &mut m.y);
        &m.y
    }
}
