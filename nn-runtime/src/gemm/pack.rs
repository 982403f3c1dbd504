//! Blocks of a matrix copied to where, and how, the innermost loop wants them.

use crate::simd::{Isa, MatRef, Real, prefetch};

/// Rows between the one that is copied and the one that is asked for: a row is too short for the processor to foresee the next.
const AHEAD: usize = 4;

/// Copies columns of `b`, `width` at a time, to panels of `b.rows()` rows of `width` each. The last panel is filled up with
/// zeros.
#[inline(always)]
pub(super) fn columns<T: Real, S: Isa<T>>(isa: S, b: MatRef<'_, T>, width: usize, panels: &mut [T]) {
    let depth = b.rows();
    for (panel, from) in panels.chunks_exact_mut((depth * width).max(1)).zip((0..b.cols()).step_by(width)) {
        let b = b.block(0..depth, from..from + width);
        if b.row(0).is_some() {
            for (p, to) in panel.chunks_exact_mut(width).enumerate() {
                let row = b.row(p).unwrap_or(&[]);
                if row.len() == width {
                    for (to, from) in to.chunks_exact_mut(S::LANES).zip(row.chunks_exact(S::LANES)) {
                        isa.store(to, isa.load(from));
                    }
                } else {
                    to.fill(T::zero());
                    to.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
                }
            }
        } else {
            // Columns are contiguous: each is read through, and spread.
            panel.fill(T::zero());
            for j in 0..b.cols() {
                let to = panel.iter_mut().skip(j).step_by(width);
                match b.t().row(j) {
                    Some(column) => to.zip(column).for_each(|(to, from)| *to = *from),
                    None => to.enumerate().for_each(|(p, to)| *to = b.get(p, j)),
                }
            }
        }
    }
}

/// Copies rows of `a` to panels of `height` rows, each row at `stride` from the one before. Rows that are missing in the last
/// panel are left as they are.
#[inline(always)]
pub(super) fn rows<T: Real, S: Isa<T>>(isa: S, a: MatRef<'_, T>, height: usize, stride: usize, panels: &mut [T]) {
    let depth = a.cols();
    for (panel, from) in panels.chunks_exact_mut((height * stride).max(1)).zip((0..a.rows()).step_by(height)) {
        let a = a.block(from..a.rows(), 0..depth);
        for (i, to) in panel.chunks_exact_mut(stride).take(height.min(a.rows())).enumerate() {
            let to = &mut to[..depth.min(stride)];
            match a.row(i) {
                Some(row) => {
                    let ahead = a.row(i + AHEAD).unwrap_or(row);
                    let chunks = to.chunks_mut(S::LANES).zip(row.chunks(S::LANES)).zip(ahead.chunks(S::LANES));
                    for ((to, from), ahead) in chunks {
                        prefetch(ahead.as_ptr());
                        isa.store(to, isa.load(from));
                    }
                }
                None => to.iter_mut().enumerate().for_each(|(p, to)| *to = a.get(i, p)),
            }
        }
    }
}

/// Copies rows of `a`, whose columns are contiguous, to panels of `height` rows, column after column. Rows that are missing in the last
/// panel are left as they are.
#[inline(always)]
pub(super) fn turned_rows<T: Real, S: Isa<T>>(isa: S, a: MatRef<'_, T>, height: usize, panels: &mut [T]) {
    let depth = a.cols();
    for (panel, from) in panels.chunks_exact_mut((height * depth).max(1)).zip((0..a.rows()).step_by(height)) {
        let columns = a.block(from..from + height, 0..depth).t();
        for (p, to) in panel.chunks_exact_mut(height).enumerate() {
            let column = columns.row(p).unwrap_or(&[]);
            for (to, from) in to.chunks_mut(S::LANES).zip(column.chunks(S::LANES)) {
                isa.store(&mut to[..from.len()], isa.load(from));
            }
        }
    }
}
