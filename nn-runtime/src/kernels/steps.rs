//! What recurrent layers have in common: steps in time as rows of matrices.
//!
//! Everything that belongs to a step lies at its time, whichever way the layer goes: only outputs are in the order of the steps.
//!
//! Of sequences of unequal length only real steps are gone through. As in Keras, an output that has every step repeats the last one in
//! padding, and holds zeros there where the padding was gone through first.

use crate::gemm::{Epilogue, gemm, gemm_fused};
use crate::simd::{MatMut, MatRef, add_assign, sum_columns};
use crate::{Lengths, Scalar};
use nn_spec::layers::recurrent::Steps;

/// The time of step `s`.
pub fn time(g: &Steps, s: usize) -> usize {
    if g.backwards { g.steps.saturating_sub(s + 1) } else { s }
}

/// How many samples `y` is of.
pub fn samples<T>(g: &Steps, y: &[T]) -> usize {
    let rows = if g.sequences { g.steps } else { 1 };
    y.len().checked_div(rows * g.units).unwrap_or(0)
}

/// The place of step `s` of the output, of sample `i`; none where the output is the last step and this is another.
pub fn place(g: &Steps, lengths: &Lengths<'_>, i: usize, s: usize) -> Option<usize> {
    let last = if g.backwards { g.steps } else { lengths.real(i, g.steps) };
    match g.sequences {
        true => Some((i * g.steps + s) * g.units),
        false => (s + 1 == last).then_some(i * g.units),
    }
}

/// Whether sample `i` has a step at time `t`.
#[inline(always)]
pub fn is_real(lengths: &Lengths<'_>, i: usize, t: usize) -> bool {
    lengths.each.get(i).is_none_or(|&len| t < len as usize)
}

/// Outputs in padding.
pub fn fill_padding<T: Scalar>(g: &Steps, lengths: &Lengths<'_>, y: &mut [T]) {
    let rows = if g.sequences { g.steps } else { 1 };
    for (i, y) in y.chunks_exact_mut((rows * g.units).max(1)).enumerate().take(lengths.each.len()) {
        let real = lengths.real(i, g.steps);
        match (real, g.sequences, g.backwards) {
            (0, ..) => y.fill(T::zero()),
            (_, false, _) => {}
            (_, true, true) => y.get_mut(..(g.steps - real) * g.units).unwrap_or(&mut []).fill(T::zero()),
            (_, true, false) => (real..g.steps).for_each(|s| copy_row(y, s - 1, s, g.units)),
        }
    }
}

/// The gradient of outputs in padding, which repeat the last step, is the last step's.
pub fn gather_padding<T: Scalar>(g: &Steps, lengths: &Lengths<'_>, dy: &mut [T]) {
    if !g.sequences || g.backwards {
        return;
    }
    for (i, dy) in dy.chunks_exact_mut((g.steps * g.units).max(1)).enumerate().take(lengths.each.len()) {
        let (front, padding) = dy.split_at_mut_checked(lengths.real(i, g.steps) * g.units).unwrap_or_default();
        let last = front.len().saturating_sub(g.units);
        for d in padding.chunks_exact(g.units.max(1)) {
            add_assign(front.get_mut(last..).unwrap_or(&mut []), d);
        }
    }
}

/// `x · W` and what the epilogue adds, of all real steps.
pub fn input_products<T: Scalar>(
    g: &Steps,
    lengths: &Lengths<'_>,
    x: &[T],
    w: MatRef<'_, T>,
    to: &mut [T],
    epilogue: Epilogue<'_, T>,
) {
    let width = w.cols();
    let product = |x: &[T], to: &mut [T]| {
        let rows = to.len().checked_div(width).unwrap_or(0);
        gemm_fused(T::one(), MatRef::new(x, rows, g.features), w, T::zero(), MatMut::new(to, rows, width), epilogue);
    };
    if !lengths.any() {
        return product(x, to);
    }
    let samples = x.chunks_exact((g.steps * g.features).max(1)).zip(to.chunks_exact_mut((g.steps * width).max(1)));
    for (i, (x, to)) in samples.enumerate() {
        let real = lengths.real(i, g.steps);
        product(x.get(..real * g.features).unwrap_or(&[]), to.get_mut(..real * width).unwrap_or(&mut []));
    }
}

/// Row `i` of `data`, `width` wide.
pub fn row<T>(data: &[T], i: usize, width: usize) -> &[T] {
    data.get(i * width..(i + 1) * width).unwrap_or(&[])
}

/// [`row`], to write.
pub fn row_mut<T>(data: &mut [T], i: usize, width: usize) -> &mut [T] {
    data.get_mut(i * width..(i + 1) * width).unwrap_or(&mut [])
}

/// What all samples have at time `t`, a row each.
pub fn at<'a, T>(g: &Steps, data: &'a [T], samples: usize, t: usize, width: usize) -> MatRef<'a, T> {
    MatRef::with_strides(data.get(t * width..).unwrap_or(&[]), samples, width, g.steps * width, 1)
}

/// [`at`], to write.
pub fn at_mut<'a, T>(g: &Steps, data: &'a mut [T], samples: usize, t: usize, width: usize) -> MatMut<'a, T> {
    MatMut::with_row_stride(data.get_mut(t * width..).unwrap_or(&mut []), samples, width, g.steps * width)
}

/// Cuts `len` numbers off.
pub fn cut<'a, T>(rest: &mut &'a mut [T], len: usize) -> &'a mut [T] {
    let (front, back) = core::mem::take(rest).split_at_mut_checked(len).unwrap_or((&mut [], &mut []));
    *rest = back;
    front
}

/// `to ← from`, as far as both go.
pub fn copy<T: Copy>(from: &[T], to: &mut [T]) {
    to.iter_mut().zip(from).for_each(|(to, &from)| *to = from);
}

/// Numbers of row `from` of `data` copied to row `to`.
pub fn copy_row<T: Copy>(data: &mut [T], from: usize, to: usize, width: usize) {
    let (low, high) = (from.min(to), from.max(to));
    if let Some((before, behind)) = data.split_at_mut_checked(high * width) {
        let (low, high) = (row_mut(before, low, width), row_mut(behind, 0, width));
        match from < to {
            true => copy(low, high),
            false => copy(high, low),
        }
    }
}

/// `dR += Σ hₜ₋₁ᵀ · dzₜ` over all steps but the first, sample by sample.
pub fn recurrent_gradient<T: Scalar>(
    g: &Steps,
    lengths: &Lengths<'_>,
    hidden: &[T],
    dz: &[T],
    columns: core::ops::Range<usize>,
    width: usize,
    dr: &mut [T],
) {
    if g.steps < 2 || dr.is_empty() {
        return;
    }
    let (earlier, later) = if g.backwards { (1, 0) } else { (0, 1) };
    let (h_len, z_len) = (g.steps * g.units, g.steps * width);
    for (i, (h, dz)) in hidden.chunks_exact(h_len.max(1)).zip(dz.chunks_exact(z_len.max(1))).enumerate() {
        let real = lengths.real(i, g.steps);
        if real < 2 {
            continue;
        }
        let h = MatRef::new(h, g.steps, g.units).block(earlier..earlier + real - 1, 0..g.units);
        let dz = MatRef::new(dz, g.steps, width).block(later..later + real - 1, columns.clone());
        let mut dr = MatMut::new(dr, g.units, width);
        gemm(T::one(), h.t(), dz, T::one(), dr.block(0..g.units, columns.clone()));
    }
}

/// `dW += xᵀ · dz`, `db += Σ dz`, `dx = dz · Wᵀ` over all real steps at once; `dx` is 0 in padding.
#[allow(clippy::too_many_arguments)]
pub fn input_gradients<T: Scalar>(
    g: &Steps,
    lengths: &Lengths<'_>,
    width: usize,
    x: &[T],
    kernel: &[T],
    dz: &[T],
    dx: &mut [T],
    dkernel: &mut [T],
    dbias: &mut [T],
) {
    if lengths.any() {
        let (all, seen) = ((g.steps * width).max(1), g.steps * g.features);
        for (i, dz) in dz.chunks_exact(all).enumerate() {
            let real = lengths.real(i, g.steps);
            let x = x.get(i * seen..i * seen + real * g.features).unwrap_or(&[]);
            let dx = dx.get_mut(i * seen..(i + 1) * seen).unwrap_or(&mut []);
            let (dx, padding) = dx.split_at_mut_checked(real * g.features).unwrap_or_default();
            padding.fill(T::zero());
            let dz = dz.get(..real * width).unwrap_or(&[]);
            input_gradients(g, &Lengths::ALL, width, x, kernel, dz, dx, dkernel, dbias);
        }
        return;
    }
    let rows = dz.len().checked_div(width).unwrap_or(0);
    if !dbias.is_empty() {
        sum_columns(dz, dbias);
    }
    let dz = MatRef::new(dz, rows, width);
    if !dkernel.is_empty() {
        let x = MatRef::new(x, rows, g.features);
        gemm(T::one(), x.t(), dz, T::one(), MatMut::new(dkernel, g.features, width));
    }
    if !dx.is_empty() {
        let w = MatRef::new(kernel, g.features, width);
        gemm(T::one(), dz, w.t(), T::zero(), MatMut::new(dx, rows, g.features));
    }
}
