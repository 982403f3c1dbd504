//! Multi-head attention (Vaswani et al. 2017, section 3.2.2): `Y = [head₁ … headₕ] · Wᴼ + bᴼ`,
//! `headᵢ = softmax(Qᵢ · Kᵢᵀ / √key_dim) · Vᵢ`, where `Q`, `K` and `V` are the inputs through a dense layer each.

use super::{attend, plain};
use super::steps::{cut, row, row_mut};
use crate::gemm::{Epilogue, gemm, gemm_fused};
use crate::simd::{MatMut, MatRef, Weight, sum_columns};
use crate::{Lengths, Pass, Scalar};
use nn_spec::layers::multi_head_attention::Geometry;

crate::view::params! {
    /// The parameters of a multi-head attention; biases are absent with `use_bias = false`.
    Params {
        /// `[features of the query, heads, key_dim]`.
        query_kernel: QK,
        /// `[heads, key_dim]`.
        query_bias: QB,
        /// `[features of the key, heads, key_dim]`.
        key_kernel: KK,
        /// `[heads, key_dim]`.
        key_bias: KB,
        /// `[features of the value, heads, value_dim]`.
        value_kernel: VK,
        /// `[heads, value_dim]`.
        value_bias: VB,
        /// `[heads, value_dim, features of the output]`.
        attention_output_kernel: OK,
        /// One for each feature of the output.
        attention_output_bias: OB,
    }
}

kernel! { T =>
    /// A value that is not given is the query, a key that is not given the value. `Q`, `K`, `V`, the weights and what the heads found are kept
    /// unless they have no room.
    pub fn forward<W>(
        g: &Geometry, pass: &Pass, query: &[T], value: &[T], key: &[T],
        wq: &[W], bq: &[W], wk: &[W], bk: &[W], wv: &[W], bv: &[W], wo: &[W], bo: &[W],
        y: &mut [T], projections: &mut [T], weights: &mut [T], heads: &mut [T], scratch: &mut [T],
    ) {
        let n = y.len().checked_div(g.look.queries * g.output_features).unwrap_or(0);
        let lengths = lengths(pass, value);
        let value = if value.is_empty() { query } else { value };
        let key = if key.is_empty() { value } else { key };
        let (keeps, [queries, keys, values]) = (!weights.is_empty(), g.projected());
        let mut rest = scratch;
        let mut all = if keeps { projections } else { cut(&mut rest, n * (queries + keys + values)) };
        let found = if keeps { heads } else { cut(&mut rest, n * g.found()) };
        let (alone, spare) = (cut(&mut rest, g.scores()), cut(&mut rest, g.scores()));
        let (q, k, v) = (cut(&mut all, n * queries), cut(&mut all, n * keys), cut(&mut all, n * values));
        let (of_keys, of_values) = (g.heads * g.key_dim, g.heads * g.value_dim);
        project(pass, query, g.query_features, wq, bq, of_keys, q);
        project(pass, key, g.key_features, wk, bk, of_keys, k);
        project(pass, value, g.value_features, wv, bv, of_values, v);
        if lengths.iter().any(|lengths| lengths.any()) {
            found.fill(T::zero());
        }
        for number in 0..n * g.heads {
            let (i, h) = (number / g.heads, number % g.heads);
            let look = &attend::real(&g.look, lengths, i);
            let scores = if keeps { row_mut(weights, number, g.scores()) } else { &mut *alone };
            let (scores, _) = scores.split_at_mut_checked(look.queries * look.keys).unwrap_or_default();
            let q = head(row(q, i, queries), look.queries, of_keys, h, g.key_dim);
            let k = head(row(k, i, keys), look.keys, of_keys, h, g.key_dim);
            let v = head(row(v, i, values), look.keys, of_values, h, g.value_dim);
            gemm(temperature(g), q, k.t(), T::zero(), MatMut::new(scores, look.queries, look.keys));
            let mut to = MatMut::new(row_mut(found, i, g.found()), look.queries, of_values);
            let to = to.block(0..look.queries, h * g.value_dim..(h + 1) * g.value_dim);
            attend::forward(look, pass, pass.first * g.heads + number, scores, spare, v, to);
        }
        project(pass, found, of_values, wo, bo, g.output_features, y);
    }

    /// Back through the last product, for each head `dQ = dS · K / √key_dim`, `dK = dSᵀ · Q / √key_dim`, and back through the first products.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, pass: &Pass, query: &[T], value: &[T], key: &[T],
        wq: &[T], _bq: &[T], wk: &[T], _bk: &[T], wv: &[T], _bv: &[T], wo: &[T], _bo: &[T],
        projections: &[T], weights: &[T], heads: &[T],
        dy: &mut [T], dquery: &mut [T], dvalue: &mut [T], dkey: &mut [T],
        dwq: &mut [T], dbq: &mut [T], dwk: &mut [T], dbk: &mut [T], dwv: &mut [T], dbv: &mut [T], dwo: &mut [T], dbo: &mut [T],
        scratch: &mut [T],
    ) {
        let n = dy.len().checked_div(g.look.queries * g.output_features).unwrap_or(0);
        let lengths = lengths(pass, value);
        let [queries, keys, values] = g.projected();
        let (of_keys, of_values) = (g.heads * g.key_dim, g.heads * g.value_dim);
        let (q, rest) = projections.split_at_checked(n * queries).unwrap_or((&[], &[]));
        let (k, v) = rest.split_at_checked(n * keys).unwrap_or((&[], &[]));
        let mut rest = scratch;
        let (dq, dk, dv) = (cut(&mut rest, n * queries), cut(&mut rest, n * keys), cut(&mut rest, n * values));
        let dfound = cut(&mut rest, n * g.found());
        let (dscores, spare) = (cut(&mut rest, g.scores()), cut(&mut rest, g.scores()));
        unproject(heads, of_values, wo, g.output_features, dy, T::zero(), dfound, dwo, dbo);
        if lengths.iter().any(|lengths| lengths.any()) {
            [&mut *dq, &mut *dk, &mut *dv].into_iter().for_each(|d| d.fill(T::zero()));
        }
        for number in 0..n * g.heads {
            let (i, h) = (number / g.heads, number % g.heads);
            let look = &attend::real(&g.look, lengths, i);
            let (of_key, of_value) = (h * g.key_dim..(h + 1) * g.key_dim, h * g.value_dim..(h + 1) * g.value_dim);
            let v = head(row(v, i, values), look.keys, of_values, h, g.value_dim);
            let d = head(row(dfound, i, g.found()), look.queries, of_values, h, g.value_dim);
            let mut dv = MatMut::new(row_mut(dv, i, values), look.keys, of_values);
            let dv = dv.block(0..look.keys, of_value);
            let p = row(weights, number, g.scores()).get(..look.queries * look.keys).unwrap_or(&[]);
            let dscores = dscores.get_mut(..p.len()).unwrap_or(&mut []);
            attend::backward(look, pass, pass.first * g.heads + number, p, spare, v, d, dscores, Some(dv));
            let dscores = MatRef::new(dscores, look.queries, look.keys);
            let q = head(row(q, i, queries), look.queries, of_keys, h, g.key_dim);
            let k = head(row(k, i, keys), look.keys, of_keys, h, g.key_dim);
            let mut dq = MatMut::new(row_mut(dq, i, queries), look.queries, of_keys);
            gemm(temperature(g), dscores, k, T::zero(), dq.block(0..look.queries, of_key.clone()));
            let mut dk = MatMut::new(row_mut(dk, i, keys), look.keys, of_keys);
            gemm(temperature(g), dscores.t(), q, T::zero(), dk.block(0..look.keys, of_key));
        }
        // What stands for an input that is not given has its gradient as well.
        let (value_given, key_given) = (!value.is_empty(), !key.is_empty());
        let value = if value_given { value } else { query };
        let key = if key_given { key } else { value };
        unproject(query, g.query_features, wq, of_keys, dq, T::zero(), dquery, dwq, dbq);
        let (dvalue, new) = if value_given { (dvalue, T::zero()) } else { (dquery, T::one()) };
        unproject(value, g.value_features, wv, of_values, dv, new, dvalue, dwv, dbv);
        let (dkey, new) = if key_given { (dkey, T::zero()) } else { (dvalue, T::one()) };
        unproject(key, g.key_features, wk, of_keys, dk, new, dkey, dwk, dbk);
    }
}

/// How long queries and keys are: those of the query, where no value is given.
fn lengths<'a, T>(pass: &'a Pass<'_>, value: &[T]) -> [&'a Lengths<'a>; 2] {
    let [query, keys] = &pass.lengths;
    [query, if value.is_empty() { query } else { keys }]
}

/// What scores are multiplied by.
fn temperature<T: Scalar>(g: &Geometry) -> T {
    T::of(num_traits::Float::sqrt(g.key_dim as f64).recip())
}

/// The columns of head `h` in rows of all heads.
fn head<T>(rows: &[T], steps: usize, width: usize, h: usize, dim: usize) -> MatRef<'_, T> {
    MatRef::new(rows, steps, width).block(0..steps, h * dim..(h + 1) * dim)
}

/// `y = x · W + b` for each row.
#[allow(clippy::too_many_arguments)]
fn project<T: Scalar, W: Weight<Number = T>>(
    pass: &Pass,
    x: &[T],
    features: usize,
    w: &[W],
    bias: &[W],
    width: usize,
    y: &mut [T],
) {
    let (false, Some(w), Some(bias)) = (plain::chosen(), W::numbers(w), W::numbers(bias)) else {
        return plain::dense(pass, features, width, x, w, plain::Ends::of(bias), y);
    };
    let rows = y.len().checked_div(width).unwrap_or(0);
    let (x, w) = (MatRef::new(x, rows, features), MatRef::new(w, features, width));
    let epilogue = Epilogue { bias, ..Epilogue::NONE };
    gemm_fused(T::one(), x, w, T::zero(), MatMut::new(y, rows, width), epilogue);
}

/// `dx = d · Wᵀ + old · dx`, `dW += xᵀ · d`, `db += Σ d`.
#[allow(clippy::too_many_arguments)]
fn unproject<T: Scalar>(
    x: &[T],
    features: usize,
    w: &[T],
    width: usize,
    d: &[T],
    old: T,
    dx: &mut [T],
    dw: &mut [T],
    db: &mut [T],
) {
    let rows = d.len().checked_div(width).unwrap_or(0);
    sum_columns(d, db);
    let d = MatRef::new(d, rows, width);
    if !dw.is_empty() {
        gemm(T::one(), MatRef::new(x, rows, features).t(), d, T::one(), MatMut::new(dw, features, width));
    }
    if !dx.is_empty() {
        gemm(T::one(), d, MatRef::new(w, features, width).t(), old, MatMut::new(dx, rows, features));
    }
}
