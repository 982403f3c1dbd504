//! The innermost loop of a matrix product: a tile of `C` held in registers.
//!
//! `MR × NV` vectors are summed up over the depth: each step loads `NV` vectors of a row of `B` and spreads one number of each
//! of `MR` rows of `A` (Goto & van de Geijn 2008, with the roles of rows and columns as suits row after row storage).

#[cfg(feature = "std")]
use super::walk::{GROUP, GROUPS};
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

/// Rows of `B` as a tile reads them.
#[cfg(feature = "std")]
#[derive(Clone, Copy)]
pub(crate) struct Columns<'a, T> {
    /// From the first number on.
    pub data: &'a [T],
    /// From a row to the next.
    pub stride: usize,
}

/// `depth` rows of `NV` vectors of `B`, times `MR` rows of `A`.
///
/// `c` is a block of at most `MR` rows and `NV` vectors. With `PART`, only as much of a row of `B` is read as `c` is wide. Nothing is done
/// if the slices are too short for the depth, or the rows of `c` are not contiguous.
#[cfg(feature = "std")]
#[inline(always)]
pub(crate) fn tile<T: Real, S: Isa<T>, const MR: usize, const NV: usize, const PART: bool>(
    isa: S,
    depth: usize,
    a: Rows<'_, T>,
    b: Columns<'_, T>,
    mut c: MatMut<'_, T>,
    finish: Finish<'_, T>,
) {
    // What will be written comes while the sums are made.
    if let Some((first, row_stride)) = c.whole(MR, NV * S::LANES) {
        for i in 0..MR {
            for j in 0..NV {
                super::prefetch(first.wrapping_add(i * row_stride + j * S::LANES));
            }
        }
    }
    let steps = depth.saturating_sub(1);
    let width = if PART { c.cols().min(NV * S::LANES) } else { NV * S::LANES };
    let reach = (MR - 1) * a.row_stride + steps * a.depth_stride;
    let fits = depth == 0 || (reach < a.data.len() && steps * b.stride + width <= b.data.len());
    debug_assert!(fits, "tile out of reach");
    if !fits {
        return;
    }
    let mut sums = [[isa.zero(); NV]; MR];
    let (mut rows, mut b_at) = ([a.data.as_ptr(); GROUPS], b.data.as_ptr());
    if NV == 1 {
        for (i, row) in rows.iter_mut().enumerate() {
            *row = row.wrapping_add(i * GROUP * a.row_stride);
        }
    }
    for _ in 0..depth {
        // SAFETY: step `p` reads `a` at most at `reach` and `width` numbers of row `p` of `b`, which were found to be inside. The
        // pointers move on by `wrapping_add`, as after the last step they may be beyond the end.
        unsafe { step::<T, S, MR, NV, PART>(isa, &rows, a.row_stride, b_at, width, &mut sums) };
        for row in rows.iter_mut().take(if NV == 1 { GROUPS } else { 1 }) {
            *row = row.wrapping_add(a.depth_stride);
        }
        b_at = b_at.wrapping_add(b.stride);
    }
    write(isa, sums, c, finish);
}

/// # Safety
/// `b` must be valid for reading `NV` vectors, with `PART` only `width` numbers, and `rows`, which point to the first of `MR` rows at distances of
/// `row_stride` or, in tiles one vector wide, to every third of them, for reading each row's number.
#[cfg(feature = "std")]
#[inline(always)]
unsafe fn step<T: Real, S: Isa<T>, const MR: usize, const NV: usize, const PART: bool>(
    isa: S,
    rows: &[*const T; GROUPS],
    row_stride: usize,
    b: *const T,
    width: usize,
    sums: &mut [[S::V; NV]; MR],
) {
    let mut row = [isa.zero(); NV];
    for (j, row) in row.iter_mut().enumerate() {
        let (b, left) = (b.wrapping_add(j * S::LANES), width.saturating_sub(j * S::LANES));
        // SAFETY: promised by the caller.
        *row = unsafe { if !PART || left >= S::LANES { isa.load_ptr(b) } else { isa.load_part(b, left) } };
    }
    for (i, sums) in sums.iter_mut().enumerate() {
        let a = if NV == 1 {
            rows[i / GROUP].wrapping_add(i % GROUP * row_stride)
        } else {
            rows[0].wrapping_add(i * row_stride)
        };
        // SAFETY: promised by the caller.
        let x = isa.splat(unsafe { *a });
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
    c: MatMut<'_, T>,
    finish: Finish<'_, T>,
) {
    if finish.beta == T::zero() {
        put::<T, S, MR, NV, true>(isa, sums, c, finish);
    } else {
        put::<T, S, MR, NV, false>(isa, sums, c, finish);
    }
}

/// With `FRESH`, what is in `c` is not read.
#[inline(always)]
fn put<T: Real, S: Isa<T>, const MR: usize, const NV: usize, const FRESH: bool>(
    isa: S,
    sums: [[S::V; NV]; MR],
    mut c: MatMut<'_, T>,
    finish: Finish<'_, T>,
) {
    let (alpha, beta) = (isa.splat(finish.alpha), isa.splat(finish.beta));
    let mut bias = [isa.zero(); NV];
    for (j, bias) in bias.iter_mut().enumerate() {
        *bias = isa.load(finish.bias.get(j * S::LANES..).unwrap_or(&[]));
    }
    if let Some((first, row_stride)) = c.whole(MR, NV * S::LANES) {
        for (i, sums) in sums.into_iter().enumerate() {
            for (j, (sum, bias)) in sums.into_iter().zip(bias).enumerate() {
                let at = first.wrapping_add(i * row_stride + j * S::LANES);
                // SAFETY: the matrix has `MR` rows of `NV` vectors, side by side.
                unsafe {
                    let rest = if FRESH { bias } else { isa.fma(beta, isa.load_ptr(at), bias) };
                    isa.store_ptr(at, isa.fma(alpha, sum, rest));
                }
            }
        }
        return;
    }
    for (i, sums) in sums.into_iter().enumerate() {
        let Some(row) = c.row_mut(i) else { return };
        for ((sum, bias), part) in sums.into_iter().zip(bias).zip(row.chunks_mut(S::LANES)) {
            let rest = if FRESH { bias } else { isa.fma(beta, isa.load(part), bias) };
            isa.store(part, isa.fma(alpha, sum, rest));
        }
    }
}
