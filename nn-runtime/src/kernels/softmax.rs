//! Softmax over rows, in place.

use crate::Pass;
use crate::math::lanes;
use crate::simd::{self, Isa, Real, dispatch, pieces_mut};
use nn_spec::layers::softmax::Geometry;

kernel! { T =>
    /// `y ← exp(y − max) / Σ exp(y − max)` for each row.
    pub fn forward(g: &Geometry, _pass: &Pass, y: &mut [T]) {
        dispatch(Forward { y, width: g.classes.max(1) });
    }

    /// `d ← y · (d − Σ d·y)` for each row.
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
        pieces_mut(self.y, self.width).for_each(|y| row(isa, y));
    }
}

/// Softmax of one row.
#[inline(always)]
pub(super) fn row<T: Real, S: Isa<T>>(isa: S, row: &mut [T]) {
    let max = isa.splat(greatest(isa, row));
    if S::LANES > 1 && row.len() <= S::LANES {
        // Most rows have few classes. What was written under a mask is waited for before it is read again, so it stays in the register.
        let exp = less(isa, row, max);
        return isa.store(row, isa.mul(exp, isa.splat(isa.reduce_sum(exp).recip())));
    }
    let mut sum = isa.zero();
    for y in row.chunks_mut(S::LANES) {
        let exp = less(isa, y, max);
        sum = isa.add(sum, exp);
        isa.store(y, exp);
    }
    let scale = isa.splat(isa.reduce_sum(sum).recip());
    for y in row.chunks_mut(S::LANES) {
        isa.store(y, isa.mul(isa.load(y), scale));
    }
}

/// `exp(y − max)` of a vector's numbers, 0 beyond their end.
#[inline(always)]
fn less<T: Real, S: Isa<T>>(isa: S, y: &[T], max: S::V) -> S::V {
    lanes::exp(isa, isa.sub(isa.load_or(y, T::neg_infinity()), max))
}

/// The greatest number of a row: less it, no exponential can overflow.
#[inline(always)]
pub(super) fn greatest<T: Real, S: Isa<T>>(isa: S, row: &[T]) -> T {
    let lowest = T::neg_infinity();
    let mut max = isa.splat(lowest);
    for y in row.chunks(S::LANES) {
        max = isa.max(isa.load_or(y, lowest), max);
    }
    isa.reduce_max(max)
}

/// `d ← y · (d − Σ d·y)` for each row.
pub(super) struct Backward<'a, T> {
    /// The probabilities.
    pub y: &'a [T],
    /// The gradient.
    pub d: &'a mut [T],
    /// The length of a row.
    pub width: usize,
}

impl<T: Real> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        for (d, y) in self.d.chunks_exact_mut(self.width).zip(self.y.chunks_exact(self.width)) {
            let mut dot = isa.zero();
            for (d, y) in d.chunks(S::LANES).zip(y.chunks(S::LANES)) {
                dot = isa.fma(isa.load(d), isa.load(y), dot);
            }
            let dot = isa.splat(isa.reduce_sum(dot));
            for (d, y) in d.chunks_mut(S::LANES).zip(y.chunks(S::LANES)) {
                isa.store(d, isa.mul(isa.load(y), isa.sub(isa.load(d), dot)));
            }
        }
    }
}
