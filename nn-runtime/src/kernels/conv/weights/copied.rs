//! Both factors are copied, some places at a time: what is seen with each channel's places side by side, the results in panels of a tile's
//! columns. So both stay in the first cache, however many channels there are.

use super::{WeightGradient, seen_by};
use crate::gemm::Panels;
use crate::simd::{Block, Finish, Lines, MatRef, Purpose, Real, Results, Scratch, Tiles, Token, Walk};
use core::ops::Range;
use nn_spec::layers::window::Axis;

/// Places that are summed up at a time: so many lines of results stay in the first cache.
const PLACES: usize = 256;
/// What is seen at a time stays in the second cache.
const SEEN_BYTES: usize = 128 << 10;
/// From a channel to the next: no multiple of this, as such channels would share few lines of the first cache.
const CROWDING_BYTES: usize = 512;
/// The widest vector, which may be written beyond the last place.
const SLACK_BYTES: usize = 64;

impl<T: Real> WeightGradient<'_, T> {
    /// Adds to the gradient. All strides are 1, and there is one group.
    pub(super) fn copied(mut self) {
        let token = Token::current();
        let [depth, height, width] = self.axes;
        let len = |of: fn(&Axis) -> usize, channels: usize| self.axes.iter().map(of).product::<usize>() * channels;
        let (seen_len, result_len) = (len(|axis| axis.input, self.seen_channels), len(|axis| axis.output, self.result_channels));
        let samples = self.results.len().checked_div(result_len).unwrap_or(0).min(self.seen.len() / seen_len.max(1));
        // Small samples together, large ones some rows at a time.
        let (rows, plane) = ((PLACES / width.output.max(1)).max(1), height.output * width.output);
        let (together, parts) = match depth.output {
            1 if rows > height.output => (PLACES / plane.max(1), 1),
            _ => (1, height.output.div_ceil(rows)),
        };
        let rows = height.output.div_ceil(parts.max(1)).max(1);
        let (mut panels, mut places) = (Scratch::take(Purpose::Factor), Scratch::take(Purpose::Left));
        for sample in (0..samples).step_by(together.max(1)) {
            let together = together.min(samples - sample);
            for place in 0..depth.output {
                for row in (0..height.output).step_by(rows) {
                    let rows = row..(row + rows).min(height.output);
                    let at = sample * result_len + (place * height.output + row) * width.output * self.result_channels;
                    let count = together * rows.len() * width.output;
                    let results = self.results.get(at..).unwrap_or(&[]);
                    let results = Panelled::new(token, MatRef::new(results, count, self.result_channels), &mut panels);
                    for tap in 0..depth.size {
                        let Some(seen) = (place + tap * depth.dilation).checked_sub(depth.before) else { continue };
                        if seen < depth.input {
                            let seen = sample * seen_len + seen * height.input * width.input * self.seen_channels;
                            self.plane(token, (seen, seen_len, together), tap, rows.clone(), &results, &mut places);
                        }
                    }
                }
            }
        }
    }
}

impl<T: Real> WeightGradient<'_, T> {
    /// One tap of the depth, for some rows of some samples, given where the first one's plane begins and how long a sample is.
    fn plane(
        &mut self,
        token: Token,
        (start, seen_len, samples): (usize, usize, usize),
        tap: usize,
        rows: Range<usize>,
        results: &Panelled<'_, T>,
        memory: &mut Scratch,
    ) {
        let ([_, height, width], channels) = (self.axes, self.seen_channels);
        let first = rows.start.saturating_sub(height.before);
        let end = rows.end + height.size.saturating_sub(1) * height.dilation;
        let lines = first..end.saturating_sub(height.before).min(height.input);
        // A line with zeros for what is missing at its ends.
        let wide = width.output + width.size.saturating_sub(1) * width.dilation;
        let given = width.input.min(wide.saturating_sub(width.before));
        let plane = lines.len() * wide;
        let stride = apart::<T>(samples * plane);
        let most = (SEEN_BYTES / size_of::<T>() / stride.max(1)).max(1);
        for from in (0..channels).step_by(most) {
            let some = most.min(channels - from);
            let copy = memory.numbers(some * stride);
            if given < wide {
                copy.fill(T::zero());
            }
            for sample in 0..samples {
                // Lines without anything missing are one.
                let (runs, len) = if given == width.input && given == wide { (1, plane) } else { (lines.len(), given) };
                for run in 0..runs {
                    let at = start + sample * seen_len + (lines.start + run) * width.input * channels + from;
                    let seen = MatRef::with_strides(self.seen.get(at..).unwrap_or(&[]), len, some, channels, 1);
                    let to = copy.get_mut(sample * plane + run * wide + width.before..).unwrap_or(&mut []);
                    T::run(token, Panels { from: seen.t(), columns: len, stride, to });
                }
            }
            for kh in 0..height.size {
                let valid = seen_by(height, kh);
                let heights = valid.start.max(rows.start)..valid.end.min(rows.end);
                if heights.is_empty() {
                    continue;
                }
                let line = heights.start + kh * height.dilation - height.before - first;
                let tap = (tap * height.size + kh) * width.size * channels + from;
                for (panel, panels, columns) in results.runs() {
                    let apart = results.wide * width.output;
                    let to = self.gradient.get_mut(tap * self.result_channels + panel * results.wide..);
                    let block = Block {
                        counts: [1, samples, heights.len(), width.output],
                        a: Walk {
                            data: &*copy,
                            start: line * wide,
                            across: stride,
                            steps: [0, plane as isize, wide as isize, 1],
                        },
                        b: Walk {
                            data: results.numbers,
                            start: panel * results.panel + (heights.start - rows.start) * apart,
                            across: 1,
                            steps: [0, rows.len() * apart, apart, results.wide].map(|step| step as isize),
                        },
                        rows: some,
                        lines: [
                            Lines { count: width.size, a: width.dilation, b: 0, c: channels * self.result_channels },
                            Lines { count: panels, a: 0, b: results.panel, c: results.wide },
                        ],
                        columns,
                        c: Results::new(to.unwrap_or_default(), self.result_channels),
                        finish: Finish { beta: T::one(), ..Finish::plain() },
                    };
                    T::block(token, block);
                }
            }
        }
    }
}

/// From a channel to the next, of so many places each.
fn apart<T>(places: usize) -> usize {
    let slack = SLACK_BYTES / size_of::<T>();
    let stride = (places + slack).next_multiple_of(slack);
    if (stride * size_of::<T>()).is_multiple_of(CROWDING_BYTES) { stride + slack } else { stride }
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
