//! Factors copied to where, and how, the innermost loop wants them.

use crate::simd::{Isa, Kernel, MatRef, Real, prefetch};

/// Rows between the one that is copied and the one that is asked for: a row is too short for the processor to foresee the next.
const AHEAD: usize = 8;
/// What is copied of a row at least, where there are panels enough: a line by itself is not worth finding the row.
const PIECE_BYTES: usize = 512;
/// Bytes of a line of the cache, and of the widest vector.
pub(crate) const LINE_BYTES: usize = 64;
const CROWDING_BYTES: usize = 512;
/// Numbers of the widest vector.
const WIDEST: usize = 16;

/// Copies a matrix to panels of some columns, one behind the other. The rows of a panel lie one behind the other, too.
pub struct Panels<'a, T> {
    /// What is copied.
    pub from: MatRef<'a, T>,
    /// Columns of a panel; the last one may have fewer.
    pub columns: usize,
    /// From a row of a panel to the next, at least that many. What is there beyond a panel's columns may be anything.
    pub stride: usize,
    /// Where the panels go.
    pub to: &'a mut [T],
}

impl<T: Real> Kernel<T> for Panels<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Panels { from, columns, stride, .. } = self;
        if columns == 0 || stride < columns || from.rows() == 0 {
            return;
        }
        if from.row(0).is_some() {
            self.rows(isa);
        } else if from.t().row(0).is_some() {
            self.turned(isa);
        } else {
            self.one_by_one();
        }
    }
}

impl<T: Copy + Default> Panels<'_, T> {
    /// As the kernel does, without vectors.
    pub(crate) fn one_by_one(self) {
        let Panels { from, columns, stride, to } = self;
        for p in 0..from.rows() {
            for j in 0..from.cols() {
                let (panel, column) = (j / columns.max(1), j % columns.max(1));
                if let Some(to) = to.get_mut((panel * from.rows() + p) * stride + column) {
                    *to = from.get(p, j);
                }
            }
        }
    }
}

impl<T: Real> Panels<'_, T> {
    /// Rows have their numbers side by side: some panels' part of each at a time.
    #[inline(always)]
    fn rows<S: Isa<T>>(self, isa: S) {
        let Panels { from, columns, stride, to } = self;
        let panel = from.rows() * stride;
        let some = PIECE_BYTES.div_ceil(columns * size_of::<T>());
        for (i, panels) in to.chunks_mut(some * panel).enumerate() {
            let piece = i * some * columns..((i + 1) * some * columns).min(from.cols());
            for p in 0..from.rows() {
                let row = from.row(p).and_then(|row| row.get(piece.clone())).unwrap_or(&[]);
                let ahead = from.row(p + AHEAD).unwrap_or(&[]).as_ptr().wrapping_add(piece.start);
                for (k, row) in row.chunks(columns).enumerate() {
                    prefetch(ahead.wrapping_add(k * columns));
                    copy(isa, row, panels.get_mut(k * panel + p * stride..).unwrap_or(&mut []));
                }
            }
        }
    }

    /// Columns have their numbers side by side: a vector of each of as many, which change places with rows.
    #[inline(always)]
    fn turned<S: Isa<T>>(self, isa: S) {
        let Panels { from, columns, stride, to } = self;
        let (rows, lines) = (from.rows(), from.t());
        for (i, panel) in to.chunks_mut(rows * stride).enumerate() {
            let last = (i * columns + columns).min(from.cols());
            for (p, to) in (0..rows).step_by(S::LANES).zip(panel.chunks_mut(S::LANES * stride)) {
                for j in (0..columns).step_by(S::LANES) {
                    let mut square = [isa.zero(); WIDEST];
                    for (k, line) in square.iter_mut().enumerate().take(S::LANES) {
                        let at = i * columns + j + k;
                        if at < last {
                            *line = isa.load(lines.row(at).and_then(|line| line.get(p..)).unwrap_or(&[]));
                        }
                    }
                    transpose(isa, &mut square);
                    for (to, &line) in to.chunks_mut(stride).zip(&square) {
                        let to = to.get_mut(j..).unwrap_or(&mut []);
                        let room = to.len().min(S::LANES);
                        isa.store(&mut to[..room], line);
                    }
                }
            }
        }
    }
}

/// From a copied row to the next: whole lines, and no multiple of 512 bytes, as such rows would share few lines of the first cache.
pub(crate) fn apart<T>(columns: usize) -> usize {
    let line = LINE_BYTES / size_of::<T>();
    let stride = columns.next_multiple_of(line);
    if (stride * size_of::<T>()).is_multiple_of(CROWDING_BYTES) { stride + line } else { stride }
}

/// `to ← from`, whole vectors and what is left.
#[inline(always)]
fn copy<T: Real, S: Isa<T>>(isa: S, from: &[T], to: &mut [T]) {
    let to = to.get_mut(..from.len()).unwrap_or(&mut []);
    let mut whole = to.chunks_exact_mut(S::LANES);
    let mut vectors = from.chunks_exact(S::LANES);
    for (to, from) in whole.by_ref().zip(vectors.by_ref()) {
        isa.store(to, isa.load(from));
    }
    let (to, from) = (whole.into_remainder(), vectors.remainder());
    if !to.is_empty() {
        isa.store(to, isa.load(from));
    }
}

/// Turns a square of vectors: as often as its side can be halved, rows of both halves are taken by turns.
#[inline(always)]
fn transpose<T: Real, S: Isa<T>>(isa: S, square: &mut [S::V; WIDEST]) {
    let mut side = S::LANES;
    while side > 1 {
        let old = *square;
        for i in 0..S::LANES / 2 {
            (square[2 * i], square[2 * i + 1]) = isa.zip(old[i], old[i + S::LANES / 2]);
        }
        side /= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Token, available};

    /// Panels of a matrix whose rows, columns, or neither have their numbers side by side, at each level.
    fn check<T: Real>() {
        for (rows, cols, columns, stride) in [
            (1, 1, 1, 1),
            (9, 16, 16, 16),
            (35, 50, 16, 16),
            (20, 33, 6, 8),
            (17, 20, 20, 24),
            (5, 100, 48, 48),
            (3, 7, 9, 9),
        ] {
            let data: Vec<T> = (0..(rows + 2) * (cols + 2) * 2).map(|i| T::real(i as f64)).collect();
            for (row, col) in [(cols + 2, 1), (1, rows + 2), (2 * (cols + 2), 2)] {
                let from = MatRef::with_strides(&data, rows, cols, row, col);
                for level in available() {
                    let mut to = vec![T::nan(); cols.div_ceil(columns) * rows * stride];
                    T::run(Token::new(level).unwrap(), Panels { from, columns, stride, to: &mut to });
                    for (p, j) in (0..rows).flat_map(|p| (0..cols).map(move |j| (p, j))) {
                        let got = to[(j / columns * rows + p) * stride + j % columns];
                        assert_eq!(
                            got,
                            from.get(p, j),
                            "{level:?} {rows}×{cols} by {columns} {row} {col} at ({p}, {j})"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn panels_hold_all_numbers() {
        check::<f32>();
        check::<f64>();
    }
}
