//! Rows times a matrix of few columns: four sums of each number, since one alone would wait for each of its additions.
//!
//! Number `p` of a row belongs to sum `p mod 4`, and the result is `(s₀ + s₁) + (s₂ + s₃)`, whatever is computed beside it.

use super::one::{Ending, finish};
use super::{Isa, Real, pieces, pieces_mut};

/// Sums of a number.
const SUMS: usize = 4;
/// Rows at a time where there is one vector of columns.
const ROWS: usize = 3;
/// Longer rows are left to products, which share them out over threads.
const DEPTH: usize = 1024;

/// Whether a matrix is computed here: few columns, at most two vectors of them, and not so many rows that threads would be worth it.
#[inline(always)]
pub(crate) const fn is_narrow(lanes: usize, depth: usize, columns: usize) -> bool {
    lanes > 1 && 0 < columns && columns <= 2 * lanes && 0 < depth && depth <= DEPTH
}

/// `y ← f(x · W + …)` for each row, of `depth` numbers in `x`, and of `columns` in `W` and in `y`. Nothing is done where `W` has fewer, or is
/// not narrow.
#[inline(always)]
pub(crate) fn narrow<T: Real, S: Isa<T>>(
    isa: S,
    (x, depth): (&[T], usize),
    w: &[T],
    (y, columns): (&mut [T], usize),
    ending: Ending<'_, T>,
) {
    if !is_narrow(S::LANES, depth, columns) || depth * columns > w.len() {
        return;
    }
    let matrix = Narrow { isa, depth, w, columns, ending };
    match (columns.div_ceil(S::LANES), columns % S::LANES) {
        (1, 0) => matrix.all::<ROWS, 1, false>(x, y),
        (1, _) => matrix.all::<ROWS, 1, true>(x, y),
        (_, 0) => matrix.all::<1, 2, false>(x, y),
        _ => matrix.all::<1, 2, true>(x, y),
    }
}

/// What all rows are multiplied by, and what becomes of their sums. It is narrow, and all of `w` is there.
struct Narrow<'a, T, S> {
    isa: S,
    depth: usize,
    w: &'a [T],
    columns: usize,
    ending: Ending<'a, T>,
}

impl<T: Real, S: Isa<T>> Narrow<'_, T, S> {
    /// `AT_ONCE` rows at a time, and what is left over one by one. With `PART`, the last vector of columns is part of one.
    #[inline(always)]
    fn all<const AT_ONCE: usize, const VECTORS: usize, const PART: bool>(&self, x: &[T], y: &mut [T]) {
        let groups = if AT_ONCE > 1 { x.len() / (AT_ONCE * self.depth) } else { 0 };
        let (x, rest) = x.split_at_checked(groups * AT_ONCE * self.depth).unwrap_or_default();
        let (y, to_rest) = y.split_at_mut_checked(groups * AT_ONCE * self.columns).unwrap_or_default();
        for (x, y) in pieces(x, AT_ONCE * self.depth).zip(pieces_mut(y, AT_ONCE * self.columns)) {
            self.rows::<AT_ONCE, VECTORS, PART>(x, y);
        }
        for (x, y) in pieces(rest, self.depth).zip(pieces_mut(to_rest, self.columns)) {
            self.rows::<1, VECTORS, PART>(x, y);
        }
    }

    /// `COUNT` rows.
    #[inline(always)]
    fn rows<const COUNT: usize, const VECTORS: usize, const PART: bool>(&self, x: &[T], y: &mut [T]) {
        let Narrow { isa, depth, w, columns, ending } = *self;
        let last = columns.wrapping_sub((VECTORS - 1) * S::LANES);
        let fits = x.len() == COUNT * depth && depth * columns <= w.len() && (1..=S::LANES).contains(&last);
        debug_assert!(fits, "rows out of reach");
        if !fits {
            return;
        }
        let mut sums = [[[isa.zero(); VECTORS]; SUMS]; COUNT];
        let (mut x, mut w) = (x.as_ptr(), w.as_ptr());
        let mut left = depth;
        while left > 0 {
            for s in 0..SUMS {
                if s < left {
                    // SAFETY: this is one of the `depth` steps. Each reads a number of each row of `x`, `depth` apart, and the `columns`
                    // numbers of a row of `w`, all of which are there. The pointers move on by `wrapping_add`, as after the last step they
                    // may be beyond the end.
                    unsafe {
                        let mut row = [isa.zero(); VECTORS];
                        for (j, row) in row.iter_mut().enumerate() {
                            let from = w.wrapping_add(j * S::LANES);
                            let part = PART && j + 1 == VECTORS;
                            *row = if part { isa.load_part(from, last) } else { isa.load_ptr(from) };
                        }
                        for (i, sums) in sums.iter_mut().enumerate() {
                            let x = isa.splat(*x.wrapping_add(i * depth + s));
                            for (sum, w) in sums[s].iter_mut().zip(row) {
                                *sum = isa.fma(x, w, *sum);
                            }
                        }
                    }
                    w = w.wrapping_add(columns);
                }
            }
            x = x.wrapping_add(SUMS);
            left = left.saturating_sub(SUMS);
        }
        for (sums, y) in sums.into_iter().zip(pieces_mut(y, columns)) {
            for j in 0..VECTORS {
                let [a, b, c, d] = sums.map(|sums| sums[j]);
                let sum = isa.add(isa.add(a, b), isa.add(c, d));
                let to = j * S::LANES..if j + 1 < VECTORS { (j + 1) * S::LANES } else { columns };
                finish(isa, y, to, sum, ending);
            }
        }
    }
}

/// [`narrow`] for one row, where the sizes are known while compiling: of its ways, one is compiled.
#[cfg(feature = "std")]
#[inline(always)]
pub(super) fn narrow_row<T: Real, S: Isa<T>, const VECTORS: usize, const PART: bool>(
    isa: S,
    x: &[T],
    w: &[T],
    y: &mut [T],
    ending: Ending<'_, T>,
) {
    let columns = y.len();
    Narrow { isa, depth: x.len(), w, columns, ending }.rows::<1, VECTORS, PART>(x, y);
}
