//! The axes in another order.

use crate::Pass;
use crate::simd::{part_mut, pieces, pieces_mut};
use nn_spec::MAX_RANK;
use nn_spec::layers::permute::Geometry;

kernel! { T =>
    /// `y` holds the elements of `x` in the order in which its own axes run through them.
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[T], y: &mut [T]) {
        let len = len(g);
        for (x, y) in pieces(x, len).zip(pieces_mut(y, len)) {
            rows(g, |at, from, row, stride| {
                let x = x.get(from..).unwrap_or_default().iter().step_by(stride);
                part_mut(y, at, row).iter_mut().zip(x).for_each(|(y, &x)| *y = x);
            });
        }
    }

    /// Each element of `dx` gets the one of `dy` that came from there.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, _pass: &Pass, dy: &mut [T], dx: &mut [T]) {
        let len = len(g);
        for (dy, dx) in dy.chunks_exact(len).zip(dx.chunks_exact_mut(len)) {
            rows(g, |at, from, row, stride| {
                let dx = dx[from..].iter_mut().step_by(stride);
                dy[at..at + row].iter().zip(dx).for_each(|(&dy, dx)| *dx = dy);
            });
        }
    }
}

/// Elements of a sample.
fn len(g: &Geometry) -> usize {
    g.dims.iter().product::<usize>().max(1)
}

/// Calls `row(at, from, len, stride)` for each row of the output: its `len` elements from `at` on are those of the input from
/// `from` on, `stride` apart.
#[inline(always)]
fn rows(g: &Geometry, mut row: impl FnMut(usize, usize, usize, usize)) {
    let (width, stride) = (g.dims[MAX_RANK - 1], g.strides[MAX_RANK - 1].max(1));
    let mut place = [0; MAX_RANK];
    let (mut at, mut from) = (0, 0);
    'rows: loop {
        row(at, from, width, stride);
        at += width;
        // One step on the innermost axis but the row itself; an axis that is through starts again, and the one before it steps.
        for axis in (0..MAX_RANK - 1).rev() {
            place[axis] += 1;
            from += g.strides[axis];
            if place[axis] < g.dims[axis] {
                continue 'rows;
            }
            from -= g.strides[axis] * place[axis];
            place[axis] = 0;
        }
        return;
    }
}
