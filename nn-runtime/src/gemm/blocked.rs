//! Large products: blocks that fit the caches, packed (Goto & van de Geijn 2008).
//!
//! A packed block of `A` stays in the second cache while it meets one panel of columns of `B` after the other; a panel stays in the first.

use super::{DEPTH_BYTES, Epilogue, block_depth, pack};
use crate::math;
use crate::simd::{Columns, Finish, Isa, Kernel, MatMut, MatRef, Purpose, Real, Rows, Scratch, tile};
use nn_spec::Activation;

/// Added to the distance of packed rows, so that the rows of a panel do not compete for the same lines of the cache.
const PAD_BYTES: usize = 64;
/// Up to that size, a factor stays in the second cache as it is.
const CACHED_BYTES: usize = 1 << 20;
/// Rows that are a multiple of this apart compete for the same few lines of the first cache.
const CLASH_BYTES: usize = 4096;
/// Panels of a packed block of `A`: with the panels' rows of 2 KB, it takes a third of the second cache.
const ROW_TILES: usize = 10;
/// Panels of a packed block of `B`.
const COL_TILES: usize = 32;

pub(super) struct Blocked<'a, T> {
    pub alpha: T,
    pub a: MatRef<'a, T>,
    pub b: MatRef<'a, T>,
    pub beta: T,
    pub c: MatMut<'a, T>,
    pub epilogue: Epilogue<'a, T>,
}

impl<T: Real> Kernel<T> for Blocked<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let narrow = self.c.cols() <= S::LANES;
        // A constant: only the tiles that are chosen are compiled.
        match const { S::LANES * size_of::<T>() } {
            64 if narrow => blocked::<T, S, 14, 1>(isa, self),
            64 => blocked::<T, S, 14, 2>(isa, self),
            32 if narrow => blocked::<T, S, 12, 1>(isa, self),
            32 => blocked::<T, S, 6, 2>(isa, self),
            _ => blocked::<T, S, 4, 4>(isa, self),
        }
    }
}

/// Where the tiles find the rows of a block of `A`.
enum Left<'a, T> {
    /// Where they are: few tiles read them, so a copy would cost more than it saves.
    Here(MatRef<'a, T>),
    /// Copied, a panel after the other, each row at a distance from the one before.
    Packed { stride: usize },
    /// Copied column after column, as they lie in a transposed matrix.
    Turned,
}

#[inline(always)]
fn blocked<T: Real, S: Isa<T>, const MR: usize, const NV: usize>(isa: S, product: Blocked<'_, T>) {
    let Blocked { alpha, a, b, beta, mut c, epilogue } = product;
    let (m, n, k) = (c.rows(), c.cols(), a.cols());
    if stays::<T>(a, b) {
        return in_place::<T, S, MR, NV>(isa, Blocked { alpha, a, b, beta, c, epilogue });
    }
    let nr = NV * S::LANES;
    let stride = (DEPTH_BYTES + PAD_BYTES) / size_of::<T>();
    let kc = block_depth::<T, S>(k, n, a.col_stride() == 1);
    let (mc, nc) = (MR * ROW_TILES, nr * COL_TILES);
    let (mut left, mut right) = (Scratch::take(Purpose::Left), Scratch::take(Purpose::Right));
    for jc in (0..n).step_by(nc) {
        let width = nc.min(n - jc);
        for pc in (0..k).step_by(kc) {
            let depth = kc.min(k - pc);
            let last = pc + depth == k;
            let beta = if pc == 0 { beta } else { T::one() };
            let b_panels = right.numbers(width.div_ceil(nr) * nr * depth);
            pack::columns(isa, b.block(pc..pc + depth, jc..jc + width), nr, b_panels);
            for ic in (0..m).step_by(mc) {
                let height = mc.min(m - ic);
                let a = a.block(ic..ic + height, pc..pc + depth);
                let panels = height.div_ceil(MR) * MR;
                let left_block = match (a.col_stride(), a.row_stride()) {
                    (1, _) if width > nr => Left::Packed { stride },
                    (_, 1) => Left::Turned,
                    _ => Left::Here(a),
                };
                let a_panels = match left_block {
                    Left::Here(_) => &mut [],
                    Left::Packed { stride } => left.numbers(panels * stride),
                    Left::Turned => left.numbers(panels * depth),
                };
                match left_block {
                    Left::Here(_) => {}
                    Left::Packed { stride } => pack::rows(isa, a, MR, stride, a_panels),
                    Left::Turned => pack::turned_rows(isa, a, MR, a_panels),
                }
                let mut c = c.block(ic..ic + height, jc..jc + width);
                for jr in (0..width).step_by(nr) {
                    let b = Columns { data: &b_panels[jr * depth..], stride: nr };
                    let bias = if last { epilogue.bias.get(jc + jr..).unwrap_or(&[]) } else { &[] };
                    for ir in (0..height).step_by(MR) {
                        let panel = match left_block {
                            Left::Here(a) => {
                                let a = a.block(ir..ir + MR, 0..depth);
                                Rows { data: a.span(), row_stride: a.row_stride(), depth_stride: a.col_stride() }
                            }
                            Left::Packed { stride } => {
                                Rows { data: &a_panels[ir * stride..], row_stride: stride, depth_stride: 1 }
                            }
                            Left::Turned => Rows { data: &a_panels[ir * depth..], row_stride: 1, depth_stride: MR },
                        };
                        let c = c.block(ir..ir + MR, jr..jr + nr);
                        rows::<T, S, MR, NV, false>(isa, depth, panel, b, c, Finish { alpha, beta, bias });
                    }
                }
                if last && epilogue.activation != Activation::Linear {
                    for i in 0..height {
                        if let Some(row) = c.row_mut(i) {
                            math::activate(epilogue.activation, row);
                        }
                    }
                }
            }
        }
    }
}

/// Whether the factors can be read where they are at no loss.
fn stays<T>(a: MatRef<'_, T>, b: MatRef<'_, T>) -> bool {
    let bytes = |matrix: MatRef<'_, T>| matrix.rows().saturating_mul(matrix.cols()).saturating_mul(size_of::<T>());
    let left = match (a.row_stride(), a.col_stride()) {
        (stride, 1) => a.rows() == 1 || !(stride * size_of::<T>()).is_multiple_of(CLASH_BYTES),
        (1, _) => bytes(a) <= CACHED_BYTES / 4,
        _ => false,
    };
    left && b.col_stride() == 1 && bytes(b) <= CACHED_BYTES
}

/// Products whose right factor stays in cache: nothing is copied, and a tile at the right edge is as wide as what is left.
#[inline(always)]
fn in_place<T: Real, S: Isa<T>, const MR: usize, const NV: usize>(isa: S, product: Blocked<'_, T>) {
    let Blocked { alpha, a, b, beta, mut c, epilogue } = product;
    let (m, n, k) = (c.rows(), c.cols(), a.cols());
    let nr = NV * S::LANES;
    let kc = block_depth::<T, S>(k, n, a.col_stride() == 1);
    for pc in (0..k).step_by(kc) {
        let depth = kc.min(k - pc);
        let last = pc + depth == k;
        let beta = if pc == 0 { beta } else { T::one() };
        for jr in (0..n).step_by(nr) {
            let bias = if last { epilogue.bias.get(jr..).unwrap_or(&[]) } else { &[] };
            let finish = Finish { alpha, beta, bias };
            let b = b.block(pc..pc + depth, jr..jr + nr);
            let (width, b) = (b.cols(), Columns { data: b.span(), stride: b.row_stride() });
            for ir in (0..m).step_by(MR) {
                let a = a.block(ir..ir + MR, pc..pc + depth);
                let a = Rows { data: a.span(), row_stride: a.row_stride(), depth_stride: a.col_stride() };
                let c = c.block(ir..ir + MR, jr..jr + nr);
                match width {
                    _ if width == nr => rows::<T, S, MR, NV, false>(isa, depth, a, b, c, finish),
                    _ if width <= S::LANES => rows::<T, S, MR, 1, true>(isa, depth, a, b, c, finish),
                    _ => rows::<T, S, MR, NV, true>(isa, depth, a, b, c, finish),
                }
            }
        }
    }
    if epilogue.activation != Activation::Linear {
        for i in 0..m {
            if let Some(row) = c.row_mut(i) {
                math::activate(epilogue.activation, row);
            }
        }
    }
}

/// A panel's tiles: the whole panel where it is full, else as few as fit, since behind the last row there may be nothing to read.
#[inline(always)]
pub(super) fn rows<T: Real, S: Isa<T>, const MR: usize, const NV: usize, const PART: bool>(
    isa: S,
    depth: usize,
    a: Rows<'_, T>,
    b: Columns<'_, T>,
    mut c: MatMut<'_, T>,
    finish: Finish<'_, T>,
) {
    let rows = c.rows();
    if rows == MR {
        return tile::<T, S, MR, NV, PART>(isa, depth, a, b, c, finish);
    }
    let mut at = 0;
    while at < rows {
        let height = match rows - at {
            8.. if MR > 8 => 8,
            4.. if MR > 4 => 4,
            2 | 3 => 2,
            _ => 1,
        };
        let part = Rows { data: a.data.get(at * a.row_stride..).unwrap_or(&[]), ..a };
        let c = c.block(at..at + height, 0..usize::MAX);
        match height {
            8 => tile::<T, S, 8, NV, PART>(isa, depth, part, b, c, finish),
            4 => tile::<T, S, 4, NV, PART>(isa, depth, part, b, c, finish),
            2 => tile::<T, S, 2, NV, PART>(isa, depth, part, b, c, finish),
            _ => tile::<T, S, 1, NV, PART>(isa, depth, part, b, c, finish),
        }
        at += height;
    }
}
