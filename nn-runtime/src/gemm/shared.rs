//! Large products shared out over threads: `C` is halved until the parts are small, always at the same places, so that the result is the
//! same to the bit with any number of threads, and without.

use super::{Epilogue, product};
use crate::simd::{Level, MatMut, MatRef, Real};

/// Multiplications in a part that is not cut further: some hundred microseconds' worth, much more than it takes to wake a thread.
const PART: usize = 1 << 22;
/// Parts begin at multiples of this: whole tiles of every instruction set, so that none is wasted at a cut.
const ROWS: usize = 84;

/// As [`product`], which each part is.
pub(super) fn shared<T: Real>(
    level: Level,
    alpha: T,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    beta: T,
    c: MatMut<'_, T>,
    epilogue: Epilogue<'_, T>,
) {
    let (rows, cols, depth) = (c.rows().min(a.rows()), c.cols(), a.cols());
    let work = rows.saturating_mul(cols).saturating_mul(depth);
    let half = rows.div_ceil(2).next_multiple_of(ROWS);
    if work <= PART || half >= rows {
        product(level, alpha, a, b, beta, c, epilogue);
        return;
    }
    let (upper, lower) = c.split_rows(half);
    let (above, below) = (a.block(0..half, 0..depth), a.block(half..rows, 0..depth));
    rayon::join(
        || shared(level, alpha, above, b, beta, upper, epilogue),
        || shared(level, alpha, below, b, beta, lower, epilogue),
    );
}
