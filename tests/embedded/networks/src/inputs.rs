//! What the networks are asked.

/// An angle.
pub static ANGLE: [f32; 1] = [1.0];

/// Six measurements.
pub static MEASUREMENTS: [f32; 6] = [0.5, -1.0, 0.25, 2.0, -0.125, 1.5];

/// A 5 of 8×8 dots, drawn by hand.
pub static DIGIT: [f32; 64] = {
    const ROWS: [&[u8; 8]; 8] =
        [b"  ####  ", b"  #     ", b"  #     ", b"  ###   ", b"     #  ", b"     #  ", b"  #  #  ", b"   ##   "];
    let (mut image, mut i) = ([0.0; 64], 0);
    while i < 64 {
        image[i] = if ROWS[i / 8][i % 8] == b'#' { 1.0 } else { 0.0 };
        i += 1;
    }
    image
};

/// Forty frames of 13 coefficients: no word, but every one another number, up and down as sound goes.
pub static FRAMES: [[f32; 13]; 40] = {
    let (mut frames, mut t) = ([[0.0; 13]; 40], 0);
    while t < 40 {
        let mut i = 0;
        while i < 13 {
            // A triangle wave from -1.5 to 1.5, of another length for each coefficient.
            let (phase, length) = ((5 * t + 11 * i) % (17 + 6 * i), 17 + 6 * i);
            let up = if 2 * phase < length { 2 * phase } else { 2 * (length - phase) };
            frames[t][i] = 3.0 * up as f32 / length as f32 - 1.5;
            i += 1;
        }
        t += 1;
    }
    frames
};

/// The first 100 test images of Fashion-MNIST, a byte a dot.
pub static CLOTHES: &[u8; 100 * 784] = include_bytes!("../clothes.bin");

/// The first of them, from 0 to 1.
pub static GARMENT: [f32; 784] = {
    let (mut image, mut i) = ([0.0; 784], 0);
    while i < 784 {
        image[i] = CLOTHES[i] as f32 / 255.0;
        i += 1;
    }
    image
};

/// Image `i` of [`CLOTHES`], from 0 to 1; black where there is none.
pub fn clothes(i: usize) -> [f32; 784] {
    let mut image = [0.0; 784];
    for (dot, &byte) in image.iter_mut().zip(CLOTHES.chunks(784).nth(i).unwrap_or_default()) {
        *dot = f32::from(byte) / 255.0;
    }
    image
}
