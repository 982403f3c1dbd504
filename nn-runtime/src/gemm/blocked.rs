//! Large products: blocks that fit the caches, packed (Goto & van de Geijn 2008).

use super::{DEPTH_BYTES, Epilogue, block_depth, narrow, pack};
use crate::math;
use crate::simd::{Finish, Isa, Kernel, MatMut, MatRef, Purpose, Real, Rows, Scratch, packed};

/// Added to the distance of packed rows, so that the rows of a panel do not compete for the same lines of the cache.
const PAD_BYTES: usize = 64;
/// Tiles of a packed block of `A`: with its rows of 1 KiB, it takes part of the second cache.
const ROW_TILES: usize = 24;
/// Tiles of a packed block of `B`.
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
        match S::LANES * size_of::<T>() {
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
    /// Where they are: read once, a copy would cost more than it saves.
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
    let nr = NV * S::LANES;
    let here = n <= narrow::<T, S>() && a.col_stride() == 1;
    let stride = (DEPTH_BYTES + PAD_BYTES) / size_of::<T>();
    let kc = block_depth::<T, S>(k, n, a.col_stride() == 1);
    let (mc, nc) = (MR * ROW_TILES, nr * COL_TILES);
    let (mut left, mut right) = (Scratch::take(Purpose::Left), Scratch::take(Purpose::Right));
    for jc in (0..n).step_by(nc) {
        let width = nc.min(n - jc);
        for pc in (0..k).step_by(kc) {
            let depth = kc.min(k - pc);
            let last = pc + depth == k;
            let b_panels = right.numbers(width.div_ceil(nr) * nr * depth);
            pack::columns(isa, b.block(pc..pc + depth, jc..jc + width), nr, b_panels);
            for ic in (0..m).step_by(mc) {
                let height = mc.min(m - ic);
                let a = a.block(ic..ic + height, pc..pc + depth);
                let rows = match (here, a.row_stride()) {
                    (true, _) => Left::Here(a),
                    (_, 1) => Left::Turned,
                    _ => Left::Packed { stride },
                };
                let panels = height.div_ceil(MR) * MR;
                let a_panels = match rows {
                    Left::Here(_) => &mut [],
                    Left::Packed { stride } => left.numbers(panels * stride),
                    Left::Turned => left.numbers(panels * depth),
                };
                match rows {
                    Left::Here(_) => {}
                    Left::Packed { stride } => pack::rows(isa, a, MR, stride, a_panels),
                    Left::Turned => pack::turned_rows(isa, a, MR, a_panels),
                }
                let mut c = c.block(ic..ic + height, jc..jc + width);
                for jr in (0..width).step_by(nr) {
                    let b = &b_panels[jr * depth..];
                    let bias = if last { epilogue.bias.get(jc + jr..).unwrap_or(&[]) } else { &[] };
                    let finish = Finish { alpha, beta: if pc == 0 { beta } else { T::one() }, bias };
                    for ir in (0..height).step_by(MR) {
                        let c = c.block(ir..ir + MR, jr..jr + nr);
                        let a = match rows {
                            Left::Here(a) => {
                                let a = a.block(ir..ir + MR, 0..depth);
                                exact::<T, S, MR, NV>(isa, depth, a, b, c, finish);
                                continue;
                            }
                            Left::Packed { stride } => {
                                Rows { data: &a_panels[ir * stride..], row_stride: stride, depth_stride: 1 }
                            }
                            Left::Turned => Rows { data: &a_panels[ir * depth..], row_stride: 1, depth_stride: MR },
                        };
                        tile::<T, S, MR, NV>(isa, depth, a, b, c, finish);
                    }
                }
                if last {
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

/// A tile no higher than need be.
#[inline(always)]
fn tile<T: Real, S: Isa<T>, const MR: usize, const NV: usize>(
    isa: S,
    depth: usize,
    a: Rows<'_, T>,
    b: &[T],
    c: MatMut<'_, T>,
    finish: Finish<'_, T>,
) {
    match c.rows() {
        1 => packed::<T, S, 1, NV>(isa, depth, a, b, c, finish),
        2 => packed::<T, S, 2, NV>(isa, depth, a, b, c, finish),
        3 | 4 if MR > 4 => packed::<T, S, 4, NV>(isa, depth, a, b, c, finish),
        5..=8 if MR > 8 => packed::<T, S, 8, NV>(isa, depth, a, b, c, finish),
        _ => packed::<T, S, MR, NV>(isa, depth, a, b, c, finish),
    }
}

/// Rows that are read where they are: behind the last there is nothing that may be read, so what is left is cut into tiles that fit.
#[inline(always)]
fn exact<T: Real, S: Isa<T>, const MR: usize, const NV: usize>(
    isa: S,
    depth: usize,
    a: MatRef<'_, T>,
    b: &[T],
    mut c: MatMut<'_, T>,
    finish: Finish<'_, T>,
) {
    let rows = c.rows().min(a.rows());
    let mut at = 0;
    while at < rows {
        let height = match rows - at {
            left if left >= MR => MR,
            8.. if MR > 8 => 8,
            4.. if MR > 4 => 4,
            2 | 3 => 2,
            _ => 1,
        };
        let part = a.block(at..at + height, 0..depth);
        let part = Rows { data: part.span(), row_stride: part.row_stride(), depth_stride: 1 };
        tile::<T, S, MR, NV>(isa, depth, part, b, c.block(at..at + height, 0..usize::MAX), finish);
        at += height;
    }
}
