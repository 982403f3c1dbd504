//! Windows of 3×3 with fewer multiplications: 16 for four results instead of 36 (Lavin & Gray 2016, section 4.1, F(2×2, 3×3)).
//!
//! Squares of 4×4 inputs, two apart, are transformed, and so are the weights; then each of the 16 places is a matrix product over the
//! channels, whose results are transformed back into 2×2 results. A few squares go through all of it together, so that what lies between
//! stays in cache. What is multiplied are sums of up to four numbers, so results differ from those of the plain sum by a few roundings.
//!
//! Each sample is cut alike and by itself: its results do not depend on what is computed beside it.

use super::correlate::Correlate;
use super::parts::Direction;
use crate::simd::{self, Block, Finish, Isa, Lines, Purpose, Real, Results, Scratch, Walk, Weight, dispatch};
use nn_spec::layers::window::Axis;

/// Places of a transformed square.
const PLACES: usize = 16;
/// Squares that go through all steps together: three tiles of 14 rows.
const TOGETHER: usize = 42;
/// With fewer channels or filters, the transforms cost more than they save: see the table in `benches/NOTES.md`.
const CHANNELS: usize = 32;
/// The same for filters, of which there have to be more: what is transformed once is used for each of them.
const FILTERS: usize = 48;
/// With fewer squares, the transform of the weights costs more than it saves for a sample alone.
const SQUARES: usize = 16;

/// A product that [`Correlate`] describes, in a form that can be computed like this.
struct Squares {
    /// Rows and columns of the source and of the target.
    source: [usize; 2],
    target: [usize; 2],
    /// Rows and columns that are missing in front of the first window.
    before: [usize; 2],
    /// Whether the windows are turned round.
    flipped: bool,
    channels: usize,
    filters: usize,
}

/// Computes the results, if they can be computed like this at a gain; else says no.
pub(super) fn run<T: Real, W: Weight<Number = T>>(product: &mut Correlate<'_, T, W>) -> bool {
    let Some(squares) = Squares::of(product) else { return false };
    let numbers = [product.weights.data, product.scale, product.bias].map(W::numbers);
    let [Some(weights), Some(scale), Some(bias)] = numbers else { return false };
    let Squares { channels, filters, source, target, .. } = squares;
    let (mut transformed, mut between) = (Scratch::take(Purpose::Left), Scratch::take(Purpose::Between));
    let u = transformed.numbers(PLACES * channels * filters);
    dispatch(Weights { from: weights, flipped: squares.flipped, len: channels * filters, to: u });
    let count = squares.count();
    // Equal parts.
    let together = count.div_ceil(count.div_ceil(TOGETHER));
    let (v, m) = between.numbers(PLACES * together * (channels + filters)).split_at_mut(PLACES * together * channels);
    let (from, to) = (source[0] * source[1] * channels, target[0] * target[1] * filters);
    let samples = product.source.chunks_exact(from).zip(product.target.chunks_exact_mut(to));
    for (i, (x, y)) in samples.enumerate() {
        let mask = product.mask.get(i * to..).unwrap_or(&[]);
        for first in (0..count).step_by(together) {
            let some = together.min(count - first);
            dispatch(Inputs { squares: &squares, first, some, x, to: &mut *v });
            multiply(some, channels, filters, v, u, m);
            let relu = product.relu;
            dispatch(Outputs { squares: &squares, first, some, from: &*m, scale, bias, relu, mask, y });
        }
    }
    true
}

/// The 16 products `m = v · u`: of `rows × channels` and `channels × filters`.
fn multiply<T: Real>(rows: usize, channels: usize, filters: usize, v: &[T], u: &[T], m: &mut [T]) {
    let places = v.chunks_exact(rows * channels).zip(u.chunks_exact(channels * filters));
    for ((v, u), c) in places.zip(m.chunks_exact_mut(rows * filters)).take(PLACES) {
        let block = Block {
            counts: [1, 1, 1, channels],
            a: Walk { data: v, start: 0, across: channels, steps: [0, 0, 0, 1] },
            b: Walk { data: u, start: 0, across: 1, steps: [0, 0, 0, filters as isize] },
            rows,
            lines: [Lines::ONE; 2],
            columns: filters,
            c: Results::new(c, filters),
            finish: Finish::plain(),
        };
        block.run();
    }
}

impl Squares {
    fn of<T, W>(product: &Correlate<'_, T, W>) -> Option<Squares> {
        let [depth, height, width] = product.axes;
        let three = |axis: &Axis| axis.size == 3 && axis.stride == 1 && axis.dilation == 1 && axis.before <= 2;
        let (channels, filters) = (product.source_channels, product.target_channels);
        let weights = &product.weights;
        let plain = *depth == Axis::POINT
            && three(height)
            && three(width)
            && product.groups == 1
            && (weights.target, weights.source, weights.tap) == (1, filters, channels * filters)
            && weights.data.len() == 9 * channels * filters;
        let (inputs, outputs) = ([height.input, width.input], [height.output, width.output]);
        let before = [height.before, width.before];
        let squares = match product.direction {
            Direction::Gather => {
                Squares { source: inputs, target: outputs, before, flipped: false, channels, filters }
            }
            // The input `i` is seen by the outputs from `i + before − 2` on, through the last place first.
            Direction::Spread => {
                let before = before.map(|before| 2 - before.min(2));
                Squares { source: outputs, target: inputs, before, flipped: true, channels, filters }
            }
        };
        let pays = channels >= CHANNELS && filters >= FILTERS && squares.count() >= SQUARES;
        (plain && pays).then_some(squares)
    }

    /// How many squares the target is cut into.
    fn count(&self) -> usize {
        self.target[0].div_ceil(2) * self.target[1].div_ceil(2)
    }

    /// The first row and column of the target of a square.
    #[inline(always)]
    fn place(&self, square: usize) -> [usize; 2] {
        let across = self.target[1].div_ceil(2);
        [square / across * 2, square % across * 2]
    }
}

/// `u = G · w · Gᵀ` for each pair of channels.
struct Weights<'a, T> {
    /// Nine taps of `len` numbers.
    from: &'a [T],
    flipped: bool,
    len: usize,
    /// 16 places of `len` numbers.
    to: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Weights<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let half = isa.splat(T::real(0.5));
        for at in (0..self.len).step_by(S::LANES) {
            let end = self.len.min(at + S::LANES);
            let mut rows = [[isa.zero(); 3]; 4];
            for column in 0..3 {
                let mut w = [isa.zero(); 3];
                for (row, w) in w.iter_mut().enumerate() {
                    let tap = 3 * row + column;
                    let tap = if self.flipped { 8 - tap } else { tap };
                    *w = isa.load(&self.from[tap * self.len + at..tap * self.len + end]);
                }
                let transformed = weights(isa, half, w);
                for (rows, w) in rows.iter_mut().zip(transformed) {
                    rows[column] = w;
                }
            }
            for (i, row) in rows.into_iter().enumerate() {
                for (j, u) in weights(isa, half, row).into_iter().enumerate() {
                    let place = (4 * i + j) * self.len;
                    isa.store(&mut self.to[place + at..place + end], u);
                }
            }
        }
    }
}

/// `G · w`
#[inline(always)]
fn weights<T: Real, S: Isa<T>>(isa: S, half: S::V, [a, b, c]: [S::V; 3]) -> [S::V; 4] {
    let (even, odd) = (isa.mul(half, isa.add(a, c)), isa.mul(half, b));
    [a, isa.add(even, odd), isa.sub(even, odd), c]
}

/// `v = Bᵀ · d · B` for some squares, channel by channel.
struct Inputs<'a, T> {
    squares: &'a Squares,
    first: usize,
    some: usize,
    /// A sample.
    x: &'a [T],
    /// 16 places of a row of channels for each square.
    to: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Inputs<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Squares { source: [height, width], before: [above, left], channels, .. } = *self.squares;
        for square in 0..self.some {
            let [top, side] = self.squares.place(self.first + square);
            for at in (0..channels).step_by(S::LANES) {
                let end = channels.min(at + S::LANES);
                let mut rows = [[isa.zero(); 4]; 4];
                for (i, row) in rows.iter_mut().enumerate() {
                    // What lies before the source wraps round, and is beyond it.
                    let h = (top + i).wrapping_sub(above);
                    if h >= height {
                        continue;
                    }
                    for (j, d) in row.iter_mut().enumerate() {
                        let w = (side + j).wrapping_sub(left);
                        if w < width {
                            let place = (h * width + w) * channels;
                            *d = isa.load(&self.x[place + at..place + end]);
                        }
                    }
                    *row = inputs(isa, *row);
                }
                // A column of each row, not a row of each column.
                #[allow(clippy::needless_range_loop)]
                for j in 0..4 {
                    let column = inputs(isa, [rows[0][j], rows[1][j], rows[2][j], rows[3][j]]);
                    for (i, v) in column.into_iter().enumerate() {
                        let place = ((4 * i + j) * self.some + square) * channels;
                        isa.store(&mut self.to[place + at..place + end], v);
                    }
                }
            }
        }
    }
}

/// `Bᵀ · d`
#[inline(always)]
fn inputs<T: Real, S: Isa<T>>(isa: S, [a, b, c, d]: [S::V; 4]) -> [S::V; 4] {
    [isa.sub(a, c), isa.add(b, c), isa.sub(c, b), isa.sub(b, d)]
}

/// `y = f((Aᵀ · m · A) · scale + bias)` for some squares, channel by channel.
struct Outputs<'a, T> {
    squares: &'a Squares,
    first: usize,
    some: usize,
    /// 16 places of a row of channels for each square.
    from: &'a [T],
    scale: &'a [T],
    bias: &'a [T],
    relu: bool,
    /// A sample of the mask, or empty.
    mask: &'a [T],
    /// A sample.
    y: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Outputs<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Squares { target: [height, width], filters, .. } = *self.squares;
        for at in (0..filters).step_by(S::LANES) {
            let end = filters.min(at + S::LANES);
            let bias = isa.load(self.bias.get(at..end).unwrap_or(&[]));
            let scale = self.scale.get(at..end).map(|scale| isa.load(scale));
            for square in 0..self.some {
                let [top, side] = self.squares.place(self.first + square);
                let mut rows = [[isa.zero(); 2]; 4];
                for (i, row) in rows.iter_mut().enumerate() {
                    let mut m = [isa.zero(); 4];
                    for (j, m) in m.iter_mut().enumerate() {
                        let place = ((4 * i + j) * self.some + square) * filters;
                        *m = isa.load(&self.from[place + at..place + end]);
                    }
                    *row = outputs(isa, m);
                }
                // A column of each row, not a row of each column.
                #[allow(clippy::needless_range_loop)]
                for j in 0..2 {
                    let column = outputs(isa, [rows[0][j], rows[1][j], rows[2][j], rows[3][j]]);
                    for (i, sum) in column.into_iter().enumerate() {
                        let (h, w) = (top + i, side + j);
                        if h >= height || w >= width {
                            continue;
                        }
                        let value = match scale {
                            Some(scale) => isa.fma(sum, scale, bias),
                            None => isa.add(sum, bias),
                        };
                        // `max` answers with its second operand where either is NaN: NaN stays.
                        let value = if self.relu { isa.max(isa.zero(), value) } else { value };
                        let place = (h * width + w) * filters;
                        let value = match self.mask.get(place + at..place + end) {
                            Some(mask) => isa.select(isa.gt(isa.load(mask), isa.zero()), value, isa.zero()),
                            None => value,
                        };
                        isa.store(&mut self.y[place + at..place + end], value);
                    }
                }
            }
        }
    }
}

/// `Aᵀ · m`
#[inline(always)]
fn outputs<T: Real, S: Isa<T>>(isa: S, [a, b, c, d]: [S::V; 4]) -> [S::V; 2] {
    [isa.add(isa.add(a, b), c), isa.sub(isa.sub(b, c), d)]
}
