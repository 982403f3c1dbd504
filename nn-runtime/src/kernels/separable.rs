//! Separable convolution: depthwise, then `y[o] = f(z[o] · W + b)` at each place.
//!
//! Forward, what lies between the two steps is a few rows at a time, or one where there is no heap, which stay in cache and are nowhere
//! kept: backward computes them again, which costs less than the memory.

use super::Affine;
use super::affine::Folded;
use super::conv::Turned;
use super::conv::correlate::{Correlate, Weights};
use super::conv::parts::Direction;
#[cfg(feature = "train")]
use super::conv::weights::WeightGradient;
use super::depthwise::{input_gradient, repeated, sizes, weight_gradient, windows};
use crate::simd::{Weight, pieces, pieces_mut, sum_columns};
use crate::{Pass, Scalar};
use nn_spec::layers::separable::Geometry;
use nn_spec::layers::window::Axis;

crate::view::params! {
    /// The parameters of a separable convolution.
    Params {
        /// Weights of the first step, `[window…, channels, depth_multiplier]`.
        depthwise_kernel: D,
        /// Weights of the second step, `[1…, channels · depth_multiplier, filters]`.
        pointwise_kernel: P,
        /// One for each filter; none with `use_bias = false`.
        bias: B,
    }
}

kernel! { T =>
    /// `y = f((x ∗ D) · P + b)`.
    pub fn forward<W>(
        g: &Geometry, pass: &Pass, x: &[T], depthwise: &[W], pointwise: &[W], bias: &[W],
        y: &mut [T], scratch: &mut [T],
    ) {
        both(g, pass, x, depthwise, pointwise, Folded::new(None, bias, g.activation), y, scratch);
    }

    /// `y = f(a((x ∗ D) · P + b))`, `a` being a scale and a shift of each filter.
    pub fn infer_affine<W>(
        g: &Geometry, pass: &Pass, x: &[T], depthwise: &[W], pointwise: &[W], bias: &[W], affine: &Affine<'_, W>,
        y: &mut [T], scratch: &mut [T],
    ) {
        both(g, pass, x, depthwise, pointwise, Folded::new(Some(affine), bias, g.activation), y, scratch);
    }

    /// With `z = x ∗ D`: `dP += zᵀ · dy`, `db += Σ dy`, and `dz = dy · Pᵀ` goes back through the first step. The activation's
    /// derivative is already in `dy`.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], depthwise: &[T], pointwise: &[T], _bias: &[T],
        dy: &mut [T], dx: &mut [T], ddepthwise: &mut [T], dpointwise: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let first = &g.depthwise;
        let (seen, channels, filters) = (sizes(first).0, first.between(), g.filters);
        let axes = places(g.map().checked_div(channels).unwrap_or(0));
        let second = Pointwise { g, axes: &axes };
        let (wide, rest) = scratch.split_at_mut(first.repeated().min(scratch.len()));
        let between = rest.get_mut(..g.map()).unwrap_or_default();
        sum_columns(dy, dbias);
        let lying = Weights { data: pointwise, tap: channels * filters, source: 1, target: filters, group: filters };
        let mut turned = Turned::new(lying, filters, channels);
        for (i, (x, dy)) in x.chunks_exact(seen).zip(dy.chunks_exact((axes[2].output * filters).max(1))).enumerate() {
            if !dpointwise.is_empty() {
                windows(first, repeated(first, x, wide), depthwise, between).run();
                second.weight_gradient(between, dy, dpointwise);
            }
            if dx.is_empty() && ddepthwise.is_empty() {
                continue;
            }
            second.input_gradient(dy, turned.weights(), between);
            if !ddepthwise.is_empty() {
                weight_gradient(first, x, between, ddepthwise, wide);
            }
            if let Some(dx) = dx.get_mut(i * seen..(i + 1) * seen) {
                input_gradient(first, between, depthwise, if pass.relu { x } else { &[] }, dx, wide);
            }
        }
    }
}

/// Numbers between the two steps that are there at once: they stay in the first cache.
#[cfg(feature = "std")]
const AT_ONCE: usize = 4096;

/// Both steps, some rows at a time.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn both<T: Scalar, W: Weight<Number = T>>(
    g: &Geometry,
    pass: &Pass,
    x: &[T],
    depthwise: &[W],
    pointwise: &[W],
    mut folded: Folded<'_, W>,
    y: &mut [T],
    scratch: &mut [T],
) {
    let first = &g.depthwise;
    let [depth, height, width] = &first.axes;
    let (seen, row) = (sizes(first).0, (width.output * g.filters).max(1));
    let (wide, between) = scratch.split_at_mut(first.repeated().min(scratch.len()));
    #[cfg(feature = "std")]
    let mut memory = crate::simd::Scratch::take(crate::simd::Purpose::Between);
    #[cfg(feature = "std")]
    let between = if between.is_empty() { between } else { memory.numbers(g.row().max(AT_ONCE)) };
    let count = between.len().checked_div(g.row()).unwrap_or(0).max(1);
    let relu = folded.relu();
    let (scale, bias) = folded.parts();
    let samples = pieces(x, seen).zip(pieces_mut(y, depth.output * height.output * row));
    for (x, y) in samples {
        let x = repeated(first, x, wide);
        for (i, y) in y.chunks_mut(count * row).enumerate() {
            let rows = y.len() / row;
            let between = between.get_mut(..rows * g.row()).unwrap_or_default();
            windows(first, x, depthwise, between).rows(i * count);
            let axes = places(rows * width.output);
            Correlate { scale, bias, relu, ..Pointwise { g, axes: &axes }.product(between, pointwise, y) }.run();
        }
    }
    folded.finish(pass, y);
}

/// The axes of that many places, each of which is seen by itself.
fn places(len: usize) -> [Axis; 3] {
    [Axis::POINT, Axis::POINT, Axis { input: len, output: len, ..Axis::POINT }]
}

/// The second step over a run of places.
#[derive(Clone, Copy)]
struct Pointwise<'a> {
    g: &'a Geometry,
    axes: &'a [Axis; 3],
}

impl<'p> Pointwise<'p> {
    /// `y = z · W`
    fn product<'a, T: Scalar, W>(self, z: &'a [T], kernel: &'a [W], y: &'a mut [T]) -> Correlate<'a, T, W>
    where
        'p: 'a,
    {
        let (channels, filters) = (self.g.depthwise.between(), self.g.filters);
        Correlate {
            axes: self.axes,
            direction: Direction::Gather,
            source: z,
            source_channels: channels,
            target: y,
            target_channels: filters,
            groups: 1,
            weights: Weights { data: kernel, tap: channels * filters, source: filters, target: 1, group: filters },
            scale: &[],
            bias: &[],
            relu: false,
            mask: &[],
        }
    }

    /// `dW += zᵀ · dy`
    #[cfg(feature = "train")]
    fn weight_gradient<T: Scalar>(&self, z: &[T], dy: &[T], gradient: &mut [T]) {
        WeightGradient {
            axes: self.axes,
            seen: z,
            seen_channels: self.g.depthwise.between(),
            results: dy,
            result_channels: self.g.filters,
            groups: 1,
            gradient,
        }
        .run();
    }

    /// `dz = dy · Wᵀ`, `W` being turned.
    #[cfg(feature = "train")]
    fn input_gradient<T: Scalar>(&self, dy: &[T], weights: Weights<'_, T>, dz: &mut [T]) {
        Correlate {
            axes: self.axes,
            direction: Direction::Spread,
            source: dy,
            source_channels: self.g.filters,
            target: dz,
            target_channels: self.g.depthwise.between(),
            groups: 1,
            weights,
            scale: &[],
            bias: &[],
            relu: false,
            mask: &[],
        }
        .run();
    }
}
