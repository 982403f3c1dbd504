//! What an instruction set can do with vectors of `T`.

use super::{Level, Token};

/// A computation written once for every instruction set.
///
/// Mark `eval` `#[inline(always)]`: it has to end up inside the function that [`dispatch`](super::dispatch) compiled for the
/// instruction set, or each operation becomes a call.
pub trait Kernel<T> {
    /// What the computation returns.
    type Output;

    /// Runs the computation with the vectors of `isa`.
    fn eval<S: Isa<T>>(self, isa: S) -> Self::Output;
}

/// The token of an instruction set: vectors of [`LANES`](Isa::LANES) numbers of type `T`, and the operations on them.
///
/// Holding a token proves that the machine has the instructions, which is why its methods are safe.
///
/// # Safety
///
/// An implementation must not be constructible, in safe code, on a machine that lacks the instructions its methods use.
pub unsafe trait Isa<T>: Copy + Send + Sync + 'static {
    /// A vector of [`LANES`](Isa::LANES) numbers.
    type V: Copy;
    /// The result of a comparison: one truth value per lane.
    type M: Copy;
    /// Numbers in a vector.
    const LANES: usize;
    /// The level this token belongs to.
    const LEVEL: Level;

    /// This token among those of all levels.
    fn token(self) -> Token;

    /// Runs a kernel out of another one, as a function of its own: what many kernels use is then compiled once. Without `std` kernels are
    /// inlined wherever they are used.
    fn call<K: Kernel<T>>(self, kernel: K) -> K::Output;

    /// The first `LANES` numbers of `from`; if it is shorter, the missing ones are zero.
    #[inline(always)]
    fn load(self, from: &[T]) -> Self::V {
        if from.len() >= Self::LANES {
            // SAFETY: the slice holds at least one vector.
            unsafe { self.load_ptr(from.as_ptr()) }
        } else if from.is_empty() {
            // A masked load of nothing from an address without memory behind it is correct, but takes hundreds of cycles.
            self.zero()
        } else {
            // SAFETY: the slice holds `len` numbers, fewer than a vector.
            unsafe { self.load_part(from.as_ptr(), from.len()) }
        }
    }

    /// Writes the lanes of `v` to the front of `to`, as many as fit.
    #[inline(always)]
    fn store(self, to: &mut [T], v: Self::V) {
        if to.len() >= Self::LANES {
            // SAFETY: the slice has room for a vector.
            unsafe { self.store_ptr(to.as_mut_ptr(), v) }
        } else {
            // SAFETY: the slice has room for `len` numbers, fewer than a vector.
            unsafe { self.store_part(to.as_mut_ptr(), to.len(), v) }
        }
    }

    /// As [`load`](Isa::load), but the missing numbers are `fill`: for reductions whose neutral element is not zero.
    #[inline(always)]
    fn load_or(self, from: &[T], fill: T) -> Self::V {
        let v = self.load(from);
        if from.len() >= Self::LANES { v } else { self.select(self.first(from.len()), v, self.splat(fill)) }
    }

    /// Reads `LANES` numbers.
    ///
    /// # Safety
    /// `from` must be valid for reading `LANES` numbers. No alignment is needed beyond that of `T`.
    unsafe fn load_ptr(self, from: *const T) -> Self::V;

    /// Writes `LANES` numbers.
    ///
    /// # Safety
    /// `to` must be valid for writing `LANES` numbers. No alignment is needed beyond that of `T`.
    unsafe fn store_ptr(self, to: *mut T, v: Self::V);

    /// Reads the first `len` lanes, the others are zero.
    ///
    /// # Safety
    /// `from` must be valid for reading `len` numbers, and `len <= LANES`; with a single lane, `len < LANES`.
    unsafe fn load_part(self, from: *const T, len: usize) -> Self::V;

    /// Writes the first `len` lanes.
    ///
    /// # Safety
    /// `to` must be valid for writing `len` numbers, and `len <= LANES`; with a single lane, `len < LANES`.
    unsafe fn store_part(self, to: *mut T, len: usize, v: Self::V);

    /// `x` in every lane.
    fn splat(self, x: T) -> Self::V;
    /// Zero in every lane.
    fn zero(self) -> Self::V;
    /// `a + b`.
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a - b`.
    fn sub(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a · b`.
    fn mul(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a / b`.
    fn div(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a · b + c`, rounded once where the level has the instruction; `Scalar` and `Simd128` round twice.
    fn fma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// The greater; `b` if either is NaN.
    fn max(self, a: Self::V, b: Self::V) -> Self::V;
    /// The lesser; `b` if either is NaN.
    fn min(self, a: Self::V, b: Self::V) -> Self::V;
    /// The square root.
    fn sqrt(self, a: Self::V) -> Self::V;
    /// The nearest integer, halves to even.
    fn round(self, a: Self::V) -> Self::V;
    /// The greatest integer not above.
    fn floor(self, a: Self::V) -> Self::V;
    /// The value without its sign.
    fn abs(self, a: Self::V) -> Self::V;
    /// The value with the other sign.
    fn neg(self, a: Self::V) -> Self::V;
    /// The magnitude of `a` with the sign of `sign`.
    fn copysign(self, a: Self::V, sign: Self::V) -> Self::V;

    /// `a < b`, false for NaN.
    fn lt(self, a: Self::V, b: Self::V) -> Self::M;
    /// `a <= b`, false for NaN.
    fn le(self, a: Self::V, b: Self::V) -> Self::M;
    /// `a == b`, false for NaN.
    fn eq(self, a: Self::V, b: Self::V) -> Self::M;
    /// True for the first `len` lanes.
    fn first(self, len: usize) -> Self::M;
    /// `yes` where the mask is true, else `no`.
    fn select(self, mask: Self::M, yes: Self::V, no: Self::V) -> Self::V;
    /// Whether the mask is true in any lane.
    fn any(self, mask: Self::M) -> bool;

    /// `⌊log₂ |a|⌋` of normal, finite, non-zero numbers.
    fn exponent(self, a: Self::V) -> Self::V;
    /// `|a| / 2^exponent(a)`, in `[1, 2)`, of normal, finite, non-zero numbers.
    fn mantissa(self, a: Self::V) -> Self::V;
    /// `a · 2ⁿ` for `a` of moderate size (between 2⁻¹⁶ and 2¹⁶, or zero) and integral `n` between -250 and 250 for `f32`, -2000
    /// and 2000 for `f64`. Subnormal results are rounded once.
    fn ldexp(self, a: Self::V, n: Self::V) -> Self::V;

    /// The lanes of both by turns, `a` first: the first half of them, and the second. With a single lane there is no half: `(a, b)`.
    fn zip(self, a: Self::V, b: Self::V) -> (Self::V, Self::V);

    /// The sum of the lanes, added in a fixed order.
    fn reduce_sum(self, a: Self::V) -> T;
    /// The greatest lane. Unspecified where a lane is NaN.
    fn reduce_max(self, a: Self::V) -> T;

    /// `a > b`, false for NaN.
    #[inline(always)]
    fn gt(self, a: Self::V, b: Self::V) -> Self::M {
        self.lt(b, a)
    }
    /// `a >= b`, false for NaN.
    #[inline(always)]
    fn ge(self, a: Self::V, b: Self::V) -> Self::M {
        self.le(b, a)
    }
    /// `c - a · b`, rounded as [`fma`](Isa::fma).
    #[inline(always)]
    fn nmul_add(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        self.fma(self.neg(a), b, c)
    }
}
