//! Kernels whose output may lie over their input give the same numbers there, with as little lead as their rule says.

use crate::cases::cases;
use crate::run::Numbers;
use nn_runtime::{Pass, kernels};
use nn_spec::Activation;
use nn_spec::layers::pool::Geometry;
use nn_spec::layers::window::{Axis, lead};
use nn_spec::layers::{LAYERS, conv, depthwise};

/// A kernel, apart and over its input.
type Pair = (fn(&Geometry, &Pass, &[f32], &mut [f32]), fn(&Geometry, &Pass, &mut [f32], usize));

macro_rules! pools {
    ($($name:ident)*) => {
        /// By keyword.
        const POOLS: &[(&str, Pair)] =
            &[$((stringify!($name), (kernels::$name::forward::<f32>, kernels::$name::forward_over::<f32>))),*];
    };
}

pools! {
    max_pool1d max_pool2d max_pool3d global_max_pool1d global_max_pool2d global_max_pool3d
    avg_pool1d avg_pool2d avg_pool3d global_avg_pool1d global_avg_pool2d global_avg_pool3d
}

/// The output over the input, `more` numbers further in front than it has to be, is the one beside it.
fn check(what: &str, (apart, over): Pair, g: &Geometry, lead: usize, more: usize) {
    let len = |of: fn(&Axis) -> usize| g.axes.iter().map(of).product::<usize>() * g.channels;
    let (seen, made, from) = (len(|axis| axis.input), len(|axis| axis.output), lead + more);
    let x = Numbers::new(what).between(seen, -1.0, 1.0);
    let (mut y, mut memory) = (vec![0.0; made], vec![f32::NAN; made.max(from + seen)]);
    apart(g, &Pass::inference(1), &x, &mut y);
    memory[from..from + seen].copy_from_slice(&x);
    over(g, &Pass::inference(1), &mut memory, from);
    assert_eq!(memory[..made], y, "{what}: {g:?} from {from}");
}

/// All windows over axes of all kinds.
fn check_all() {
    let mut axes = vec![Axis::POINT];
    for (size, stride, before) in [(1, 1, 0), (2, 2, 0), (3, 2, 1), (3, 1, 1), (2, 1, 0), (4, 3, 2)] {
        for input in [4, 7] {
            let output = (input + 2 * before - size) / stride + 1;
            axes.push(Axis { input, output, size, stride, before, ..Axis::POINT });
        }
    }
    for channels in [1, 3, 16, 37] {
        for &height in &axes {
            for &width in &axes {
                for depth in [Axis::POINT, axes[2]] {
                    let g = Geometry { axes: [depth, height, width], channels };
                    for (what, pair) in [POOLS[1], POOLS[7]] {
                        check(what, pair, &g, lead(&g.axes, channels, channels), 0);
                        check(what, pair, &g, lead(&g.axes, channels, channels), 5);
                    }
                }
            }
        }
    }
}

#[test]
fn outputs_over_inputs_are_those_beside_them() {
    check_all();
}

#[test]
fn convolutions_over_their_input_are_those_beside_it() {
    for (size, stride, before) in [(1, 1, 0), (3, 1, 1), (3, 2, 0), (2, 2, 1)] {
        let axis = |input: usize| Axis {
            input,
            output: (input + 2 * before - size) / stride + 1,
            size,
            stride,
            before,
            ..Axis::POINT
        };
        for (channels, filters, groups) in [(3, 3, 1), (1, 9, 1), (33, 7, 1), (48, 50, 1), (6, 10, 2), (9, 9, 9)] {
            let activation = Activation::Tanh;
            let g = conv::Geometry { axes: [Axis::POINT, axis(9), axis(8)], channels, filters, groups, activation };
            let mut numbers = Numbers::new("convolutions");
            let (seen, made, from) = (
                72 * channels,
                g.axes[1].output * g.axes[2].output * filters,
                lead(&g.axes, channels, filters) + filters,
            );
            let x: Vec<f32> = numbers.between(seen, -1.0, 1.0);
            let kernel: Vec<f32> = numbers.between(size * size * channels / groups * filters, -0.1, 0.1);
            let bias: Vec<f32> = numbers.between(filters, -1.0, 1.0);
            let (mut y, mut memory) = (vec![0.0; made], vec![f32::NAN; made.max(from + seen)]);
            kernels::conv2d::forward(&g, &Pass::inference(1), &x, &kernel, &bias, &mut y);
            memory[from..from + seen].copy_from_slice(&x);
            kernels::conv2d::forward_over(&g, &Pass::inference(1), &kernel, &bias, &mut memory, from);
            alike(&memory, &y, &format!("{g:?}"));
            // Row by row.
            let g = depthwise::Geometry { axes: g.axes, channels, multiplier: 1, activation };
            let (row, rows) = (g.axes[2].output * channels, [Axis::POINT, Axis::POINT, g.axes[1]]);
            let (made, from) = (g.axes[1].output * row, lead(&rows, 8 * channels, row) + row);
            let kernel: Vec<f32> = numbers.between(size * size * channels, -0.1, 0.1);
            let bias: Vec<f32> = numbers.between(channels, -1.0, 1.0);
            let (mut y, mut memory) = (vec![0.0; made], vec![f32::NAN; made.max(from + seen)]);
            kernels::depthwise_conv2d::forward(&g, &Pass::inference(1), &x, &kernel, &bias, &mut y, &mut []);
            memory[from..from + seen].copy_from_slice(&x);
            kernels::depthwise_conv2d::forward_over(&g, &Pass::inference(1), &kernel, &bias, &mut memory, from);
            alike(&memory, &y, &format!("{g:?}"));
        }
    }
}

/// Without a heap these are the loops for microcontrollers, which add in another order.
fn alike(given: &[f32], expected: &[f32], what: &str) {
    for (i, (given, expected)) in given.iter().zip(expected).enumerate() {
        assert!((given - expected).abs() < 1e-5, "{given} instead of {expected}: {i} of {what}");
    }
}

#[test]
fn outputs_in_the_place_of_an_input_are_those_beside_it() {
    let mut numbers = Numbers::new("two inputs");
    let (a, b): (Vec<f32>, Vec<f32>) = (numbers.between(37, -1.0, 1.0), numbers.between(37, -1.0, 1.0));
    let pass = Pass::inference(1);
    macro_rules! same {
        ($($name:ident),*) => {
            $({
                use nn_spec::layers::$name::Geometry;
                let (mut y, mut left, mut right) = (vec![0.0; 37], a.clone(), b.clone());
                kernels::$name::forward(&Geometry, &pass, &[&a, &b], &mut y);
                kernels::$name::forward_into(&Geometry, &pass, &b, &mut left);
                kernels::$name::forward_into(&Geometry, &pass, &a, &mut right);
                assert_eq!((&left, &right), (&y, &y), stringify!($name));
            })*
            let may = cases().into_iter().filter(|case| case.traits().into);
            assert!(may.map(|case| case.def.keyword).all(|name| [$(stringify!($name)),*].contains(&name)));
        };
    }
    same!(add, multiply);
}

#[test]
fn every_layer_that_may_is_tried() {
    for def in LAYERS {
        let case = cases().into_iter().find(|case| case.def.keyword == def.keyword && case.traits().over);
        let pool = POOLS.iter().any(|(name, _)| *name == def.keyword);
        let conv = ["conv1d", "conv2d", "conv3d", "depthwise_conv2d", "depthwise_conv3d"];
        let conv = conv.contains(&def.keyword);
        assert_eq!(case.is_some(), pool || conv, "`{}`", def.keyword);
    }
}
