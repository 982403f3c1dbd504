//! A trained row added to each step: `yₜ = xₜ + Eₜ`.

use crate::Pass;
use crate::simd::{add_assign, pieces_mut};
use nn_spec::layers::positional_embedding::Geometry;

crate::view::params! {
    /// The parameter of a positional embedding.
    Params {
        /// A row for each step, `[steps, features]`.
        embeddings: E,
    }
}

kernel! { T =>
    /// `y ← y + E` for each sample.
    pub fn forward<W>(g: &Geometry, _pass: &Pass, embeddings: &[W], y: &mut [T]) {
        for y in pieces_mut(y, g.len) {
            match W::numbers(embeddings) {
                Some(embeddings) => add_assign(y, embeddings),
                None => y.iter_mut().zip(embeddings).for_each(|(y, weight)| *y += weight.widen()),
            }
        }
    }

    /// `dE += Σ d` over the samples; `d` is the input's gradient as it stands.
    #[cfg(feature = "train")]
    pub fn backward(g: &Geometry, _pass: &Pass, d: &mut [T], dembeddings: &mut [T]) {
        d.chunks_exact(g.len.max(1)).for_each(|d| add_assign(dembeddings, d));
    }
}
