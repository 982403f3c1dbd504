//! Transposed convolution: `y[i] = f(Σₖ x[o] · W[k]ᵀ + b)` over the windows `o` of `y` that see `i` through `k`: a convolution's gradient,
//! computed as that is.

use super::Affine;
use super::affine::Folded;
use super::conv::Turned;
use super::conv::correlate::{Correlate, Weights};
use super::conv::parts::Direction;
#[cfg(feature = "train")]
use super::conv::weights::WeightGradient;
use crate::simd::{Weight, sum_columns};
use crate::Pass;
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
    pub fn forward<W>(g: &Geometry, pass: &Pass, x: &[T], kernel: &[W], bias: &[W], y: &mut [T]) {
        spread(g, pass, x, kernel, Folded::new(None, bias, g.activation), y);
    }

    /// `y[i] = f(a(Σₖ x[o] · W[k]ᵀ + b))`, `a` being a scale and a shift of each filter.
    pub fn infer_affine<W>(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[W], bias: &[W], affine: &Affine<'_, W>, y: &mut [T],
    ) {
        spread(g, pass, x, kernel, Folded::new(Some(affine), bias, g.activation), y);
    }

    /// `dx[o] = Σₖ dy[i] · W[k]`, `dW[k] += Σₒ dy[i]ᵀ · x[o]`, `db += Σ dy`. The activation's derivative is already in `dy`; behind a ReLU, that
    /// one's comes into `dx`.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], _bias: &[T],
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
                scale: &[],
                bias: &[],
                relu: false,
                mask: if pass.relu { x } else { &[] },
            }
            .run();
        }
    }
}

#[inline(always)]
fn spread<T: crate::Scalar, W: Weight<Number = T>>(
    g: &Geometry,
    pass: &Pass,
    x: &[T],
    kernel: &[W],
    mut folded: Folded<'_, W>,
    y: &mut [T],
) {
    let (filters, channels, relu) = (g.filters, g.channels, folded.relu());
    let lying = Weights { data: kernel, tap: filters * channels, source: 1, target: channels, group: channels };
    let mut turned = Turned::new(lying, channels, filters);
    let (scale, bias) = folded.parts();
    Correlate {
        axes: &g.axes,
        direction: Direction::Spread,
        source: x,
        source_channels: channels,
        target: y,
        target_channels: filters,
        groups: 1,
        weights: turned.weights(),
        scale,
        bias,
        relu,
        mask: &[],
    }
    .run();
    folded.finish(pass, y);
}
