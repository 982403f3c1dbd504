//! Arithmetic on whole slices: the plain sums, products and scalings between a layer's formulas.
//!
//! Where two slices differ in length, the shorter one counts.

use super::elementwise::{Binary, Unary, map, zip};
use super::reduce::{Dot, Max, Sum, SumColumns};
use super::{Isa, Real, dispatch};

compiled! { Slices, T =>
    /// `y ← y + α·x`
    pub fn axpy(alpha: T, x: &[T], y: &mut [T]) {
        zip(y, x, Axpy(alpha));
    }

    /// `y ← α·x + β·y`
    pub fn axpby(alpha: T, x: &[T], beta: T, y: &mut [T]) {
        zip(y, x, Axpby(alpha, beta));
    }

    /// `y ← y + x`
    pub fn add_assign(y: &mut [T], x: &[T]) {
        zip(y, x, Add);
    }

    /// `y ← y · x`, number by number.
    pub fn mul_assign(y: &mut [T], x: &[T]) {
        zip(y, x, Mul);
    }

    /// `y ← max(y, x)`, number by number. NaN in `y` stays, NaN in `x` does not count.
    pub fn max_assign(y: &mut [T], x: &[T]) {
        zip(y, x, Maximum);
    }

    /// `y ← α·y`
    pub fn scale(alpha: T, y: &mut [T]) {
        map(y, Scale(alpha));
    }

    /// `y ← max(y, 0)`; NaN stays.
    pub fn relu(y: &mut [T]) {
        map(y, Relu);
    }

    /// `d ← d` where `y > 0`, else 0: the gradient of [`relu`], read from its output.
    pub fn relu_backward(y: &[T], d: &mut [T]) {
        zip(d, y, ReluBackward);
    }

    /// `Σ x`: several running sums within blocks of 4096, the blocks' sums in `f64`. The order is fixed.
    pub fn sum(x: &[T]) -> T {
        dispatch(Sum { x, with: Add, fill: T::zero() })
    }

    /// `Σ x·y`, summed as in [`sum`].
    pub fn dot(x: &[T], y: &[T]) -> T {
        dispatch(Dot(x, y))
    }

    /// `Σ x²`, summed as in [`sum`].
    pub fn sum_squares(x: &[T]) -> T {
        dispatch(Dot(x, x))
    }

    /// The greatest number, NaN left aside; `-∞` if there is none.
    pub fn max(x: &[T]) -> T {
        dispatch(Max(x))
    }

    /// `yⱼ ← yⱼ + Σᵢ xᵢⱼ` for `x` of rows as long as `y`: a bias' gradient.
    pub fn sum_columns(x: &[T], y: &mut [T]) {
        dispatch(SumColumns { x, y });
    }

    /// `xᵢⱼ ← xᵢⱼ + bⱼ` for `x` of rows as long as `b`.
    pub fn add_row_bias(x: &mut [T], bias: &[T]) {
        if !bias.is_empty() {
            x.chunks_mut(bias.len()).for_each(|row| zip(row, bias, Add));
        }
    }
}

/// As `chunks_exact`, which divides by the length: where the compiler does not inline that, it could panic.
#[inline(always)]
pub(crate) fn pieces<T>(numbers: &[T], len: usize) -> impl DoubleEndedIterator<Item = &[T]> {
    Pieces(numbers, len.max(1))
}

/// As [`pieces`], to be written.
#[inline(always)]
pub(crate) fn pieces_mut<T>(numbers: &mut [T], len: usize) -> impl Iterator<Item = &mut [T]> {
    PiecesMut(numbers, len.max(1))
}

struct Pieces<'a, T>(&'a [T], usize);

impl<'a, T> Iterator for Pieces<'a, T> {
    type Item = &'a [T];

    #[inline(always)]
    fn next(&mut self) -> Option<&'a [T]> {
        let (piece, rest) = self.0.split_at_checked(self.1)?;
        self.0 = rest;
        Some(piece)
    }
}

impl<T> DoubleEndedIterator for Pieces<'_, T> {
    /// From the end on, whatever is left over at the front.
    #[inline(always)]
    fn next_back(&mut self) -> Option<Self::Item> {
        let (rest, piece) = self.0.split_at_checked(self.0.len().checked_sub(self.1)?)?;
        self.0 = rest;
        Some(piece)
    }
}

struct PiecesMut<'a, T>(&'a mut [T], usize);

impl<'a, T> Iterator for PiecesMut<'a, T> {
    type Item = &'a mut [T];

    #[inline(always)]
    fn next(&mut self) -> Option<&'a mut [T]> {
        let (piece, rest) = core::mem::take(&mut self.0).split_at_mut_checked(self.1)?;
        self.0 = rest;
        Some(piece)
    }
}

/// `len` numbers from `at` on; none where they are not all there.
#[inline(always)]
pub(crate) fn part<T>(numbers: &[T], at: usize, len: usize) -> &[T] {
    let part = numbers.get(at..).and_then(|numbers| numbers.get(..len));
    debug_assert!(part.is_some(), "out of reach");
    part.unwrap_or_default()
}

/// As [`part`], to be written.
#[inline(always)]
pub(crate) fn part_mut<T>(numbers: &mut [T], at: usize, len: usize) -> &mut [T] {
    let part = numbers.get_mut(at..).and_then(|numbers| numbers.get_mut(..len));
    debug_assert!(part.is_some(), "out of reach");
    part.unwrap_or_default()
}

#[derive(Clone, Copy)]
struct Axpy<T>(T);

impl<T: Real> Binary<T> for Axpy<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, y: S::V, x: S::V) -> S::V {
        isa.fma(isa.splat(self.0), x, y)
    }
}

#[derive(Clone, Copy)]
struct Axpby<T>(T, T);

impl<T: Real> Binary<T> for Axpby<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, y: S::V, x: S::V) -> S::V {
        isa.fma(isa.splat(self.0), x, isa.mul(isa.splat(self.1), y))
    }
}

/// The sum of two.
#[derive(Clone, Copy, Debug)]
pub struct Add;

impl<T: Real> Binary<T> for Add {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, y: S::V, x: S::V) -> S::V {
        isa.add(y, x)
    }
}

/// The second taken from the first.
#[derive(Clone, Copy, Debug)]
pub struct Sub;

impl<T: Real> Binary<T> for Sub {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, y: S::V, x: S::V) -> S::V {
        isa.sub(y, x)
    }
}

/// The product of two.
#[derive(Clone, Copy, Debug)]
pub struct Mul;

impl<T: Real> Binary<T> for Mul {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, y: S::V, x: S::V) -> S::V {
        isa.mul(y, x)
    }
}

#[derive(Clone, Copy)]
struct Maximum;

impl<T: Real> Binary<T> for Maximum {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, y: S::V, x: S::V) -> S::V {
        isa.max(x, y)
    }
}

#[derive(Clone, Copy)]
struct Scale<T>(T);

impl<T: Real> Unary<T> for Scale<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V {
        isa.mul(isa.splat(self.0), x)
    }
}

#[derive(Clone, Copy)]
struct Relu;

impl<T: Real> Unary<T> for Relu {
    /// NaN stays, because `max` answers with its second operand then.
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V {
        isa.max(isa.zero(), x)
    }
}

#[derive(Clone, Copy)]
pub(crate) struct ReluBackward;

impl<T: Real> Binary<T> for ReluBackward {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, y: S::V) -> S::V {
        isa.select(isa.lt(isa.zero(), y), d, isa.zero())
    }
}
