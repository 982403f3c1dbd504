//! Transposed convolution: `y[i] = f(Σₖ x[o] · W[k]ᵀ + b)` over the windows `o` of `y` that see `i` through `k`: a convolution's gradient,
//! computed as that is.

use super::conv::correlate::{Correlate, Weights};
use super::conv::parts::Direction;
use super::conv::spread;
use super::conv::weights::WeightGradient;
use crate::simd::sum_columns;
use crate::{Pass, math};
use nn_spec::Activation;
use nn_spec::layers::conv_transpose::Geometry;

crate::view::params! {
    /// The parameters of a transposed convolution.
    Params {
        /// Weights, `[window…, filters, channels]`.
        kernel: K,
        /// One for each filter; none with `use_bias = false`.
        bias: B,
    }
}

kernel! { T =>
    /// `y[i] = f(Σₖ x[o] · W[k]ᵀ + b)`.
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[T], kernel: &[T], bias: &[T], y: &mut [T]) {
        spread(Correlate {
            axes: &g.axes,
            direction: Direction::Spread,
            source: x,
            source_channels: g.channels,
            target: y,
            target_channels: g.filters,
            groups: 1,
            weights: Weights { data: kernel, tap: g.filters * g.channels, source: 1, target: g.channels, group: g.channels },
            bias,
            relu: g.activation == Activation::Relu,
        });
        if g.activation != Activation::Relu {
            math::activate(g.activation, y);
        }
    }

    /// `dx[o] = Σₖ dy[i] · W[k]`, `dW[k] += Σₒ dy[i]ᵀ · x[o]`, `db += Σ dy`. The activation's derivative is already in `dy`.
    pub fn backward(
        g: &Geometry, _pass: &Pass, x: &[T], kernel: &[T], _bias: &[T],
        dy: &mut [T], dx: &mut [T], dkernel: &mut [T], dbias: &mut [T],
    ) {
        sum_columns(dy, dbias);
        if !dkernel.is_empty() {
            WeightGradient {
                axes: &g.axes,
                seen: dy,
                seen_channels: g.filters,
                results: x,
                result_channels: g.channels,
                groups: 1,
                gradient: dkernel,
            }
            .run();
        }
        if !dx.is_empty() {
            Correlate {
                axes: &g.axes,
                direction: Direction::Gather,
                source: dy,
                source_channels: g.filters,
                target: dx,
                target_channels: g.channels,
                groups: 1,
                weights: Weights {
                    data: kernel,
                    tap: g.filters * g.channels,
                    source: g.channels,
                    target: 1,
                    group: g.channels,
                },
                bias: &[],
                relu: false,
            }
            .run();
        }
    }
}
