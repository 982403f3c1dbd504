//! Layer normalisation: `y = gamma · x̂ + beta`, where `x̂ = (x − mean) · rstd` over the row.

use super::channels::TILE;
use crate::Pass;
use crate::simd::{self, Add, Binary, Isa, Real, Sum, Weight, dispatch, part, part_mut, pieces, pieces_mut};
use nn_spec::layers::layer_norm::Geometry;

crate::view::params! {
    /// The parameters of a layer normalisation.
    Params {
        /// Factor of each channel; none with `scale = false`.
        gamma: G,
        /// Summand of each channel; none with `center = false`.
        beta: B,
    }
}

kernel! { T =>
    /// `y = gamma · (x − mean) · rstd + beta` for each row, `rstd = 1 / √(variance + epsilon)`; `mean` and `rstd` are kept unless
    /// they have no room.
    pub fn forward<W>(
        g: &Geometry, _pass: &Pass, x: &[T], gamma: &[W], beta: &[W], y: &mut [T], mean: &mut [T], rstd: &mut [T],
    ) {
        let epsilon = T::of(g.epsilon);
        dispatch(Forward { width: g.channels.max(1), epsilon, x, gamma, beta, y, mean, rstd });
    }

    /// With `g = gamma · dy`: `dx = rstd · (g − mean(g) − x̂ · mean(g · x̂))`, `dgamma += Σ dy · x̂`, `dbeta += Σ dy`.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, _pass: &Pass, x: &[T], gamma: &[T], _beta: &[T], mean: &[T], rstd: &[T],
        dy: &mut [T], dx: &mut [T], dgamma: &mut [T], dbeta: &mut [T],
    ) {
        let width = g.channels.max(1);
        if !dgamma.is_empty() {
            dispatch(ScaleGradient { width, x, mean, rstd, dy, dgamma });
        }
        simd::sum_columns(dy, dbeta);
        if !dx.is_empty() {
            dispatch(Backward { width, x, gamma, mean, rstd, dy, dx });
        }
    }
}

struct Forward<'a, T, W> {
    width: usize,
    epsilon: T,
    x: &'a [T],
    gamma: &'a [W],
    beta: &'a [W],
    y: &'a mut [T],
    mean: &'a mut [T],
    rstd: &'a mut [T],
}

impl<T: Real, W: Weight<Number = T>> simd::Kernel<T> for Forward<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let share = T::real(1.0 / self.width as f64);
        for (i, (x, y)) in pieces(self.x, self.width).zip(pieces_mut(self.y, self.width)).enumerate() {
            let mean = Sum { x, with: Add, fill: T::zero() }.eval(isa) * share;
            // Squares of differences, not a difference of squares: nothing cancels.
            let center = isa.splat(mean);
            let squares = Sum { x, with: SquareOff(mean), fill: mean };
            let rstd = (squares.eval(isa) * share + self.epsilon).sqrt().recip();
            let scale = isa.splat(rstd);
            let mut at = 0;
            while at + S::LANES <= self.width {
                normalize(isa, [center, scale], [self.gamma, self.beta], x, y, at, S::LANES);
                at += S::LANES;
            }
            if at < self.width {
                normalize(isa, [center, scale], [self.gamma, self.beta], x, y, at, self.width - at);
            }
            if let Some(kept) = self.mean.get_mut(i) {
                *kept = mean;
            }
            if let Some(kept) = self.rstd.get_mut(i) {
                *kept = rstd;
            }
        }
    }
}

/// `y = gamma · (x − mean) · rstd + beta` of some numbers of a row.
#[inline(always)]
fn normalize<T: Real, W: Weight<Number = T>, S: Isa<T>>(
    isa: S,
    [mean, rstd]: [S::V; 2],
    [gamma, beta]: [&[W]; 2],
    x: &[T],
    y: &mut [T],
    at: usize,
    lanes: usize,
) {
    let gamma = match gamma.get(at..at + lanes) {
        Some(gamma) => W::load(isa, gamma),
        None => isa.splat(T::one()),
    };
    let beta = W::load(isa, beta.get(at..at + lanes).unwrap_or_default());
    let normal = isa.mul(isa.sub(isa.load(part(x, at, lanes)), mean), rstd);
    isa.store(part_mut(y, at, lanes), isa.fma(normal, gamma, beta));
}

/// A sum with one more `(x − mean)²`.
#[derive(Clone, Copy)]
struct SquareOff<T>(T);

impl<T: Real> Binary<T> for SquareOff<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, sum: S::V, x: S::V) -> S::V {
        let off = isa.sub(x, isa.splat(self.0));
        isa.fma(off, off, sum)
    }
}

struct ScaleGradient<'a, T> {
    width: usize,
    x: &'a [T],
    mean: &'a [T],
    rstd: &'a [T],
    dy: &'a [T],
    dgamma: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for ScaleGradient<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let rows = (TILE / self.width).max(1);
        let tiles = self.x.chunks(rows * self.width).zip(self.dy.chunks(rows * self.width));
        for ((x, dy), (mean, rstd)) in tiles.zip(self.mean.chunks(rows).zip(self.rstd.chunks(rows))) {
            let mut at = 0;
            for dgamma in self.dgamma.chunks_mut(S::LANES) {
                let end = at + dgamma.len();
                let mut sum = isa.zero();
                let rows = x.chunks_exact(self.width).zip(dy.chunks_exact(self.width));
                for ((x, dy), (&mean, &rstd)) in rows.zip(mean.iter().zip(rstd)) {
                    let normal = isa.mul(isa.sub(isa.load(&x[at..end]), isa.splat(mean)), isa.splat(rstd));
                    sum = isa.fma(isa.load(&dy[at..end]), normal, sum);
                }
                isa.store(dgamma, isa.add(isa.load(dgamma), sum));
                at = end;
            }
        }
    }
}

struct Backward<'a, T> {
    width: usize,
    x: &'a [T],
    gamma: &'a [T],
    mean: &'a [T],
    rstd: &'a [T],
    dy: &'a [T],
    dx: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let share = T::real(1.0 / self.width as f64);
        let one = isa.splat(T::one());
        let rows = self.x.chunks_exact(self.width).zip(self.dy.chunks_exact(self.width));
        let kept = self.mean.iter().zip(self.rstd);
        for (((x, dy), dx), (&mean, &rstd)) in rows.zip(self.dx.chunks_exact_mut(self.width)).zip(kept) {
            let (center, scale) = (isa.splat(mean), isa.splat(rstd));
            // `dx` holds `g` meanwhile.
            let (mut sum, mut dot) = (isa.zero(), isa.zero());
            let mut at = 0;
            for ((x, dy), dx) in x.chunks(S::LANES).zip(dy.chunks(S::LANES)).zip(dx.chunks_mut(S::LANES)) {
                let gamma = if self.gamma.is_empty() { one } else { isa.load(&self.gamma[at..]) };
                // Beyond the row's end `g` is 0, so whatever `x̂` is there does not count.
                let g = isa.mul(isa.load(dy), gamma);
                let normal = isa.mul(isa.sub(isa.load(x), center), scale);
                sum = isa.add(sum, g);
                dot = isa.fma(g, normal, dot);
                isa.store(dx, g);
                at += S::LANES;
            }
            let mean_g = isa.splat(isa.reduce_sum(sum) * share);
            let mean_dot = isa.splat(isa.reduce_sum(dot) * share);
            for (x, dx) in x.chunks(S::LANES).zip(dx.chunks_mut(S::LANES)) {
                let normal = isa.mul(isa.sub(isa.load(x), center), scale);
                let g = isa.nmul_add(normal, mean_dot, isa.sub(isa.load(dx), mean_g));
                isa.store(dx, isa.mul(g, scale));
            }
        }
    }
}
