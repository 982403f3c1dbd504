//! Embedding: each index becomes its row of the table.

use super::rows;
use crate::Pass;
use nn_spec::layers::embedding::Geometry;

crate::view::params! {
    /// The parameter of an embedding.
    Params {
        /// The table, `[input_dim, output_dim]`.
        embeddings: E,
    }
}

kernel! { T =>
    /// `yᵢ = E[xᵢ]`; zeros for an index beyond the table, which data prepared by this crate never holds.
    pub fn forward(g: &Geometry, _pass: &Pass, x: &[u32], embeddings: &[T], y: &mut [T]) {
        for (y, &index) in y.chunks_exact_mut(g.output_dim).zip(x) {
            match rows::range(index, g.output_dim).and_then(|row| embeddings.get(row)) {
                Some(row) => y.copy_from_slice(row),
                None => y.fill(T::zero()),
            }
        }
    }

    /// `dE[xᵢ] += dyᵢ`, in the order of the indices.
    pub fn backward(
        g: &Geometry, _pass: &Pass, x: &[u32], dy: &mut [T], _dx: &mut [T], dembeddings: &mut [T],
    ) {
        rows::scatter(g.output_dim, x, dy, dembeddings);
    }
}
