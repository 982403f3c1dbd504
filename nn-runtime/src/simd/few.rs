//! The innermost loop of a product with few rows: nothing is packed, every row of `B` is read where it lies.
//!
//! `C[i, j…] ← Σₚ A[i, p] · B[p, j…]`, the columns in registers: the products of microcontrollers, inlined where they are called, so that
//! their sizes are constants. The numbers are added in the order in which tiles add them.

use super::{Finish, Isa, MatMut, MatRef, Real, Weight};

/// A product of `a` and `b`, whose rows are contiguous, written to `c`, whose rows are contiguous.
///
/// Nothing is done if one of the two has gaps between columns.
#[inline(always)]
pub(crate) fn few<T: Real, W: Weight<Number = T>, S: Isa<T>>(
    isa: S,
    a: MatRef<'_, T>,
    b: MatRef<'_, W>,
    mut c: MatMut<'_, T>,
    finish: Finish<'_, T, W>,
) {
    let (rows, cols, depth) = (c.rows().min(a.rows()), c.cols().min(b.cols()), a.cols().min(b.rows()));
    let contiguous = (b.col_stride() == 1 || b.cols() <= 1) && (c.col_stride() == 1 || c.cols() <= 1);
    debug_assert!(contiguous, "columns with gaps");
    if !contiguous {
        return;
    }
    for i in 0..rows {
        let a = a.block(i..i + 1, 0..depth);
        let mut at = 0;
        while at < cols {
            let left = cols - at;
            let width = match left / S::LANES {
                8.. => 8 * S::LANES,
                4.. => 4 * S::LANES,
                2.. => 2 * S::LANES,
                1 => S::LANES,
                _ => left,
            };
            let b = b.block(0..depth, at..at + width);
            let c = c.block(i..i + 1, at..at + width);
            let bias = finish.bias.get(at..).unwrap_or(&[]);
            let finish = Finish { bias, ..finish };
            match left / S::LANES {
                8.. => row::<T, W, S, 8, false>(isa, a, b, c, finish),
                4.. => row::<T, W, S, 4, false>(isa, a, b, c, finish),
                2.. => row::<T, W, S, 2, false>(isa, a, b, c, finish),
                1 => row::<T, W, S, 1, false>(isa, a, b, c, finish),
                _ => row::<T, W, S, 1, true>(isa, a, b, c, finish),
            }
            at += width;
        }
    }
}

/// One row of `a` times `NV` vectors of columns, the only one of which, with `PART`, is not full.
#[inline(always)]
fn row<T: Real, W: Weight<Number = T>, S: Isa<T>, const NV: usize, const PART: bool>(
    isa: S,
    a: MatRef<'_, T>,
    b: MatRef<'_, W>,
    mut c: MatMut<'_, T>,
    finish: Finish<'_, T, W>,
) {
    let (depth, width, b_stride, a_stride) = (a.cols().min(b.rows()), b.cols(), b.row_stride(), a.col_stride());
    let (a, b) = (a.span(), b.span());
    let whole = if PART { width < S::LANES } else { width == NV * S::LANES };
    let fits = depth == 0 || ((depth - 1) * a_stride < a.len() && (depth - 1) * b_stride + width <= b.len());
    debug_assert!(whole && fits, "row out of reach");
    if !(whole && fits) {
        return;
    }
    let mut sums = [isa.zero(); NV];
    let (mut a_at, mut b_at) = (a.as_ptr(), b.as_ptr());
    for _ in 0..depth {
        // SAFETY: number `p < depth` of `a` lies inside, and so do the `width` numbers of row `p` of `b`, as was found. The pointers move
        // on by `wrapping_add`, as after the last step they may be beyond the end.
        unsafe {
            let x = isa.splat(*a_at);
            for (j, sum) in sums.iter_mut().enumerate() {
                let y = if PART { W::load_part(isa, b_at, width) } else { W::load_ptr(isa, b_at.add(j * S::LANES)) };
                *sum = isa.fma(x, y, *sum);
            }
        }
        a_at = a_at.wrapping_add(a_stride);
        b_at = b_at.wrapping_add(b_stride);
    }
    let (alpha, beta) = (isa.splat(finish.alpha), isa.splat(finish.beta));
    for (j, (sum, part)) in sums.into_iter().zip(c.row_mut(0).unwrap_or(&mut []).chunks_mut(S::LANES)).enumerate() {
        let mut rest = W::load(isa, finish.bias.get(j * S::LANES..).unwrap_or(&[]));
        if finish.beta != T::zero() {
            rest = isa.fma(beta, isa.load(part), rest);
        }
        isa.store(part, isa.fma(alpha, sum, rest));
    }
}
