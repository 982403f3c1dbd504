//! Both factors are read where they are.

use super::{WeightGradient, seen_by};
use crate::simd::{Block, Finish, Lines, Real, Results, Walk};
use core::ops::Range;
use nn_spec::layers::window::{Axis, MAX_SPACE};

impl<T: Real> WeightGradient<'_, T> {
    /// Adds to the gradient, a row's taps at a time.
    pub(super) fn here(mut self) {
        let len = |sizes: [usize; MAX_SPACE], channels: usize| sizes.iter().product::<usize>() * channels;
        let seen_len = len(self.axes.map(|axis| axis.input), self.seen_channels);
        let result_len = len(self.axes.map(|axis| axis.output), self.result_channels);
        let [depth, height, width] = self.axes;
        // Outputs that see through all taps of a row: there the taps' channels are one run, if taps lie side by side.
        let common = (0..width.size).map(|k| seen_by(width, k)).reduce(|a, b| a.start.max(b.start)..a.end.min(b.end));
        let runs = width.dilation == 1 && self.groups == 1;
        let common = common.filter(|common| runs && !common.is_empty());
        for (seen, results) in self.seen.chunks_exact(seen_len).zip(self.results.chunks_exact(result_len)) {
            for kd in 0..depth.size {
                for kh in 0..height.size {
                    let row = [(kd, seen_by(depth, kd)), (kh, seen_by(height, kh))];
                    if let Some(common) = &common {
                        self.taps(seen, results, &row, 0..width.size, common.clone());
                    }
                    for kw in 0..width.size {
                        let outputs = seen_by(width, kw);
                        match &common {
                            // What is left at both ends.
                            Some(common) => {
                                self.taps(seen, results, &row, kw..kw + 1, outputs.start..common.start);
                                self.taps(seen, results, &row, kw..kw + 1, common.end..outputs.end);
                            }
                            None => self.taps(seen, results, &row, kw..kw + 1, outputs),
                        }
                    }
                }
            }
        }
    }
}

impl<T: Real> WeightGradient<'_, T> {
    /// Some taps of a row, summed over some outputs of each row.
    fn taps(
        &mut self,
        seen: &[T],
        results: &[T],
        rows: &[(usize, Range<usize>); 2],
        taps: Range<usize>,
        outputs: Range<usize>,
    ) {
        let [depth, height, width] = self.axes;
        let [(kd, depths), (kh, heights)] = rows;
        if outputs.is_empty() || depths.is_empty() || heights.is_empty() {
            return;
        }
        let (inner, columns) = (self.seen_channels / self.groups, self.result_channels / self.groups);
        // From a place on each axis to the next.
        let from = [height.input * width.input * self.seen_channels, width.input * self.seen_channels, self.seen_channels];
        let to = [height.output * width.output * self.result_channels, width.output * self.result_channels, self.result_channels];
        let place = |axis: &Axis, output: usize, k: usize| output * axis.stride + k * axis.dilation - axis.before;
        let start = place(depth, depths.start, *kd) * from[0]
            + place(height, heights.start, *kh) * from[1]
            + place(width, outputs.start, taps.start) * from[2];
        let result = depths.start * to[0] + heights.start * to[1] + outputs.start * to[2];
        let tap = (kd * height.size + kh) * width.size + taps.start;
        let strides = self.axes.map(|axis| axis.stride);
        for group in 0..self.groups {
            let c = self.gradient.get_mut(tap * inner * self.result_channels + group * columns..);
            let block = Block {
                counts: [1, depths.len(), heights.len(), outputs.len()],
                a: Walk {
                    data: seen,
                    start: start + group * inner,
                    across: 1,
                    steps: [0, strides[0] * from[0], strides[1] * from[1], strides[2] * from[2]].map(|step| step as isize),
                },
                b: Walk {
                    data: results,
                    start: result + group * columns,
                    across: 1,
                    steps: [0, to[0], to[1], to[2]].map(|step| step as isize),
                },
                rows: taps.len() * inner,
                lines: [Lines::ONE; 2],
                columns,
                c: Results::new(c.unwrap_or_default(), self.result_channels),
                finish: Finish { beta: T::one(), ..Finish::plain() },
            };
            block.run();
        }
    }
}
