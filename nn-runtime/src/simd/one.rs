//! One row times a matrix: all that is done with the weights is to read them, so they are read along cache lines.
//!
//! Rows of weights start where the allocator put them, which is rarely where a vector's cache line starts; each load then touches two. Where all
//! rows start at the same place of a line, the first columns go by themselves, fewer than a vector, and the loads behind them are aligned. Every
//! column is a sum of its own, so that its result does not depend on how columns are put together.

use super::{Isa, Real};
use core::ops::Range;

/// What becomes of the sums: `y ← f(sum + (y + bias))`.
#[derive(Clone, Copy)]
pub(crate) struct Ending<'a, T> {
    /// One for each column; empty for none.
    pub bias: &'a [T],
    /// Whether what is in `y` is left out.
    pub fresh: bool,
    /// Whether negative numbers become 0.
    pub relu: bool,
}

/// Bytes of weights below which they are in cache anyway, and columns by themselves would cost more than they save.
const SMALL: usize = 8 << 10;

/// `y ← f(x · W + …)`, where `W` has a row of `y.len()` numbers for each number of `x`. Nothing is done where it has fewer.
#[inline(always)]
pub(crate) fn one<T: Real, S: Isa<T>>(isa: S, x: &[T], w: &[T], y: &mut [T], ending: Ending<'_, T>) {
    let cols = y.len();
    if x.len().checked_mul(cols).is_none_or(|all| all > w.len()) {
        return;
    }
    let vector = S::LANES * size_of::<T>();
    let beside = w.as_ptr().addr() % vector;
    let steady = size_of_val(y).is_multiple_of(vector) && size_of_val(w) > SMALL;
    let head = if steady && beside > 0 && S::LANES > 1 { (vector - beside) / size_of::<T>() } else { 0 };
    let mut row = Columns { isa, x, w, y, ending, at: 0 };
    if head > 0 && head < S::LANES {
        match (cols - head) / S::LANES {
            7.. => row.some::<7, true>(head),
            3.. => row.some::<3, true>(head),
            _ => {}
        }
    }
    while row.at < cols {
        match (cols - row.at) / S::LANES {
            8.. => row.some::<8, false>(0),
            4.. => row.some::<4, false>(0),
            2.. => row.some::<2, false>(0),
            1 => row.some::<1, false>(0),
            _ => row.some::<0, false>(0),
        }
    }
}

/// The columns from `at` on.
pub(super) struct Columns<'a, T, S> {
    pub isa: S,
    pub x: &'a [T],
    pub w: &'a [T],
    pub y: &'a mut [T],
    pub ending: Ending<'a, T>,
    pub at: usize,
}

impl<T: Real, S: Isa<T>> Columns<'_, T, S> {
    /// With `HEAD`, `head` columns, then `NV` vectors of them, and then the last ones, if they are fewer than a vector.
    #[inline(always)]
    fn some<const NV: usize, const HEAD: bool>(&mut self, head: usize) {
        let left = (self.y.len() - self.at).saturating_sub(head + NV * S::LANES);
        if left > 0 && left < S::LANES {
            self.next::<NV, HEAD, true>(head);
        } else {
            self.next::<NV, HEAD, false>(head);
        }
    }

    /// With `HEAD`, `head` columns, then `NV` vectors of them, and then, with `TAIL`, all others, fewer than a vector. They have to be there.
    #[inline(always)]
    pub(super) fn next<const NV: usize, const HEAD: bool, const TAIL: bool>(&mut self, head: usize) {
        let (from, cols) = (self.at, self.y.len());
        let head = if HEAD { head } else { 0 };
        let tail = if TAIL { cols.saturating_sub(from + head + NV * S::LANES) } else { 0 };
        let width = head + NV * S::LANES + tail;
        let part = |len: usize| len < S::LANES;
        if from + width > cols || width == 0 || !part(head) || !part(tail) || self.x.len() * cols > self.w.len() {
            debug_assert!(false, "columns out of reach");
            self.at = cols;
            return;
        }
        self.at = from + width;
        self.sums::<NV, HEAD, TAIL>(from, head, tail);
    }

    /// Those columns, all of which are there.
    #[inline(always)]
    fn sums<const NV: usize, const HEAD: bool, const TAIL: bool>(&mut self, from: usize, head: usize, tail: usize) {
        let (isa, cols) = (self.isa, self.y.len());
        let (mut first, mut sums, mut last) = (isa.zero(), [isa.zero(); NV], isa.zero());
        let mut row = self.w.as_ptr().wrapping_add(from);
        for &x in self.x {
            let x = isa.splat(x);
            // SAFETY: of each of the `x.len()` rows of `cols` numbers in `w`, `head`, `NV` vectors and `tail` numbers from `from` on are read, which
            // together are no more than the rest of the row, as `next` found. The pointer moves on by `wrapping_add`, as after the last row it is
            // beyond the end.
            unsafe {
                if HEAD {
                    first = isa.fma(x, isa.load_part(row, head), first);
                }
                let row = row.add(head);
                for (j, sum) in sums.iter_mut().enumerate() {
                    *sum = isa.fma(x, isa.load_ptr(row.add(j * S::LANES)), *sum);
                }
                if TAIL {
                    last = isa.fma(x, isa.load_part(row.add(NV * S::LANES), tail), last);
                }
            }
            row = row.wrapping_add(cols);
        }
        if HEAD {
            finish(isa, self.y, from..from + head, first, self.ending);
        }
        for (j, sum) in sums.into_iter().enumerate() {
            let at = from + head + j * S::LANES;
            finish(isa, self.y, at..at + S::LANES, sum, self.ending);
        }
        if TAIL {
            let at = from + head + NV * S::LANES;
            finish(isa, self.y, at..at + tail, last, self.ending);
        }
    }
}

/// Writes the sums of some columns, at most a vector of them.
#[inline(always)]
pub(super) fn finish<T: Real, S: Isa<T>>(isa: S, y: &mut [T], columns: Range<usize>, sum: S::V, ending: Ending<'_, T>) {
    let Some(y) = y.get_mut(columns.clone()) else { return };
    let mut rest = isa.load(ending.bias.get(columns).unwrap_or(&[]));
    if !ending.fresh {
        rest = isa.add(isa.load(y), rest);
    }
    let sum = isa.add(sum, rest);
    // In this order NaN stays.
    isa.store(y, if ending.relu { isa.max(isa.zero(), sum) } else { sum });
}
