//! Attention: `Y = softmax(S) · V` with the scores `S = scale · Q · Kᵀ`, or `sᵢⱼ = w · Σ tanh(scale · (qᵢ + kⱼ))`.

use super::attend;
use super::steps::{cut, row, row_mut};
use crate::pass::copy;
use crate::gemm::gemm;
use crate::simd::{MatMut, MatRef, add_assign, dot, scale, sum, pieces, pieces_mut};
use crate::{Pass, Scalar, math};
use nn_spec::Activation;
use nn_spec::layers::attention::Geometry;

crate::view::params! {
    /// The parameters of an attention.
    Params {
        /// What scores are multiplied by, `[1]`; none without `use_scale`.
        scale: S,
        /// What sums of tanh are multiplied by, `[1]`; none with `score_mode = dot`.
        concat_score_weight: W,
    }
}

kernel! { T =>
    /// The weights `softmax(S)` are kept unless they have no room.
    pub fn forward<W>(
        g: &Geometry, pass: &Pass, query: &[T], value: &[T], key: &[T], scale: &[W], weight: &[W],
        y: &mut [T], weights: &mut [T], scratch: &mut [T],
    ) {
        let (sizes, lengths) = (Sizes::new(g), &pass.lengths);
        let numbers = |weights: &[W]| weights.first().map(|weight| weight.widen());
        let (scale, weight) = (numbers(scale), numbers(weight));
        let (scale, weight) = (scale.as_slice(), weight.as_slice());
        let key = if key.is_empty() { value } else { key };
        let mut rest = scratch;
        let (alone, spare) = (cut(&mut rest, sizes.scores), cut(&mut rest, sizes.scores));
        for (i, y) in pieces_mut(y, g.look.queries * g.width).enumerate() {
            let look = attend::real(&g.look, [&lengths[0], &lengths[1]], i);
            let weights = if weights.is_empty() { &mut *alone } else { row_mut(weights, i, sizes.scores) };
            let (weights, _) = weights.split_at_mut_checked(look.queries * look.keys).unwrap_or_default();
            let (y, padding) = y.split_at_mut_checked(look.queries * g.width).unwrap_or_default();
            padding.fill(T::zero());
            if look.keys == 0 {
                y.fill(T::zero());
            }
            score(&Geometry { look, ..*g }, row(query, i, sizes.query), row(key, i, sizes.key), scale, weight, weights, rest);
            let value = MatRef::new(row(value, i, sizes.value), look.keys, g.width);
            attend::forward(&look, pass, pass.first + i, weights, spare, value, MatMut::new(y, look.queries, g.width));
        }
    }

    /// With `dS` the gradient of the scores: `dQ = scale · dS · K`, `dK = scale · dSᵀ · Q`, `dscale = Σ (dS · K) · Q`. For sums, with
    /// `t = tanh(scale · (q + k))` and `u = dS · w · (1 − t²)`: `dq = scale · Σ u` over the keys, `dk` over the queries,
    /// `dscale = Σ u · (q + k)`, `dw = Σ dS · t`.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, pass: &Pass, query: &[T], value: &[T], key: &[T], scale: &[T], weight: &[T], weights: &[T],
        dy: &mut [T], dquery: &mut [T], dvalue: &mut [T], dkey: &mut [T], dscale: &mut [T], dweight: &mut [T], scratch: &mut [T],
    ) {
        let (sizes, lengths) = (Sizes::new(g), &pass.lengths);
        let own = !key.is_empty();
        let key = if own { key } else { value };
        let mut rest = scratch;
        let (dscores, spare) = (cut(&mut rest, sizes.scores), cut(&mut rest, sizes.scores));
        let dq = cut(&mut rest, sizes.query);
        let padded = lengths.iter().any(|lengths| lengths.any());
        for (i, dy) in dy.chunks_exact((g.look.queries * g.width).max(1)).enumerate() {
            let look = attend::real(&g.look, [&lengths[0], &lengths[1]], i);
            let (g, weights) = (&Geometry { look, ..*g }, row(weights, i, sizes.scores));
            let weights = weights.get(..look.queries * look.keys).unwrap_or(&[]);
            let dscores = dscores.get_mut(..weights.len()).unwrap_or(&mut []);
            let matrix = MatRef::new(row(value, i, sizes.value), look.keys, g.width);
            let wanted = row_mut(dvalue, i, sizes.value);
            if padded {
                wanted.fill(T::zero());
                dq.fill(T::zero());
            }
            let to = (!wanted.is_empty()).then(|| MatMut::new(wanted, look.keys, g.width));
            let dy = MatRef::new(dy, look.queries, g.width);
            attend::backward(&look, pass, pass.first + i, weights, spare, matrix, dy, dscores, to);
            let (q, k) = (row(query, i, sizes.query), row(key, i, sizes.key));
            // A value that is its own key has the gradient of both.
            let dk = if own { row_mut(dkey, i, sizes.key) } else { row_mut(dvalue, i, sizes.key) };
            if own {
                dk.fill(T::zero());
            }
            let real = |rows: usize| 0..rows * g.depth;
            let (q, k) = (q.get(real(look.queries)).unwrap_or(&[]), k.get(real(look.keys)).unwrap_or(&[]));
            let dk = dk.get_mut(real(look.keys)).unwrap_or(&mut []);
            let dq_real = dq.get_mut(real(look.queries)).unwrap_or(&mut []);
            match g.concat {
                true => sums_backward(g, q, k, scale, weight, dscores, dq_real, dk, dscale, dweight, rest),
                false => products_backward(g, q, k, scale, dscores, dq_real, dk, dscale),
            }
            copy(dq, row_mut(dquery, i, sizes.query));
        }
    }
}

/// Numbers of a sample.
struct Sizes {
    query: usize,
    key: usize,
    value: usize,
    scores: usize,
}

impl Sizes {
    fn new(g: &Geometry) -> Sizes {
        let (queries, keys) = (g.look.queries, g.look.keys);
        Sizes { query: queries * g.depth, key: keys * g.depth, value: keys * g.width, scores: queries * keys }
    }
}

/// A number that may be absent: then it is 1.
fn factor<T: Scalar>(number: &[T]) -> T {
    number.first().copied().unwrap_or_else(T::one)
}

/// The scores of a sample.
fn score<T: Scalar>(g: &Geometry, q: &[T], k: &[T], scale: &[T], weight: &[T], scores: &mut [T], rows: &mut [T]) {
    let (queries, keys) = (g.look.queries, g.look.keys);
    if !g.concat {
        let (q, k) = (MatRef::new(q, queries, g.depth), MatRef::new(k, keys, g.depth));
        return gemm(factor(scale), q, k.t(), T::zero(), MatMut::new(scores, queries, keys));
    }
    for (q, scores) in pieces(q, g.depth).zip(pieces_mut(scores, keys)) {
        let tanh = tanh(g, q, k, scale, rows);
        for (score, tanh) in scores.iter_mut().zip(pieces(tanh, g.depth)) {
            *score = factor(weight) * sum(tanh);
        }
    }
}

/// `tanh(scale · (q + k))` for each key.
fn tanh<'a, T: Scalar>(g: &Geometry, q: &[T], k: &[T], factors: &[T], rows: &'a mut [T]) -> &'a mut [T] {
    let rows = rows.get_mut(..k.len()).unwrap_or(&mut []);
    copy(k, rows);
    pieces_mut(rows, g.depth).for_each(|row| add_assign(row, q));
    scale(factor(factors), rows);
    math::activate(Activation::Tanh, rows);
    rows
}

/// `dq = scale · dS · K`; `dk` is added to.
#[allow(clippy::too_many_arguments)]
fn products_backward<T: Scalar>(
    g: &Geometry,
    q: &[T],
    k: &[T],
    factors: &[T],
    dscores: &[T],
    dq: &mut [T],
    dk: &mut [T],
    dscale: &mut [T],
) {
    let (queries, keys, depth) = (g.look.queries, g.look.keys, g.depth);
    let d = MatRef::new(dscores, queries, keys);
    gemm(T::one(), d, MatRef::new(k, keys, depth), T::zero(), MatMut::new(dq, queries, depth));
    dscale.iter_mut().for_each(|dscale| *dscale += dot(dq, q));
    scale(factor(factors), dq);
    if !dk.is_empty() {
        gemm(factor(factors), d.t(), MatRef::new(q, queries, depth), T::one(), MatMut::new(dk, keys, depth));
    }
}

/// The same for sums of tanh.
#[allow(clippy::too_many_arguments)]
fn sums_backward<T: Scalar>(
    g: &Geometry,
    q: &[T],
    k: &[T],
    factors: &[T],
    weight: &[T],
    dscores: &[T],
    dq: &mut [T],
    dk: &mut [T],
    dscale: &mut [T],
    dweight: &mut [T],
    rows: &mut [T],
) {
    let (by, depth) = (factor(factors), g.depth.max(1));
    dq.fill(T::zero());
    let queries = q.chunks_exact(depth).zip(dq.chunks_exact_mut(depth)).zip(dscores.chunks_exact(g.look.keys.max(1)));
    for ((q, dq), dscores) in queries {
        let u = tanh(g, q, k, factors, rows);
        for (j, (u, &d)) in u.chunks_exact_mut(depth).zip(dscores).enumerate() {
            dweight.iter_mut().for_each(|dweight| *dweight += d * sum(u));
            let d = d * factor(weight);
            u.iter_mut().for_each(|t| *t = d * (T::one() - *t * *t));
            let sums = || q.iter().zip(row(k, j, depth)).map(|(&q, &k)| q + k);
            dscale.iter_mut().for_each(|ds| *ds = u.iter().zip(sums()).fold(*ds, |ds, (&u, sum)| ds + u * sum));
            scale(by, u);
            add_assign(dq, u);
            add_assign(row_mut(dk, j, depth), u);
        }
    }
}
