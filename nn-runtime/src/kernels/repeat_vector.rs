//! A vector at each step of a sequence.

use crate::pass::copy;
use crate::Pass;
use crate::simd::{add_assign, pieces, pieces_mut};
use nn_spec::layers::repeat_vector::Geometry;

kernel! { T =>
    /// `y[s] = x` at each step `s`.
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        let len = g.len.max(1);
        for (x, y) in pieces(x, len).zip(pieces_mut(y, g.times * len)) {
            pieces_mut(y, len).for_each(|y| copy(x, y));
        }
    }

    /// `dx = Σₛ dy[s]`.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, _pass: &Pass, dy: &mut [T], dx: &mut [T]) {
        let len = g.len.max(1);
        for (dy, dx) in dy.chunks_exact((g.times * len).max(1)).zip(dx.chunks_exact_mut(len)) {
            dx.fill(T::zero());
            dy.chunks_exact(len).for_each(|dy| add_assign(dx, dy));
        }
    }
}
