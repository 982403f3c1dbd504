//! The greatest value of each window, for each channel.

use super::plain;
use super::windows::{self, Windows, covered};
use crate::Pass;
use crate::simd::{self, Isa, Real, dispatch};
use nn_spec::layers::pool::Geometry;
use nn_spec::layers::window::Axis;

kernel! { T =>
    /// `y = max x` over the window, as far as it lies within the input.
    pub fn forward(g: &Geometry, pass: &Pass, x: &[T], y: &mut [T]) {
        if pass.lengths[0].any() {
            for (i, (x, y)) in x.chunks_exact(windows::seen(g)).zip(y.chunks_exact_mut(g.channels)).enumerate() {
                match windows::over_real_steps(g, pass, i) {
                    Some((g, len)) => dispatch(Forward { g: &g, x: x.get(..len).unwrap_or(&[]), y }),
                    None => y.fill(T::zero()),
                }
            }
            return;
        }
        if plain::chosen() {
            return plain::max_pool(&g.axes, g.channels, x, y);
        }
        dispatch(Forward { g, x, y });
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

struct Forward<'a, T> {
    g: &'a Geometry,
    x: &'a [T],
    y: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Forward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        if let Some(squares) = Squares::of(self.g) {
            return squares.forward(isa, self.x, self.y);
        }
        let windows = Windows::new(&self.g.axes, self.g.channels);
        let samples = self.x.chunks_exact(windows.seen).zip(self.y.chunks_exact_mut(windows.results));
        for (x, y) in samples {
            for (window, y) in windows.all().zip(y.chunks_exact_mut(self.g.channels)) {
                for at in (0..self.g.channels).step_by(S::LANES) {
                    let end = self.g.channels.min(at + S::LANES);
                    let mut greatest = isa.splat(T::neg_infinity());
                    for d in 0..window.counts[0] {
                        for h in 0..window.counts[1] {
                            let row = window.row(&windows, d, h);
                            for w in 0..window.counts[2] {
                                let place = row + w * self.g.channels;
                                let x = isa.load(&x[place + at..place + end]);
                                greatest = greater(isa, greatest, x);
                            }
                        }
                    }
                    isa.store(&mut y[at..end], greatest);
                }
            }
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
    fn eval<S: Isa<T>>(self, isa: S) {
        let windows = Windows::new(&self.g.axes, self.g.channels);
        let results = self.y.chunks_exact(windows.results).zip(self.dy.chunks_exact(windows.results));
        let samples = self.x.chunks_exact(windows.seen).zip(self.dx.chunks_exact_mut(windows.seen));
        for ((y, dy), (x, dx)) in results.zip(samples) {
            let places = y.chunks_exact(self.g.channels).zip(dy.chunks_exact(self.g.channels));
            for (window, (y, dy)) in windows.all().zip(places) {
                for at in (0..self.g.channels).step_by(S::LANES) {
                    let end = self.g.channels.min(at + S::LANES);
                    let greatest = isa.load(&y[at..end]);
                    // What has not found its place yet.
                    let mut left = isa.load(&dy[at..end]);
                    for d in 0..window.counts[0] {
                        for h in 0..window.counts[1] {
                            let row = window.row(&windows, d, h);
                            for w in 0..window.counts[2] {
                                let place = row + w * self.g.channels;
                                let here = isa.eq(isa.load(&x[place + at..place + end]), greatest);
                                let found = isa.select(here, left, isa.zero());
                                left = isa.select(here, isa.zero(), left);
                                let dx = &mut dx[place + at..place + end];
                                isa.store(dx, if self.once { found } else { isa.add(isa.load(dx), found) });
                            }
                        }
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
    fn forward<T: Real, S: Isa<T>>(&self, isa: S, x: &[T], y: &mut [T]) {
        let c = self.channels;
        for (x, y) in x.chunks_exact(self.sample[0]).zip(y.chunks_exact_mut(self.sample[1])) {
            for (rows, y) in x.chunks_exact(2 * self.row[0]).zip(y.chunks_exact_mut(self.row[1])) {
                let (above, below) = rows.split_at(self.row[0]);
                let squares = above.chunks_exact(2 * c).zip(below.chunks_exact(2 * c));
                for ((above, below), y) in squares.zip(y.chunks_exact_mut(c)) {
                    for at in (0..c).step_by(S::LANES) {
                        let (first, second) = (at..c.min(at + S::LANES), c + at..c + c.min(at + S::LANES));
                        let above = greater(isa, isa.load(&above[first.clone()]), isa.load(&above[second.clone()]));
                        let below = greater(isa, isa.load(&below[first.clone()]), isa.load(&below[second]));
                        isa.store(&mut y[first], greater(isa, above, below));
                    }
                }
            }
        }
    }
}

/// The greater of each pair; NaN where either is.
#[inline(always)]
fn greater<T: Real, S: Isa<T>>(isa: S, a: S::V, b: S::V) -> S::V {
    // `max` answers with its second operand where either is NaN.
    isa.select(isa.eq(a, a), isa.max(a, b), a)
}
