//! Zeros around a value.

use super::frame;
use crate::Pass;
use nn_spec::layers::frame::Geometry;

kernel! { T =>
    /// `y` is `x` with zeros around it.
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        frame::outer(g, x, y);
    }

    /// `dx` is `dy` without what stands around.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, _pass: &Pass, dy: &mut [T], dx: &mut [T]) {
        frame::inner(g, dy, dx);
    }
}
