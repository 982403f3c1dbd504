//! Windows of 3×3 over so many channels that fewer multiplications are used: against the plain sum, and alone as in a batch.

use crate::run::Numbers;
use nn_runtime::{Pass, Scalar, kernels};
use nn_spec::Activation;
use nn_spec::layers::conv::Geometry;
use nn_spec::layers::window::Axis;

/// Sizes of an image, zeros before it, zeros behind it, channels, filters.
const CASES: [([usize; 2], usize, usize, usize, usize); 6] = [
    ([13, 13], 0, 0, 32, 64),
    ([8, 9], 1, 1, 48, 49),
    ([9, 8], 2, 0, 51, 48),
    ([7, 20], 1, 0, 48, 33),
    ([17, 10], 0, 2, 50, 51),
    ([10, 10], 2, 2, 48, 48),
];

fn geometry([height, width]: [usize; 2], before: usize, behind: usize, channels: usize, filters: usize) -> Geometry {
    let axis =
        |input: usize| Axis { input, output: input + before + behind - 2, size: 3, stride: 1, dilation: 1, before };
    Geometry {
        axes: [Axis::POINT, axis(height), axis(width)],
        channels,
        filters,
        groups: 1,
        activation: Activation::Linear,
    }
}

/// Every output with each input it sees, and the tap it sees it through.
fn each(g: &Geometry, mut see: impl FnMut(usize, usize, usize)) {
    let [_, height, width] = g.axes;
    for o in 0..height.output * width.output {
        for tap in 0..9 {
            let (h, w) = (o / width.output + tap / 3, o % width.output + tap % 3);
            let (Some(h), Some(w)) = (h.checked_sub(height.before), w.checked_sub(width.before)) else { continue };
            if h < height.input && w < width.input {
                see(o, h * width.input + w, tap);
            }
        }
    }
}

fn check<T: Scalar>(g: &Geometry, tolerance: f64) {
    const SAMPLES: usize = 3;
    let (c, f) = (g.channels, g.filters);
    let (seen, results) = (g.axes[1].input * g.axes[2].input, g.axes[1].output * g.axes[2].output);
    let mut numbers = Numbers::new("squares");
    let x: Vec<T> = numbers.between(SAMPLES * seen * c, -1.0, 1.0);
    let kernel: Vec<T> = numbers.between(9 * c * f, -0.2, 0.2);
    let bias: Vec<T> = numbers.between(f, -1.0, 1.0);
    let mut dy: Vec<T> = numbers.between(SAMPLES * results * f, -1.0, 1.0);
    let pass = Pass::inference(SAMPLES);
    let (mut y, mut dx) = (vec![T::nan(); dy.len()], vec![T::nan(); x.len()]);
    kernels::conv2d::forward(g, &pass, &x, &kernel, &bias, &mut y);
    kernels::conv2d::backward(g, &pass, &x, &kernel, &bias, &mut dy, &mut dx, &mut [], &mut []);

    let mut want_y: Vec<f64> = (0..y.len()).map(|i| bias[i % f].f64()).collect();
    let mut want_dx = vec![0.0; x.len()];
    for n in 0..SAMPLES {
        each(g, |o, i, tap| {
            for from in 0..c {
                for to in 0..f {
                    let (at, out) = ((n * seen + i) * c + from, (n * results + o) * f + to);
                    let w = kernel[(tap * c + from) * f + to].f64();
                    want_y[out] += x[at].f64() * w;
                    want_dx[at] += dy[out].f64() * w;
                }
            }
        });
    }
    for (what, got, want) in [("y", &y, &want_y), ("dx", &dx, &want_dx)] {
        for (i, (got, want)) in got.iter().zip(want).enumerate() {
            assert!((got.f64() - want).abs() <= tolerance, "{what}[{i}] of {g:?} is {got}, should be {want}");
        }
    }

    // Behind a ReLU: the same to the bit, but nothing where the input is not above zero.
    let mut masked = vec![T::nan(); x.len()];
    kernels::conv2d::backward(g, &pass.behind_relu(), &x, &kernel, &bias, &mut dy, &mut masked, &mut [], &mut []);
    for ((masked, dx), x) in masked.iter().zip(&dx).zip(&x) {
        assert_eq!(*masked, if *x > T::zero() { *dx } else { T::zero() });
    }

    // The last sample by itself: the same to the bit.
    let one = Pass::inference(1);
    let last = SAMPLES - 1;
    let (mut y_alone, mut dx_alone) = (vec![T::nan(); results * f], vec![T::nan(); seen * c]);
    kernels::conv2d::forward(g, &one, &x[last * seen * c..], &kernel, &bias, &mut y_alone);
    let dy = &mut dy[last * results * f..];
    kernels::conv2d::backward(g, &one, &x[last * seen * c..], &kernel, &bias, dy, &mut dx_alone, &mut [], &mut []);
    assert_eq!(y_alone, y[last * results * f..]);
    assert_eq!(dx_alone, dx[last * seen * c..]);
}

#[test]
fn fewer_multiplications_give_the_same_sums() {
    for (sizes, before, behind, channels, filters) in CASES {
        let g = geometry(sizes, before, behind, channels, filters);
        check::<f64>(&g, 1e-12);
        check::<f32>(&g, 1e-5);
    }
}
