//! The greatest value of each window, for each channel.

use super::buffers::{Apart, Buffers, Over};
use super::plain;
use super::windows::{self, Window, Windows, covered};
use crate::Pass;
use crate::simd::{self, Isa, Real, dispatch, part, part_mut, pieces, pieces_mut};
use nn_spec::layers::pool::Geometry;
use nn_spec::layers::window::Axis;

kernel! { T =>
    /// `y = max x` over the window, as far as it lies within the input.
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
        let samples = windows::samples(g, y.len());
        if plain::chosen() {
            return plain::max_pool(&g.axes, g.channels, samples, Apart { x, y });
        }
        dispatch(Forward { g, samples, buffers: Apart { x, y } });
    }

    /// [`forward`] for one sample, over its input.
    pub fn forward_over(g: &Geometry, _pass: &Pass, memory: &mut [T], from: usize) {
        if plain::chosen() {
            return plain::max_pool(&g.axes, g.channels, 1, Over { memory, from });
        }
        dispatch(Forward { g, samples: 1, buffers: Over { memory, from } });
    }

    /// Of each window, the first place with the greatest value gets the window's `dy`.
    pub fn backward(g: &Geometry, pass: &Pass, x: &[T], y: &[T], dy: &mut [T], dx: &mut [T]) {
        if pass.lengths[0].any() {
            dx.fill(T::zero());
            let tops = y.chunks_exact(g.channels).zip(dy.chunks_exact(g.channels));
            let sequences = x.chunks_exact(windows::seen(g)).zip(dx.chunks_exact_mut(windows::seen(g)));
            for (i, ((y, dy), (x, dx))) in tops.zip(sequences).enumerate() {
                if let Some((g, len)) = windows::over_real_steps(g, pass, i) {
                    dispatch(Backward { g: &g, once: true, x: x.get(..len).unwrap_or(&[]), y, dy, dx: dx.get_mut(..len).unwrap_or(&mut []) });
                }
            }
            return;
        }
        let once = g.axes.iter().all(|axis| axis.stride >= axis.size);
        if !once || !g.axes.iter().all(covered) {
            dx.fill(T::zero());
        }
        dispatch(Backward { g, once, x, y, dy, dx });
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
        if let Some(squares) = Squares::of(self.g) {
            return squares.forward(isa, self.samples, self.buffers);
        }
        let windows = Windows::new(&self.g.axes, self.g.channels);
        for i in 0..self.samples {
            let (seen, made) = (i * windows.seen, i * windows.results);
            for (output, window) in windows.all().enumerate() {
                let y = made + output * self.g.channels;
                let mut at = 0;
                while S::LANES > 1 && at + WIDE * S::LANES <= self.g.channels {
                    self.vectors::<T, S, WIDE>(isa, &windows, &window, [seen, y, at, S::LANES]);
                    at += WIDE * S::LANES;
                }
                while at < self.g.channels {
                    let lanes = S::LANES.min(self.g.channels - at);
                    self.vectors::<T, S, 1>(isa, &windows, &window, [seen, y, at, lanes]);
                    at += lanes;
                }
            }
        }
    }
}

/// Vectors of channels that a window's places are looked up for together. All are read before one is written.
const WIDE: usize = 2;

impl<M> Forward<'_, M> {
    /// The greatest of a window in `N` vectors of channels, from channel `at` on.
    #[inline(always)]
    fn vectors<T: Real, S: Isa<T>, const N: usize>(
        &mut self,
        isa: S,
        windows: &Windows<'_>,
        window: &Window,
        [seen, y, at, lanes]: [usize; 4],
    ) where
        M: Buffers<T>,
    {
        let mut greatest = [isa.splat(T::neg_infinity()); N];
        for d in 0..window.counts[0] {
            for h in 0..window.counts[1] {
                let row = seen + window.row(windows, d, h);
                for w in 0..window.counts[2] {
                    for (i, greatest) in greatest.iter_mut().enumerate() {
                        let place = row + w * self.g.channels + at + i * S::LANES;
                        let x = self.buffers.input().get(place..place + lanes).unwrap_or(&[]);
                        *greatest = greater(isa, *greatest, isa.load(x));
                    }
                }
            }
        }
        for (i, greatest) in greatest.into_iter().enumerate() {
            let y = y + at + i * S::LANES;
            isa.store(self.buffers.output().get_mut(y..y + lanes).unwrap_or(&mut []), greatest);
        }
    }
}

struct Backward<'a, T> {
    g: &'a Geometry,
    /// No input is in two windows.
    once: bool,
    x: &'a [T],
    y: &'a [T],
    dy: &'a [T],
    dx: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(mut self, isa: S) {
        let dx = core::mem::take(&mut self.dx);
        let windows = Windows::new(&self.g.axes, self.g.channels);
        let results = self.y.chunks_exact(windows.results).zip(self.dy.chunks_exact(windows.results));
        let samples = self.x.chunks_exact(windows.seen).zip(dx.chunks_exact_mut(windows.seen));
        for ((y, dy), (x, dx)) in results.zip(samples) {
            let places = y.chunks_exact(self.g.channels).zip(dy.chunks_exact(self.g.channels));
            for (window, (y, dy)) in windows.all().zip(places) {
                let mut at = 0;
                while at + WIDE * S::LANES <= self.g.channels {
                    self.once_found::<S, WIDE>(isa, &windows, &window, [x, y, dy], dx, at, S::LANES);
                    at += WIDE * S::LANES;
                }
                while at < self.g.channels {
                    let lanes = S::LANES.min(self.g.channels - at);
                    self.once_found::<S, 1>(isa, &windows, &window, [x, y, dy], dx, at, lanes);
                    at += lanes;
                }
            }
        }
    }
}

impl<T: Real> Backward<'_, T> {
    /// Hands on the gradient of a window in `N` vectors of channels, from channel `at` on.
    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    fn once_found<S: Isa<T>, const N: usize>(
        &self,
        isa: S,
        windows: &Windows<'_>,
        window: &Window,
        [x, y, dy]: [&[T]; 3],
        dx: &mut [T],
        at: usize,
        lanes: usize,
    ) {
        // What has not found its place yet.
        let (mut greatest, mut left) = ([isa.zero(); N], [isa.zero(); N]);
        for i in 0..N {
            greatest[i] = isa.load(part(y, at + i * S::LANES, lanes));
            left[i] = isa.load(part(dy, at + i * S::LANES, lanes));
        }
        for d in 0..window.counts[0] {
            for h in 0..window.counts[1] {
                let row = window.row(windows, d, h);
                for w in 0..window.counts[2] {
                    for i in 0..N {
                        let place = row + w * self.g.channels + at + i * S::LANES;
                        let here = isa.eq(isa.load(part(x, place, lanes)), greatest[i]);
                        let found = isa.select(here, left[i], isa.zero());
                        left[i] = isa.select(here, isa.zero(), left[i]);
                        let dx = part_mut(dx, place, lanes);
                        isa.store(dx, if self.once { found } else { isa.add(isa.load(dx), found) });
                    }
                }
            }
        }
    }
}

/// Windows of 2×2 places side by side, all within the input: what pooling mostly is. Nothing is asked of each.
struct Squares {
    channels: usize,
    /// Numbers of a sample of the input, and of the output.
    sample: [usize; 2],
    /// Numbers of a row of the input, and of the output.
    row: [usize; 2],
}

impl Squares {
    /// The windows, if they are of this kind.
    #[inline(always)]
    fn of(g: &Geometry) -> Option<Squares> {
        let [depth, height, width] = &g.axes;
        let halves = |axis: &Axis| {
            axis.size == 2 && axis.stride == 2 && axis.before == 0 && axis.output > 0 && 2 * axis.output <= axis.input
        };
        let row = [width.input * g.channels, width.output * g.channels];
        let sample = [height.input * row[0], height.output * row[1]];
        let squares = *depth == Axis::POINT && halves(height) && halves(width) && g.channels > 0;
        squares.then_some(Squares { channels: g.channels, sample, row })
    }

    #[inline(always)]
    fn forward<T: Real, S: Isa<T>>(&self, isa: S, samples: usize, mut buffers: impl Buffers<T>) {
        for i in 0..samples {
            for r in 0..self.sample[1] / self.row[1] {
                let (x, y) = (i * self.sample[0] + 2 * r * self.row[0], i * self.sample[1] + r * self.row[1]);
                match buffers.both(x, y..y + self.row[1]) {
                    Some((x, y)) => self.row(isa, x, y),
                    None => self.row_over(isa, &mut buffers, x, y),
                }
            }
        }
    }

    /// A row of the output from two rows of the input.
    #[inline(always)]
    fn row<T: Real, S: Isa<T>>(&self, isa: S, x: &[T], y: &mut [T]) {
        let c = self.channels;
        let Some((above, below)) = x.split_at_checked(self.row[0]) else { return };
        let squares = above.chunks_exact(2 * c).zip(below.chunks_exact(2 * c));
        for ((above, below), y) in squares.zip(y.chunks_exact_mut(c)) {
            let ((p, q), (r, s)) = (above.split_at(c), below.split_at(c));
            let [mut p, mut q, mut r, mut s] = [p, q, r, s].map(|place| place.chunks_exact(S::LANES));
            let mut y = y.chunks_exact_mut(S::LANES);
            for ((((y, p), q), r), s) in (&mut y).zip(&mut p).zip(&mut q).zip(&mut r).zip(&mut s) {
                isa.store(y, square(isa, p, q, r, s));
            }
            let y = y.into_remainder();
            if !y.is_empty() {
                isa.store(y, square(isa, p.remainder(), q.remainder(), r.remainder(), s.remainder()));
            }
        }
    }

    /// The same where the row is written over what it comes of: only the first one is.
    #[inline(always)]
    fn row_over<T: Real, S: Isa<T>>(&self, isa: S, buffers: &mut impl Buffers<T>, x: usize, y: usize) {
        let c = self.channels;
        for i in 0..self.row[1] / c {
            for at in (0..c).step_by(S::LANES) {
                let lanes = c.min(at + S::LANES) - at;
                let first = x + 2 * i * c + at;
                let places = [first, first + c, first + self.row[0], first + self.row[0] + c];
                let [p, q, r, s] = places.map(|at| at..at + lanes);
                let (x, none) = (buffers.input(), &[][..]);
                let places = [p, q, r, s].map(|place| x.get(place).unwrap_or(none));
                let greatest = square(isa, places[0], places[1], places[2], places[3]);
                let y = y + i * c + at;
                isa.store(buffers.output().get_mut(y..y + lanes).unwrap_or(&mut []), greatest);
            }
        }
    }
}

/// The greatest of a square's four places, of a vector of channels.
#[inline(always)]
fn square<T: Real, S: Isa<T>>(isa: S, p: &[T], q: &[T], r: &[T], s: &[T]) -> S::V {
    greater(isa, greater(isa, isa.load(p), isa.load(q)), greater(isa, isa.load(r), isa.load(s)))
}

/// The greater of each pair; NaN where either is.
#[inline(always)]
fn greater<T: Real, S: Isa<T>>(isa: S, a: S::V, b: S::V) -> S::V {
    // `max` answers with its second operand where either is NaN.
    isa.select(isa.eq(a, a), isa.max(a, b), a)
}
