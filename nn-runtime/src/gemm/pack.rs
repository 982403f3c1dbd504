//! Blocks of a matrix copied to where, and how, the innermost loop wants them.

use crate::simd::{MatRef, Real, Weight, prefetch};

/// Rows between the one that is copied and the one that is asked for: a row is too short for the processor to foresee the next.
const AHEAD: usize = 8;
/// Numbers that are copied at a time.
pub(super) const RUN: usize = 8;
/// Numbers of a column that are read at a time: a line of the cache, or two.
const LINE: usize = 16;

/// Copies the rows of `b` to rows of `stride` numbers.
pub(super) fn spread<T: Weight>(b: MatRef<'_, T>, stride: usize, rows: &mut [T]) {
    if b.row(0).is_some() {
        for (p, to) in rows.chunks_exact_mut(stride.max(1)).enumerate().take(b.rows()) {
            prefetch(b.row(p + AHEAD).unwrap_or(&[]).as_ptr());
            copy(b.row(p).unwrap_or(&[]), to);
        }
        return;
    }
    // Columns are contiguous: a line of each at a time, so that both ends stay in cache.
    let columns = b.t();
    for (rows, p) in rows.chunks_mut((LINE * stride).max(1)).zip((0..b.rows()).step_by(LINE)) {
        for j in 0..b.cols() {
            let to = rows.get_mut(j..).unwrap_or(&mut []).iter_mut().step_by(stride.max(1));
            match columns.row(j) {
                Some(column) => to.zip(&column[p..column.len().min(p + LINE)]).for_each(|(to, from)| *to = *from),
                None => to.zip(p..b.rows()).for_each(|(to, p)| *to = b.get(p, j)),
            }
        }
    }
}

/// Copies rows of `a`, whose columns are contiguous, to panels of `height` rows, column after column, each column with room for `room` numbers.
/// Rows that are missing in the last panel are left as they are.
pub(super) fn turned_rows<T: Real>(a: MatRef<'_, T>, height: usize, room: usize, panels: &mut [T]) {
    let depth = a.cols();
    let from = (0..a.rows()).step_by(height.max(1));
    for (panel, from) in panels.chunks_mut((depth * room).max(1)).zip(from) {
        let columns = a.block(from..from + room, 0..depth).t();
        for (p, to) in panel.chunks_mut(room.max(1)).enumerate() {
            copy(columns.row(p).unwrap_or(&[]), to);
        }
    }
}

/// `to ← from`, as far as both go.
#[inline(always)]
fn copy<T: Copy>(from: &[T], to: &mut [T]) {
    let len = from.len().min(to.len());
    let ((from, last), (to, end)) = (from[..len].as_chunks::<RUN>(), to[..len].as_chunks_mut::<RUN>());
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
    for (to, from) in end.iter_mut().zip(last) {
        *to = *from;
    }
}
