//! Both factors are copied, some places at a time: what is seen with each channel's places side by side, the results in panels of a tile's
//! columns. So both stay in the first cache, however many channels there are.

use super::{WeightGradient, seen_by};
use crate::gemm::{LINE_BYTES, MatRef, Panels, apart};
use crate::simd::{Block, Finish, Lines, Purpose, Real, Results, Scratch, Tiles, Token, Walk};
use core::ops::Range;
use nn_spec::layers::window::Axis;

/// Places that are summed up at a time: so many lines of results stay in the first cache.
const PLACES: usize = 256;
/// What is seen at a time stays in the second cache.
const SEEN_BYTES: usize = 128 << 10;
impl<T: Real> WeightGradient<'_, T> {
    /// Adds to the gradient. All strides are 1, and there is one group.
    pub(super) fn copied(mut self) {
        let token = Token::current();
        let [depth, height, width] = self.axes;
        let len = |of: fn(&Axis) -> usize, channels: usize| self.axes.iter().map(of).product::<usize>() * channels;
        let (seen_len, result_len) = (len(|axis| axis.input, self.seen_channels), len(|axis| axis.output, self.result_channels));
        let samples = self.results.len().checked_div(result_len).unwrap_or(0).min(self.seen.len() / seen_len.max(1));
        // Small samples together, large ones some rows at a time, and long rows in parts.
        let columns = width.output.div_ceil(width.output.div_ceil(PLACES).max(1)).max(1);
        let rows = (PLACES / columns).max(1);
        let together = if depth.output == 1 { (rows / height.output.max(1)).max(1) } else { 1 };
        let rows = height.output.div_ceil(height.output.div_ceil(rows).max(1)).max(1);
        let (mut panels, mut places) = (Scratch::take(Purpose::Factor), Scratch::take(Purpose::Left));
        for sample in (0..samples).step_by(together) {
            for place in 0..depth.output {
                for row in (0..height.output).step_by(rows) {
                    for column in (0..width.output).step_by(columns) {
                        let part = Part {
                            samples: together.min(samples - sample),
                            rows: row..(row + rows).min(height.output),
                            columns: column..(column + columns).min(width.output),
                        };
                        let at = sample * result_len
                            + ((place * height.output + row) * width.output + column) * self.result_channels;
                        let results = MatRef::new(self.results.get(at..).unwrap_or(&[]), part.places(), self.result_channels);
                        let results = Panelled::new(token, results, &mut panels);
                        for tap in 0..depth.size {
                            let Some(seen) = (place + tap * depth.dilation).checked_sub(depth.before) else { continue };
                            if seen < depth.input {
                                let start = sample * seen_len + seen * height.input * width.input * self.seen_channels;
                                self.plane(token, (start, seen_len), tap, &part, &results, &mut places);
                            }
                        }
                    }
                }
            }
        }
    }

    /// One tap of the depth for a part of the results, given where its first sample's plane begins in what is seen, and how long a sample is.
    fn plane(
        &mut self,
        token: Token,
        (start, seen_len): (usize, usize),
        tap: usize,
        part: &Part,
        results: &Panelled<'_, T>,
        memory: &mut Scratch,
    ) {
        let ([_, height, width], channels) = (self.axes, self.seen_channels);
        let Part { samples, rows, columns } = part;
        // Lines that are seen, and the places of each. What is missing at their ends is zero.
        let seen_through = |axis: &Axis, results: &Range<usize>| {
            let end = results.end + axis.size.saturating_sub(1) * axis.dilation;
            results.start.saturating_sub(axis.before)..end.saturating_sub(axis.before).min(axis.input)
        };
        let (lines, given) = (seen_through(height, rows), seen_through(width, columns));
        let missing = width.before.saturating_sub(columns.start);
        let wide = columns.len() + width.size.saturating_sub(1) * width.dilation;
        let plane = lines.len() * wide;
        // The last vector of a line may be written beyond it.
        let stride = apart::<T>(samples * plane + LINE_BYTES / size_of::<T>());
        let most = (SEEN_BYTES / size_of::<T>() / stride).max(1);
        for from in (0..channels).step_by(most) {
            let some = most.min(channels - from);
            let copy = memory.numbers(some * stride);
            if given.len() < wide {
                copy.fill(T::zero());
            }
            for sample in 0..*samples {
                // Whole lines are one.
                let whole = given.len() == width.input && given.len() == wide;
                let (runs, len) = if whole { (1, plane) } else { (lines.len(), given.len()) };
                for run in 0..runs {
                    let at = ((lines.start + run) * width.input + given.start) * channels + from;
                    let seen = self.seen.get(start + sample * seen_len + at..).unwrap_or(&[]);
                    let seen = MatRef::with_strides(seen, len, some, channels, 1);
                    let to = copy.get_mut(sample * plane + run * wide + missing..).unwrap_or(&mut []);
                    T::run(token, Panels { from: seen.t(), columns: len, stride, to });
                }
            }
            for kh in 0..height.size {
                let valid = seen_by(height, kh);
                let heights = valid.start.max(rows.start)..valid.end.min(rows.end);
                if heights.is_empty() {
                    continue;
                }
                let line = heights.start + kh * height.dilation - height.before - lines.start;
                let tap = (tap * height.size + kh) * width.size * channels + from;
                let row = results.wide * columns.len();
                for (panel, panels, columns_of) in results.runs() {
                    let to = self.gradient.get_mut(tap * self.result_channels + panel * results.wide..);
                    let block = Block {
                        counts: [1, *samples, heights.len(), columns.len()],
                        a: Walk {
                            data: &*copy,
                            start: line * wide,
                            across: stride,
                            steps: [0, plane, wide, 1].map(|step| step as isize),
                        },
                        b: Walk {
                            data: results.numbers,
                            start: panel * results.panel + (heights.start - rows.start) * row,
                            across: 1,
                            steps: [0, rows.len() * row, row, results.wide].map(|step| step as isize),
                        },
                        rows: some,
                        lines: [
                            Lines { count: width.size, a: width.dilation, b: 0, c: channels * self.result_channels },
                            Lines { count: panels, a: 0, b: results.panel, c: results.wide },
                        ],
                        columns: columns_of,
                        c: Results::new(to.unwrap_or_default(), self.result_channels),
                        finish: Finish { beta: T::one(), ..Finish::plain() },
                    };
                    T::block(token, block);
                }
            }
        }
    }
}

/// Results that are summed up at a time: some samples' whole planes, or some whole rows of one, or some columns of one row.
struct Part {
    samples: usize,
    rows: Range<usize>,
    columns: Range<usize>,
}

impl Part {
    fn places(&self) -> usize {
        self.samples * self.rows.len() * self.columns.len()
    }
}

/// Results in panels of a tile's columns.
struct Panelled<'a, T> {
    numbers: &'a [T],
    /// Columns there are, and those of a panel.
    columns: usize,
    wide: usize,
    /// From a panel to the next.
    panel: usize,
}

impl<'a, T: Real> Panelled<'a, T> {
    fn new(token: Token, results: MatRef<'_, T>, memory: &'a mut Scratch) -> Self {
        let Tiles { lanes, main, .. } = T::tiles(token);
        let vectors = results.cols().div_ceil(lanes).max(1);
        let wide = vectors.div_ceil(vectors.div_ceil(main)) * lanes;
        let panel = results.rows() * wide;
        let numbers = memory.numbers(results.cols().div_ceil(wide) * panel);
        T::run(token, Panels { from: results, columns: wide, stride: wide, to: numbers });
        Panelled { numbers, columns: results.cols(), wide, panel }
    }

    /// Panels of the same width: which is the first, how many there are, and their columns.
    fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let (whole, rest) = (self.columns / self.wide, self.columns % self.wide);
        [(0, whole, self.wide), (whole, 1, rest)].into_iter().filter(|&(_, count, columns)| count > 0 && columns > 0)
    }
}
