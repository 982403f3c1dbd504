//! `Norms` by hand, whose batch norms were made scales and shifts by hand as well.
#![no_std]
#![no_main]

use core::hint::black_box;
use jobs::{conv3x3_norm, dense, max_pool, relu, softmax};
use networks::netkiln::__private::kernels::batch_norm;
use networks::netkiln::__private::spec::layers::batch_norm::Geometry;
use networks::{Norms, inputs};

/// Scale and shift, as a script on the PC would have printed them.
macro_rules! norm {
    ($layer:ident) => {{
        const G: Geometry =
            Geometry { rows: 1, steps: 1, channels: Norms::PRETRAINED.$layer.gamma.len(), epsilon: 1e-3 };
        static NORM: [[f32; G.channels]; 2] = {
            let norm = &Norms::PRETRAINED.$layer;
            batch_norm::known(&G, &[], &norm.gamma, &norm.beta, &norm.moving_mean, &norm.moving_variance)
        };
        &NORM
    }};
}

struct Memory {
    a: [[[f32; 8]; 8]; 8],
    b: [[[f32; 8]; 8]; 8],
    c: [[[f32; 8]; 4]; 4],
    d: [[[f32; 16]; 2]; 2],
    y: [f32; 10],
}

board::program! {
    Memory = Memory {
        a: [[[0.0; 8]; 8]; 8], b: [[[0.0; 8]; 8]; 8], c: [[[0.0; 8]; 4]; 4], d: [[[0.0; 16]; 2]; 2], y: [0.0; 10],
    };
    |m| {
        let net = Norms::PRETRAINED;
        let image: &[f32; 64] = black_box(&inputs::DIGIT);
        // SAFETY: the same numbers, nested.
        let image: &[[[f32; 1]; 8]; 8] = unsafe { &*image.as_ptr().cast() };
        conv3x3_norm(image, &net.conv2d_1.kernel, norm!(batch_norm_1), &mut m.a);
        m.a.as_flattened_mut().iter_mut().for_each(relu);
        conv3x3_norm(&m.a, &net.conv2d_2.kernel, norm!(batch_norm_2), &mut m.b);
        for (b, a) in m.b.as_flattened_mut().iter_mut().zip(m.a.as_flattened()) {
            b.iter_mut().zip(a).for_each(|(b, a)| *b += a);
            relu(b);
        }
        max_pool(&m.b, &mut m.c);
        conv3x3_norm(&m.c, &net.conv2d_3.kernel, norm!(batch_norm_3), &mut m.d);
        m.d.as_flattened_mut().iter_mut().for_each(relu);
        // SAFETY: as above.
        let flat: &[f32; 64] = unsafe { &*m.d.as_ptr().cast() };
        dense(flat, &net.dense_1.kernel, &net.dense_1.bias, &mut m.y);
        softmax(&mut m.y);
        &m.y
    }
}
