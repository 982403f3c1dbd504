//! The loops for microcontrollers against the kernels of the PC.

use super::*;
use crate::kernels::buffers::{Apart, Over};
use crate::{Pass, kernels};
use nn_spec::Activation;
use nn_spec::layers::window::{Axis, lead};

fn numbers(n: usize, seed: usize) -> Vec<f64> {
    (0..n).map(|i| (((i * 7919 + seed * 104_729) % 1009) as f64 / 504.5) - 1.0).collect()
}

fn close(a: &[f64], b: &[f64], what: &str) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() < 1e-12, "{what}: {a} instead of {b}");
    }
}

#[test]
fn dense_is_that_of_the_pc() {
    for (rows, inputs, units) in [(1, 1, 1), (1, 5, 4), (3, 7, 6), (2, 3, 9), (1, 64, 3)] {
        for biased in [0, units] {
            let (x, w, b) = (numbers(rows * inputs, 1), numbers(inputs * units, 2), numbers(biased, 3));
            let (mut given, mut expected) = (vec![9.0; rows * units], vec![0.0; rows * units]);
            dense(&Pass::inference(1), inputs, units, &x, &w, Ends::of(&b), &mut given);
            let g = nn_spec::layers::dense::Geometry { rows, inputs, units, activation: Activation::Linear };
            kernels::dense::forward(&g, &Pass::inference(rows), &x, &w, &b, &mut expected);
            close(&given, &expected, &format!("{rows} {inputs} {units}"));
        }
    }
}

#[test]
fn convolution_and_pooling_are_those_of_the_pc() {
    let mut tried = 0;
    for input in [1usize, 4, 7] {
        for size in [1, 2, 3] {
            for stride in [1, 2] {
                for dilation in [1, 2] {
                    for before in [0, 1] {
                        let reach = (size - 1) * dilation + 1;
                        let Some(room) = (input + 2 * before).checked_sub(reach) else { continue };
                        let axis = Axis { input, output: room / stride + 1, size, stride, dilation, before };
                        check([Axis::POINT, Axis::POINT, axis], 3, 5, 1);
                        check([Axis::POINT, axis, axis], 2, 4, 1);
                        check([axis, axis, axis], 1, 9, 1);
                        check([Axis::POINT, axis, axis], 6, 15, 3);
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(tried > 40);
}

fn check(axes: [Axis; 3], channels: usize, filters: usize, groups: usize) {
    const SAMPLES: usize = 2;
    let seen = axes.iter().map(|axis| axis.input).product::<usize>() * SAMPLES;
    let results = axes.iter().map(|axis| axis.output).product::<usize>() * SAMPLES;
    let taps = axes.iter().map(|axis| axis.size).product::<usize>();
    let (x, b) = (numbers(seen * channels, 1), numbers(filters, 3));
    let w = numbers(taps * channels / groups * filters, 2);
    let g = Geometry { axes, channels, filters, groups, activation: Activation::Linear };
    let (mut given, mut expected) = (vec![9.0; results * filters], vec![0.0; results * filters]);
    convolve(&Pass::inference(SAMPLES), &g, SAMPLES, &w, Ends::of(&b), Apart { x: &x, y: &mut given });
    kernels::conv::forward(&g, &Pass::inference(SAMPLES), &x, &w, &b, &mut expected);
    close(&given, &expected, &format!("{axes:?} in {groups}"));
    let room = lead(&axes, channels, filters) + filters;
    let (mut memory, made) = over(&x[..seen * channels / SAMPLES], room, results * filters / SAMPLES);
    convolve(&Pass::inference(1), &g, 1, &w, Ends::of(&b), Over { memory: &mut memory, from: room });
    close(&memory[..made], &expected[..made], &format!("over, {axes:?} in {groups}"));
    // Windows that lie beside the input see nothing: not for pooling.
    if axes.iter().any(|axis| axis.dilation > 1 || axis.before >= axis.size) {
        return;
    }
    let (mut given, mut expected) = (vec![9.0; results * channels], vec![0.0; results * channels]);
    max_pool(&axes, channels, SAMPLES, Apart { x: &x, y: &mut given });
    let g = nn_spec::layers::pool::Geometry { axes, channels };
    kernels::max_pool::forward(&g, &Pass::inference(SAMPLES), &x, &mut expected);
    close(&given, &expected, &format!("{axes:?}"));
    let room = lead(&axes, channels, channels);
    let (mut memory, made) = over(&x[..seen * channels / SAMPLES], room, results * channels / SAMPLES);
    max_pool(&axes, channels, 1, Over { memory: &mut memory, from: room });
    close(&memory[..made], &expected[..made], &format!("over, {axes:?}"));
}

/// Memory with an input behind as much room as there has to be, and the length of the output.
fn over(x: &[f64], room: usize, made: usize) -> (Vec<f64>, usize) {
    let mut memory = vec![9.0; made.max(room + x.len())];
    memory[room..room + x.len()].copy_from_slice(x);
    (memory, made)
}

#[test]
fn pooling_keeps_nan() {
    let axis = Axis { input: 4, output: 2, size: 2, stride: 2, dilation: 1, before: 0 };
    let mut y = [0.0f32; 2];
    max_pool(&[Axis::POINT, Axis::POINT, axis], 1, 1, Apart { x: &[f32::NAN, 1.0, 2.0, f32::NAN], y: &mut y });
    assert!(y.iter().all(|y| y.is_nan()));
}
