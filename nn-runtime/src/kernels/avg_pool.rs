//! The mean of each window, for each channel. What lies beyond the edges does not count, as in Keras.

use super::buffers::Over;
use super::pool::{self, Forward, Pool, strips};
use super::windows::{self, Window, Windows, covered};
use crate::Pass;
use crate::simd::{self, Isa, Real, dispatch, part, part_mut};
use nn_spec::layers::pool::Geometry;

kernel! { T =>
    /// `y = Σ x / k` over the `k` places of the window that lie within the input.
    pub fn forward(g: &Geometry, pass: &Pass, x: &[T], y: &mut [T]) {
        pool::forward(g, pass, x, y, Mean);
    }

    /// [`forward`] for one sample, over its input.
    pub fn forward_over(g: &Geometry, _pass: &Pass, memory: &mut [T], from: usize) {
        dispatch(Forward { g, samples: 1, buffers: Over { memory, from }, pool: Mean });
    }

    /// Every place of a window gets `dy / k`.
    #[cfg(feature = "train")]
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

/// `Σ x / k`, row by row: what is lost by rounding grows with the length of a running sum.
#[derive(Clone, Copy)]
struct Mean;

impl<T: Real> Pool<T> for Mean {
    const BY_ROWS: bool = true;

    #[inline(always)]
    fn none<S: Isa<T>>(self, isa: S) -> S::V {
        isa.zero()
    }

    #[inline(always)]
    fn with<S: Isa<T>>(self, isa: S, before: S::V, x: S::V) -> S::V {
        isa.add(before, x)
    }

    #[inline(always)]
    fn share(self, places: usize) -> Option<T> {
        Some(T::real(1.0 / places as f64))
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
                strips!(S, self.g.channels, |N, at, lanes| {
                    shared_out::<T, S, N>(isa, &windows, &window, [share; N], dy, dx, [at, lanes], self.once)
                });
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
