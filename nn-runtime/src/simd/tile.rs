//! The innermost loop of a matrix product: a tile of `C` held in registers.
//!
//! `MR × NV` vectors are summed up over the depth: each step loads `NV` vectors of a row of `B` and spreads one number of each
//! of `MR` rows of `A` (Goto & van de Geijn 2008, with the roles of rows and columns as suits row after row storage).

use super::{Isa, MatMut, Real};

/// What is done with the sums: `C ← α·sum + β·C + bias`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finish<'a, T> {
    pub alpha: T,
    pub beta: T,
    /// As long as the tile is wide, or empty.
    pub bias: &'a [T],
}

/// Rows of `A` as a tile reads them.
#[cfg(feature = "std")]
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a, T> {
    /// From the first number on.
    pub data: &'a [T],
    /// From a row to the next.
    pub row_stride: usize,
    /// From a number of a row to the next.
    pub depth_stride: usize,
}

/// `depth` rows of `NV` vectors of `B`, packed one after the other, times `MR` rows of `A`.
///
/// `c` is a block of at most `MR` rows and `NV` vectors. Nothing is done if the slices are too short for the depth, or the
/// rows of `c` are not contiguous.
#[cfg(feature = "std")]
#[inline(always)]
pub(crate) fn packed<T: Real, S: Isa<T>, const MR: usize, const NV: usize>(
    isa: S,
    depth: usize,
    a: Rows<'_, T>,
    b: &[T],
    c: MatMut<'_, T>,
    finish: Finish<'_, T>,
) {
    let reach = (MR - 1) * a.row_stride + depth.saturating_sub(1) * a.depth_stride;
    let fits = depth == 0 || (reach < a.data.len() && depth * NV * S::LANES <= b.len());
    debug_assert!(fits, "tile out of reach");
    if !fits {
        return;
    }
    let mut sums = [[isa.zero(); NV]; MR];
    let (mut a_at, mut b_at) = (a.data.as_ptr(), b.as_ptr());
    for _ in 0..depth {
        // SAFETY: step `p` reads `a` at most at `reach` and `b` below `depth·NV·LANES`, which were found to be inside. The
        // pointers move on by `wrapping_add`, as after the last step they may be beyond the end.
        unsafe { step(isa, a_at, a.row_stride, b_at, &mut sums) };
        a_at = a_at.wrapping_add(a.depth_stride);
        b_at = b_at.wrapping_add(NV * S::LANES);
    }
    write(isa, sums, c, finish);
}

/// # Safety
/// `b` must be valid for reading `NV` vectors, and `a` at `MR` places at distances of `row_stride`.
#[cfg(feature = "std")]
#[inline(always)]
unsafe fn step<T: Real, S: Isa<T>, const MR: usize, const NV: usize>(
    isa: S,
    a: *const T,
    row_stride: usize,
    b: *const T,
    sums: &mut [[S::V; NV]; MR],
) {
    let mut row = [isa.zero(); NV];
    for (j, row) in row.iter_mut().enumerate() {
        // SAFETY: promised by the caller.
        *row = unsafe { isa.load_ptr(b.add(j * S::LANES)) };
    }
    for (i, sums) in sums.iter_mut().enumerate() {
        // SAFETY: promised by the caller.
        let x = isa.splat(unsafe { *a.add(i * row_stride) });
        for (sum, b) in sums.iter_mut().zip(row) {
            *sum = isa.fma(x, b, *sum);
        }
    }
}

/// Writes a tile's sums, as many as `c` has room for.
#[inline(always)]
pub(super) fn write<T: Real, S: Isa<T>, const MR: usize, const NV: usize>(
    isa: S,
    sums: [[S::V; NV]; MR],
    mut c: MatMut<'_, T>,
    finish: Finish<'_, T>,
) {
    let width = c.cols();
    let alpha = isa.splat(finish.alpha);
    let beta = isa.splat(finish.beta);
    let whole = width >= NV * S::LANES;
    for (i, sums) in sums.into_iter().enumerate() {
        let Some(row) = c.row_mut(i) else { return };
        for (j, sum) in sums.into_iter().enumerate() {
            let at = j * S::LANES;
            if !whole && at >= width {
                break;
            }
            let part = if whole { &mut row[at..at + S::LANES] } else { &mut row[at..] };
            let mut value = isa.mul(alpha, sum);
            if finish.beta != T::zero() {
                value = isa.fma(beta, isa.load(part), value);
            }
            if !finish.bias.is_empty() {
                value = isa.add(value, isa.load(finish.bias.get(at..).unwrap_or(&[])));
            }
            isa.store(part, value);
        }
    }
}
