//! Gaussian noise; its gradient passes unchanged.

use super::random;
use crate::Pass;
use nn_spec::layers::gaussian_noise::Geometry;

kernel! { T =>
    /// `y ← y + stddev · z`, `z` standard normal; nothing outside training.
    pub fn forward(g: &Geometry, pass: &Pass, y: &mut [T]) {
        if !pass.training {
            return;
        }
        // Normal numbers come in pairs; a strip may start or end in the middle of one.
        let mut second = None;
        for (i, y) in y.iter_mut().enumerate() {
            let counter = random::counter(pass, g.len).wrapping_add(i as u64);
            let noise = if counter.is_multiple_of(2) {
                let (even, odd) = normal_pair(pass.seed, counter / 2);
                second = Some(odd);
                even
            } else {
                second.take().unwrap_or_else(|| normal_pair(pass.seed, counter / 2).1)
            };
            *y += T::of(g.stddev * noise);
        }
    }
}

/// Two independent standard normal numbers (Box & Muller 1958) from the uniform numbers of places `2·pair` and `2·pair + 1`.
fn normal_pair(seed: u64, pair: u64) -> (f64, f64) {
    let uniform = |counter| (random::wide_bits(seed, counter) >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0);
    // Above 0, where the logarithm is.
    let radius = num_traits::Float::sqrt(-2.0 * num_traits::Float::ln(1.0 - uniform(pair.wrapping_mul(2))));
    let angle = core::f64::consts::TAU * uniform(pair.wrapping_mul(2).wrapping_add(1));
    let (sin, cos) = num_traits::Float::sin_cos(angle);
    (radius * cos, radius * sin)
}
