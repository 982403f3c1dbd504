//! The sum of inputs, element by element. The gradient of each is that of the sum.

use crate::pass::copy;
use crate::Pass;
use crate::simd::add_assign;
use nn_spec::layers::add::Geometry;

kernel! { T =>
    /// `y = x₀ + x₁ + …`
    pub fn forward(_g: &Geometry, _pass: &Pass, x: &[&[T]], y: &mut [T]) {
        let Some((first, rest)) = x.split_first() else { return };
        copy(first, y);
        rest.iter().for_each(|x| add_assign(y, x));
    }

    /// [`forward`] of two inputs, one of which is in `y`.
    pub fn forward_into(_g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        add_assign(y, x);
    }
}
