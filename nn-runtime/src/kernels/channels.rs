//! Rows of channels: sums down the columns, and a scale and shift of each column.

use crate::simd::{self, Isa, Real, Weight, dispatch, pieces, pieces_mut};

/// Numbers of the rows that go together through one vector of channels after another, while they are in cache.
pub const TILE: usize = 4096;

/// `sync += [Σ x, Σ x²]` for each channel.
#[inline(always)]
pub fn add_sums<T: Real>(x: &[T], width: usize, sync: &mut [f64]) {
    dispatch(Sums { x, width, sync });
}

/// `sync = [Σ d, Σ d · (x − mean)]` for each channel.
#[inline(always)]
pub fn dots<T: Real>(x: &[T], mean: &[T], d: &[T], width: usize, sync: &mut [f64]) {
    dispatch(Dots { x, mean, d, width, sync });
}

/// Mean and variance of each channel. No mean is 0.
#[derive(Clone, Copy)]
pub struct Statistics<'a, T, W = T> {
    /// One for each channel, or none.
    pub mean: &'a [W],
    /// One for each channel.
    pub variance: &'a [W],
    /// Added to the variance.
    pub epsilon: T,
}

impl<T: Real, W: Weight<Number = T>> Statistics<'_, T, W> {
    /// Mean and `1 / √(variance + epsilon)` of the channels `at..end`.
    #[inline(always)]
    fn load<S: Isa<T>>(&self, isa: S, at: usize, end: usize) -> (S::V, S::V) {
        let mean = W::load(isa, self.mean.get(at..end).unwrap_or(&[]));
        let variance = self.variance.get(at..end).unwrap_or(&[]);
        let variance = W::load_or(isa, variance, T::one());
        let spread = isa.sqrt(isa.add(variance, isa.splat(self.epsilon)));
        (mean, isa.div(isa.splat(T::one()), spread))
    }
}

/// The channels `at..end` of a factor or summand; `absent` where there is none.
#[inline(always)]
fn load_or<W: Weight, S: Isa<W::Number>>(isa: S, values: &[W], at: usize, end: usize, absent: W::Number) -> S::V {
    match values.get(at..end) {
        Some(values) => W::load(isa, values),
        None => isa.splat(absent),
    }
}

struct Sums<'a, T> {
    x: &'a [T],
    width: usize,
    sync: &'a mut [f64],
}

impl<T: Real> simd::Kernel<T> for Sums<'_, T> {
    type Output = ();

    /// Plain loops, which the compiler vectorises: the sums are `f64` whatever `T` is.
    #[inline(always)]
    fn eval<S: Isa<T>>(self, _isa: S) {
        let (sums, squares) = self.sync.split_at_mut(self.width.min(self.sync.len()));
        for row in pieces(self.x, self.width) {
            for ((sum, square), x) in sums.iter_mut().zip(squares.iter_mut()).zip(row) {
                let x = x.double();
                *sum += x;
                *square += x * x;
            }
        }
    }
}

struct Dots<'a, T> {
    x: &'a [T],
    mean: &'a [T],
    d: &'a [T],
    width: usize,
    sync: &'a mut [f64],
}

impl<T: Real> simd::Kernel<T> for Dots<'_, T> {
    type Output = ();

    /// Plain loops, which the compiler vectorises: the sums are `f64` whatever `T` is.
    #[inline(always)]
    fn eval<S: Isa<T>>(self, _isa: S) {
        self.sync.fill(0.0);
        let width = self.width.max(1);
        let (sums, dots) = self.sync.split_at_mut(width.min(self.sync.len()));
        for (x, d) in self.x.chunks_exact(width).zip(self.d.chunks_exact(width)) {
            let columns = sums.iter_mut().zip(dots.iter_mut()).zip(x).zip(d).zip(self.mean);
            for ((((sum, dot), x), d), mean) in columns {
                let d = d.double();
                *sum += d;
                *dot += d * (*x - *mean).double();
            }
        }
    }
}

/// `y = gamma · (x − mean) / √(variance + epsilon) + beta`; where `x` is none, `y` holds it.
pub struct Normalize<'a, T, W = T> {
    /// Channels.
    pub width: usize,
    /// Read, unless `y` holds it.
    pub x: Option<&'a [T]>,
    /// Written.
    pub y: &'a mut [T],
    /// Mean and variance of each channel.
    pub statistics: Statistics<'a, T, W>,
    /// Factor of each channel, or none.
    pub gamma: &'a [W],
    /// Summand of each channel, or none.
    pub beta: &'a [W],
}

impl<T: Real, W: Weight<Number = T>> simd::Kernel<T> for Normalize<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let width = self.width.max(1);
        let tile = (TILE / width).max(1) * width;
        for (i, y) in self.y.chunks_mut(tile).enumerate() {
            let x = self.x.and_then(|x| x.get(i * tile..i * tile + y.len()));
            for at in (0..width).step_by(S::LANES) {
                let end = width.min(at + S::LANES);
                let (mean, rstd) = self.statistics.load(isa, at, end);
                let scale = isa.mul(rstd, load_or(isa, self.gamma, at, end, T::one()));
                let shift = load_or(isa, self.beta, at, end, T::zero());
                match x {
                    Some(x) => {
                        for (x, y) in pieces(x, width).zip(pieces_mut(y, width)) {
                            let off = isa.sub(isa.load(&x[at..end]), mean);
                            isa.store(&mut y[at..end], isa.fma(off, scale, shift));
                        }
                    }
                    None => {
                        for y in pieces_mut(y, width) {
                            let off = isa.sub(isa.load(&y[at..end]), mean);
                            isa.store(&mut y[at..end], isa.fma(off, scale, shift));
                        }
                    }
                }
            }
        }
    }
}

/// `dx = gamma · rstd · (dy − share · Σ dy − (x − mean) · rstd² · share · Σ dy · (x − mean))`.
pub struct Backward<'a, T> {
    /// Channels.
    pub width: usize,
    /// The layer's input.
    pub x: &'a [T],
    /// The gradient from above.
    pub dy: &'a [T],
    /// Written.
    pub dx: &'a mut [T],
    /// Mean and variance of each channel.
    pub statistics: Statistics<'a, T>,
    /// Factor of each channel, or none.
    pub gamma: &'a [T],
    /// The sums of [`dots`].
    pub sync: &'a [f64],
    /// One by the number of values in each sum.
    pub share: f64,
}

impl<T: Real> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let width = self.width.max(1);
        let (sums, dots) = self.sync.split_at(width.min(self.sync.len()));
        let tile = (TILE / width).max(1) * width;
        for ((x, dy), dx) in self.x.chunks(tile).zip(self.dy.chunks(tile)).zip(self.dx.chunks_mut(tile)) {
            for at in (0..width).step_by(S::LANES) {
                let end = width.min(at + S::LANES);
                let (mean, rstd) = self.statistics.load(isa, at, end);
                let scale = isa.mul(rstd, load_or(isa, self.gamma, at, end, T::one()));
                let mean_dy = mean_of(isa, sums, at, end, self.share);
                let slope = isa.mul(mean_of(isa, dots, at, end, self.share), isa.mul(rstd, rstd));
                let rows = x.chunks_exact(width).zip(dy.chunks_exact(width));
                for ((x, dy), dx) in rows.zip(dx.chunks_exact_mut(width)) {
                    let off = isa.sub(isa.load(&x[at..end]), mean);
                    let g = isa.sub(isa.load(&dy[at..end]), mean_dy);
                    isa.store(&mut dx[at..end], isa.mul(isa.nmul_add(off, slope, g), scale));
                }
            }
        }
    }
}

/// `share · sum` of the channels `at..end`.
#[inline(always)]
fn mean_of<T: Real, S: Isa<T>>(isa: S, sums: &[f64], at: usize, end: usize, share: f64) -> S::V {
    // As wide as the widest vector.
    let mut means = [T::zero(); 16];
    for (mean, sum) in means.iter_mut().zip(sums.get(at..end).unwrap_or(&[])) {
        *mean = T::real(sum * share);
    }
    isa.load(&means)
}
