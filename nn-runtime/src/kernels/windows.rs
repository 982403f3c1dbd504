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

    /// All windows, in the order of the outputs.
    #[inline(always)]
    pub fn all(&self) -> impl Iterator<Item = Window> {
        let axes = self.axes;
        let indices = (0..axes[0].output)
            .flat_map(move |d| (0..axes[1].output).flat_map(move |h| (0..axes[2].output).map(move |w| [d, h, w])));
        indices.map(|outputs| {
            let mut window = Window { start: 0, counts: [0; MAX_SPACE] };
            for ((axis, output), (stride, count)) in
                axes.iter().zip(outputs).zip(self.strides.iter().zip(&mut window.counts))
            {
                let begin = output * axis.stride;
                let first = begin.saturating_sub(axis.before);
                *count = (begin + axis.size).saturating_sub(axis.before).min(axis.input).saturating_sub(first);
                window.start += first * stride;
            }
            window
        })
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

/// Numbers of a sample that windows over one axis see.
pub fn seen(g: &Geometry) -> usize {
    let [_, _, steps] = &g.axes;
    (steps.input * g.channels).max(1)
}
