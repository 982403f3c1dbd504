//! The gradient by the weights of a depthwise convolution: for each tap, the sum over all positions of what was seen through it
//! times what came of it, channel by channel.

use crate::kernels::conv::weights::seen_by;
use crate::simd::{self, Isa, Real, dispatch};
use core::ops::Range;
use nn_spec::layers::window::{Axis, MAX_SPACE};

/// Vectors of channels side by side, so that an addition need not wait for the one before.
const VECTORS: usize = 4;

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
    fn eval<S: Isa<T>>(self, isa: S) {
        let [depth, height, width] = self.axes;
        let taps = self.gradient.chunks_exact_mut(self.channels.max(1));
        let places = (0..depth.size)
            .flat_map(|kd| (0..height.size).flat_map(move |kh| (0..width.size).map(move |kw| [kd, kh, kw])));
        for (gradient, tap) in taps.zip(places) {
            let pairs = Pairs::new(self.axes, self.channels, tap);
            let mut at = 0;
            while at < self.channels {
                let whole = at + VECTORS * S::LANES <= self.channels;
                let end = if whole { at + VECTORS * S::LANES } else { self.channels.min(at + S::LANES) };
                let gradient = &mut gradient[at..end];
                if whole {
                    pairs.sum::<T, S, VECTORS>(isa, at, self.seen, self.results, gradient);
                } else {
                    pairs.sum::<T, S, 1>(isa, at, self.seen, self.results, gradient);
                }
                at = end;
            }
        }
    }
}

/// The pairs of what is seen through a tap and what comes of it.
struct Pairs {
    outputs: [Range<usize>; MAX_SPACE],
    /// What the first output sees.
    first: usize,
    /// From what an output sees to what the next on each axis sees.
    from: [usize; MAX_SPACE],
    /// From an output to the next on each axis.
    to: [usize; MAX_SPACE],
}

impl Pairs {
    #[inline(always)]
    fn new(axes: &[Axis; MAX_SPACE], channels: usize, tap: [usize; MAX_SPACE]) -> Pairs {
        let strides = |size: [usize; MAX_SPACE]| [size[1] * size[2] * channels, size[2] * channels, channels];
        let places = strides(axes.map(|axis| axis.input));
        let mut pairs = Pairs {
            outputs: [0, 1, 2].map(|i| seen_by(&axes[i], tap[i])),
            first: 0,
            from: [0, 1, 2].map(|i| places[i] * axes[i].stride),
            to: strides(axes.map(|axis| axis.output)),
        };
        for i in 0..MAX_SPACE {
            let place = pairs.outputs[i].start * axes[i].stride + tap[i] * axes[i].dilation;
            pairs.first += place.saturating_sub(axes[i].before) * places[i];
        }
        pairs
    }

    /// `gradient += Σ seen · results` of the channels from `at` on: `V` vectors, of which the last may be part of one.
    #[inline(always)]
    fn sum<T: Real, S: Isa<T>, const V: usize>(&self, isa: S, at: usize, seen: &[T], results: &[T], gradient: &mut [T]) {
        let len = if V > 1 { V * S::LANES } else { gradient.len() };
        let mut total = [isa.zero(); V];
        for (d, depth) in self.outputs[0].clone().enumerate() {
            for (h, height) in self.outputs[1].clone().enumerate() {
                let mut from = self.first + d * self.from[0] + h * self.from[1] + at;
                let mut to = depth * self.to[0] + height * self.to[1] + self.outputs[2].start * self.to[2] + at;
                // Row by row: what is lost by rounding grows with the length of a running sum.
                let mut row = [isa.zero(); V];
                for _ in self.outputs[2].clone() {
                    let (x, dy) = (&seen[from..from + len], &results[to..to + len]);
                    for v in 0..V {
                        row[v] = isa.fma(isa.load(&x[v * S::LANES..]), isa.load(&dy[v * S::LANES..]), row[v]);
                    }
                    from += self.from[2];
                    to += self.to[2];
                }
                for v in 0..V {
                    total[v] = isa.add(total[v], row[v]);
                }
            }
        }
        for (total, gradient) in total.into_iter().zip(gradient.chunks_mut(S::LANES)) {
            isa.store(gradient, isa.add(isa.load(gradient), total));
        }
    }
}
