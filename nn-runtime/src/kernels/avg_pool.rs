//! The mean of each window, for each channel. What lies beyond the edges does not count, as in Keras.

use super::buffers::{Apart, Buffers, Over};
use super::windows::{self, Window, Windows, covered};
use crate::Pass;
use crate::simd::{self, Isa, Real, dispatch, part, part_mut, pieces, pieces_mut};
use nn_spec::layers::pool::Geometry;

kernel! { T =>
    /// `y = Σ x / k` over the `k` places of the window that lie within the input.
    pub fn forward(g: &Geometry, pass: &Pass, x: &[T], y: &mut [T]) {
        if pass.lengths[0].any() {
            for (i, (x, y)) in pieces(x, windows::seen(g)).zip(pieces_mut(y, g.channels)).enumerate() {
                match windows::over_real_steps(g, pass, i) {
                    Some((g, len)) => dispatch(Forward { g: &g, samples: 1, buffers: Apart { x: x.get(..len).unwrap_or(&[]), y } }),
                    None => y.fill(T::zero()),
                }
            }
            return;
        }
        dispatch(Forward { g, samples: windows::samples(g, y.len()), buffers: Apart { x, y } });
    }

    /// [`forward`] for one sample, over its input.
    pub fn forward_over(g: &Geometry, _pass: &Pass, memory: &mut [T], from: usize) {
        dispatch(Forward { g, samples: 1, buffers: Over { memory, from } });
    }

    /// Every place of a window gets `dy / k`.
    pub fn backward(g: &Geometry, pass: &Pass, dy: &mut [T], dx: &mut [T]) {
        if pass.lengths[0].any() {
            dx.fill(T::zero());
            for (i, (dy, dx)) in dy.chunks_exact(g.channels).zip(dx.chunks_exact_mut(windows::seen(g))).enumerate() {
                if let Some((g, len)) = windows::over_real_steps(g, pass, i) {
                    dispatch(Backward { g: &g, once: true, dy, dx: dx.get_mut(..len).unwrap_or(&mut []) });
                }
            }
            return;
        }
        let once = g.axes.iter().all(|axis| axis.stride >= axis.size);
        if !once || !g.axes.iter().all(covered) {
            dx.fill(T::zero());
        }
        dispatch(Backward { g, once, dy, dx });
    }
}

struct Forward<'a, M> {
    g: &'a Geometry,
    samples: usize,
    buffers: M,
}

impl<T: Real, M: Buffers<T>> simd::Kernel<T> for Forward<'_, M> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(mut self, isa: S) {
        let windows = Windows::new(&self.g.axes, self.g.channels);
        for i in 0..self.samples {
            let (seen, made) = (i * windows.seen, i * windows.results);
            for (output, window) in windows.all().enumerate() {
                let y = made + output * self.g.channels;
                let share = isa.splat(T::real(1.0 / window.len() as f64));
                let mut at = 0;
                while S::LANES > 1 && at + WIDE * S::LANES <= self.g.channels {
                    self.vectors::<T, S, WIDE>(isa, &windows, &window, share, [seen, y, at, S::LANES]);
                    at += WIDE * S::LANES;
                }
                while at < self.g.channels {
                    let lanes = S::LANES.min(self.g.channels - at);
                    self.vectors::<T, S, 1>(isa, &windows, &window, share, [seen, y, at, lanes]);
                    at += lanes;
                }
            }
        }
    }
}

/// Vectors of channels that a window's places are looked up for together. All are read before one is written.
const WIDE: usize = 2;

impl<M> Forward<'_, M> {
    /// The mean of a window in `N` vectors of channels, from channel `at` on.
    #[inline(always)]
    fn vectors<T: Real, S: Isa<T>, const N: usize>(
        &mut self,
        isa: S,
        windows: &Windows<'_>,
        window: &Window,
        share: S::V,
        [seen, y, at, lanes]: [usize; 4],
    ) where
        M: Buffers<T>,
    {
        let mut totals = [isa.zero(); N];
        for d in 0..window.counts[0] {
            for h in 0..window.counts[1] {
                let row = seen + window.row(windows, d, h);
                // Row by row: what is lost by rounding grows with the length of a running sum.
                let mut sums = [isa.zero(); N];
                for w in 0..window.counts[2] {
                    for (i, sum) in sums.iter_mut().enumerate() {
                        let place = row + w * self.g.channels + at + i * S::LANES;
                        let x = self.buffers.input().get(place..place + lanes).unwrap_or(&[]);
                        *sum = isa.add(*sum, isa.load(x));
                    }
                }
                for (total, sum) in totals.iter_mut().zip(sums) {
                    *total = isa.add(*total, sum);
                }
            }
        }
        for (i, total) in totals.into_iter().enumerate() {
            let y = y + at + i * S::LANES;
            let y = self.buffers.output().get_mut(y..y + lanes).unwrap_or(&mut []);
            isa.store(y, isa.mul(total, share));
        }
    }
}

struct Backward<'a, T> {
    g: &'a Geometry,
    /// No input is in two windows.
    once: bool,
    dy: &'a [T],
    dx: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let windows = Windows::new(&self.g.axes, self.g.channels);
        let samples = self.dy.chunks_exact(windows.results).zip(self.dx.chunks_exact_mut(windows.seen));
        for (dy, dx) in samples {
            for (window, dy) in windows.all().zip(dy.chunks_exact(self.g.channels)) {
                let share = isa.splat(T::real(1.0 / window.len() as f64));
                let mut at = 0;
                while at + WIDE * S::LANES <= self.g.channels {
                    shared_out::<T, S, WIDE>(isa, &windows, &window, [share; WIDE], dy, dx, [at, S::LANES], self.once);
                    at += WIDE * S::LANES;
                }
                while at < self.g.channels {
                    let lanes = S::LANES.min(self.g.channels - at);
                    shared_out::<T, S, 1>(isa, &windows, &window, [share], dy, dx, [at, lanes], self.once);
                    at += lanes;
                }
            }
        }
    }
}

/// Hands on the gradient of a window in `N` vectors of channels, from channel `at` on.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn shared_out<T: Real, S: Isa<T>, const N: usize>(
    isa: S,
    windows: &Windows<'_>,
    window: &Window,
    mut parts: [S::V; N],
    dy: &[T],
    dx: &mut [T],
    [at, lanes]: [usize; 2],
    once: bool,
) {
    for (i, share) in parts.iter_mut().enumerate() {
        *share = isa.mul(isa.load(part(dy, at + i * S::LANES, lanes)), *share);
    }
    for d in 0..window.counts[0] {
        for h in 0..window.counts[1] {
            let row = window.row(windows, d, h);
            for w in 0..window.counts[2] {
                for (i, &share) in parts.iter().enumerate() {
                    let dx = part_mut(dx, row + w * windows.channels() + at + i * S::LANES, lanes);
                    isa.store(dx, if once { share } else { isa.add(isa.load(dx), share) });
                }
            }
        }
    }
}
