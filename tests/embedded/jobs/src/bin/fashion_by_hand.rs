//! `Fashion` by hand.
#![no_std]
#![no_main]

use core::hint::black_box;
use jobs::{conv3x3_relu, dense, max_pool, relu, softmax};
use networks::{Fashion, inputs};

struct Memory {
    a: [[[f32; 32]; 26]; 26],
    b: [[[f32; 32]; 13]; 13],
    c: [[[f32; 64]; 11]; 11],
    d: [[[f32; 64]; 5]; 5],
    e: [f32; 64],
    y: [f32; 10],
}

static IMAGE: [[[f32; 1]; 28]; 28] = {
    let (mut image, mut i) = ([[[0.0; 1]; 28]; 28], 0);
    while i < 784 {
        image[i / 28][i % 28][0] = inputs::CLOTHES[i] as f32 / 255.0;
        i += 1;
    }
    image
};

board::program! {
    Memory = Memory {
        a: [[[0.0; 32]; 26]; 26],
        b: [[[0.0; 32]; 13]; 13],
        c: [[[0.0; 64]; 11]; 11],
        d: [[[0.0; 64]; 5]; 5],
        e: [0.0; 64],
        y: [0.0; 10],
    };
    |m| {
        let net = Fashion::PRETRAINED;
        conv3x3_relu(black_box(&IMAGE), &net.conv2d_1.kernel, &net.conv2d_1.bias, &mut m.a);
        max_pool(&m.a, &mut m.b);
        conv3x3_relu(&m.b, &net.conv2d_2.kernel, &net.conv2d_2.bias, &mut m.c);
        max_pool(&m.c, &mut m.d);
        // SAFETY: the same numbers, in one row.
        let flat: &[f32; 1600] = unsafe { &*m.d.as_ptr().cast() };
        dense(flat, &net.dense_1.kernel, &net.dense_1.bias, &mut m.e);
        relu(&mut m.e);
        dense(&m.e, &net.dense_2.kernel, &net.dense_2.bias, &mut m.y);
        softmax(&mut m.y);
        &m.y
    }
}
