//! The product of inputs, element by element.

use crate::pass::copy;
use crate::Pass;
use crate::simd::mul_assign;
use nn_spec::layers::multiply::Geometry;

kernel! { T =>
    /// `y = x₀ · x₁ · …`
    pub fn forward(_g: &Geometry, _pass: &Pass, x: &[&[T]], y: &mut [T]) {
        let Some((first, rest)) = x.split_first() else { return };
        copy(first, y);
        rest.iter().for_each(|x| mul_assign(y, x));
    }

    /// [`forward`] of two inputs, one of which is in `y`.
    pub fn forward_into(_g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        mul_assign(y, x);
    }

    /// `dxᵢ = dy · ∏ⱼ xⱼ` over all others: no division, so a factor may be 0.
    pub fn backward(_g: &Geometry, _pass: &Pass, x: &[&[T]], dy: &mut [T], dx: &mut [&mut [T]]) {
        for (i, dx) in dx.iter_mut().enumerate().filter(|(_, dx)| !dx.is_empty()) {
            dx.copy_from_slice(dy);
            x.iter().enumerate().filter(|(j, _)| *j != i).for_each(|(_, x)| mul_assign(dx, x));
        }
    }
}
