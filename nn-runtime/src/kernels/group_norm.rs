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
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, _pass: &Pass, x: &[T], gamma: &[T], _beta: &[T], mean: &[T], rstd: &[T],
        dy: &mut [T], dx: &mut [T], dgamma: &mut [T], dbeta: &mut [T], scratch: &mut [T],
    ) {
        dispatch(Backward { g, x, gamma, mean, rstd, dy, dx, dgamma, dbeta, scratch });
    }
}

/// What is summed up at each place. A trait and no closures, which are not compiled for the instruction set.
trait Term<T> {
    /// The channels `from..to` of the row that starts at `row`.
    fn at<S: Isa<T>>(&self, isa: S, row: usize, from: usize, to: usize) -> S::V;
}

/// `x`
struct Plain<'a, T>(&'a [T]);

impl<T: Real> Term<T> for Plain<'_, T> {
    #[inline(always)]
    fn at<S: Isa<T>>(&self, isa: S, row: usize, from: usize, to: usize) -> S::V {
        isa.load(part(self.0, row + from, to - from))
    }
}

/// `(x − mean)²`
struct Squares<'a, T> {
    x: &'a [T],
    means: &'a [T],
}

impl<T: Real> Term<T> for Squares<'_, T> {
    #[inline(always)]
    fn at<S: Isa<T>>(&self, isa: S, row: usize, from: usize, to: usize) -> S::V {
        let off = isa.sub(isa.load(part(self.x, row + from, to - from)), isa.load(part(self.means, from, to - from)));
        isa.mul(off, off)
    }
}

/// `x̂`
struct Normal<'a, T> {
    x: &'a [T],
    means: &'a [T],
    rstds: &'a [T],
}

impl<T: Real> Term<T> for Normal<'_, T> {
    #[inline(always)]
    fn at<S: Isa<T>>(&self, isa: S, row: usize, from: usize, to: usize) -> S::V {
        let off = isa.sub(isa.load(part(self.x, row + from, to - from)), isa.load(part(self.means, from, to - from)));
        isa.mul(off, isa.load(part(self.rstds, from, to - from)))
    }
}

/// `dy · x̂`
struct Along<'a, T>(&'a [T], &'a Normal<'a, T>);

impl<T: Real> Term<T> for Along<'_, T> {
    #[inline(always)]
    fn at<S: Isa<T>>(&self, isa: S, row: usize, from: usize, to: usize) -> S::V {
        isa.mul(isa.load(part(self.0, row + from, to - from)), self.1.at(isa, row, from, to))
    }
}

/// Sums down each column of a sample, several vectors of channels side by side, so that an addition need not wait for the one before.
#[inline(always)]
fn columns<T: Real, S: Isa<T>>(isa: S, g: &Geometry, sums: &mut [T], term: impl Term<T>) {
    const WIDE: usize = 4;
    let mut at = 0;
    while at + WIDE * S::LANES <= g.channels {
        strip::<T, S, WIDE>(isa, g, sums, &term, at, S::LANES);
        at += WIDE * S::LANES;
    }
    while at + S::LANES <= g.channels {
        strip::<T, S, 1>(isa, g, sums, &term, at, S::LANES);
        at += S::LANES;
    }
    if at < g.channels {
        strip::<T, S, 1>(isa, g, sums, &term, at, g.channels - at);
    }
}

/// [`columns`] of `N` vectors, `lanes` numbers each.
#[inline(always)]
fn strip<T: Real, S: Isa<T>, const N: usize>(
    isa: S,
    g: &Geometry,
    sums: &mut [T],
    term: &impl Term<T>,
    at: usize,
    lanes: usize,
) {
    let mut totals = [isa.zero(); N];
    for block in (0..g.rows).step_by(ROWS) {
        let mut parts = [isa.zero(); N];
        for row in block..g.rows.min(block + ROWS) {
            for (i, part) in parts.iter_mut().enumerate() {
                let from = at + i * S::LANES;
                *part = isa.add(*part, term.at(isa, row * g.channels, from, from + lanes));
            }
        }
        for (total, part) in totals.iter_mut().zip(parts) {
            *total = isa.add(*total, part);
        }
    }
    for (i, total) in totals.into_iter().enumerate() {
        isa.store(part_mut(sums, at + i * S::LANES, lanes), total);
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
            columns(isa, g, means, Plain(x));
            for (group, channels) in groups(g).enumerate() {
                let means = means.get_mut(channels).unwrap_or_default();
                let mean = mean_of(g, means.iter().copied());
                means.fill(mean);
                if let Some(kept) = self.mean.get_mut(i * g.groups + group) {
                    *kept = mean;
                }
            }
            // Squares of differences, not a difference of squares: nothing cancels.
            columns(isa, g, scales, Squares { x, means });
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
            let beta = self.beta;
            for (x, y) in pieces(x, g.channels).zip(pieces_mut(y, g.channels)) {
                let mut at = 0;
                while at + S::LANES <= g.channels {
                    scaled(isa, x, means, scales, beta, y, at, S::LANES);
                    at += S::LANES;
                }
                if at < g.channels {
                    scaled(isa, x, means, scales, beta, y, at, g.channels - at);
                }
            }
        }
    }
}

/// `y = (x − mean) · scale + beta` of some channels.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn scaled<T: Real, W: Weight<Number = T>, S: Isa<T>>(
    isa: S,
    x: &[T],
    means: &[T],
    scales: &[T],
    beta: &[W],
    y: &mut [T],
    at: usize,
    lanes: usize,
) {
    let off = isa.sub(isa.load(part(x, at, lanes)), isa.load(part(means, at, lanes)));
    let beta = W::load(isa, beta.get(at..at + lanes).unwrap_or(&[]));
    isa.store(part_mut(y, at, lanes), isa.fma(off, isa.load(part(scales, at, lanes)), beta));
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
            let normal = Normal { x, means, rstds };
            columns(isa, g, sums, Plain(dy));
            columns(isa, g, dots, Along(dy, &normal));
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
                let sums = Sloped { dy, gamma: self.gamma, sums, dots, normal: &normal };
                let mut at = 0;
                while at + S::LANES <= g.channels {
                    isa.store(part_mut(dx, at, S::LANES), sums.at(isa, row, at, at + S::LANES));
                    at += S::LANES;
                }
                if at < g.channels {
                    isa.store(part_mut(dx, at, g.channels - at), sums.at(isa, row, at, g.channels));
                }
            }
        }
    }
}

/// `rstd · (gamma · dy − mean(g) − x̂ · mean(g · x̂))`
struct Sloped<'a, T> {
    dy: &'a [T],
    gamma: &'a [T],
    sums: &'a [T],
    dots: &'a [T],
    normal: &'a Normal<'a, T>,
}

impl<T: Real> Term<T> for Sloped<'_, T> {
    #[inline(always)]
    fn at<S: Isa<T>>(&self, isa: S, row: usize, from: usize, to: usize) -> S::V {
        let dy = isa.load(part(self.dy, row + from, to - from));
        let g = if self.gamma.is_empty() { dy } else { isa.mul(isa.load(part(self.gamma, from, to - from)), dy) };
        let off = isa.sub(g, isa.load(part(self.sums, from, to - from)));
        let slope = isa.nmul_add(self.normal.at(isa, row, from, to), isa.load(part(self.dots, from, to - from)), off);
        isa.mul(slope, isa.load(part(self.normal.rstds, from, to - from)))
    }
}
