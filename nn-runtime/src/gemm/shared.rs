//! Large products shared out over threads: `C` is cut into as many parts as there are threads. The result is the same to the bit wherever it
//! is cut, since no number of a row depends on what is computed beside it.

use super::{Epilogue, product};
use crate::simd::{MatMut, MatRef, Real, Token};

/// Multiplications in a part at the least: some thirty microseconds' worth, as waking a thread takes about as long.
const PART: usize = 1 << 22;

/// As [`product`], which each part is.
pub(super) fn shared<T: Real>(
    token: Token,
    alpha: T,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    beta: T,
    c: MatMut<'_, T>,
    epilogue: Epilogue<'_, T>,
) {
    let (rows, depth) = (c.rows().min(a.rows()), a.cols());
    let work = rows.saturating_mul(c.cols()).saturating_mul(depth);
    let most = work / PART;
    let parts = if most > 1 { rayon::current_num_threads().min(most) } else { 1 };
    cut(parts, token, alpha, a, b, beta, c, epilogue);
}

#[allow(clippy::too_many_arguments)]
fn cut<T: Real>(
    parts: usize,
    token: Token,
    alpha: T,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    beta: T,
    c: MatMut<'_, T>,
    epilogue: Epilogue<'_, T>,
) {
    let (rows, depth) = (c.rows().min(a.rows()), a.cols());
    let first = parts / 2;
    let at = rows * first / parts.max(1);
    if at == 0 {
        product(token, alpha, a, b, beta, c, epilogue);
        return;
    }
    let (upper, lower) = c.split_rows(at);
    let (above, below) = (a.block(0..at, 0..depth), a.block(at..rows, 0..depth));
    let of = |rows| Epilogue { mask: epilogue.mask.map(|mask| mask.block(rows, 0..mask.cols())), ..epilogue };
    let (masked_above, masked_below) = (of(0..at), of(at..rows));
    both(
        || cut(first, token, alpha, above, b, beta, upper, masked_above),
        || cut(parts - first, token, alpha, below, b, beta, lower, masked_below),
    );
}

/// Runs both, side by side if another thread has time. A caller that is no thread of the pool does the first itself: one fewer is woken.
fn both(first: impl FnOnce() + Send, second: impl FnOnce() + Send) {
    if rayon::current_thread_index().is_some() {
        rayon::join(first, second);
    } else {
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| second());
            first();
        });
    }
}
