//! Dropout: the mask is drawn again in backward, so nothing is kept.

use super::random;
use crate::Pass;
use crate::simd::{self, Isa, Real, dispatch};
use nn_spec::layers::dropout::Geometry;

kernel! { T =>
    /// Drops with probability `rate`, scales what stays by `1 / (1 − rate)`; nothing outside training.
    pub fn forward(g: &Geometry, pass: &Pass, y: &mut [T]) {
        if pass.training {
            dispatch(Drop { y, seed: pass.seed, first: random::counter(pass, g.len), rate: g.rate });
        }
    }

    /// The same mask on the gradient.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, pass: &Pass, d: &mut [T]) {
        generic::forward(g, pass, d);
    }
}

/// Drops with probability `rate`, and scales what stays.
pub(super) struct Drop<'a, T> {
    pub y: &'a mut [T],
    pub seed: u64,
    /// The counter of the first element.
    pub first: u64,
    pub rate: f64,
}

impl<T: Real> simd::Kernel<T> for Drop<'_, T> {
    type Output = ();

    /// Plain loops: what is heavy is the hash, integers that the compiler vectorises by itself.
    #[inline(always)]
    fn eval<S: Isa<T>>(self, _isa: S) {
        let keep = T::real(1.0 / (1.0 - self.rate));
        let limit = (self.rate * 4_294_967_296.0) as u32;
        let mut counter = self.first;
        for y in self.y {
            let kept = if random::bits(self.seed, counter) < limit { T::zero() } else { keep };
            *y *= kept;
            counter = counter.wrapping_add(1);
        }
    }
}
