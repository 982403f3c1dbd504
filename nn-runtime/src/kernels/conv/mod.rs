//! Convolution over one, two or three axes: `y[o] = f(Σₖ x[o · stride + k · dilation − before] · W[k] + b)`.
//!
//! Patches of the input are not copied: the tiles of the product walk through the input itself, as the indirect convolution of
//! Dukhan 2019 does with a table of places. The edges are parts of their own, in which windows are smaller.

pub(super) mod correlate;
pub(super) mod parts;
#[cfg(feature = "train")]
pub(super) mod weights;
#[cfg(feature = "std")]
mod winograd;

use super::affine::Folded;
use super::apart::activate;
use super::buffers::Apart;
#[cfg(not(feature = "std"))]
use super::buffers::Over;
use super::{Affine, plain};
use crate::Pass;
#[cfg(feature = "std")]
use crate::gemm::{MatRef, Panels};
#[cfg(feature = "std")]
use crate::simd::Token;
use crate::simd::{Weight, sum_columns};
use correlate::{Correlate, Weights};
use nn_spec::layers::conv::Geometry;
use nn_spec::layers::window::Axis;
use parts::Direction;
#[cfg(feature = "train")]
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
    pub fn forward<W>(g: &Geometry, pass: &Pass, x: &[T], kernel: &[W], bias: &[W], y: &mut [T]) {
        convolve(g, pass, x, kernel, Folded::new(None, bias, g.activation), y);
    }

    /// [`forward`] for one sample, over its input.
    pub fn forward_over<W>(g: &Geometry, pass: &Pass, kernel: &[W], bias: &[W], memory: &mut [T], from: usize) {
        convolve_over(g, pass, kernel, Folded::new(None, bias, g.activation), memory, from);
    }

    /// `y = f(a(x ∗ W + b))`, `a` being a scale and a shift of each filter.
    pub fn infer_affine<W>(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[W], bias: &[W], affine: &Affine<'_, W>, y: &mut [T],
    ) {
        convolve(g, pass, x, kernel, Folded::new(Some(affine), bias, g.activation), y);
    }

    /// [`infer_affine`] for one sample, over its input.
    pub fn infer_affine_over<W>(
        g: &Geometry, pass: &Pass, kernel: &[W], bias: &[W], affine: &Affine<'_, W>, memory: &mut [T], from: usize,
    ) {
        convolve_over(g, pass, kernel, Folded::new(Some(affine), bias, g.activation), memory, from);
    }

    /// `dx[i] = Σₖ dy[o] · W[k]ᵀ` over the windows `o` that see `i` through `k`, `dW[k] += Σₒ x[i]ᵀ · dy[o]`, `db += Σ dy`. The activation's
    /// derivative is already in `dy`; behind a ReLU, that one's comes into `dx`.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], _bias: &[T],
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
            let lying =
                Weights { data: kernel, tap: inner * filters, source: 1, target: filters, group: filters / g.groups };
            let mut turned = Turned::new(lying, filters / g.groups, inner);
            Correlate {
                axes: &axes,
                direction: Direction::Spread,
                source: dy,
                source_channels: g.filters,
                target: dx,
                target_channels: g.channels,
                groups: g.groups,
                weights: turned.weights(),
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
fn convolve<T: crate::Scalar, W: Weight<Number = T>>(
    g: &Geometry,
    pass: &Pass,
    x: &[T],
    kernel: &[W],
    mut folded: Folded<'_, W>,
    y: &mut [T],
) {
    let relu = folded.relu();
    if plain::chosen() {
        let samples = y.len().checked_div(g.axes.iter().map(|axis| axis.output).product::<usize>() * g.filters);
        plain::convolve(pass, g, samples.unwrap_or(0), kernel, folded.plain(), Apart { x, y });
        if relu {
            activate(pass, g.activation, y);
        }
        return folded.finish(pass, y);
    }
    let (scale, bias) = folded.parts();
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
        scale,
        bias,
        relu,
        mask: &[],
    }
    .run();
    folded.finish(pass, y);
}

/// One sample, the output at the start of `memory` and the input behind it. Where there is a heap, the input is copied out of the way, so that the
/// kernels of the PC need no order; elsewhere it is gone through place by place.
#[inline(always)]
#[cfg_attr(feature = "std", allow(unused_mut))]
fn convolve_over<T: crate::Scalar, W: Weight<Number = T>>(
    g: &Geometry,
    pass: &Pass,
    kernel: &[W],
    mut folded: Folded<'_, W>,
    memory: &mut [T],
    from: usize,
) {
    let len = |channels: usize, of: fn(&Axis) -> usize| g.axes.iter().map(of).product::<usize>() * channels;
    let made = len(g.filters, |axis| axis.output);
    #[cfg(feature = "std")]
    {
        let mut copy = crate::simd::Scratch::take(crate::simd::Purpose::Input);
        let x = copy.numbers(len(g.channels, |axis| axis.input));
        crate::pass::copy(memory.get(from..).unwrap_or(&[]), x);
        convolve(g, pass, x, kernel, folded, memory.get_mut(..made).unwrap_or(&mut []));
    }
    #[cfg(not(feature = "std"))]
    {
        let relu = folded.relu();
        plain::convolve(pass, g, 1, kernel, folded.plain(), Over { memory, from });
        let y = memory.get_mut(..made).unwrap_or(&mut []);
        if relu {
            activate(pass, g.activation, y);
        }
        folded.finish(pass, y);
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

/// Weights that lie the wrong way for vectors, from source to source and not from target to target: turned round in a copy, where there is
/// a heap.
pub(super) struct Turned<'a, W> {
    lying: Weights<'a, W>,
    #[cfg(feature = "std")]
    copy: (crate::simd::Scratch, usize, usize),
}

impl<'a, W: Weight> Turned<'a, W> {
    /// For channels of a source and of a target in each group.
    pub fn new(lying: Weights<'a, W>, sources: usize, targets: usize) -> Turned<'a, W> {
        #[cfg(feature = "std")]
        {
            let mut memory = crate::simd::Scratch::take(crate::simd::Purpose::Right);
            let (token, turned) = (Token::current(), memory.numbers(lying.data.len()));
            for (turned, data) in turned.chunks_exact_mut(lying.tap).zip(lying.data.chunks_exact(lying.tap)) {
                let from = MatRef::with_strides(data, lying.target, targets, 1, lying.target);
                W::copy(token, Panels { from, columns: targets, stride: targets, to: turned });
            }
            Turned { lying, copy: (memory, targets, sources * targets) }
        }
        #[cfg(not(feature = "std"))]
        {
            let _ = (sources, targets);
            Turned { lying }
        }
    }

    /// The weights, as a product may take them.
    pub fn weights(&mut self) -> Weights<'_, W> {
        #[cfg(feature = "std")]
        {
            let Weights { data, tap, .. } = self.lying;
            let (memory, targets, group) = &mut self.copy;
            Weights { data: memory.numbers(data.len()), tap, source: *targets, target: 1, group: *group }
        }
        #[cfg(not(feature = "std"))]
        self.lying
    }
}
