//! Zeros in the place of padding.

use crate::Pass;
use crate::simd::pieces_mut;
use nn_spec::layers::real_steps::Geometry;

kernel! { T =>
    /// `y ← 0` behind each sample's real steps.
    pub fn forward(g: &Geometry, pass: &Pass, y: &mut [T]) {
        for (i, y) in pieces_mut(y, g.steps * g.width).enumerate() {
            let real = pass.lengths[0].real(i, g.steps);
            y.get_mut(real * g.width..).unwrap_or(&mut []).fill(T::zero());
        }
    }

    /// The same of the gradient.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, pass: &Pass, d: &mut [T]) {
        generic::forward(g, pass, d);
    }
}
