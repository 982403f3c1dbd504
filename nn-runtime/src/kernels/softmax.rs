//! Softmax over rows, in place.

#[cfg(feature = "std")]
use crate::inlined::Known;
use crate::math::lanes;
use crate::simd::{self, Isa, Kernel as _, Max, Real, dispatch, pieces, pieces_mut, prefetch};
use crate::Pass;
#[cfg(feature = "std")]
use crate::Scalar;
use nn_spec::layers::softmax::Geometry;

kernel! { T =>
    /// `y ← exp(y − max) / Σ exp(y − max)` for each row.
    pub fn forward(g: &Geometry, _pass: &Pass, y: &mut [T]) {
        dispatch(Forward { y, width: g.classes.max(1) });
    }

    /// `d ← y · (d − Σ d·y)` for each row.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, _pass: &Pass, y: &[T], d: &mut [T]) {
        dispatch(Backward { y, d, width: g.classes.max(1) });
    }
}

/// [`forward`], to the bit, of the program of a stack of layers.
#[cfg(feature = "std")]
#[inline(always)]
pub fn inlined<T: Scalar, S: Isa<T>, L: Known<Geometry>>(isa: S, pass: &Pass, y: &mut [T]) {
    let classes = L::GEOMETRY.classes;
    if const { L::GEOMETRY.classes > S::LANES } {
        return forward(&L::GEOMETRY, pass, y);
    }
    for y in pieces_mut(y, classes) {
        Softmax::rows::<S, 1>(isa, y, classes);
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
        if few_rows::<T, S, Softmax>(isa, self.y, self.width) {
            return;
        }
        for y in pieces_mut(self.y, self.width) {
            row(isa, y);
        }
    }
}

/// Rows that go together where each fits into a vector. What was written under a mask is waited for before anything near it is read, and
/// a row alone waits longer for its own results than it computes.
pub(super) const TOGETHER: usize = 8;

/// As many of `len` numbers as are in whole groups of rows.
#[inline(always)]
pub(super) fn whole(len: usize, width: usize) -> usize {
    let group = (TOGETHER * width).max(1);
    len / group * group
}

/// `N` rows, each in a vector, with `fill` beyond their ends.
#[inline(always)]
pub(super) fn load_rows<T: Real, S: Isa<T>, const N: usize>(isa: S, y: &[T], width: usize, fill: T) -> [S::V; N] {
    let mut rows = [isa.splat(fill); N];
    for (row, y) in rows.iter_mut().zip(pieces(y, width)) {
        *row = isa.load_or(y, fill);
    }
    rows
}

/// Writes them.
#[inline(always)]
pub(super) fn store_rows<T: Real, S: Isa<T>, const N: usize>(isa: S, y: &mut [T], width: usize, rows: [S::V; N]) {
    for (row, y) in rows.into_iter().zip(pieces_mut(y, width)) {
        isa.store(y, row);
    }
}

/// `y − max` of each row.
#[inline(always)]
pub(super) fn less_greatest<T: Real, S: Isa<T>, const N: usize>(isa: S, mut rows: [S::V; N]) -> [S::V; N] {
    for row in &mut rows {
        // In this order NaN does not count.
        let max = isa.reduce_max(isa.max(*row, isa.splat(T::neg_infinity())));
        *row = isa.sub(*row, isa.splat(max));
    }
    rows
}

/// What is done to rows of so few numbers that each fits into a vector.
pub(super) trait Few<T: Real> {
    /// Does it to `N` rows.
    fn rows<S: Isa<T>, const N: usize>(isa: S, y: &mut [T], width: usize);
}

/// Does it to all rows, [`TOGETHER`] at a time, if each fits into a vector; whether they do.
#[inline(always)]
pub(super) fn few_rows<T: Real, S: Isa<T>, F: Few<T>>(isa: S, y: &mut [T], width: usize) -> bool {
    let fit = S::LANES > 1 && width <= S::LANES;
    if fit {
        let (groups, rest) = y.split_at_mut_checked(whole(y.len(), width)).unwrap_or_default();
        for y in pieces_mut(groups, TOGETHER * width) {
            F::rows::<S, TOGETHER>(isa, y, width);
        }
        for y in pieces_mut(rest, width) {
            F::rows::<S, 1>(isa, y, width);
        }
    }
    fit
}

struct Softmax;

impl<T: Real> Few<T> for Softmax {
    #[inline(always)]
    fn rows<S: Isa<T>, const N: usize>(isa: S, y: &mut [T], width: usize) {
        let mut rows: [S::V; N] = less_greatest(isa, load_rows(isa, y, width, T::neg_infinity()));
        for row in &mut rows {
            *row = exp_of_first(isa, *row, width);
        }
        for row in &mut rows {
            *row = isa.mul(*row, isa.splat(isa.reduce_sum(*row).recip()));
        }
        store_rows(isa, y, width, rows);
    }
}

/// Softmax of one row.
#[inline(always)]
pub(super) fn row<T: Real, S: Isa<T>>(isa: S, row: &mut [T]) {
    if S::LANES > 1 && row.len() <= S::LANES {
        return Softmax::rows::<S, 1>(isa, row, row.len());
    }
    let max = isa.splat(Max(row).eval(isa));
    let mut sum = isa.zero();
    let width = row.len();
    let (body, tail) = whole_vectors(isa, row);
    for y in pieces_mut(body, S::LANES) {
        // The next row, whose greatest number is found faster than memory gives it.
        prefetch(y.as_ptr().wrapping_add(width));
        let exp = lanes::exp(isa, isa.sub(isa.load(y), max));
        sum = isa.add(sum, exp);
        isa.store(y, exp);
    }
    if !tail.is_empty() {
        let exp = less(isa, tail, max);
        sum = isa.add(sum, exp);
        isa.store(tail, exp);
    }
    let scale = isa.splat(isa.reduce_sum(sum).recip());
    for y in pieces_mut(body, S::LANES) {
        isa.store(y, isa.mul(isa.load(y), scale));
    }
    if !tail.is_empty() {
        isa.store(tail, isa.mul(isa.load(tail), scale));
    }
}

/// A row's numbers in whole vectors, which are read and written without a mask, and those left over.
#[inline(always)]
fn whole_vectors<T: Real, S: Isa<T>>(_: S, row: &mut [T]) -> (&mut [T], &mut [T]) {
    let whole = row.len() - row.len() % S::LANES;
    row.split_at_mut_checked(whole).unwrap_or_default()
}

/// `exp(y − max)` of a vector's numbers, 0 beyond their end.
#[inline(always)]
fn less<T: Real, S: Isa<T>>(isa: S, y: &[T], max: S::V) -> S::V {
    exp_of_first(isa, isa.sub(isa.load(y), max), y.len())
}

/// `exp` of the first `len` lanes, 0 beyond them. It is not made as `exp(−∞)`: results too small for a number take processors a dozen
/// nanoseconds, be they 0 in the end.
#[inline(always)]
pub(super) fn exp_of_first<T: Real, S: Isa<T>>(isa: S, x: S::V, len: usize) -> S::V {
    if len >= S::LANES {
        return lanes::exp(isa, x);
    }
    let first = isa.first(len);
    isa.select(first, lanes::exp(isa, isa.select(first, x, isa.zero())), isa.zero())
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
        let len = self.d.len().min(self.y.len());
        let few = S::LANES > 1 && self.width <= S::LANES;
        let (d, rest) = self.d.split_at_mut(if few { whole(len, self.width) } else { 0 });
        let (y, rest_y) = self.y.split_at(d.len());
        let group = TOGETHER * self.width;
        for (d, y) in d.chunks_exact_mut(group).zip(y.chunks_exact(group)) {
            let mut rows: [S::V; TOGETHER] = load_rows(isa, d, self.width, T::zero());
            let probabilities: [S::V; TOGETHER] = load_rows(isa, y, self.width, T::zero());
            for (row, y) in rows.iter_mut().zip(probabilities) {
                let dot = isa.splat(isa.reduce_sum(isa.mul(*row, y)));
                *row = isa.mul(y, isa.sub(*row, dot));
            }
            store_rows(isa, d, self.width, rows);
        }
        for (d, y) in rest.chunks_exact_mut(self.width).zip(rest_y.chunks_exact(self.width)) {
            let mut dots = [isa.zero(); 2];
            let pairs = d.chunks(2 * S::LANES).zip(y.chunks(2 * S::LANES));
            for (d, y) in pairs {
                for (dot, (d, y)) in dots.iter_mut().zip(d.chunks(S::LANES).zip(y.chunks(S::LANES))) {
                    *dot = isa.fma(isa.load(d), isa.load(y), *dot);
                }
            }
            let [a, b] = dots;
            let dot = isa.splat(isa.reduce_sum(isa.add(a, b)));
            for (d, y) in d.chunks_mut(S::LANES).zip(y.chunks(S::LANES)) {
                isa.store(d, isa.mul(isa.load(y), isa.sub(isa.load(d), dot)));
            }
        }
    }
}
