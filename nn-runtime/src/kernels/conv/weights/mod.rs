//! The gradient by the weights: for each tap, the sum over all positions of what was seen through it times what came of it.

mod copied;
mod here;

use crate::simd::Real;
use core::ops::Range;
use nn_spec::layers::window::{Axis, MAX_SPACE};

/// Products that each number takes part in from which on both factors are copied.
const WORTH: usize = 128;

/// `gradient[tap, i, j] += Σ seen[s, i] · results[r, j]` over the results `r` that see `s` through the tap.
pub struct WeightGradient<'a, T> {
    pub axes: &'a [Axis; MAX_SPACE],
    /// What the windows slide over.
    pub seen: &'a [T],
    pub seen_channels: usize,
    /// The gradient of what came of it.
    pub results: &'a [T],
    pub result_channels: usize,
    pub groups: usize,
    /// `[taps…, seen_channels / groups, result_channels]`
    pub gradient: &'a mut [T],
}

impl<T: Real> WeightGradient<'_, T> {
    /// Adds to the gradient.
    pub fn run(self) {
        let taps: usize = self.axes.iter().map(|axis| axis.size).product();
        let products = taps.saturating_mul(self.seen_channels).saturating_mul(self.result_channels);
        let worth = products / WORTH >= self.seen_channels.saturating_add(self.result_channels);
        if worth && self.groups == 1 && self.axes.iter().all(|axis| axis.stride == 1) {
            self.copied();
        } else {
            self.here();
        }
    }
}

/// The outputs that see an input through place `k`.
fn seen_by(axis: &Axis, k: usize) -> Range<usize> {
    let shift = k * axis.dilation;
    let first = axis.before.saturating_sub(shift).div_ceil(axis.stride);
    let end = (axis.input + axis.before).saturating_sub(shift).div_ceil(axis.stride).min(axis.output);
    first..end.max(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::tests::numbers;

    /// Axes of a window with some zeros in front, and as many behind as fit.
    fn axis(input: usize, size: usize, dilation: usize, before: usize, behind: usize) -> Axis {
        let output = input + before + behind - (size - 1) * dilation;
        Axis { input, output, size, stride: 1, dilation, before }
    }

    /// Both ways, for a sum that starts with something.
    fn check<T: Real>(axes: [Axis; MAX_SPACE], samples: usize, seen_channels: usize, result_channels: usize) {
        let len = |of: fn(&Axis) -> usize| axes.iter().map(of).product::<usize>();
        let real = |len, seed| numbers(len, seed).iter().map(|&x| T::real(x)).collect::<Vec<T>>();
        let seen = real(samples * len(|axis| axis.input) * seen_channels, 1);
        let results = real(samples * len(|axis| axis.output) * result_channels, 2);
        let start = real(len(|axis| axis.size) * seen_channels * result_channels, 3);
        let sum = |copied: bool| {
            let (axes, mut gradient) = (&axes, start.clone());
            let (seen, results, gradient_of) = (&seen, &results, &mut gradient);
            let of = WeightGradient {
                axes,
                seen,
                seen_channels,
                results,
                result_channels,
                groups: 1,
                gradient: gradient_of,
            };
            if copied { of.copied() } else { of.here() }
            gradient
        };
        let (here, copied) = (sum(false), sum(true));
        let bound = 100.0 * T::epsilon().double() * (samples * len(|axis| axis.output)) as f64;
        for (at, (here, copied)) in here.iter().zip(&copied).enumerate() {
            let error = (here.double() - copied.double()).abs();
            assert!(error <= bound, "{axes:?} {samples} {seen_channels} {result_channels} at {at}: {here} {copied}");
        }
    }

    #[test]
    fn copied_factors_give_the_same_sums() {
        let flat = |height, width| [Axis::POINT, height, width];
        let cases = [
            (flat(axis(9, 3, 1, 0, 0), axis(11, 3, 1, 0, 0)), 3, 9, 17),
            (flat(axis(7, 3, 1, 1, 1), axis(30, 3, 1, 1, 1)), 2, 20, 40),
            (flat(axis(20, 3, 1, 1, 1), axis(21, 5, 1, 2, 2)), 1, 5, 3),
            (flat(axis(12, 3, 2, 2, 2), axis(10, 2, 3, 0, 3)), 5, 8, 16),
            (flat(axis(2, 3, 1, 1, 1), axis(1, 3, 1, 1, 1)), 4, 3, 8),
            // Longer than what is summed up at a time.
            (flat(Axis::POINT, axis(300, 4, 1, 3, 0)), 2, 6, 50),
            (flat(axis(3, 3, 1, 1, 1), axis(601, 3, 2, 2, 2)), 1, 4, 9),
            (flat(Axis::POINT, axis(700, 1, 1, 0, 0)), 2, 5, 8),
            (flat(axis(6, 1, 1, 0, 0), axis(7, 1, 1, 0, 0)), 9, 33, 16),
            ([axis(4, 3, 1, 1, 1), axis(5, 2, 1, 0, 1), axis(6, 3, 1, 0, 0)], 2, 7, 12),
            // Too many channels to be seen at once.
            (flat(axis(3, 1, 1, 0, 0), axis(90, 3, 1, 1, 1)), 1, 150, 9),
        ];
        for (axes, samples, seen, results) in cases {
            check::<f32>(axes, samples, seen, results);
            #[cfg(feature = "f64")]
            check::<f64>(axes, samples, seen, results);
        }
    }
}
