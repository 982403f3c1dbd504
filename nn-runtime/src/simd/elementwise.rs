//! Functions applied to each number of a slice, or to each pair of two slices.

use super::{Isa, Kernel, Real, dispatch};

/// A function of one number, written for vectors.
pub trait Unary<T>: Copy {
    /// The function's values. Mark it `#[inline(always)]`.
    fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V;
}

/// A function of two numbers, written for vectors.
pub trait Binary<T>: Copy {
    /// The function's values. Mark it `#[inline(always)]`.
    fn call<S: Isa<T>>(self, isa: S, y: S::V, x: S::V) -> S::V;
}

/// Leaves its (first) argument as it is.
#[derive(Clone, Copy, Debug)]
pub struct Same;

impl<T> Unary<T> for Same {
    #[inline(always)]
    fn call<S: Isa<T>>(self, _: S, x: S::V) -> S::V {
        x
    }
}

impl<T> Binary<T> for Same {
    #[inline(always)]
    fn call<S: Isa<T>>(self, _: S, y: S::V, _: S::V) -> S::V {
        y
    }
}

/// `y ← f(y)` for each number. For use inside this crate's kernels: it is compiled where it is called.
#[cfg_attr(feature = "std", inline)]
#[cfg_attr(not(feature = "std"), inline(always))]
pub fn map<T: Real>(y: &mut [T], f: impl Unary<T>) {
    dispatch(Map { y, f });
}

/// `y ← f(y, x)` for each pair, as many as there are. For use inside this crate's kernels: it is compiled where it is called.
#[cfg_attr(feature = "std", inline)]
#[cfg_attr(not(feature = "std"), inline(always))]
pub fn zip<T: Real>(y: &mut [T], x: &[T], f: impl Binary<T>) {
    dispatch(Zip { y, x, f });
}

/// `y ← f(a, b)` for each pair, as many as there are and as `y` has room for. For use inside this crate's kernels: it is compiled where it is
/// called.
#[cfg_attr(feature = "std", inline)]
#[cfg_attr(not(feature = "std"), inline(always))]
pub fn pair<T: Real>(y: &mut [T], a: &[T], b: &[T], f: impl Binary<T>) {
    dispatch(Pair { y, a, b, f });
}

/// [`map`] as a kernel.
pub struct Map<'a, T, F> {
    /// Read and written.
    pub y: &'a mut [T],
    /// What is done to each number.
    pub f: F,
}

impl<T: Real, F: Unary<T>> Kernel<T> for Map<'_, T, F> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let mut chunks = self.y.chunks_exact_mut(S::LANES);
        for y in &mut chunks {
            isa.store(y, self.f.call(isa, isa.load(y)));
        }
        let y = chunks.into_remainder();
        if !y.is_empty() {
            isa.store(y, self.f.call(isa, isa.load(y)));
        }
    }
}

/// [`zip`] as a kernel.
pub struct Zip<'a, T, F> {
    /// Read and written.
    pub y: &'a mut [T],
    /// Read.
    pub x: &'a [T],
    /// What is done to each pair.
    pub f: F,
}

impl<T: Real, F: Binary<T>> Kernel<T> for Zip<'_, T, F> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let pairs = self.y.len().min(self.x.len());
        let mut ys = self.y[..pairs].chunks_exact_mut(S::LANES);
        let mut xs = self.x[..pairs].chunks_exact(S::LANES);
        for (y, x) in (&mut ys).zip(&mut xs) {
            isa.store(y, self.f.call(isa, isa.load(y), isa.load(x)));
        }
        let (y, x) = (ys.into_remainder(), xs.remainder());
        if !y.is_empty() {
            isa.store(y, self.f.call(isa, isa.load(y), isa.load(x)));
        }
    }
}

struct Pair<'a, T, F> {
    y: &'a mut [T],
    a: &'a [T],
    b: &'a [T],
    f: F,
}

impl<T: Real, F: Binary<T>> Kernel<T> for Pair<'_, T, F> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let pairs = self.y.len().min(self.a.len()).min(self.b.len());
        let mut ys = self.y[..pairs].chunks_exact_mut(S::LANES);
        let (mut first, mut second) = (self.a[..pairs].chunks_exact(S::LANES), self.b[..pairs].chunks_exact(S::LANES));
        for ((y, a), b) in (&mut ys).zip(&mut first).zip(&mut second) {
            isa.store(y, self.f.call(isa, isa.load(a), isa.load(b)));
        }
        let (y, a, b) = (ys.into_remainder(), first.remainder(), second.remainder());
        if !y.is_empty() {
            isa.store(y, self.f.call(isa, isa.load(a), isa.load(b)));
        }
    }
}
