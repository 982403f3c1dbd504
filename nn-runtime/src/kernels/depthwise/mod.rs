//! Depthwise convolution: `y[o, c] = f(Σₖ x[o · stride + k · dilation − before, c] · W[k, c] + b[c])`.
//!
//! Vectors run over the channels, so nothing is copied and no lane waits for another. With a `depth_multiplier` the channels are
//! first repeated side by side, which makes it the same sum.

mod channelwise;
mod gradient;
mod sliding;

use super::Affine;
use super::affine::Folded;
use super::buffers::{Buffers, Over};
use super::conv::parts::Direction;
use crate::simd::{Real, Weight, relu_backward, sum_columns, pieces, pieces_mut};
use crate::Pass;
pub(super) use channelwise::Channelwise;
use gradient::ChannelwiseGradient;
use nn_spec::layers::depthwise::Geometry;
use nn_spec::layers::window::Axis;

crate::view::params! {
    /// The parameters of a depthwise convolution.
    Params {
        /// Weights, `[window…, channels, depth_multiplier]`.
        kernel: K,
        /// One for each channel of the output; none with `use_bias = false`.
        bias: B,
    }
}

kernel! { T =>
    /// `y = f(x ∗ W + b)`, channel by channel.
    pub fn forward<W>(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[W], bias: &[W], y: &mut [T], scratch: &mut [T],
    ) {
        every(g, pass, x, kernel, &mut Folded::new(None, bias, g.activation), y, scratch);
    }

    /// [`forward`] for one sample without a `depth_multiplier`, over two or three axes, over its input.
    pub fn forward_over<W>(g: &Geometry, pass: &Pass, kernel: &[W], bias: &[W], memory: &mut [T], from: usize) {
        every_over(g, pass, kernel, Folded::new(None, bias, g.activation), memory, from);
    }

    /// [`infer_affine`] for one sample without a `depth_multiplier`, over its input.
    pub fn infer_affine_over<W>(
        g: &Geometry, pass: &Pass, kernel: &[W], bias: &[W], affine: &Affine<'_, W>, memory: &mut [T], from: usize,
    ) {
        every_over(g, pass, kernel, Folded::new(Some(affine), bias, g.activation), memory, from);
    }

    /// `y = f(a(x ∗ W + b))`, channel by channel, `a` being a scale and a shift of each.
    pub fn infer_affine<W>(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[W], bias: &[W], affine: &Affine<'_, W>, y: &mut [T],
        scratch: &mut [T],
    ) {
        every(g, pass, x, kernel, &mut Folded::new(Some(affine), bias, g.activation), y, scratch);
    }

    /// `dx[i, c] = Σₖ dy[o, c] · W[k, c]` over the windows `o` that see `i` through `k`, `dW[k, c] += Σₒ x[i, c] · dy[o, c]`,
    /// `db += Σ dy`. The activation's derivative is already in `dy`.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], _bias: &[T],
        dy: &mut [T], dx: &mut [T], dkernel: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let (seen, results) = sizes(g);
        sum_columns(dy, dbias);
        if !dkernel.is_empty() {
            for (x, dy) in x.chunks_exact(seen).zip(dy.chunks_exact(results)) {
                weight_gradient(g, x, dy, dkernel, scratch);
            }
        }
        for (i, (dx, dy)) in dx.chunks_exact_mut(seen).zip(dy.chunks_exact(results)).enumerate() {
            let mask = if pass.relu { x.get(i * seen..).unwrap_or(&[]) } else { &[] };
            input_gradient(g, dy, kernel, mask, dx, scratch);
        }
    }
}

/// Numbers of a sample of the input, and of the output.
pub(super) fn sizes(g: &Geometry) -> (usize, usize) {
    let len = |size: fn(&Axis) -> usize, channels: usize| g.axes.iter().map(size).product::<usize>() * channels;
    (len(|axis| axis.input, g.channels).max(1), len(|axis| axis.output, g.between()).max(1))
}

/// A sample with each channel as many times as it has outputs.
pub(super) fn repeated<'a, T: Real>(g: &Geometry, x: &'a [T], scratch: &'a mut [T]) -> &'a [T] {
    let len = g.repeated();
    if len == 0 {
        return x;
    }
    for (to, &x) in pieces_mut(scratch, g.multiplier).zip(x) {
        to.fill(x);
    }
    scratch.get(..len).unwrap_or(&[])
}

/// Every window of every sample.
#[inline(always)]
fn every<T: crate::Scalar, W: Weight<Number = T>>(
    g: &Geometry,
    pass: &Pass,
    x: &[T],
    kernel: &[W],
    folded: &mut Folded<'_, W>,
    y: &mut [T],
    scratch: &mut [T],
) {
    let (seen, results) = sizes(g);
    let relu = folded.relu();
    let (scale, bias) = folded.parts();
    for (x, y) in pieces(x, seen).zip(pieces_mut(y, results)) {
        let x = repeated(g, x, scratch);
        Channelwise { scale, bias, relu, ..windows(g, x, kernel, y) }.run();
    }
    folded.finish(pass, y);
}

/// One sample, the output at the start of `memory` and the input behind it: row by row, each before the rows that it sees.
#[inline(always)]
fn every_over<T: crate::Scalar, W: Weight<Number = T>>(
    g: &Geometry,
    pass: &Pass,
    kernel: &[W],
    mut folded: Folded<'_, W>,
    memory: &mut [T],
    from: usize,
) {
    let at = usize::from(g.axes[0] == Axis::POINT);
    let axis = g.axes[at];
    let (seen, made) = sizes(g);
    let (Some(seen), Some(made)) = (seen.checked_div(axis.input), made.checked_div(axis.output)) else { return };
    let mut buffers = Over { memory, from };
    for row in 0..axis.output {
        let (part, (first, end)) = axis.part((row, row + 1));
        let Some((x, y)) = buffers.both(first * seen, row * made..(row + 1) * made) else { continue };
        let x = x.get(..(end - first) * seen).unwrap_or(&[]);
        every(&g.with_rows(at, part), pass, x, kernel, &mut folded, y, &mut []);
    }
}

/// The windows of a sample, without bias and activation; `x` has the output's channels.
pub(super) fn windows<'a, T, W>(g: &'a Geometry, x: &'a [T], kernel: &'a [W], y: &'a mut [T]) -> Channelwise<'a, T, W> {
    let (axes, direction, channels) = (&g.axes, Direction::Gather, g.between());
    Channelwise { axes, direction, channels, source: x, weights: kernel, scale: &[], bias: &[], relu: false, mask: &[], target: y }
}

/// `dW += …` of a sample.
pub(super) fn weight_gradient<T: Real>(g: &Geometry, x: &[T], dy: &[T], gradient: &mut [T], scratch: &mut [T]) {
    let seen = repeated(g, x, scratch);
    ChannelwiseGradient { axes: &g.axes, channels: g.between(), seen, results: dy, gradient }.run();
}

/// `dx = …` of a sample, 0 where a number of the mask, if there is one, is not above zero.
pub(super) fn input_gradient<T: Real>(
    g: &Geometry,
    dy: &[T],
    kernel: &[T],
    mask: &[T],
    dx: &mut [T],
    scratch: &mut [T],
) {
    let spread = |mask, target: &mut [T]| {
        let (axes, direction, channels) = (&g.axes, Direction::Spread, g.between());
        let (scale, bias, weights) = (&[], &[], kernel);
        Channelwise { axes, direction, channels, source: dy, weights, scale, bias, relu: false, mask, target }.run();
    };
    let Some(parts) = scratch.get_mut(..g.repeated()).filter(|parts| !parts.is_empty()) else {
        return spread(mask, dx);
    };
    spread(&[], parts);
    for (dx, parts) in dx.iter_mut().zip(parts.chunks_exact(g.multiplier)) {
        *dx = parts.iter().fold(T::zero(), |sum, &part| sum + part);
    }
    relu_backward(mask, dx);
}
