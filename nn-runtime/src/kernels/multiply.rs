//! The product of inputs, element by element.

use super::merge::merge;
use crate::pass::copy;
use crate::Pass;
use crate::simd::{Mul, mul_assign, pair};
use nn_spec::layers::multiply::Geometry;

kernel! { T =>
    /// `y = x₀ · x₁ · …`
    pub fn forward(_g: &Geometry, _pass: &Pass, x: &[&[T]], y: &mut [T]) {
        merge(x, y, Mul);
    }

    /// [`forward`] of two inputs, one of which is in `y`.
    pub fn forward_into(_g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        mul_assign(y, x);
    }

    /// `dxᵢ = dy · ∏ⱼ xⱼ` over all others: no division, so a factor may be 0.
    #[cfg(feature = "train")]
    pub fn backward(_g: &Geometry, _pass: &Pass, x: &[&[T]], dy: &mut [T], dx: &mut [&mut [T]]) {
        for (i, dx) in dx.iter_mut().enumerate().filter(|(_, dx)| !dx.is_empty()) {
            let mut others = x.iter().enumerate().filter(|(j, _)| *j != i);
            match others.next() {
                Some((_, x)) => pair(dx, dy, x, Mul),
                None => copy(dy, dx),
            }
            others.for_each(|(_, x)| mul_assign(dx, x));
        }
    }
}
