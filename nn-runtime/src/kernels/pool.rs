//! What pooling layers have in common: the loops over samples, windows and vectors of channels.

use super::buffers::{Apart, Buffers};
use super::windows::{self, Window, Windows};
use crate::Pass;
use crate::simd::{self, Isa, Real, dispatch, pieces, pieces_mut};
use nn_spec::layers::pool::Geometry;

/// Vectors of channels that a window's places are looked up for together. All are read before one is written.
pub const WIDE: usize = 2;

/// Goes through the channels of a window: the block runs for `$N` vectors, a constant, from channel `$at` on, of `$lanes` numbers each.
macro_rules! strips {
    ($S:ident, $channels:expr, |$N:ident, $at:ident, $lanes:ident| $block:expr) => {{
        let (channels, mut $at): (usize, usize) = ($channels, 0);
        while $S::LANES > 1 && $at + $crate::kernels::pool::WIDE * $S::LANES <= channels {
            const $N: usize = $crate::kernels::pool::WIDE;
            let $lanes = $S::LANES;
            $block;
            $at += $N * $S::LANES;
        }
        while $at < channels {
            const $N: usize = 1;
            let $lanes = $S::LANES.min(channels - $at);
            $block;
            $at += $lanes;
        }
    }};
}
pub(super) use strips;

/// What becomes of the numbers of a window.
pub trait Pool<T: Real>: Copy {
    /// Whether each row's numbers are put together before they join the others'.
    const BY_ROWS: bool;

    /// What there is without a number.
    fn none<S: Isa<T>>(self, isa: S) -> S::V;

    /// With one more number, or with a row's.
    fn with<S: Isa<T>>(self, isa: S, before: S::V, x: S::V) -> S::V;

    /// What the result is multiplied by, if by anything, in a window of so many places.
    fn share(self, places: usize) -> Option<T>;
}

/// Pools `x`, all samples, or of each its real steps.
#[inline(always)]
pub fn forward<T: Real>(g: &Geometry, pass: &Pass, x: &[T], y: &mut [T], pool: impl Pool<T>) {
    if !pass.lengths[0].any() {
        return dispatch(Forward { g, samples: windows::samples(g, y.len()), buffers: Apart { x, y }, pool });
    }
    for (i, (x, y)) in pieces(x, windows::seen(g)).zip(pieces_mut(y, g.channels)).enumerate() {
        match windows::over_real_steps(g, pass, i) {
            Some((g, len)) => {
                let buffers = Apart { x: x.get(..len).unwrap_or(&[]), y };
                dispatch(Forward { g: &g, samples: 1, buffers, pool });
            }
            None => y.fill(T::zero()),
        }
    }
}

/// Pools samples that lie somewhere.
pub struct Forward<'a, M, P> {
    /// The windows.
    pub g: &'a Geometry,
    /// How many samples there are.
    pub samples: usize,
    /// Where they lie.
    pub buffers: M,
    /// What becomes of them.
    pub pool: P,
}

impl<T: Real, M: Buffers<T>, P: Pool<T>> simd::Kernel<T> for Forward<'_, M, P> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(mut self, isa: S) {
        let windows = Windows::new(&self.g.axes, self.g.channels);
        for i in 0..self.samples {
            let (seen, made) = (i * windows.seen, i * windows.results);
            for (output, window) in windows.all().enumerate() {
                let (y, share) = (made + output * self.g.channels, self.pool.share(window.len()));
                strips!(S, self.g.channels, |N, at, lanes| {
                    self.window::<T, S, N>(isa, &windows, &window, share, [seen + at, y + at, lanes])
                });
            }
        }
    }
}

impl<M, P> Forward<'_, M, P> {
    /// A window in `N` vectors of channels, `lanes` numbers each, from a place in a sample, and in its results, on.
    #[inline(always)]
    fn window<T: Real, S: Isa<T>, const N: usize>(
        &mut self,
        isa: S,
        windows: &Windows<'_>,
        window: &Window,
        share: Option<T>,
        [seen, y, lanes]: [usize; 3],
    ) where
        M: Buffers<T>,
        P: Pool<T>,
    {
        let pool = self.pool;
        let mut all = [pool.none(isa); N];
        for d in 0..window.counts[0] {
            for h in 0..window.counts[1] {
                let row = seen + window.row(windows, d, h);
                let mut values = if P::BY_ROWS { [pool.none(isa); N] } else { all };
                for w in 0..window.counts[2] {
                    for (i, value) in values.iter_mut().enumerate() {
                        let place = row + w * self.g.channels + i * S::LANES;
                        let x = self.buffers.input().get(place..place + lanes).unwrap_or(&[]);
                        *value = pool.with(isa, *value, isa.load(x));
                    }
                }
                for (all, value) in all.iter_mut().zip(values) {
                    *all = if P::BY_ROWS { pool.with(isa, *all, value) } else { value };
                }
            }
        }
        for (i, value) in all.into_iter().enumerate() {
            let value = match share {
                Some(share) => isa.mul(value, isa.splat(share)),
                None => value,
            };
            let y = y + i * S::LANES;
            isa.store(self.buffers.output().get_mut(y..y + lanes).unwrap_or(&mut []), value);
        }
    }
}
