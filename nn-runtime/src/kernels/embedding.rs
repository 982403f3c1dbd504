//! Embedding: each index becomes its row of the table.

use super::rows;
use crate::Pass;
use crate::simd::{pieces, pieces_mut};
use nn_spec::layers::embedding::Geometry;

crate::view::params! {
    /// The parameter of an embedding.
    Params {
        /// The table, `[input_dim, output_dim]`.
        embeddings: E,
    }
}

kernel! { T =>
    /// `yᵢ = E[xᵢ]`; zeros in padding, and for an index beyond the table, which data prepared by this crate never holds.
    pub fn forward<W>(g: &Geometry, pass: &Pass, x: &[u32], embeddings: &[W], y: &mut [T]) {
        let lengths = &pass.lengths[0];
        if lengths.any() {
            let steps = x.len().checked_div(pass.samples).unwrap_or(0);
            let samples = pieces(x, steps).zip(pieces_mut(y, steps * g.output_dim));
            for (i, (x, y)) in samples.enumerate() {
                let real = lengths.real(i, steps);
                let (front, padding) = y.split_at_mut_checked(real * g.output_dim).unwrap_or((&mut [], &mut []));
                padding.fill(T::zero());
                generic::forward(g, &Pass::inference(1), x.get(..real).unwrap_or(&[]), embeddings, front);
            }
            return;
        }
        for (y, &index) in pieces_mut(y, g.output_dim).zip(x) {
            match rows::range(index, g.output_dim).and_then(|row| embeddings.get(row)) {
                Some(row) => y.iter_mut().zip(row).for_each(|(y, weight)| *y = weight.widen()),
                None => y.fill(T::zero()),
            }
        }
    }

    /// `dE[xᵢ] += dyᵢ`, in the order of the indices.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[u32], dy: &mut [T], _dx: &mut [T], dembeddings: &mut [T],
    ) {
        let lengths = &pass.lengths[0];
        if lengths.any() {
            let steps = x.len().checked_div(pass.samples).unwrap_or(0);
            let samples = x.chunks_exact(steps.max(1)).zip(dy.chunks_exact((steps * g.output_dim).max(1)));
            for (i, (x, dy)) in samples.enumerate() {
                let real = lengths.real(i, steps);
                let (x, dy) = (x.get(..real), dy.get(..real * g.output_dim));
                rows::scatter(g.output_dim, x.unwrap_or(&[]), dy.unwrap_or(&[]), dembeddings);
            }
            return;
        }
        rows::scatter(g.output_dim, x, dy, dembeddings);
    }
}
