//! Windows three places wide that move by one place along the last axis: what depthwise convolutions mostly are. Whole rows of results are
//! computed at once, with the edges.

use crate::kernels::conv::parts::Direction;
use crate::simd::{Channels, HIGH, Isa, Level, Real, Row, Seen, Taps, WIDE, Weight, again, flat, flat_gradient, gathered, side_by_side, slide, slide_gradient, pieces_mut, Kernel as _, ReluBackward, Zip};
use nn_spec::layers::window::{Axis, MAX_SPACE};

/// Weights and what is done with the sums, of channels that are several times in one vector.
type Repeated<V> = (Taps<V, HIGH>, Channels<V>);

/// The windows, seen from what is computed.
pub(super) struct Sliding {
    /// Each result gathers from the places in its window.
    axes: [Axis; MAX_SPACE],
    /// Whether the taps are in the opposite order: then what is computed are the inputs' gradients.
    flipped: bool,
    channels: usize,
    row: Row,
}

/// What is done with the sums of each channel: `f(sum · scale + bias)`.
#[derive(Clone, Copy)]
pub(super) struct Finish<'a, W> {
    pub scale: &'a [W],
    pub bias: &'a [W],
    pub relu: bool,
}

/// The rows that a row of results sees: where each starts, and its first tap.
struct Rows {
    starts: [usize; HIGH],
    taps: [usize; HIGH],
    count: usize,
}

impl Sliding {
    /// The windows, if they are of this kind.
    #[inline(always)]
    pub fn of(axes: &[Axis; MAX_SPACE], direction: Direction, channels: usize) -> Option<Sliding> {
        let [depth, height, width] = axes;
        let single = |axis: &Axis| axis.stride == 1 && axis.before < axis.size && axis.dilation == 1;
        let simple = single(width) && width.size == WIDE && depth.size * height.size <= HIGH && channels > 0;
        let (axes, flipped) = match direction {
            Direction::Gather => (*axes, false),
            // An input is seen by the outputs from `before + 1` less than the window's size in front of it on, through the last tap first.
            Direction::Spread if single(depth) && single(height) => (axes.map(turned), true),
            Direction::Spread => return None,
        };
        let [_, _, width] = &axes;
        let row = Row { input: width.input, output: width.output, before: width.before };
        (simple && row.regular()).then_some(Sliding { axes, flipped, channels, row })
    }

    /// How many rows of results there are.
    #[inline(always)]
    pub fn rows(&self) -> usize {
        self.axes[0].output * self.axes[1].output
    }

    /// The length of a row of results.
    #[inline(always)]
    fn length(&self) -> usize {
        self.row.output * self.channels
    }

    /// What row `i` of the results sees.
    #[inline(always)]
    fn seen(&self, i: usize) -> Rows {
        let [depth, height, width] = &self.axes;
        let (d, h) = (i / height.output.max(1), i % height.output.max(1));
        let mut rows = Rows { starts: [0; HIGH], taps: [0; HIGH], count: 0 };
        for td in 0..depth.size {
            for th in 0..height.size {
                // What lies in front of the first place wraps round, and is beyond the last.
                let at = (d * depth.stride + td * depth.dilation).wrapping_sub(depth.before);
                let row = (h * height.stride + th * height.dilation).wrapping_sub(height.before);
                if at >= depth.input || row >= height.input {
                    continue;
                }
                let tap = td * height.size + th;
                let tap = if self.flipped { depth.size * height.size - 1 - tap } else { tap };
                // Asked for, as a compiler that does not know the rows would keep the check of an index.
                if let (Some(start), Some(first)) = (rows.starts.get_mut(rows.count), rows.taps.get_mut(rows.count)) {
                    *start = (at * height.input + row) * width.input * self.channels;
                    *first = tap * WIDE;
                    rows.count += 1;
                }
            }
        }
        rows
    }

    /// The weights of some channels from a row's first tap on, in the order of the places.
    #[inline(always)]
    fn weights<W: Weight, S: Isa<W::Number>>(
        &self,
        isa: S,
        kernel: &[W],
        tap: usize,
        (at, end): (usize, usize),
    ) -> [S::V; WIDE] {
        let mut weights = [isa.zero(); WIDE];
        for (k, weight) in weights.iter_mut().enumerate() {
            let from = (tap + if self.flipped { WIDE - 1 - k } else { k }) * self.channels;
            *weight = W::load(isa, kernel.get(from + at..from + end).unwrap_or(&[]));
        }
        weights
    }

    /// Computes the rows from `first` on that `target` holds.
    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    pub fn run<T: Real, W: Weight<Number = T>, S: Isa<T>>(
        &self,
        isa: S,
        first: usize,
        source: &[T],
        kernel: &[W],
        finish: Finish<'_, W>,
        mask: &[T],
        target: &mut [T],
    ) {
        // Of channels that are several times in one vector: made once.
        let repeated = if side_by_side::<T, S>(self.channels) > 0 {
            let mut weights = [[isa.zero(); WIDE]; HIGH];
            for (tap, weight) in weights.iter_mut().flatten().enumerate() {
                let from = tap * self.channels;
                *weight = again(isa, kernel.get(from..from + self.channels).unwrap_or(&[]));
            }
            let scale = if finish.scale.is_empty() { None } else { Some(again(isa, finish.scale)) };
            Some((weights, Channels::new(isa, scale, again(isa, finish.bias), finish.relu)))
        } else {
            None
        };
        for (i, target) in pieces_mut(target, self.length().max(1)).enumerate() {
            let rows = self.seen(first + i);
            let mut at = 0;
            while at < self.channels {
                let place = Place { at, end: self.channels.min(at + S::LANES), source, kernel, finish };
                let wide = Place { end: at + 2 * S::LANES, ..place };
                // Both vectors' weights and sums take 24 registers.
                let two = matches!(S::LEVEL, Level::Avx512 | Level::Neon) && wide.end <= self.channels;
                at = match rows.count {
                    HIGH if two => self.lines::<T, W, S, HIGH, 2>(isa, wide, &rows, target),
                    3 => self.line::<T, W, S, 3>(isa, place, &rows, &repeated, target),
                    2 => self.line::<T, W, S, 2>(isa, place, &rows, &repeated, target),
                    1 => self.line::<T, W, S, 1>(isa, place, &rows, &repeated, target),
                    _ => self.line::<T, W, S, 0>(isa, place, &rows, &repeated, target),
                }
            }
            // While the row is in the first cache.
            Zip { y: target, x: mask.get(i * self.length()..).unwrap_or(&[]), f: ReluBackward }.eval(isa);
        }
    }

    /// A row of results that sees `R` rows, of a vector of channels at most. Returns where the next ones begin.
    #[inline(always)]
    fn line<T: Real, W: Weight<Number = T>, S: Isa<T>, const R: usize>(
        &self,
        isa: S,
        place: Place<'_, T, W>,
        rows: &Rows,
        repeated: &Option<Repeated<S::V>>,
        target: &mut [T],
    ) -> usize {
        let Some((all, channels)) = repeated else { return self.lines::<T, W, S, R, 1>(isa, place, rows, target) };
        let mut weights = [[isa.zero(); WIDE]; R];
        for (weights, &tap) in weights.iter_mut().zip(&rows.taps) {
            let [a, b, c] = all[(tap / WIDE).min(HIGH - 1)];
            *weights = if self.flipped { [c, b, a] } else { [a, b, c] };
        }
        let seen = self.seen_rows::<T, R>(place.source, rows, (place.at, place.end));
        flat(isa, seen, &weights, self.row, target, *channels);
        place.end
    }

    /// The same, of vectors of channels side by side.
    #[inline(always)]
    fn lines<T: Real, W: Weight<Number = T>, S: Isa<T>, const R: usize, const VECTORS: usize>(
        &self,
        isa: S,
        Place { at, end, source, kernel, finish: all }: Place<'_, T, W>,
        rows: &Rows,
        target: &mut [T],
    ) -> usize {
        let (taps, finish) = self.channels::<W, S, R>(isa, kernel, all, rows, (at, end.min(at + S::LANES)));
        let (mut weights, mut channels) = ([taps; VECTORS], [finish; VECTORS]);
        // Not a loop, or they would lie in memory.
        if VECTORS == 2 {
            (weights[VECTORS - 1], channels[VECTORS - 1]) = self.channels(isa, kernel, all, rows, (at + S::LANES, end));
        }
        let seen = self.seen_rows::<T, R>(source, rows, (at, end));
        slide(isa, seen, &weights, self.row, target.get_mut(at..).unwrap_or(&mut []), &channels);
        end
    }

    /// The weights of a vector of channels, and what is done with its sums.
    #[inline(always)]
    fn channels<W: Weight, S: Isa<W::Number>, const R: usize>(
        &self,
        isa: S,
        kernel: &[W],
        finish: Finish<'_, W>,
        rows: &Rows,
        (at, end): (usize, usize),
    ) -> (Taps<S::V, R>, Channels<S::V>) {
        let mut weights = [[isa.zero(); WIDE]; R];
        for (weights, &tap) in weights.iter_mut().zip(&rows.taps) {
            *weights = self.weights(isa, kernel, tap, (at, end));
        }
        let scale = match finish.scale.get(at..end) {
            Some(scale) => Some(W::load(isa, scale)),
            None => None,
        };
        let bias = W::load(isa, finish.bias.get(at..end).unwrap_or(&[]));
        (weights, Channels::new(isa, scale, bias, finish.relu))
    }

    #[inline(always)]
    fn seen_rows<'a, T, const R: usize>(&self, data: &'a [T], rows: &Rows, (at, end): (usize, usize)) -> Seen<'a, T, R> {
        let mut starts = [0; R];
        starts.iter_mut().zip(rows.starts).for_each(|(start, row)| *start = row + at);
        Seen { data, rows: starts, step: self.channels, width: end - at }
    }

    /// Adds the gradient by the weights: of each tap, the sum over all rows of what was seen through it times what came of it.
    ///
    /// Row by row, as what is lost by rounding grows with the length of a running sum; but where several places are in one vector, and with
    /// it in as many sums, these are only added together at the end.
    #[inline(always)]
    pub fn gradient<T: Real, S: Isa<T>>(&self, isa: S, source: &[T], results: &[T], gradient: &mut [T]) {
        let side = side_by_side::<T, S>(self.channels);
        let mut all = [[isa.zero(); WIDE]; HIGH];
        for (i, results) in results.chunks_exact(self.length().max(1)).enumerate().take(self.rows()) {
            let rows = self.seen(i);
            for at in (0..self.channels).step_by(S::LANES) {
                let channels = (at, self.channels.min(at + S::LANES));
                let all = if side > 0 { Some(&mut all) } else { None };
                match rows.count {
                    3 => self.share::<T, S, 3>(isa, source, &rows, channels, results, all, gradient),
                    2 => self.share::<T, S, 2>(isa, source, &rows, channels, results, all, gradient),
                    1 => self.share::<T, S, 1>(isa, source, &rows, channels, results, all, gradient),
                    _ => {}
                }
            }
        }
        if side > 0 {
            for (gradient, &sum) in gradient.chunks_exact_mut(self.channels).zip(all.iter().flatten()) {
                gathered(isa, sum, side, gradient);
            }
        }
    }

    /// A row's share of the gradient, of some channels; or, where several places are in one vector, of the sums that are yet to be gathered.
    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    fn share<T: Real, S: Isa<T>, const R: usize>(
        &self,
        isa: S,
        source: &[T],
        rows: &Rows,
        (at, end): (usize, usize),
        results: &[T],
        all: Option<&mut Taps<S::V, HIGH>>,
        gradient: &mut [T],
    ) {
        let seen = self.seen_rows::<T, R>(source, rows, (at, end));
        let results = results.get(at..).unwrap_or(&[]);
        let mut sums = [[isa.zero(); WIDE]; R];
        match all {
            None => {
                slide_gradient(isa, seen, self.row, results, &mut sums);
                for (sums, &tap) in sums.iter().zip(&rows.taps) {
                    for (k, &sum) in sums.iter().enumerate() {
                        let from = (tap + k) * self.channels;
                        let gradient = gradient.get_mut(from + at..from + end).unwrap_or(&mut []);
                        isa.store(gradient, isa.add(isa.load(gradient), sum));
                    }
                }
            }
            Some(all) => {
                for (sums, &tap) in sums.iter_mut().zip(&rows.taps) {
                    *sums = all[(tap / WIDE).min(HIGH - 1)];
                }
                flat_gradient(isa, seen, self.row, results, &mut sums);
                for (sums, &tap) in sums.iter().zip(&rows.taps) {
                    all[(tap / WIDE).min(HIGH - 1)] = *sums;
                }
            }
        }
    }
}

/// Some channels of a row of results.
#[derive(Clone, Copy)]
struct Place<'a, T, W> {
    at: usize,
    end: usize,
    source: &'a [T],
    kernel: &'a [W],
    finish: Finish<'a, W>,
}

/// The axis as seen from its inputs.
fn turned(axis: Axis) -> Axis {
    Axis { input: axis.output, output: axis.input, before: (axis.size - 1).saturating_sub(axis.before), ..axis }
}
