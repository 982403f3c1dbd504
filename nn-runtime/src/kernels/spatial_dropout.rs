//! Dropout of whole channels: the mask is drawn again in backward, so nothing is kept.

use super::random;
use crate::Pass;
use crate::simd::{self, Isa, Real, dispatch};
use nn_spec::layers::spatial_dropout::Geometry;

/// Channels whose mask is drawn at a time.
const BLOCK: usize = 64;

kernel! { T =>
    /// Drops each channel of each sample with probability `rate`, scales what stays by `1 / (1 − rate)`; nothing outside training.
    pub fn forward(g: &Geometry, pass: &Pass, y: &mut [T]) {
        if pass.training {
            dispatch(Drop { g, pass, y });
        }
    }

    /// The same mask on the gradient.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, pass: &Pass, d: &mut [T]) {
        generic::forward(g, pass, d);
    }
}

struct Drop<'a, T> {
    g: &'a Geometry,
    pass: &'a Pass<'a>,
    y: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Drop<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let channels = self.g.channels.max(1);
        let keep = T::real(1.0 / (1.0 - self.g.rate));
        let limit = (self.g.rate * 4_294_967_296.0) as u32;
        let mut counter = random::counter(self.pass, channels);
        for sample in self.y.chunks_exact_mut(self.g.len.max(1)) {
            for start in (0..channels).step_by(BLOCK) {
                let end = channels.min(start + BLOCK);
                let mut mask = [T::zero(); BLOCK];
                for mask in &mut mask[..end - start] {
                    if random::bits(self.pass.seed, counter) >= limit {
                        *mask = keep;
                    }
                    counter = counter.wrapping_add(1);
                }
                for row in sample.chunks_exact_mut(channels) {
                    let row = &mut row[start..end];
                    for (y, mask) in row.chunks_mut(S::LANES).zip(mask[..end - start].chunks(S::LANES)) {
                        isa.store(y, isa.mul(isa.load(y), isa.load(mask)));
                    }
                }
            }
        }
    }
}
