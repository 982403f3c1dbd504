//! Each place made several, which hold its value or a mixture of it and its neighbours'.

use crate::Pass;
use crate::simd::{self, Isa, Real, dispatch, part, part_mut, pieces, pieces_mut};
use nn_spec::layers::upsample::Geometry;

kernel! { T =>
    /// Nearest: `y[o] = x[⌊o / size⌋]`. Bilinear: the places' middles lie on one ruler, and `y[o]` is on the line between the two
    /// places of `x` around it, on both axes; beyond the last middle it is that place.
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        dispatch(Forward { g, x, y });
    }

    /// Every place of `x` gets the `dy` of what it was mixed into, by its share.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, _pass: &Pass, dy: &mut [T], dx: &mut [T]) {
        dx.fill(T::zero());
        dispatch(Backward { g, dy, dx });
    }
}

/// What an output is on one axis: `share` of place `low`, the rest of place `high`.
#[derive(Clone, Copy)]
struct Between<T> {
    low: usize,
    high: usize,
    share: T,
}

impl<T: Real> Between<T> {
    #[inline(always)]
    fn nearest(output: usize, size: usize) -> Between<T> {
        let place = output / size.max(1);
        Between { low: place, high: place, share: T::one() }
    }

    /// The middle of output `o` lies at `(o + ½) / size − ½`.
    #[inline(always)]
    fn linear(output: usize, size: usize, input: usize) -> Between<T> {
        // Twice the numerator, so that it is whole.
        let size = size.max(1);
        let (twice, unit) = (2 * output + 1, 2 * size);
        if twice < size {
            return Between { low: 0, high: 0, share: T::one() };
        }
        let low = (twice - size) / unit;
        let beyond = (twice - size) % unit;
        let share = T::real(1.0 - beyond as f64 / unit as f64);
        Between { low, high: (low + 1).min(input.saturating_sub(1)), share }
    }

    /// One of the two places, and its share.
    #[inline(always)]
    fn end(&self, end: usize) -> (usize, T) {
        if end == 0 { (self.low, self.share) } else { (self.high, T::one() - self.share) }
    }
}

/// Calls `run(output, corners)` for each place of the output of a sample, with what it is made of: where each corner's channels
/// start, and its share.
#[inline(always)]
fn places<T: Real>(g: &Geometry, mut run: impl FnMut(usize, &[(usize, T)])) {
    let ([depths, heights, widths], [deep, tall, wide]) = (g.input, g.size);
    let mut output = 0;
    for depth in 0..depths * deep {
        for height in 0..heights * tall {
            let plane = depth / deep.max(1) * heights;
            let rows: Between<T> =
                if g.bilinear { Between::linear(height, tall, heights) } else { Between::nearest(height, tall) };
            for width in 0..widths * wide {
                let columns: Between<T> =
                    if g.bilinear { Between::linear(width, wide, widths) } else { Between::nearest(width, wide) };
                let mut corners = [(0, T::zero()); 4];
                for (i, corner) in corners.iter_mut().enumerate() {
                    let ((row, high), (column, broad)) = (rows.end(i / 2), columns.end(i % 2));
                    *corner = (((plane + row) * widths + column) * g.channels, high * broad);
                }
                run(output, if g.bilinear { &corners } else { &corners[..1] });
                output += g.channels;
            }
        }
    }
}

/// Numbers of a sample before and after.
fn sizes(g: &Geometry) -> (usize, usize) {
    let input = g.input.iter().product::<usize>() * g.channels;
    (input.max(1), (input * g.size.iter().product::<usize>()).max(1))
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
        let (input, output) = sizes(self.g);
        for (x, y) in pieces(self.x, input).zip(pieces_mut(self.y, output)) {
            places(self.g, |place, corners: &[(usize, T)]| {
                for at in (0..self.g.channels).step_by(S::LANES) {
                    let end = self.g.channels.min(at + S::LANES);
                    let mut sum = isa.zero();
                    for &(from, share) in corners {
                        sum = isa.fma(isa.load(part(x, from + at, end - at)), isa.splat(share), sum);
                    }
                    isa.store(part_mut(y, place + at, end - at), sum);
                }
            });
        }
    }
}

struct Backward<'a, T> {
    g: &'a Geometry,
    dy: &'a [T],
    dx: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let (input, output) = sizes(self.g);
        for (dy, dx) in self.dy.chunks_exact(output).zip(self.dx.chunks_exact_mut(input)) {
            places(self.g, |place, corners: &[(usize, T)]| {
                for at in (0..self.g.channels).step_by(S::LANES) {
                    let end = self.g.channels.min(at + S::LANES);
                    let d = isa.load(&dy[place + at..place + end]);
                    for &(to, share) in corners {
                        let dx = &mut dx[to + at..to + end];
                        isa.store(dx, isa.fma(d, isa.splat(share), isa.load(dx)));
                    }
                }
            });
        }
    }
}
