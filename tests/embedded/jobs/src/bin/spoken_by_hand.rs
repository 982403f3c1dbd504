//! `Spoken` by hand.
#![no_std]
#![no_main]

use core::hint::black_box;
use jobs::{dense, gru_step, softmax};
use networks::{Spoken, inputs};

struct Memory {
    h: [f32; 32],
    next: [f32; 32],
    y: [f32; 10],
}

board::program! {
    Memory = Memory { h: [0.0; 32], next: [0.0; 32], y: [0.0; 10] };
    |m| {
        let net = Spoken::PRETRAINED;
        for frame in black_box(&inputs::FRAMES) {
            gru_step(frame, &net.gru_1.kernel, &net.gru_1.recurrent_kernel, &net.gru_1.bias, &mut m.h, &mut m.next);
            dense(&m.h, &net.dense_1.kernel, &net.dense_1.bias, &mut m.y);
            softmax(&mut m.y);
        }
        &m.y
    }
}
