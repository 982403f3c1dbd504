//! Rows times a matrix of few columns: four sums of each number, since one alone would wait for each of its additions.
//!
//! Number `p` of a row belongs to sum `p mod 4`, and the result is `(s₀ + s₁) + (s₂ + s₃)`, whatever is computed beside it.

use super::one::{Ending, finish};
use super::{Isa, Level, Real, pieces, pieces_mut};

/// Sums of a number.
const SUMS: usize = 4;
/// Longer rows are left to products, which share them out over threads.
const DEPTH: usize = 1024;

/// Whether a matrix is computed here: columns that fit into a vector, and not so many rows that threads would be worth it.
#[inline(always)]
pub(crate) const fn is_narrow(lanes: usize, depth: usize, columns: usize) -> bool {
    lanes > 1 && 0 < columns && columns <= lanes && 0 < depth && depth <= DEPTH
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
    // As many sums as there are registers for beside what is read.
    if matches!(S::LEVEL, Level::Avx512 | Level::Neon) { matrix.all::<6>(x, y) } else { matrix.all::<3>(x, y) }
}

/// [`narrow`] for one row.
#[cfg(feature = "std")]
#[inline(always)]
pub(super) fn narrow_row<T: Real, S: Isa<T>>(isa: S, x: &[T], w: &[T], y: &mut [T], ending: Ending<'_, T>) {
    let (depth, columns) = (x.len(), y.len());
    if is_narrow(S::LANES, depth, columns) && depth * columns <= w.len() {
        Narrow { isa, depth, w, columns, ending }.rows::<1>(x, y);
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
    /// `AT_ONCE` rows at a time, and what is left over one by one.
    #[inline(always)]
    fn all<const AT_ONCE: usize>(&self, x: &[T], y: &mut [T]) {
        let groups = x.len() / (AT_ONCE * self.depth);
        let (x, rest) = x.split_at_checked(groups * AT_ONCE * self.depth).unwrap_or_default();
        let (y, to_rest) = y.split_at_mut_checked(groups * AT_ONCE * self.columns).unwrap_or_default();
        for (x, y) in pieces(x, AT_ONCE * self.depth).zip(pieces_mut(y, AT_ONCE * self.columns)) {
            self.rows::<AT_ONCE>(x, y);
        }
        for (x, y) in pieces(rest, self.depth).zip(pieces_mut(to_rest, self.columns)) {
            self.rows::<1>(x, y);
        }
    }

    /// `COUNT` rows.
    #[inline(always)]
    fn rows<const COUNT: usize>(&self, x: &[T], y: &mut [T]) {
        let Narrow { isa, depth, w, columns, ending } = *self;
        let fits = x.len() == COUNT * depth && depth * columns <= w.len() && (1..=S::LANES).contains(&columns);
        debug_assert!(fits, "rows out of reach");
        if !fits {
            return;
        }
        let mut sums = [[isa.zero(); SUMS]; COUNT];
        let (mut x, mut w) = (x.as_ptr(), w.as_ptr());
        let mut left = depth;
        /// Up to as many steps as there are sums; in `whole`, vectors are, though the row may end before.
        macro_rules! steps {
            ($whole:literal) => {{
                for s in 0..SUMS {
                    if $whole || s < left {
                        // SAFETY: this is one of the `depth` steps. Each reads a number of each row of `x`, `depth` apart, and of `w` the `columns`
                        // numbers of a row, or a vector where that lies within its rows. The pointers move on by `wrapping_add`, as after the last
                        // step they may be beyond the end.
                        let w_row = unsafe { if $whole { isa.load_ptr(w) } else { isa.load_part(w, columns) } };
                        for (i, sums) in sums.iter_mut().enumerate() {
                            // SAFETY: as above.
                            let x = isa.splat(unsafe { *x.wrapping_add(i * depth + s) });
                            sums[s] = isa.fma(x, w_row, sums[s]);
                        }
                        w = w.wrapping_add(columns);
                    }
                }
                x = x.wrapping_add(SUMS);
                left = left.saturating_sub(SUMS);
            }};
        }
        // What is beyond a row's end are numbers of the next ones, but for the last.
        let whole = if depth * columns < S::LANES { 0 } else { (depth * columns - S::LANES) / columns + 1 };
        for _ in 0..whole.min(depth) / SUMS {
            steps!(true);
        }
        while left > 0 {
            steps!(false);
        }
        for ([a, b, c, d], y) in sums.into_iter().zip(pieces_mut(y, columns)) {
            finish(isa, y, 0..columns, isa.add(isa.add(a, b), isa.add(c, d)), ending);
        }
    }
}
