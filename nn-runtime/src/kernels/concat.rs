//! Inputs one behind the other along an axis: in every round, a run of each.

use crate::Pass;
use nn_spec::layers::concat::Geometry;

kernel! { T =>
    /// Each round of `y` is a run of `x₀`, a run of `x₁` …
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[&[T]], y: &mut [T]) {
        let round: usize = g.runs.iter().sum();
        let mut at = 0;
        for (x, &run) in x.iter().zip(&g.runs) {
            for (x, y) in x.chunks_exact(run.max(1)).zip(y.chunks_exact_mut(round.max(1))) {
                y[at..at + run].copy_from_slice(x);
            }
            at += run;
        }
    }

    /// Each input's gradient is its runs of `dy`.
    pub fn backward(g: &Geometry, _pass: &Pass, dy: &mut [T], dx: &mut [&mut [T]]) {
        let round: usize = g.runs.iter().sum();
        let mut at = 0;
        for (dx, &run) in dx.iter_mut().zip(&g.runs) {
            for (dx, dy) in dx.chunks_exact_mut(run.max(1)).zip(dy.chunks_exact(round.max(1))) {
                dx.copy_from_slice(&dy[at..at + run]);
            }
            at += run;
        }
    }
}
