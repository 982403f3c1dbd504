//! The greatest value of each window, for each channel.

use super::buffers::{Apart, Buffers, Over};
use super::plain;
use super::pool::{self, Forward, Pool, strips};
use super::windows::{self, Window, Windows, covered};
use crate::Pass;
use crate::simd::{self, Isa, Real, dispatch, part, part_mut};
use nn_spec::layers::pool::Geometry;
use nn_spec::layers::window::Axis;

kernel! { T =>
    /// `y = max x` over the window, as far as it lies within the input.
    pub fn forward(g: &Geometry, pass: &Pass, x: &[T], y: &mut [T]) {
        if !pass.lengths[0].any() {
            let samples = windows::samples(g, y.len());
            if plain::chosen() {
                return plain::max_pool(&g.axes, g.channels, samples, Apart { x, y });
            }
            if let Some(squares) = Squares::of(g) {
                return dispatch(Halve { squares, samples, buffers: Apart { x, y } });
            }
        }
        pool::forward(g, pass, x, y, Greatest);
    }

    /// [`forward`] for one sample, over its input.
    pub fn forward_over(g: &Geometry, _pass: &Pass, memory: &mut [T], from: usize) {
        let buffers = Over { memory, from };
        if plain::chosen() {
            return plain::max_pool(&g.axes, g.channels, 1, buffers);
        }
        match Squares::of(g) {
            Some(squares) => dispatch(Halve { squares, samples: 1, buffers }),
            None => dispatch(Forward { g, samples: 1, buffers, pool: Greatest }),
        }
    }

    /// Of each window, the first place with the greatest value gets the window's `dy`; behind a ReLU, if that value is above zero.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, pass: &Pass, x: &[T], y: &[T], dy: &mut [T], dx: &mut [T]) {
        if pass.lengths[0].any() {
            dx.fill(T::zero());
            let tops = y.chunks_exact(g.channels).zip(dy.chunks_exact(g.channels));
            let sequences = x.chunks_exact(windows::seen(g)).zip(dx.chunks_exact_mut(windows::seen(g)));
            for (i, ((y, dy), (x, dx))) in tops.zip(sequences).enumerate() {
                if let Some((g, len)) = windows::over_real_steps(g, pass, i) {
                    dispatch(Backward { g: &g, once: true, relu: pass.relu, x: x.get(..len).unwrap_or(&[]), y, dy, dx: dx.get_mut(..len).unwrap_or(&mut []) });
                }
            }
            return;
        }
        let once = g.axes.iter().all(|axis| axis.stride >= axis.size);
        if !once || !g.axes.iter().all(covered) {
            dx.fill(T::zero());
        }
        dispatch(Backward { g, once, relu: pass.relu, x, y, dy, dx });
    }
}

/// The greatest number; NaN where there is one.
#[derive(Clone, Copy)]
struct Greatest;

impl<T: Real> Pool<T> for Greatest {
    const BY_ROWS: bool = false;

    #[inline(always)]
    fn none<S: Isa<T>>(self, isa: S) -> S::V {
        isa.splat(T::neg_infinity())
    }

    #[inline(always)]
    fn with<S: Isa<T>>(self, isa: S, before: S::V, x: S::V) -> S::V {
        greater(isa, before, x)
    }

    #[inline(always)]
    fn share(self, _places: usize) -> Option<T> {
        None
    }
}

struct Backward<'a, T> {
    g: &'a Geometry,
    /// No input is in two windows.
    once: bool,
    /// What is greatest has to be above zero.
    relu: bool,
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
                strips!(S, self.g.channels, |N, at, lanes| {
                    self.once_found::<S, N>(isa, &windows, &window, [x, y, dy], dx, at, lanes)
                });
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
            if self.relu {
                left[i] = isa.select(isa.gt(greatest[i], isa.zero()), left[i], isa.zero());
            }
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

/// The greatest of each square of some samples.
struct Halve<M> {
    squares: Squares,
    samples: usize,
    buffers: M,
}

impl<T: Real, M: Buffers<T>> simd::Kernel<T> for Halve<M> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(mut self, isa: S) {
        let Squares { sample, row, .. } = self.squares;
        for i in 0..self.samples {
            for r in 0..sample[1] / row[1] {
                let (x, y) = (i * sample[0] + 2 * r * row[0], i * sample[1] + r * row[1]);
                match self.buffers.both(x, y..y + row[1]) {
                    Some((x, y)) => self.squares.row(isa, x, y),
                    None => self.squares.row_over(isa, &mut self.buffers, x, y),
                }
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
