//! Convolution over one, two or three axes: `y[o] = f(Σₖ x[o · stride + k · dilation − before] · W[k] + b)`.
//!
//! Patches of the input are not copied: the tiles of the product walk through the input itself, as the indirect convolution of
//! Dukhan 2019 does with a table of places. The edges are parts of their own, in which windows are smaller.

pub(super) mod correlate;
pub(super) mod parts;
mod tile;
pub(super) mod weights;

use super::plain;
use crate::simd::sum_columns;
use crate::{Pass, math};
use correlate::{Correlate, Weights};
use nn_spec::Activation;
use nn_spec::layers::conv::Geometry;
use nn_spec::layers::window::Axis;
use parts::Direction;
use weights::WeightGradient;

crate::view::params! {
    /// The parameters of a convolution.
    Params {
        /// Weights, `[window…, channels / groups, filters]`.
        kernel: K,
        /// One for each filter; none with `use_bias = false`.
        bias: B,
    }
}

kernel! { T =>
    /// `y = f(x ∗ W + b)`.
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[T], kernel: &[T], bias: &[T], y: &mut [T]) {
        if plain::chosen() && g.groups == 1 {
            plain::convolve(g, x, kernel, bias, y);
            return math::activate(g.activation, y);
        }
        let axes = simplest(g);
        let weights = Weights {
            data: kernel,
            tap: g.channels / g.groups * g.filters,
            source: g.filters,
            target: 1,
            group: g.filters / g.groups,
        };
        Correlate {
            axes: &axes,
            direction: Direction::Gather,
            source: x,
            source_channels: g.channels,
            target: y,
            target_channels: g.filters,
            groups: g.groups,
            weights,
            bias,
            relu: g.activation == Activation::Relu,
        }
        .run();
        if g.activation != Activation::Relu {
            math::activate(g.activation, y);
        }
    }

    /// `dx[i] = Σₖ dy[o] · W[k]ᵀ` over the windows `o` that see `i` through `k`, `dW[k] += Σₒ x[i]ᵀ · dy[o]`, `db += Σ dy`. The activation's
    /// derivative is already in `dy`.
    pub fn backward(
        g: &Geometry, _pass: &Pass, x: &[T], kernel: &[T], _bias: &[T],
        dy: &mut [T], dx: &mut [T], dkernel: &mut [T], dbias: &mut [T],
    ) {
        let axes = simplest(g);
        sum_columns(dy, dbias);
        if !dkernel.is_empty() {
            WeightGradient {
                axes: &axes,
                seen: x,
                seen_channels: g.channels,
                results: dy,
                result_channels: g.filters,
                groups: g.groups,
                gradient: dkernel,
            }
            .run();
        }
        if !dx.is_empty() {
            let (inner, filters) = (g.channels / g.groups, g.filters);
            let correlate = Correlate {
                axes: &axes,
                direction: Direction::Spread,
                source: dy,
                source_channels: g.filters,
                target: dx,
                target_channels: g.channels,
                groups: g.groups,
                weights: Weights {
                    data: kernel,
                    tap: inner * filters,
                    source: 1,
                    target: filters,
                    group: filters / g.groups,
                },
                bias: &[],
                relu: false,
            };
            spread(correlate);
        }
    }
}

/// The axes, or one long one where each position is only seen by itself: then tiles need not end at the end of a row.
fn simplest(g: &Geometry) -> [Axis; 3] {
    let pointwise = g.axes.iter().all(|axis| axis.size == 1 && axis.stride == 1 && axis.before == 0);
    if !pointwise {
        return g.axes;
    }
    let len = g.axes.iter().map(|axis| axis.input).product();
    [Axis::POINT, Axis::POINT, Axis { input: len, output: len, ..Axis::POINT }]
}

/// Runs a product whose weights lie the wrong way for vectors: with another copy of them where there is a heap, else number by
/// number.
pub(super) fn spread<T: crate::Scalar>(product: Correlate<'_, T>) {
    #[cfg(feature = "std")]
    {
        let Weights { data, tap, target, .. } = product.weights;
        let columns = product.target_channels / product.groups;
        let mut memory = crate::simd::Scratch::take(crate::simd::Purpose::Right);
        let turned = memory.numbers(data.len());
        for (turned, data) in turned.chunks_exact_mut(tap).zip(data.chunks_exact(tap)) {
            for (i, turned) in turned.chunks_exact_mut(columns).enumerate() {
                turned.iter_mut().zip(data[i..].iter().step_by(target)).for_each(|(turned, &w)| *turned = w);
            }
        }
        let group = product.source_channels / product.groups * columns;
        let weights = Weights { data: turned, tap, source: columns, target: 1, group };
        Correlate { weights, ..product }.run();
    }
    #[cfg(not(feature = "std"))]
    product.run();
}
