//! An axis from its end to its start.

use crate::pass::copy;
use crate::Pass;
use crate::simd::{pieces, pieces_mut};
use nn_spec::layers::flip::Geometry;

kernel! { T =>
    /// `y[i] = x[n − 1 − i]` along the axis.
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        flipped(g, x, y);
    }

    /// The same, the other way.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, _pass: &Pass, dy: &mut [T], dx: &mut [T]) {
        flipped(g, dy, dx);
    }
}

fn flipped<T: Copy>(g: &Geometry, from: &[T], to: &mut [T]) {
    let (all, len) = ((g.places * g.len).max(1), g.len.max(1));
    for (from, to) in pieces(from, all).zip(pieces_mut(to, all)) {
        for (from, to) in pieces(from, len).rev().zip(pieces_mut(to, len)) {
            copy(from, to);
        }
    }
}
