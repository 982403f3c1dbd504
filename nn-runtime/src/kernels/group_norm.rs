//! Group normalisation: `y = gamma · x̂ + beta`, where `x̂ = (x − mean) · rstd` over a group of channels at all places of a sample.
//!
//! Sums go down the columns, so vectors run over channels whatever the groups are; only then the channels of a group are added.

use crate::Pass;
use crate::simd::{self, Isa, Real, Weight, dispatch, part, part_mut, pieces, pieces_mut};
use nn_spec::layers::group_norm::Geometry;

crate::view::params! {
    /// The parameters of a group normalisation.
    Params {
        /// Factor of each channel; none with `scale = false`.
        gamma: G,
        /// Summand of each channel; none with `center = false`.
        beta: B,
    }
}

/// Rows summed before they are added to the total: what is lost by rounding grows with the length of a running sum.
const ROWS: usize = 128;

kernel! { T =>
    /// `y = gamma · (x − mean) · rstd + beta`, `rstd = 1 / √(variance + epsilon)`; `mean` and `rstd` of each group are kept unless they
    /// have no room.
    pub fn forward<W>(
        g: &Geometry, _pass: &Pass, x: &[T], gamma: &[W], beta: &[W],
        y: &mut [T], mean: &mut [T], rstd: &mut [T], scratch: &mut [T],
    ) {
        dispatch(Forward { g, x, gamma, beta, y, mean, rstd, scratch });
    }

    /// With `g = gamma · dy` and means over the group: `dx = rstd · (g − mean(g) − x̂ · mean(g · x̂))`, `dgamma += Σ dy · x̂`,
    /// `dbeta += Σ dy`.
    pub fn backward(
        g: &Geometry, _pass: &Pass, x: &[T], gamma: &[T], _beta: &[T], mean: &[T], rstd: &[T],
        dy: &mut [T], dx: &mut [T], dgamma: &mut [T], dbeta: &mut [T], scratch: &mut [T],
    ) {
        dispatch(Backward { g, x, gamma, mean, rstd, dy, dx, dgamma, dbeta, scratch });
    }
}

/// Sums down each column of a sample: `f(x's vector, the channels' range)` over all rows.
#[inline(always)]
fn columns<T: Real, S: Isa<T>>(isa: S, g: &Geometry, sums: &mut [T], f: impl Fn(usize, usize, usize) -> S::V) {
    for at in (0..g.channels).step_by(S::LANES) {
        let end = g.channels.min(at + S::LANES);
        let mut total = isa.zero();
        for block in (0..g.rows).step_by(ROWS) {
            let mut sum = isa.zero();
            for row in block..g.rows.min(block + ROWS) {
                sum = isa.add(sum, f(row * g.channels, at, end));
            }
            total = isa.add(total, sum);
        }
        isa.store(part_mut(sums, at, end - at), total);
    }
}

/// The channels of each group.
fn groups(g: &Geometry) -> impl Iterator<Item = core::ops::Range<usize>> {
    let width = g.channels / g.groups.max(1);
    (0..g.groups).map(move |group| group * width..(group + 1) * width)
}

/// The sum of the sums of a group's channels, by the number of values in it.
fn mean_of<T: Real>(g: &Geometry, sums: impl ExactSizeIterator<Item = T>) -> T {
    let count = (sums.len() * g.rows).max(1);
    T::real(sums.map(|sum| sum.double()).sum::<f64>() / count as f64)
}

struct Forward<'a, T, W> {
    g: &'a Geometry,
    x: &'a [T],
    gamma: &'a [W],
    beta: &'a [W],
    y: &'a mut [T],
    mean: &'a mut [T],
    rstd: &'a mut [T],
    /// Mean and factor of each channel.
    scratch: &'a mut [T],
}

impl<T: Real, W: Weight<Number = T>> simd::Kernel<T> for Forward<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let g = self.g;
        let len = (g.rows * g.channels).max(1);
        let Some((means, rest)) = self.scratch.split_at_mut_checked(g.channels) else { return };
        let Some(scales) = rest.get_mut(..g.channels) else { return };
        for (i, (x, y)) in pieces(self.x, len).zip(pieces_mut(self.y, len)).enumerate() {
            columns(isa, g, means, |row, at, end| isa.load(part(x, row + at, end - at)));
            for (group, channels) in groups(g).enumerate() {
                let means = means.get_mut(channels).unwrap_or_default();
                let mean = mean_of(g, means.iter().copied());
                means.fill(mean);
                if let Some(kept) = self.mean.get_mut(i * g.groups + group) {
                    *kept = mean;
                }
            }
            // Squares of differences, not a difference of squares: nothing cancels.
            columns(isa, g, scales, |row, at, end| {
                let off = isa.sub(isa.load(part(x, row + at, end - at)), isa.load(part(means, at, end - at)));
                isa.mul(off, off)
            });
            for (group, channels) in groups(g).enumerate() {
                let scales = scales.get_mut(channels.clone()).unwrap_or_default();
                let variance = mean_of(g, scales.iter().copied());
                let rstd = (variance + T::real(g.epsilon)).sqrt().recip();
                for (scale, c) in scales.iter_mut().zip(channels) {
                    *scale = rstd * self.gamma.get(c).map_or(T::one(), |gamma| gamma.widen());
                }
                if let Some(kept) = self.rstd.get_mut(i * g.groups + group) {
                    *kept = rstd;
                }
            }
            for (x, y) in pieces(x, g.channels).zip(pieces_mut(y, g.channels)) {
                for at in (0..g.channels).step_by(S::LANES) {
                    let end = g.channels.min(at + S::LANES);
                    let off = isa.sub(isa.load(part(x, at, end - at)), isa.load(part(means, at, end - at)));
                    let beta = W::load(isa, self.beta.get(at..end).unwrap_or(&[]));
                    isa.store(part_mut(y, at, end - at), isa.fma(off, isa.load(part(scales, at, end - at)), beta));
                }
            }
        }
    }
}

struct Backward<'a, T> {
    g: &'a Geometry,
    x: &'a [T],
    gamma: &'a [T],
    mean: &'a [T],
    rstd: &'a [T],
    dy: &'a [T],
    dx: &'a mut [T],
    dgamma: &'a mut [T],
    dbeta: &'a mut [T],
    /// Mean and `rstd` of each channel, and two sums.
    scratch: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let g = self.g;
        let len = (g.rows * g.channels).max(1);
        let (means, rest) = self.scratch.split_at_mut(g.channels);
        let (rstds, rest) = rest.split_at_mut(g.channels);
        let (sums, rest) = rest.split_at_mut(g.channels);
        let dots = &mut rest[..g.channels];
        let gamma = |c: usize| self.gamma.get(c).copied().unwrap_or_else(T::one);
        for (i, (x, dy)) in self.x.chunks_exact(len).zip(self.dy.chunks_exact(len)).enumerate() {
            for (group, channels) in groups(g).enumerate() {
                means[channels.clone()].fill(self.mean[i * g.groups + group]);
                rstds[channels].fill(self.rstd[i * g.groups + group]);
            }
            let normal = |row: usize, at: usize, end: usize| {
                let off = isa.sub(isa.load(part(x, row + at, end - at)), isa.load(part(means, at, end - at)));
                isa.mul(off, isa.load(&rstds[at..end]))
            };
            columns(isa, g, sums, |row, at, end| isa.load(&dy[row + at..row + end]));
            columns(isa, g, dots, |row, at, end| isa.mul(isa.load(&dy[row + at..row + end]), normal(row, at, end)));
            self.dbeta.iter_mut().zip(&*sums).for_each(|(dbeta, &sum)| *dbeta += sum);
            self.dgamma.iter_mut().zip(&*dots).for_each(|(dgamma, &dot)| *dgamma += dot);
            let Some(dx) = self.dx.get_mut(i * len..(i + 1) * len) else { continue };
            for channels in groups(g) {
                let (sum, dot) =
                    (mean_of(g, channels.clone().map(|c| gamma(c) * sums[c])), mean_of(g, channels.clone().map(|c| gamma(c) * dots[c])));
                sums[channels.clone()].fill(sum);
                dots[channels].fill(dot);
            }
            for (row, dx) in dx.chunks_exact_mut(g.channels).enumerate() {
                let row = row * g.channels;
                for at in (0..g.channels).step_by(S::LANES) {
                    let end = g.channels.min(at + S::LANES);
                    let dy = isa.load(&dy[row + at..row + end]);
                    let gamma = if self.gamma.is_empty() { isa.splat(T::one()) } else { isa.load(&self.gamma[at..end]) };
                    let off = isa.sub(isa.mul(gamma, dy), isa.load(&sums[at..end]));
                    let slope = isa.nmul_add(normal(row, at, end), isa.load(&dots[at..end]), off);
                    isa.store(&mut dx[at..end], isa.mul(slope, isa.load(&rstds[at..end])));
                }
            }
        }
    }
}
