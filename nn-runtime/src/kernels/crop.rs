//! A value without its edges.

use super::frame;
use crate::Pass;
use nn_spec::layers::frame::Geometry;

kernel! { T =>
    /// `y` is `x` without its edges.
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        frame::inner(g, x, y);
    }

    /// `dx` is `dy`, and zeros where nothing came of `x`.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, _pass: &Pass, dy: &mut [T], dx: &mut [T]) {
        frame::outer(g, dy, dx);
    }
}
