//! Rows of channels: sums down the columns, and a scale and shift of each column.

use crate::simd::{self, Isa, Real, Weight, dispatch, part, part_mut, pieces, pieces_mut, prefetch};

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

    #[inline(always)]
    fn eval<S: Isa<T>>(self, _isa: S) {
        let (sums, squares) = self.sync.split_at_mut(self.width.min(self.sync.len()));
        for x in self.x.chunks(rows_of(self.width)) {
            columns(sums, squares, self.width, x, x, |x, _, _| (x.double(), x.double()));
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

    #[inline(always)]
    fn eval<S: Isa<T>>(self, _isa: S) {
        self.sync.fill(0.0);
        let width = self.width.max(1);
        let (sums, dots) = self.sync.split_at_mut(width.min(self.sync.len()));
        for (x, d) in self.x.chunks(rows_of(width)).zip(self.d.chunks(rows_of(width))) {
            columns(sums, dots, width, x, d, |x, d, at| {
                let mean = self.mean.get(at).copied().unwrap_or_default();
                (d.double(), (x - mean).double())
            });
        }
    }
}

/// Columns whose sums stay in registers while rows go by.
const COLUMNS: usize = 16;

/// Numbers of the rows that go by at a time: few where there are more columns, so that what comes from memory is read nearly in order.
#[inline(always)]
fn rows_of(width: usize) -> usize {
    const ROWS: usize = 8;
    if width > COLUMNS { ROWS * width } else { (TILE / width.max(1)) * width.max(1) }
}

/// `sums += Σ a` and `products += Σ a · b` down each column, where `(a, b) = term(x, d, column)`. Plain loops, which the compiler vectorises: the
/// sums are `f64` whatever `T` is. Each column is summed in the order of the rows.
#[inline(always)]
fn columns<T: Real>(
    sums: &mut [f64],
    products: &mut [f64],
    width: usize,
    x: &[T],
    d: &[T],
    term: impl Fn(T, T, usize) -> (f64, f64),
) {
    for (i, (sums, products)) in sums.chunks_mut(COLUMNS).zip(products.chunks_mut(COLUMNS)).enumerate() {
        let at = i * COLUMNS;
        let rows = pieces(x, width).zip(pieces(d, width));
        if let (Some(sums), Some(products)) = (sums.first_chunk_mut::<COLUMNS>(), products.first_chunk_mut::<COLUMNS>())
        {
            let (mut own_sums, mut own_products) = (*sums, *products);
            for (x, d) in rows {
                let (Some(x), Some(d)) = (vector(x, at), vector(d, at)) else { break };
                ahead(x);
                ahead(d);
                for j in 0..COLUMNS {
                    let (a, b) = term(x[j], d[j], at + j);
                    own_sums[j] += a;
                    own_products[j] += a * b;
                }
            }
            (*sums, *products) = (own_sums, own_products);
            continue;
        }
        for (x, d) in rows {
            let row = x.iter().zip(d).skip(at).enumerate();
            for ((sum, product), (j, (&x, &d))) in sums.iter_mut().zip(products.iter_mut()).zip(row) {
                let (a, b) = term(x, d, at + j);
                *sum += a;
                *product += a * b;
            }
        }
    }
}

/// Asks for what comes some rows later: columns are read with gaps between, which the processor does not foresee. It may be
/// beyond the end.
#[inline(always)]
fn ahead<T>(numbers: &[T]) {
    const AHEAD: usize = 2048;
    prefetch(numbers.as_ptr().wrapping_add(AHEAD));
}

/// The numbers of a row from `at` on.
#[inline(always)]
fn vector<T>(row: &[T], at: usize) -> Option<&[T; COLUMNS]> {
    row.get(at..)?.first_chunk()
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
                let constants = [mean, scale, mean_dy, slope];
                // Whole vectors without a mask.
                match end - at == S::LANES {
                    true => strip(isa, constants, x, dy, dx, width, at, S::LANES),
                    false => strip(isa, constants, x, dy, dx, width, at, end - at),
                }
            }
        }
    }
}

/// [`Backward`] of some channels.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn strip<T: Real, S: Isa<T>>(
    isa: S,
    [mean, scale, mean_dy, slope]: [S::V; 4],
    x: &[T],
    dy: &[T],
    dx: &mut [T],
    width: usize,
    at: usize,
    lanes: usize,
) {
    for ((x, dy), dx) in pieces(x, width).zip(pieces(dy, width)).zip(pieces_mut(dx, width)) {
        let off = isa.sub(isa.load(part(x, at, lanes)), mean);
        let g = isa.sub(isa.load(part(dy, at, lanes)), mean_dy);
        isa.store(part_mut(dx, at, lanes), isa.mul(isa.nmul_add(off, slope, g), scale));
    }
}

/// `share · sum` of the channels `at..end`.
#[inline(always)]
fn mean_of<T: Real, S: Isa<T>>(isa: S, sums: &[f64], at: usize, end: usize, share: f64) -> S::V {
    // Without a channel that is left over, one copy as wide as the widest vector.
    let sums = sums.get(at..end).unwrap_or(&[]);
    let mut means = [T::zero(); COLUMNS];
    match sums.first_chunk::<COLUMNS>() {
        Some(sums) => means.iter_mut().zip(sums).for_each(|(mean, sum)| *mean = T::real(sum * share)),
        None => means.iter_mut().zip(sums).for_each(|(mean, sum)| *mean = T::real(sum * share)),
    }
    isa.load(&means)
}
