//! Every result as the sum of what its window sees, times the weights: convolution itself, its gradient by the input, and
//! transposed convolution.

use super::parts::{Direction, Part};
use crate::simd::{Block, Finish, Lines, Real, Results, Walk, Weight, pieces, pieces_mut};
use nn_spec::layers::window::{Axis, MAX_SPACE};

/// `target[r, j] = (Σ source[s, i] · weights[tap, i, j]) · scale[j] + bias[j]` over the taps through which `r` sees `s`, and the channels `i` of
/// `s` in the group of `j`.
pub struct Correlate<'a, T, W = T> {
    pub axes: &'a [Axis; MAX_SPACE],
    pub direction: Direction,
    /// Read: samples of positions of `source_channels`.
    pub source: &'a [T],
    pub source_channels: usize,
    /// Written: samples of positions of `target_channels`.
    pub target: &'a mut [T],
    pub target_channels: usize,
    /// Independent parts that both kinds of channels fall into.
    pub groups: usize,
    pub weights: Weights<'a, W>,
    /// What the sums of each channel of the target are multiplied by, or empty.
    pub scale: &'a [W],
    /// One for each channel of the target, or empty.
    pub bias: &'a [W],
    /// Whether negative results become 0.
    pub relu: bool,
    /// Numbers that lie as the target does, or empty: where one is not above zero, the result is 0.
    pub mask: &'a [T],
}

/// How the weights lie: how far it is from each to the next.
#[derive(Clone, Copy)]
pub struct Weights<'a, W> {
    pub data: &'a [W],
    /// From a tap to the next on the last axis. Taps lie row after row.
    pub tap: usize,
    /// From a channel of the source to the next.
    pub source: usize,
    /// From a channel of the target to the next.
    pub target: usize,
    /// From a group to the next.
    pub group: usize,
}

impl<'w, T: Real, W: Weight<Number = T>> Correlate<'w, T, W> {
    /// Computes the results.
    pub fn run(mut self) {
        #[cfg(feature = "std")]
        if super::winograd::run(&mut self) {
            return;
        }
        for depth in Part::all(&self.axes[0], self.direction) {
            for height in Part::all(&self.axes[1], self.direction) {
                for width in Part::all(&self.axes[2], self.direction) {
                    self.region([depth, height, width]);
                }
            }
        }
    }

    /// Sizes of the source and of the target.
    fn sizes(&self) -> ([usize; MAX_SPACE], [usize; MAX_SPACE]) {
        let (inputs, outputs) = (self.axes.map(|axis| axis.input), self.axes.map(|axis| axis.output));
        match self.direction {
            Direction::Gather => (inputs, outputs),
            Direction::Spread => (outputs, inputs),
        }
    }

    /// The results of one part of each axis, of all samples.
    fn region(&mut self, parts: [Part; MAX_SPACE]) {
        let (source_size, target_size) = self.sizes();
        // From a place on each axis to the next.
        let strides = |size: [usize; MAX_SPACE], unit: usize| [size[1] * size[2] * unit, size[2] * unit, unit];
        let from = strides(source_size, self.source_channels);
        let to = strides(target_size, self.target_channels);
        let taps = strides(self.axes.map(|axis| axis.size), self.weights.tap);
        let groups = self.groups.max(1);
        let (inner, columns) = (self.source_channels / groups, self.target_channels / groups);

        let mut counts = [parts[0].taps, parts[1].taps, parts[2].taps, inner];
        let a = |axis: usize| parts[axis].per_tap * from[axis] as isize;
        let b = |axis: usize| (parts[axis].tap_step * taps[axis]) as isize;
        let (mut a, mut b) = ([a(0), a(1), a(2), 1], [b(0), b(1), b(2), self.weights.source as isize]);
        if a[2] == inner as isize && b[2] == (inner * self.weights.source) as isize {
            // Places side by side are one run of channels.
            counts = [1, counts[0], counts[1], counts[2] * inner];
            (a, b) = ([0, a[0], a[1], a[3]], [0, b[0], b[1], b[3]]);
        }
        // Lines are rows of results: along the longer of the last two axes.
        let (along, across) = if parts[2].count >= parts[1].count { (2, 1) } else { (1, 2) };

        let sample = |size: [usize; MAX_SPACE], channels: usize| size.iter().product::<usize>() * channels;
        let (source_len, target_len) = (sample(source_size, self.source_channels), sample(target_size, self.target_channels));
        let samples = pieces(self.source, source_len).zip(pieces_mut(self.target, target_len));
        for (i, (source, target)) in samples.enumerate() {
            let mask = self.mask.get(i * target_len..).unwrap_or(&[]);
            for group in 0..self.groups {
                // Where the first result and its first tap are. Without taps nothing is read.
                let (mut start, mut at, mut tap) = (group as isize * inner as isize, group * columns, 0);
                for (axis, part) in parts.iter().enumerate() {
                    start += part.source * from[axis] as isize;
                    at += part.first * to[axis];
                    tap += part.tap * taps[axis];
                }
                let lines = |axis: usize| Lines {
                    count: parts[axis].count,
                    a: parts[axis].per_result as usize * from[axis],
                    b: 0,
                    c: parts[axis].step * to[axis],
                };
                let of_group = |values: &'w [W]| values.get(group * columns..(group + 1) * columns).unwrap_or(&[]);
                let block = Block {
                    counts,
                    a: Walk { data: source, start: usize::try_from(start).unwrap_or(0), across: lines(along).a, steps: a },
                    b: Walk {
                        data: self.weights.data,
                        start: tap + group * self.weights.group,
                        across: self.weights.target,
                        steps: b,
                    },
                    rows: parts[along].count,
                    lines: [lines(0), lines(across)],
                    columns,
                    c: Results::new(target.get_mut(at..).unwrap_or_default(), lines(along).c),
                    finish: Finish {
                        scale: of_group(self.scale),
                        bias: of_group(self.bias),
                        relu: self.relu,
                        mask: mask.get(at..).unwrap_or(&[]),
                        ..Finish::plain()
                    },
                };
                block.run();
            }
        }
    }
}
