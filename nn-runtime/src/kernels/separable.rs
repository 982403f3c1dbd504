//! Separable convolution: depthwise, then `y[o] = f(z[o] · W + b)` at each place.
//!
//! Forward, what lies between the two steps is one row at a time, which stays in cache and is nowhere kept: backward computes it
//! again, which costs less than the memory.

use super::conv::correlate::{Correlate, Weights};
use super::conv::parts::Direction;
use super::conv::spread;
use super::conv::weights::WeightGradient;
use super::depthwise::{input_gradient, repeated, sizes, weight_gradient, windows};
use crate::simd::sum_columns;
use crate::{Pass, Scalar, math};
use nn_spec::Activation;
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
    pub fn forward(
        g: &Geometry, _pass: &Pass, x: &[T], depthwise: &[T], pointwise: &[T], bias: &[T],
        y: &mut [T], scratch: &mut [T],
    ) {
        let first = &g.depthwise;
        let [depth, height, width] = &first.axes;
        let (seen, row) = (sizes(first).0, (width.output * g.filters).max(1));
        let (wide, rest) = scratch.split_at_mut(first.repeated().min(scratch.len()));
        let between = rest.get_mut(..g.row()).unwrap_or_default();
        let samples = x.chunks_exact(seen).zip(y.chunks_exact_mut((depth.output * height.output * row).max(1)));
        for (x, y) in samples {
            let x = repeated(first, x, wide);
            for (i, y) in y.chunks_exact_mut(row).enumerate() {
                windows(first, Some((i / height.output, i % height.output)), x, depthwise, &[], between);
                let axes = places(width.output);
                Pointwise { g, axes: &axes }.product(between, pointwise, bias, y);
            }
        }
        if g.activation != Activation::Relu {
            math::activate(g.activation, y);
        }
    }

    /// With `z = x ∗ D`: `dP += zᵀ · dy`, `db += Σ dy`, and `dz = dy · Pᵀ` goes back through the first step. The activation's
    /// derivative is already in `dy`.
    pub fn backward(
        g: &Geometry, _pass: &Pass, x: &[T], depthwise: &[T], pointwise: &[T], _bias: &[T],
        dy: &mut [T], dx: &mut [T], ddepthwise: &mut [T], dpointwise: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let first = &g.depthwise;
        let seen = sizes(first).0;
        let axes = places(g.map().checked_div(first.between()).unwrap_or(0));
        let second = Pointwise { g, axes: &axes };
        let (wide, rest) = scratch.split_at_mut(first.repeated().min(scratch.len()));
        let between = rest.get_mut(..g.map()).unwrap_or_default();
        sum_columns(dy, dbias);
        for (i, (x, dy)) in x.chunks_exact(seen).zip(dy.chunks_exact((axes[2].output * g.filters).max(1))).enumerate() {
            if !dpointwise.is_empty() {
                windows(first, None, repeated(first, x, wide), depthwise, &[], between);
                second.weight_gradient(between, dy, dpointwise);
            }
            if dx.is_empty() && ddepthwise.is_empty() {
                continue;
            }
            second.input_gradient(dy, pointwise, between);
            if !ddepthwise.is_empty() {
                weight_gradient(first, x, between, ddepthwise, wide);
            }
            if let Some(dx) = dx.get_mut(i * seen..(i + 1) * seen) {
                input_gradient(first, between, depthwise, dx, wide);
            }
        }
    }
}

/// The axes of that many places, each of which is seen by itself.
fn places(len: usize) -> [Axis; 3] {
    [Axis::POINT, Axis::POINT, Axis { input: len, output: len, ..Axis::POINT }]
}

/// The second step over a run of places.
struct Pointwise<'a> {
    g: &'a Geometry,
    axes: &'a [Axis; 3],
}

impl Pointwise<'_> {
    /// `y = f(z · W + b)`, as far as `f` is ReLU.
    fn product<T: Scalar>(&self, z: &[T], kernel: &[T], bias: &[T], y: &mut [T]) {
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
            bias,
            relu: self.g.activation == Activation::Relu,
        }
        .run();
    }

    /// `dW += zᵀ · dy`
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

    /// `dz = dy · Wᵀ`
    fn input_gradient<T: Scalar>(&self, dy: &[T], kernel: &[T], dz: &mut [T]) {
        let (channels, filters) = (self.g.depthwise.between(), self.g.filters);
        spread(Correlate {
            axes: self.axes,
            direction: Direction::Spread,
            source: dy,
            source_channels: filters,
            target: dz,
            target_channels: channels,
            groups: 1,
            weights: Weights { data: kernel, tap: channels * filters, source: 1, target: filters, group: filters },
            bias: &[],
            relu: false,
        });
    }
}
