//! The mean of inputs, element by element.

use super::merge::merge;
use crate::Pass;
use crate::simd::{Add, scale};
use nn_spec::layers::average::Geometry;

kernel! { T =>
    /// `y = (x₀ + x₁ + …) / k` for `k` inputs.
    pub fn forward(_g: &Geometry, _pass: &Pass, x: &[&[T]], y: &mut [T]) {
        merge(x, y, Add);
        scale(T::of(1.0 / x.len() as f64), y);
    }

    /// `dxᵢ = dy / k`
    #[cfg(feature = "train")]
    pub fn backward(_g: &Geometry, _pass: &Pass, dy: &mut [T], dx: &mut [&mut [T]]) {
        scale(T::of(1.0 / dx.len().max(1) as f64), dy);
        for dx in dx.iter_mut().filter(|dx| !dx.is_empty()) {
            dx.copy_from_slice(dy);
        }
    }
}
