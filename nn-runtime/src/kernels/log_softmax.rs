//! Logarithm of softmax over rows, in place.

use super::softmax::{Few, exp_of_first, few_rows, less_greatest, load_rows, store_rows};
use crate::Pass;
use crate::math::lanes;
use crate::simd::{self, Isa, Max, Real, dispatch, pieces_mut, prefetch};
use nn_spec::layers::log_softmax::Geometry;

kernel! { T =>
    /// `y ← y − max − ln Σ exp(y − max)` for each row.
    pub fn forward(g: &Geometry, _pass: &Pass, y: &mut [T]) {
        dispatch(Forward { y, width: g.classes.max(1) });
    }

    /// `d ← d − exp(y) · Σ d` for each row.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, _pass: &Pass, y: &[T], d: &mut [T]) {
        dispatch(Backward { y, d, width: g.classes.max(1) });
    }
}

struct Forward<'a, T> {
    y: &'a mut [T],
    width: usize,
}

impl<T: Real> simd::Kernel<T> for Forward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        if few_rows::<T, S, LogSoftmax>(isa, self.y, self.width) {
            return;
        }
        for row in pieces_mut(self.y, self.width) {
            let max = isa.splat(Max(row).eval(isa));
            let mut sum = isa.zero();
            for y in row.chunks(S::LANES) {
                // The next row, whose greatest number is found faster than memory gives it.
                prefetch(y.as_ptr().wrapping_add(self.width));
                sum = isa.add(sum, exp_of_first(isa, isa.sub(isa.load(y), max), y.len()));
            }
            let total = lanes::ln(isa, isa.splat(isa.reduce_sum(sum)));
            for y in row.chunks_mut(S::LANES) {
                isa.store(y, isa.sub(isa.sub(isa.load(y), max), total));
            }
        }
    }
}

struct LogSoftmax;

impl<T: Real> Few<T> for LogSoftmax {
    #[inline(always)]
    fn rows<S: Isa<T>, const N: usize>(isa: S, y: &mut [T], width: usize) {
        let mut rows: [S::V; N] = less_greatest(isa, load_rows(isa, y, width, T::neg_infinity()));
        // All logarithms at once.
        let mut totals = [T::one(); N];
        for (total, row) in totals.iter_mut().zip(&rows) {
            *total = isa.reduce_sum(exp_of_first(isa, *row, width));
        }
        for totals in totals.chunks_mut(S::LANES) {
            isa.store(totals, lanes::ln(isa, isa.load(totals)));
        }
        for (row, total) in rows.iter_mut().zip(totals) {
            *row = isa.sub(*row, isa.splat(total));
        }
        store_rows(isa, y, width, rows);
    }
}

struct Backward<'a, T> {
    y: &'a [T],
    d: &'a mut [T],
    width: usize,
}

impl<T: Real> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        for (d, y) in self.d.chunks_exact_mut(self.width).zip(self.y.chunks_exact(self.width)) {
            let mut sum = isa.zero();
            for d in d.chunks(S::LANES) {
                sum = isa.add(sum, isa.load(d));
            }
            let sum = isa.splat(isa.reduce_sum(sum));
            for (d, y) in d.chunks_mut(S::LANES).zip(y.chunks(S::LANES)) {
                isa.store(d, isa.nmul_add(lanes::exp(isa, isa.load(y)), sum, isa.load(d)));
            }
        }
    }
}
