//! What slides over images: convolutions, depthwise ones, pooling, making larger.

use super::super::conv::Aligned;
use super::super::data;
use super::roofs::{Level, Mix};
use super::{Case, Each, Plans};
use nn_runtime::{Pass, kernels};
use nn_spec::Activation;
use nn_spec::layers::window::Axis;
use nn_spec::layers::{conv, depthwise, pool, upsample};
use std::hint::black_box;

pub fn plan(plans: &mut Plans) {
    convolution(plans, "conv14x32x32", 14, [32, 32], Level::Second);
    convolution(plans, "conv28x64x64", 28, [64, 64], Level::Second);
    convolution(plans, "conv28x1x32", 28, [1, 32], Level::Second);
    for (name, side, channels, level) in [
        ("depthwise8x32", 8, 32, Level::First),
        ("depthwise28x64", 28, 64, Level::Second),
        ("depthwise512x32", 512, 32, Level::Memory),
    ] {
        depthwise(plans, name, side, channels, level);
    }
    for (side, channels, level) in [(8, 32, Level::First), (28, 64, Level::Second), (512, 64, Level::Memory)] {
        let name = format!("{side}x{channels}");
        pooling(plans, &format!("pool2x2-{name}"), [side, side / 2, 2, 2], channels, level);
        pooling(plans, &format!("pool3x3s2-{name}"), [side, side.div_ceil(2), 3, 2], channels, level);
        pooling(plans, &format!("global-{name}"), [side, 1, side, 1], channels, level);
    }
    upsampling(plans, 14, 64, false, Level::Second);
    upsampling(plans, 14, 64, true, Level::Second);
}

/// Two axes alike.
fn axes(axis: Axis) -> [Axis; 3] {
    [Axis::POINT, axis, axis]
}

fn same(side: usize, size: usize) -> Axis {
    Axis { input: side, output: side, size, stride: 1, dilation: 1, before: size / 2 }
}

fn convolution(plans: &mut Plans, name: &str, side: usize, [channels, filters]: [usize; 2], level: Level) {
    let g = conv::Geometry { axes: axes(same(side, 3)), channels, filters, groups: 1, activation: Activation::Linear };
    let (seen, results, weights) = (side * side * channels, side * side * filters, 9 * channels * filters);
    let bytes = 4.0 * (seen + results + weights) as f64 / results as f64;
    let pass = Pass::inference(1);
    plans.add(format!("{name}-fwd"), level, move |name| {
        let (x, w, mut y) = (Aligned::new(&data::uniform(seen)), data::uniform(weights), Aligned::zeros(results));
        let each = Each::new(9.0 * channels as f64, 0.0, bytes, Mix::Copy);
        Case::new(name, level, results, each, move || {
            kernels::conv2d::forward(&g, &pass, &x, &w, &[], black_box(&mut y));
        })
    });
    plans.add(format!("{name}-bwd"), level, move |name| {
        let (x, w) = (Aligned::new(&data::uniform(seen)), data::uniform(weights));
        let (mut dy, mut dx, mut dw) =
            (Aligned::new(&data::uniform(results)), Aligned::zeros(seen), Aligned::zeros(weights));
        let each = Each::new(18.0 * channels as f64, 0.0, 2.0 * bytes, Mix::Zip);
        Case::new(name, level, results, each, move || {
            kernels::conv2d::backward(&g, &pass, &x, &w, &[], &mut dy, black_box(&mut dx), &mut dw, &mut []);
        })
    });
}

fn depthwise(plans: &mut Plans, name: &str, side: usize, channels: usize, level: Level) {
    let g = depthwise::Geometry { axes: axes(same(side, 3)), channels, multiplier: 1, activation: Activation::Linear };
    let (len, weights, pass) = (side * side * channels, 9 * channels, Pass::inference(1));
    plans.add(format!("{name}-fwd"), level, move |name| {
        let (x, w, mut y) = (Aligned::new(&data::uniform(len)), data::uniform(weights), Aligned::zeros(len));
        Case::new(name, level, len, Each::new(9.0, 0.0, 8.0, Mix::Copy), move || {
            kernels::depthwise_conv2d::forward(&g, &pass, &x, &w, &[], black_box(&mut y), &mut []);
        })
    });
    plans.add(format!("{name}-bwd"), level, move |name| {
        let (x, w) = (Aligned::new(&data::uniform(len)), data::uniform(weights));
        let (mut dy, mut dx, mut dw) =
            (Aligned::new(&data::uniform(len)), Aligned::zeros(len), Aligned::zeros(weights));
        Case::new(name, level, len, Each::new(18.0, 0.0, 12.0, Mix::Zip), move || {
            let dx = black_box(&mut dx);
            kernels::depthwise_conv2d::backward(&g, &pass, &x, &w, &[], &mut dy, dx, &mut dw, &mut [], &mut []);
        })
    });
}

/// `[input, output, size, stride]` of both axes.
fn pooling(plans: &mut Plans, name: &str, [input, output, size, stride]: [usize; 4], channels: usize, level: Level) {
    let axis = Axis { input, output, size, stride, dilation: 1, before: 0 };
    let (g, pass) = (pool::Geometry { axes: axes(axis), channels }, Pass::inference(1));
    let (seen, results) = (input * input * channels, output * output * channels);
    // Numbers of windows and bytes, for each number of the input.
    let (tops, share) = ((size * size * results) as f64 / seen as f64, results as f64 / seen as f64);
    plans.add(format!("max_{name}-fwd"), level, move |name| {
        let (x, mut y) = (Aligned::new(&data::uniform(seen)), Aligned::zeros(results));
        Case::new(name, level, seen, Each::new(0.0, 2.0 * tops, 4.0 + 4.0 * share, Mix::Read), move || {
            kernels::max_pool2d::forward(&g, &pass, &x, black_box(&mut y));
        })
    });
    plans.add(format!("max_{name}-bwd"), level, move |name| {
        let (x, mut y) = (Aligned::new(&data::uniform(seen)), Aligned::zeros(results));
        kernels::max_pool2d::forward(&g, &pass, &x, &mut y);
        let (mut dy, mut dx) = (Aligned::new(&data::uniform(results)), Aligned::zeros(seen));
        Case::new(name, level, seen, Each::new(0.0, tops, 8.0 + 8.0 * share, Mix::Copy), move || {
            kernels::max_pool2d::backward(&g, &pass, &x, &y, &mut dy, black_box(&mut dx));
        })
    });
    plans.add(format!("avg_{name}-fwd"), level, move |name| {
        let (x, mut y) = (Aligned::new(&data::uniform(seen)), Aligned::zeros(results));
        Case::new(name, level, seen, Each::new(share, tops, 4.0 + 4.0 * share, Mix::Read), move || {
            kernels::avg_pool2d::forward(&g, &pass, &x, black_box(&mut y));
        })
    });
    plans.add(format!("avg_{name}-bwd"), level, move |name| {
        let (mut dy, mut dx) = (Aligned::new(&data::uniform(results)), Aligned::zeros(seen));
        let added = if stride >= size { 0.0 } else { tops };
        Case::new(name, level, seen, Each::new(share, added, 4.0 + 4.0 * share, Mix::Fill), move || {
            kernels::avg_pool2d::backward(&g, &pass, &mut dy, black_box(&mut dx));
        })
    });
}

fn upsampling(plans: &mut Plans, side: usize, channels: usize, bilinear: bool, level: Level) {
    let g = upsample::Geometry { input: [1, side, side], size: [1, 2, 2], channels, bilinear };
    let (seen, results, pass) = (side * side * channels, 4 * side * side * channels, Pass::inference(1));
    let (kind, corners) = if bilinear { ("bilinear", 4.0) } else { ("nearest", 0.0) };
    plans.add(format!("upsample-{kind}-fwd"), level, move |name| {
        let (x, mut y) = (Aligned::new(&data::uniform(seen)), Aligned::zeros(results));
        Case::new(name, level, results, Each::new(corners, 0.0, 5.0, Mix::Fill), move || {
            kernels::upsample2d::forward(&g, &pass, &x, black_box(&mut y));
        })
    });
    plans.add(format!("upsample-{kind}-bwd"), level, move |name| {
        let (mut dy, mut dx) = (Aligned::new(&data::uniform(results)), Aligned::zeros(seen));
        Case::new(name, level, results, Each::new(corners, 1.0, 5.0, Mix::Read), move || {
            kernels::upsample2d::backward(&g, &pass, &mut dy, black_box(&mut dx));
        })
    });
}
