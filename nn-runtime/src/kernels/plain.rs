//! Products for targets without vectors and without a heap: microcontrollers.
//!
//! They are inlined where they are called, with the geometry a constant there, so that loops have known ends, activations that are not
//! asked for leave nothing behind, and no check is left that could fail.

use super::affine::wide;
use super::apart::{apart, shared_column, shared_tile};
use super::buffers::Buffers;
use crate::Pass;
use crate::simd::{self, Level, Real, TILE, Weight, add_tile, column, pieces, pieces_mut};
use nn_spec::layers::conv::Geometry;
use nn_spec::layers::window::Axis;
use num_traits::Zero;

/// Whether kernels should use the loops here; known when the crate is compiled.
#[inline(always)]
pub fn chosen() -> bool {
    cfg!(not(feature = "std")) && simd::level() == Level::Scalar
}

/// Runs a block for each part of an output's window that lies in one run, in the input as in the weights: of the channels of one group.
macro_rules! window {
    (($x:ident, $w:ident) in ($g:expr, $group:expr, $xs:expr, $sample:expr, $ws:expr, $place:expr) => $body:block) => {
        let [depth, height, width] = &$g.axes;
        let ([d, h, w], channels) = ($place, $g.channels.checked_div($g.groups).unwrap_or(0));
        // Along the last axis neighbouring places of the window are neighbours in memory, unless it is dilated or other groups lie between.
        let (runs, run) = if width.dilation == 1 && $g.groups == 1 { (1, width.size) } else { (width.size, 1) };
        for kd in 0..depth.size {
            let Some(plane) = place(depth, d, kd) else { continue };
            for kh in 0..height.size {
                let Some(row) = place(height, h, kh) else { continue };
                for kw in 0..runs {
                    let (first, count) = inside(width, w, kw, run);
                    let column = (w * width.stride + (kw + first) * width.dilation).wrapping_sub(width.before);
                    let place = (plane * height.input + row) * width.input + column;
                    let from = $sample + place * $g.channels + $group * channels;
                    let tap = ((kd * height.size + kh) * width.size + kw + first) * channels;
                    let runs = ($xs.get(from..from + count * channels), $ws.get(tap * $g.filters..));
                    if let (Some($x), Some($w)) = runs {
                        $body
                    }
                }
            }
        }
    };
}

/// Runs a block for each place of an output's window that lies within the input, counted in the input.
macro_rules! taps {
    (($from:ident) in ($axes:expr, $place:expr) => $body:block) => {
        let [depth, height, width] = $axes;
        let [d, h, w] = $place;
        for kd in 0..depth.size {
            let Some(plane) = place(depth, d, kd) else { continue };
            for kh in 0..height.size {
                let Some(row) = place(height, h, kh) else { continue };
                for kw in 0..width.size {
                    let Some(column) = place(width, w, kw) else { continue };
                    let $from = (plane * height.input + row) * width.input + column;
                    $body
                }
            }
        }
    };
}

/// What sums begin with, and what is done to them when they are complete.
#[derive(Clone, Copy)]
pub struct Ends<'a, W: Weight> {
    /// One for each column, or none.
    pub bias: &'a [W],
    /// Scale and shift of each column.
    pub known: Option<(&'a [f32], &'a [f32])>,
}

impl<'a, W: Weight> Ends<'a, W> {
    /// A bias and nothing else.
    #[inline(always)]
    pub fn of(bias: &'a [W]) -> Ends<'a, W> {
        Ends { bias, known: None }
    }

    /// The bias of some columns; 0 where there is none.
    #[inline(always)]
    fn start<const N: usize>(&self, at: usize) -> [W::Number; N] {
        match some(self.bias, at) {
            Some(bias) => bias.map(W::widen),
            None => [Zero::zero(); N],
        }
    }

    /// The sums of some columns, scaled and shifted.
    #[inline(always)]
    fn end<const N: usize>(&self, at: usize, mut sums: [W::Number; N]) -> [W::Number; N] {
        if let Some((scale, shift)) = self.known
            && let (Some(scale), Some(shift)) = (some::<_, N>(scale, at), some::<_, N>(shift, at))
        {
            for ((sum, scale), shift) in sums.iter_mut().zip(scale).zip(shift) {
                *sum = *sum * wide(*scale) + wide(*shift);
            }
        }
        sums
    }
}

/// Of columns, `N` from one on.
#[inline(always)]
fn some<T, const N: usize>(columns: &[T], at: usize) -> Option<&[T; N]> {
    columns.get(at..)?.first_chunk()
}

/// `y = x · W + b` for each row.
#[inline(always)]
pub fn dense<T: Real, W: Weight<Number = T>>(
    pass: &Pass,
    inputs: usize,
    units: usize,
    x: &[T],
    kernel: &[W],
    ends: Ends<'_, W>,
    y: &mut [T],
) {
    for (x, y) in pieces(x, inputs).zip(pieces_mut(y, units)) {
        let (tiles, rest) = y.as_chunks_mut::<TILE>();
        let mut at = 0;
        for y in tiles {
            let mut sums = ends.start(at);
            apart!(pass, add_tile or shared_tile(x, kernel, units, at, &mut sums));
            *y = ends.end(at, sums);
            at += TILE;
        }
        for y in rest {
            let [start] = ends.start(at);
            [*y] = ends.end(at, [start + apart!(pass, column or shared_column(x, kernel, units, at))]);
            at += 1;
        }
    }
}

/// `y = x ∗ W + b` for each sample.
#[inline(always)]
pub fn convolve<T: Real, W: Weight<Number = T>>(
    pass: &Pass,
    g: &Geometry,
    samples: usize,
    kernel: &[W],
    ends: Ends<'_, W>,
    mut buffers: impl Buffers<T>,
) {
    let axes @ [depth, height, width] = &g.axes;
    let seen = depth.input * height.input * width.input * g.channels;
    let filters = g.filters.checked_div(g.groups).unwrap_or(0);
    for i in 0..samples {
        for d in 0..depth.output {
            for h in 0..height.output {
                for w in 0..width.output {
                    let to = output(axes, i, [d, h, w]) * g.filters;
                    for group in 0..g.groups {
                        let (mut at, end) = (group * filters, (group + 1) * filters);
                        while at + TILE <= end {
                            let mut sums = ends.start(at);
                            window! { (x, kernel) in (g, group, buffers.input(), i * seen, kernel, [d, h, w]) => {
                                apart!(pass, add_tile or shared_tile(x, kernel, g.filters, at, &mut sums));
                            }}
                            if let Some(y) = buffers.output().get_mut(to + at..).and_then(|y| y.first_chunk_mut()) {
                                *y = ends.end(at, sums);
                            }
                            at += TILE;
                        }
                        while at < end {
                            let [mut sum] = ends.start(at);
                            window! { (x, kernel) in (g, group, buffers.input(), i * seen, kernel, [d, h, w]) => {
                                sum += apart!(pass, column or shared_column(x, kernel, g.filters, at));
                            }}
                            if let Some(y) = buffers.output().get_mut(to + at) {
                                [*y] = ends.end(at, [sum]);
                            }
                            at += 1;
                        }
                    }
                }
            }
        }
    }
}

/// The place of an output of sample `i`. It is counted anew for each, so that the compiler sees that all of them lie within the memory.
#[inline(always)]
fn output([depth, height, width]: &[Axis; 3], i: usize, [d, h, w]: [usize; 3]) -> usize {
    ((i * depth.output + d) * height.output + h) * width.output + w
}

/// Where tap `k` of output `o` is on the input; none beside it.
#[inline(always)]
fn place(axis: &Axis, o: usize, k: usize) -> Option<usize> {
    // What lies before the input wraps round, and is beyond it.
    let at = (o * axis.stride + k * axis.dilation).wrapping_sub(axis.before);
    (axis.whole() || at < axis.input).then_some(at)
}

/// Of `run` taps from `k` on, the first that lies on the input, and how many do.
#[inline(always)]
fn inside(axis: &Axis, o: usize, k: usize, run: usize) -> (usize, usize) {
    if axis.whole() {
        return (0, run);
    }
    let start = o * axis.stride + k * axis.dilation;
    let first = axis.before.saturating_sub(start).min(run);
    let end = (axis.input + axis.before).saturating_sub(start).min(run);
    (first, end.saturating_sub(first))
}

/// `y = max x` over the window, as far as it lies within the input. NaN stays.
#[inline(always)]
pub fn max_pool<T: Real>(axes: &[Axis; 3], channels: usize, samples: usize, mut buffers: impl Buffers<T>) {
    let [depth, height, width] = axes;
    let seen = depth.input * height.input * width.input * channels;
    for i in 0..samples {
        for d in 0..depth.output {
            for h in 0..height.output {
                for w in 0..width.output {
                    let (to, mut at) = (output(axes, i, [d, h, w]) * channels, 0);
                    while at + TILE <= channels {
                        let ([mut a, mut b, mut c, mut e], mut found) = ([T::neg_infinity(); TILE], false);
                        taps! { (from) in (axes, [d, h, w]) => {
                            let x = buffers.input().get(i * seen + from * channels + at..).and_then(|x| x.first_chunk());
                            let Some(&[p, q, r, s]) = x else { continue };
                            (a, b, c, e) = match found {
                                true => (greater(a, p), greater(b, q), greater(c, r), greater(e, s)),
                                false => (p, q, r, s),
                            };
                            found = true;
                        }}
                        if let Some(y) = buffers.output().get_mut(to + at..).and_then(|y| y.first_chunk_mut()) {
                            *y = [a, b, c, e];
                        }
                        at += TILE;
                    }
                    while at < channels {
                        let mut greatest = T::neg_infinity();
                        taps! { (from) in (axes, [d, h, w]) => {
                            let Some(&x) = buffers.input().get(i * seen + from * channels + at) else { continue };
                            greatest = greater(greatest, x);
                        }}
                        if let Some(y) = buffers.output().get_mut(to + at) {
                            *y = greatest;
                        }
                        at += 1;
                    }
                }
            }
        }
    }
}

/// The greater; NaN where either is.
#[inline(always)]
fn greater<T: Real>(a: T, x: T) -> T {
    // False for NaN on either side: one that is there stays, one in `x` is taken.
    #[allow(clippy::neg_cmp_op_on_partial_ord)]
    if !(x <= a) && !a.is_nan() { x } else { a }
}

#[cfg(test)]
mod tests;
