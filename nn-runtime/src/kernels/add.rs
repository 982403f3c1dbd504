//! The sum of inputs, element by element. The gradient of each is that of the sum.

use super::merge::merge;
use crate::Pass;
use crate::simd::{Add, add_assign};
use nn_spec::layers::add::Geometry;

kernel! { T =>
    /// `y = x₀ + x₁ + …`
    pub fn forward(_g: &Geometry, _pass: &Pass, x: &[&[T]], y: &mut [T]) {
        merge(x, y, Add);
    }

    /// [`forward`] of two inputs, one of which is in `y`.
    pub fn forward_into(_g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        add_assign(y, x);
    }
}
