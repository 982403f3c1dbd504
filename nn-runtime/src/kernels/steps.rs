//! What recurrent layers have in common: steps in time as rows of matrices.
//!
//! Everything that belongs to a step lies at its time, whichever way the layer goes: only outputs are in the order of the steps.

use crate::simd::{MatMut, MatRef};
use crate::{Scalar, gemm::gemm, simd::sum_columns};
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
pub fn place(g: &Steps, i: usize, s: usize) -> Option<usize> {
    match g.sequences {
        true => Some((i * g.steps + s) * g.units),
        false => (s + 1 == g.steps).then_some(i * g.units),
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
    for (h, dz) in hidden.chunks_exact(h_len.max(1)).zip(dz.chunks_exact(z_len.max(1))) {
        let h = MatRef::new(h, g.steps, g.units).block(earlier..earlier + g.steps - 1, 0..g.units);
        let dz = MatRef::new(dz, g.steps, width).block(later..later + g.steps - 1, columns.clone());
        let mut dr = MatMut::new(dr, g.units, width);
        gemm(T::one(), h.t(), dz, T::one(), dr.block(0..g.units, columns.clone()));
    }
}

/// `dW += xᵀ · dz`, `db += Σ dz`, `dx = dz · Wᵀ` over all steps at once.
#[allow(clippy::too_many_arguments)]
pub fn input_gradients<T: Scalar>(
    g: &Steps,
    width: usize,
    x: &[T],
    kernel: &[T],
    dz: &[T],
    dx: &mut [T],
    dkernel: &mut [T],
    dbias: &mut [T],
) {
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
