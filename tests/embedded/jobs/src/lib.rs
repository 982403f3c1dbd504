//! The loops that one would write by hand: what the networks are measured against. Sizes are constants, so that the compiler can
//! unroll, and nothing is checked twice.
#![no_std]

use core::array::from_fn;

/// `y = x · W + b`, four columns at a time.
#[inline(always)]
pub fn dense<const I: usize, const O: usize>(x: &[f32; I], kernel: &[[f32; O]; I], bias: &[f32; O], y: &mut [f32; O]) {
    let tiled = O / 4 * 4;
    for at in (0..tiled).step_by(4) {
        let [mut a, mut b, mut c, mut d] = [bias[at], bias[at + 1], bias[at + 2], bias[at + 3]];
        for (x, row) in x.iter().zip(kernel) {
            a += x * row[at];
            b += x * row[at + 1];
            c += x * row[at + 2];
            d += x * row[at + 3];
        }
        y[at..at + 4].copy_from_slice(&[a, b, c, d]);
    }
    for at in tiled..O {
        y[at] = bias[at] + x.iter().zip(kernel).map(|(x, row)| x * row[at]).sum::<f32>();
    }
}

/// `max(x, 0)`
#[inline(always)]
pub fn relu<const N: usize>(y: &mut [f32; N]) {
    for y in y {
        *y = if *y > 0.0 { *y } else { 0.0 };
    }
}

/// Probabilities.
#[inline(always)]
pub fn softmax<const N: usize>(y: &mut [f32; N]) {
    let most = y.iter().fold(f32::NEG_INFINITY, |a, &b| if a > b { a } else { b });
    let mut sum = 0.0;
    for y in y.iter_mut() {
        *y = libm::expf(*y - most);
        sum += *y;
    }
    y.iter_mut().for_each(|y| *y /= sum);
}

/// A 3×3 convolution of a multiple of four filters, then relu; four filters at a time.
#[inline(always)]
pub fn conv3x3_relu<
    const H: usize,
    const W: usize,
    const C: usize,
    const F: usize,
    const HO: usize,
    const WO: usize,
>(
    x: &[[[f32; C]; W]; H],
    kernel: &[[[[f32; F]; C]; 3]; 3],
    bias: &[f32; F],
    y: &mut [[[f32; F]; WO]; HO],
) {
    for (i, row) in y.iter_mut().enumerate() {
        for (j, y) in row.iter_mut().enumerate() {
            for at in (0..F).step_by(4) {
                let [mut a, mut b, mut c, mut d] = [bias[at], bias[at + 1], bias[at + 2], bias[at + 3]];
                for di in 0..3 {
                    for dj in 0..3 {
                        for (x, w) in x[i + di][j + dj].iter().zip(&kernel[di][dj]) {
                            a += x * w[at];
                            b += x * w[at + 1];
                            c += x * w[at + 2];
                            d += x * w[at + 3];
                        }
                    }
                }
                y[at..at + 4].copy_from_slice(&[a, b, c, d].map(|sum| if sum > 0.0 { sum } else { 0.0 }));
            }
        }
    }
}

/// What a batch norm that follows a layer without a bias does to its sums: a scale and a shift of each.
pub type Norm<'a, const F: usize> = &'a [[f32; F]; 2];

/// A 3×3 convolution of a multiple of four filters, with zeros around the input where the output is as large; then scale and shift, four
/// filters at a time.
#[inline(always)]
pub fn conv3x3_norm<
    const H: usize,
    const W: usize,
    const C: usize,
    const F: usize,
    const HO: usize,
    const WO: usize,
>(
    x: &[[[f32; C]; W]; H],
    kernel: &[[[[f32; F]; C]; 3]; 3],
    [scale, shift]: Norm<'_, F>,
    y: &mut [[[f32; F]; WO]; HO],
) {
    let before = usize::from(HO == H);
    for (i, row) in y.iter_mut().enumerate() {
        for (j, y) in row.iter_mut().enumerate() {
            for at in (0..F).step_by(4) {
                let [mut a, mut b, mut c, mut d] = [0.0; 4];
                for di in 0..3 {
                    let Some(row) = x.get((i + di).wrapping_sub(before)) else { continue };
                    for dj in 0..3 {
                        let Some(x) = row.get((j + dj).wrapping_sub(before)) else { continue };
                        for (x, w) in x.iter().zip(&kernel[di][dj]) {
                            a += x * w[at];
                            b += x * w[at + 1];
                            c += x * w[at + 2];
                            d += x * w[at + 3];
                        }
                    }
                }
                let sums = [a, b, c, d];
                y[at..at + 4].copy_from_slice(&from_fn::<_, 4, _>(|k| sums[k] * scale[at + k] + shift[at + k]));
            }
        }
    }
}

/// The greatest of each 2×2 window.
#[inline(always)]
pub fn max_pool<const H: usize, const W: usize, const C: usize, const HO: usize, const WO: usize>(
    x: &[[[f32; C]; W]; H],
    y: &mut [[[f32; C]; WO]; HO],
) {
    for (i, row) in y.iter_mut().enumerate() {
        for (j, y) in row.iter_mut().enumerate() {
            *y = from_fn(|c| {
                let greater = |a: f32, b: f32| if a > b { a } else { b };
                let above = greater(x[2 * i][2 * j][c], x[2 * i][2 * j + 1][c]);
                greater(above, greater(x[2 * i + 1][2 * j][c], x[2 * i + 1][2 * j + 1][c]))
            });
        }
    }
}

/// A step of a GRU, two units at a time; `W` is three times `U`.
#[inline(always)]
pub fn gru_step<const I: usize, const U: usize, const W: usize>(
    x: &[f32; I],
    kernel: &[[f32; W]; I],
    recurrent: &[[f32; W]; U],
    bias: &[[f32; W]; 2],
    h: &mut [f32; U],
    next: &mut [f32; U],
) {
    let sigmoid = |x: f32| 1.0 / (1.0 + libm::expf(-x));
    for at in (0..U).step_by(2) {
        let (b, c) = (&bias[0], &bias[1]);
        let [mut z, mut z2] = [b[at] + c[at], b[at + 1] + c[at + 1]];
        let [mut r, mut r2] = [b[U + at] + c[U + at], b[U + at + 1] + c[U + at + 1]];
        let [mut n, mut n2] = [b[2 * U + at], b[2 * U + at + 1]];
        let [mut q, mut q2] = [c[2 * U + at], c[2 * U + at + 1]];
        for (x, row) in x.iter().zip(kernel) {
            z += x * row[at];
            z2 += x * row[at + 1];
            r += x * row[U + at];
            r2 += x * row[U + at + 1];
            n += x * row[2 * U + at];
            n2 += x * row[2 * U + at + 1];
        }
        for (h, row) in h.iter().zip(recurrent) {
            z += h * row[at];
            z2 += h * row[at + 1];
            r += h * row[U + at];
            r2 += h * row[U + at + 1];
            q += h * row[2 * U + at];
            q2 += h * row[2 * U + at + 1];
        }
        let both = [(z, r, n, q), (z2, r2, n2, q2)];
        for (i, (z, r, n, q)) in both.into_iter().enumerate() {
            let (z, new) = (sigmoid(z), libm::tanhf(n + sigmoid(r) * q));
            next[at + i] = z * h[at + i] + (1.0 - z) * new;
        }
    }
    *h = *next;
}
