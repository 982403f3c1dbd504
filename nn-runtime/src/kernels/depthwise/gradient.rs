//! The gradient by the weights of a depthwise convolution: for each tap, the sum over all positions of what was seen through it
//! times what came of it, channel by channel.

use super::sliding::Sliding;
use crate::kernels::conv::parts::{Direction, Part};
use crate::simd::{self, Isa, Real, dispatch};
use nn_spec::layers::window::{Axis, MAX_SPACE};

/// `gradient[tap, c] += Σ seen[s, c] · results[r, c]` over the results `r` that see `s` through the tap, of one sample.
pub struct ChannelwiseGradient<'a, T> {
    pub axes: &'a [Axis; MAX_SPACE],
    pub channels: usize,
    /// What the windows slide over.
    pub seen: &'a [T],
    /// The gradient of what came of it.
    pub results: &'a [T],
    /// `[taps…, channels]`
    pub gradient: &'a mut [T],
}

impl<T: Real> ChannelwiseGradient<'_, T> {
    /// Adds to the gradient.
    pub fn run(self) {
        dispatch(self);
    }
}

impl<T: Real> simd::Kernel<T> for ChannelwiseGradient<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(mut self, isa: S) {
        let axes = self.axes;
        if let Some(sliding) = Sliding::of(axes, Direction::Gather, self.channels) {
            return sliding.gradient(isa, self.seen, self.results, self.gradient);
        }
        for depth in Part::all(&axes[0], Direction::Gather) {
            for height in Part::all(&axes[1], Direction::Gather) {
                for width in Part::all(&axes[2], Direction::Gather) {
                    self.region(isa, &[depth, height, width]);
                }
            }
        }
    }
}

/// Where a row of outputs is, in some channels.
#[derive(Clone, Copy)]
struct Row {
    /// What its first output sees through its first tap.
    seen: usize,
    /// Its first output.
    result: usize,
    /// Its first tap.
    tap: usize,
    /// Channels: at most a vector of them.
    width: usize,
}

impl<T: Real> ChannelwiseGradient<'_, T> {
    /// The share of one part of each axis. Row by row: what is lost by rounding grows with the length of a running sum.
    #[inline(always)]
    fn region<S: Isa<T>>(&mut self, isa: S, parts: &[Part; MAX_SPACE]) {
        let [depth, height, width] = parts;
        let (from, to) = (self.steps(|axis| axis.input), self.steps(|axis| axis.output));
        let taps = self.steps(|axis| axis.size);
        if parts.iter().any(|part| part.taps == 0) {
            return;
        }
        for d in 0..depth.count {
            for h in 0..height.count {
                let places = [(depth, d), (height, h), (width, 0)];
                for at in (0..self.channels).step_by(S::LANES) {
                    let mut row = Row { seen: at, result: at, tap: at, width: S::LANES.min(self.channels - at) };
                    for (axis, (part, place)) in places.into_iter().enumerate() {
                        // What a tap sees lies within the input: parts leave out the others.
                        row.seen += (part.source + place as isize * part.per_result) as usize * from[axis];
                        row.result += (part.first + place) * to[axis];
                        row.tap += part.tap * taps[axis];
                    }
                    self.places(isa, parts, row);
                }
            }
        }
    }

    /// From a place on each axis to the next.
    #[inline(always)]
    fn steps(&self, size: fn(&Axis) -> usize) -> [usize; MAX_SPACE] {
        let [_, height, width] = self.axes;
        [size(height) * size(width) * self.channels, size(width) * self.channels, self.channels]
    }

    /// How far it is to the place seen through tap `(d, h, w)` of a part, and to that tap.
    #[inline(always)]
    fn tap(&self, parts: &[Part; MAX_SPACE], tap: [usize; MAX_SPACE]) -> (usize, usize) {
        let (from, taps) = (self.steps(|axis| axis.input), self.steps(|axis| axis.size));
        let (mut seen, mut at) = (0, 0);
        for axis in 0..MAX_SPACE {
            seen += tap[axis] * parts[axis].per_tap as usize * from[axis];
            at += tap[axis] * parts[axis].tap_step * taps[axis];
        }
        (seen, at)
    }

    /// A row of outputs.
    #[inline(always)]
    fn places<S: Isa<T>>(&mut self, isa: S, parts: &[Part; MAX_SPACE], row: Row) {
        let [depth, height, width] = parts;
        let across = width.per_result as usize * self.channels;
        for td in 0..depth.taps {
            for th in 0..height.taps {
                for tw in 0..width.taps {
                    let (seen, tap) = self.tap(parts, [td, th, tw]);
                    let mut sum = isa.zero();
                    for w in 0..width.count {
                        let from = row.seen + seen + w * across;
                        let to = row.result + w * self.channels;
                        let x = isa.load(&self.seen[from..from + row.width]);
                        sum = isa.fma(x, isa.load(&self.results[to..to + row.width]), sum);
                    }
                    let gradient = &mut self.gradient[row.tap + tap..][..row.width];
                    isa.store(gradient, isa.add(isa.load(gradient), sum));
                }
            }
        }
    }
}

