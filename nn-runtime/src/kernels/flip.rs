//! An axis from its end to its start.

use crate::Pass;
use nn_spec::layers::flip::Geometry;

kernel! { T =>
    /// `y[i] = x[n − 1 − i]` along the axis.
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        flipped(g, x, y);
    }

    /// The same, the other way.
    pub fn backward(g: &Geometry, _pass: &Pass, dy: &mut [T], dx: &mut [T]) {
        flipped(g, dy, dx);
    }
}

fn flipped<T: Copy>(g: &Geometry, from: &[T], to: &mut [T]) {
    let (all, len) = ((g.places * g.len).max(1), g.len.max(1));
    for (from, to) in from.chunks_exact(all).zip(to.chunks_exact_mut(all)) {
        for (from, to) in from.chunks_exact(len).rev().zip(to.chunks_exact_mut(len)) {
            to.copy_from_slice(from);
        }
    }
}
