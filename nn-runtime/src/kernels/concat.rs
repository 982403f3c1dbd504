//! Inputs one behind the other along an axis: in every round, a run of each.

use crate::pass::copy;
use crate::Pass;
use crate::simd::{pieces, pieces_mut};
use nn_spec::layers::concat::Geometry;

kernel! { T =>
    /// Each round of `y` is a run of `x₀`, a run of `x₁` …
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[&[T]], y: &mut [T]) {
        let round: usize = g.runs.iter().sum();
        let mut at = 0;
        for (x, &run) in x.iter().zip(&g.runs) {
            for (x, y) in pieces(x, run).zip(pieces_mut(y, round)) {
                copy(x, y.get_mut(at..at + run).unwrap_or_default());
            }
            at += run;
        }
    }

    /// Each input's gradient is its runs of `dy`.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, _pass: &Pass, dy: &mut [T], dx: &mut [&mut [T]]) {
        let round: usize = g.runs.iter().sum();
        let mut at = 0;
        for (dx, &run) in dx.iter_mut().zip(&g.runs) {
            for (dx, dy) in dx.chunks_exact_mut(run.max(1)).zip(dy.chunks_exact(round.max(1))) {
                copy(dy.get(at..at + run).unwrap_or_default(), dx);
            }
            at += run;
        }
    }
}
