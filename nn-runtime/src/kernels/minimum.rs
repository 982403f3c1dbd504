//! The least of the inputs, element by element.

use super::choice::{self, Least};
use super::merge::merge;
use crate::Pass;
use nn_spec::layers::minimum::Geometry;

kernel! { T =>
    /// `y = min(x₀, x₁, …)`; NaN where an input is NaN.
    pub fn forward(_g: &Geometry, _pass: &Pass, x: &[&[T]], y: &mut [T]) {
        merge(x, y, Least);
    }

    /// `dxᵢ = dy` where `xᵢ` is the least. Inputs that share that place share the gradient equally, so of two each gets half, as in
    /// Keras.
    #[cfg(feature = "train")]
    pub fn backward(_g: &Geometry, _pass: &Pass, x: &[&[T]], dy: &mut [T], dx: &mut [&mut [T]]) {
        choice::backward(x, dy, dx, Least);
    }
}
