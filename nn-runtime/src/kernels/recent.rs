//! The last steps of a sequence that comes one step at a time, from a ring.

use crate::Pass;
use nn_spec::layers::recent::Geometry;

use super::steps::{row, row_mut};
use crate::pass::copy;

kernel! { T =>
    /// Puts the step `x` into the ring in the place of the oldest, and copies those that are seen to `y`, oldest first.
    pub fn forward_step(g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T], ring: &mut [T], place: &mut usize) {
        let reach = (g.size - 1) * g.dilation + 1;
        copy(x, row_mut(ring, *place, g.len));
        *place = if *place + 1 < reach { *place + 1 } else { 0 };
        let mut at = *place;
        for seen in 0..g.size {
            copy(row(ring, at, g.len), row_mut(y, seen, g.len));
            at += g.dilation;
            at -= if at >= reach { reach } else { 0 };
        }
    }
}
