//! The windows of pooling, one after the other.

use crate::Pass;
use nn_spec::layers::pool::Geometry;
use nn_spec::layers::window::{Axis, MAX_SPACE};

/// All windows over a sample of channels.
pub struct Windows<'a> {
    axes: &'a [Axis; MAX_SPACE],
    /// From a place on each axis of the input to the next.
    strides: [usize; MAX_SPACE],
    /// Numbers of a sample that the windows slide over.
    pub seen: usize,
    /// Numbers of a sample that come of it.
    pub results: usize,
}

/// One window, as far as it lies within the input.
#[derive(Clone, Copy)]
pub struct Window {
    /// Where its first place is in the sample.
    start: usize,
    /// Its places on each axis.
    pub counts: [usize; MAX_SPACE],
}

impl Window {
    /// Where one of its rows starts in the sample.
    #[inline(always)]
    pub fn row(&self, windows: &Windows<'_>, depth: usize, height: usize) -> usize {
        self.start + depth * windows.strides[0] + height * windows.strides[1]
    }

    /// Its places.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.counts.iter().product()
    }
}

impl<'a> Windows<'a> {
    /// The windows along `axes` over positions of `channels` numbers.
    #[inline(always)]
    pub fn new(axes: &'a [Axis; MAX_SPACE], channels: usize) -> Windows<'a> {
        let [depth, height, width] = axes;
        Windows {
            axes,
            strides: [height.input * width.input * channels, width.input * channels, channels],
            seen: (depth.input * height.input * width.input * channels).max(1),
            results: (depth.output * height.output * width.output * channels).max(1),
        }
    }

    /// Numbers of a place.
    #[inline(always)]
    pub fn channels(&self) -> usize {
        self.strides[2]
    }

    /// All windows, in the order of the outputs.
    #[inline(always)]
    pub fn all(&self) -> All<'_> {
        All { windows: self, next: [0; MAX_SPACE], row: Window { start: 0, counts: [0; MAX_SPACE] } }
    }

    /// The first input that an axis' output sees, and how many.
    #[inline(always)]
    fn span(&self, axis: usize, output: usize) -> (usize, usize) {
        let axis = &self.axes[axis];
        let begin = output * axis.stride;
        let first = begin.saturating_sub(axis.before);
        (first, (begin + axis.size).saturating_sub(axis.before).min(axis.input).saturating_sub(first))
    }
}

/// The windows one after the other.
pub struct All<'w> {
    windows: &'w Windows<'w>,
    /// The output that comes next.
    next: [usize; MAX_SPACE],
    /// What the windows of a row have in common.
    row: Window,
}

impl Iterator for All<'_> {
    type Item = Window;

    #[inline(always)]
    fn next(&mut self) -> Option<Window> {
        let ([d, h, w], [depth, height, width]) = (self.next, self.windows.axes);
        if d >= depth.output || height.output == 0 || width.output == 0 {
            return None;
        }
        if w == 0 {
            let ((d, depths), (h, heights)) = (self.windows.span(0, d), self.windows.span(1, h));
            self.row.start = d * self.windows.strides[0] + h * self.windows.strides[1];
            self.row.counts = [depths, heights, 0];
        }
        let (first, count) = self.windows.span(2, w);
        let mut window = self.row;
        window.start += first * self.windows.strides[2];
        window.counts[2] = count;
        self.next[2] += 1;
        if self.next[2] == width.output {
            self.next = if h + 1 == height.output { [d + 1, 0, 0] } else { [d, h + 1, 0] };
        }
        Some(window)
    }
}

/// Whether every input of an axis is in some window.
pub fn covered(axis: &Axis) -> bool {
    let end = (axis.output.saturating_sub(1) * axis.stride + axis.size).saturating_sub(axis.before);
    axis.stride <= axis.size && end >= axis.input
}

/// For a layer that pools over all steps of sequences of unequal length: the window over the real steps of sample `i`, and how many numbers it
/// sees. None where there is no such step.
pub fn over_real_steps(g: &Geometry, pass: &Pass, i: usize) -> Option<(Geometry, usize)> {
    let mut own = *g;
    let [_, _, steps] = &mut own.axes;
    let real = pass.lengths[0].real(i, steps.input);
    (steps.input, steps.size) = (real, real);
    (real > 0).then_some((own, real * g.channels))
}

/// How many samples `len` numbers of output are.
#[inline(always)]
pub fn samples(g: &Geometry, len: usize) -> usize {
    let [depth, height, width] = &g.axes;
    len.checked_div(depth.output * height.output * width.output * g.channels).unwrap_or(0)
}

/// Numbers of a sample that windows over one axis see.
pub fn seen(g: &Geometry) -> usize {
    let [_, _, steps] = &g.axes;
    (steps.input * g.channels).max(1)
}
