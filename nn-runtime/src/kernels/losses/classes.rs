//! Cross-entropy between the rows of the output and classes, or distributions over them.

use super::elements::clip;
use super::{EPSILON, Operands, weight};
use crate::kernels::softmax::{TOGETHER, exp_of_first, less_greatest, load_rows, store_rows, whole};
use crate::Scalar;
use crate::math::lanes;
use crate::simd::{self, Isa, Max, Real, dispatch, pieces_mut, prefetch};

/// What a row should have been.
#[derive(Clone, Copy)]
pub enum Wanted<'a, T> {
    /// All of one class: one number a row.
    Class(&'a [u32]),
    /// A distribution, pulled towards the uniform one: `keep · t + shift`.
    Real { target: &'a [T], keep: T, shift: T },
}

impl<'a, T: Scalar> Wanted<'a, T> {
    /// Distributions over `classes` with label smoothing.
    pub fn real(target: &'a [T], label_smoothing: f64, classes: usize) -> Wanted<'a, T> {
        let shift = T::of(label_smoothing / classes.max(1) as f64);
        Wanted::Real { target, keep: T::of(1.0 - label_smoothing), shift }
    }
}

impl<T: Real> Wanted<'_, T> {
    /// The columns `at..end` of a row as a vector; 0 beyond.
    #[inline(always)]
    fn load<S: Isa<T>>(self, isa: S, row: usize, width: usize, at: usize, end: usize) -> S::V {
        match self {
            Wanted::Class(classes) => match classes.get(row).map(|&class| class as usize) {
                Some(class) if (at..end).contains(&class) => {
                    // One in this lane. In memory it would be written as numbers and read as a vector, which waits for the store.
                    let up_to = isa.select(isa.first(class - at + 1), isa.splat(T::one()), isa.zero());
                    isa.select(isa.first(class - at), isa.zero(), up_to)
                }
                _ => isa.zero(),
            },
            Wanted::Real { target, keep, shift } => {
                let t = isa.load(target.get(row * width + at..row * width + end).unwrap_or(&[]));
                let smooth = isa.fma(t, isa.splat(keep), isa.splat(shift));
                if end - at < S::LANES { isa.select(isa.first(end - at), smooth, isa.zero()) } else { smooth }
            }
        }
    }
}

/// The sum of `−Σ t ln p` over all rows, weighted, and its gradient; `fused`, `y` becomes probabilities.
#[inline(always)]
pub fn crossentropy<T: Scalar>(on: Operands<'_, T>, wanted: Wanted<'_, T>, logits: bool, fused: bool) -> f64 {
    if logits { dispatch(Logits { on, wanted, fused }) } else { dispatch(Probabilities { on, wanted }) }
}

/// From logits: `Σ t (ln Σ e^(z − max) − (z − max))`, with the gradient `p Σ t − t`.
struct Logits<'a, T> {
    on: Operands<'a, T>,
    wanted: Wanted<'a, T>,
    fused: bool,
}

impl<T: Real> simd::Kernel<T> for Logits<'_, T> {
    type Output = f64;

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) -> f64 {
        let Operands { width, rows, y, weights, dy, factor } = self.on;
        let lowest = T::neg_infinity();
        let mut total = 0.0;
        let few = if S::LANES > 1 && width <= S::LANES { whole(y.len(), width) } else { 0 };
        let (groups, rest) = y.split_at_mut(few);
        for (i, z) in pieces_mut(groups, TOGETHER * width).enumerate() {
            let (first, group) = (i * TOGETHER, TOGETHER * width);
            let dz = dy.get_mut(i * group..(i + 1) * group).unwrap_or(&mut []);
            let mut weigh = [1.0; TOGETHER];
            for (row, weigh) in weigh.iter_mut().enumerate() {
                *weigh = weight(weights, (first + row) / rows);
            }
            total += together(isa, z, dz, width, first, self.wanted, self.fused, factor, weigh);
        }
        let done = few / width;
        for (row, z) in rest.chunks_exact_mut(width).enumerate() {
            let row = done + row;
            let weight = weight(weights, row / rows);
            let dz = dy.get_mut(row * width..(row + 1) * width).unwrap_or(&mut []);
            let max = isa.splat(Max(z).eval(isa));
            let (mut exps, mut wanted, mut along) = (isa.zero(), isa.zero(), isa.zero());
            for at in (0..width).step_by(S::LANES) {
                let end = width.min(at + S::LANES);
                // The next row, whose greatest number is found faster than memory gives it.
                prefetch(z[at..end].as_ptr().wrapping_add(width));
                let shifted = isa.sub(isa.load_or(&z[at..end], lowest), max);
                let t = self.wanted.load(isa, row, width, at, end);
                let exp = exp_of_first(isa, shifted, end - at);
                exps = isa.add(exps, exp);
                wanted = isa.add(wanted, t);
                // A class that is not wanted adds nothing, be its logit −∞.
                along = isa.add(along, isa.select(isa.eq(t, isa.zero()), isa.zero(), isa.mul(t, shifted)));
                // The exponentials wait where the probabilities or the gradient will be.
                if self.fused {
                    isa.store(&mut z[at..end], exp);
                } else if !dz.is_empty() {
                    isa.store(&mut dz[at..end], exp);
                }
            }
            let (exps, wanted) = (isa.reduce_sum(exps), isa.reduce_sum(wanted));
            total += weight * (wanted.double() * num_traits::Float::ln(exps.double()) - isa.reduce_sum(along).double());
            let (scale, factor) = (isa.splat(exps.recip()), isa.splat(T::real(factor * weight)));
            for at in (0..width).step_by(S::LANES) {
                let end = width.min(at + S::LANES);
                let exp = if self.fused { isa.load(&z[at..end]) } else { isa.load(dz.get(at..end).unwrap_or(&[])) };
                let p = isa.mul(exp, scale);
                if self.fused {
                    isa.store(&mut z[at..end], p);
                }
                if let Some(dz) = dz.get_mut(at..end) {
                    let t = self.wanted.load(isa, row, width, at, end);
                    isa.store(dz, isa.mul(isa.fma(p, isa.splat(wanted), isa.neg(t)), factor));
                }
            }
        }
        total
    }
}

/// [`Logits`] of rows that fit into a vector each, from row `first` on: all are read before one is written, as in
/// [`softmax`](crate::kernels::softmax).
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn together<T: Real, S: Isa<T>>(
    isa: S,
    z: &mut [T],
    dz: &mut [T],
    width: usize,
    first: usize,
    wanted: Wanted<'_, T>,
    fused: bool,
    factor: f64,
    weights: [f64; TOGETHER],
) -> f64 {
    let shifted: [S::V; TOGETHER] = less_greatest(isa, load_rows(isa, z, width, T::neg_infinity()));
    let (mut probabilities, mut slopes) = (shifted, shifted);
    let (mut sums, mut alongs, mut all) = ([T::one(); TOGETHER], [T::zero(); TOGETHER], [T::zero(); TOGETHER]);
    for (i, &shifted) in shifted.iter().enumerate() {
        let t = wanted.load(isa, first + i, width, 0, width);
        let exp = exp_of_first(isa, shifted, width);
        sums[i] = isa.reduce_sum(exp);
        all[i] = isa.reduce_sum(t);
        alongs[i] = isa.reduce_sum(isa.select(isa.eq(t, isa.zero()), isa.zero(), isa.mul(t, shifted)));
        probabilities[i] = isa.mul(exp, isa.splat(sums[i].recip()));
        let slope = isa.fma(probabilities[i], isa.splat(all[i]), isa.neg(t));
        slopes[i] = isa.mul(slope, isa.splat(T::real(factor * weights[i])));
    }
    if fused {
        store_rows(isa, z, width, probabilities);
    }
    store_rows(isa, dz, width, slopes);
    let losses = sums.iter().zip(alongs).zip(all.iter().zip(weights));
    losses
        .map(|((sum, along), (all, weight))| weight * (all.double() * num_traits::Float::ln(sum.double()) - along.double()))
        .fold(0.0, |total, loss| total + loss)
}

/// From probabilities: `−Σ t ln q`, where `q = p / Σ p` is kept [`EPSILON`] away from 0 and 1 as in Keras.
struct Probabilities<'a, T> {
    on: Operands<'a, T>,
    wanted: Wanted<'a, T>,
}

impl<T: Real> simd::Kernel<T> for Probabilities<'_, T> {
    type Output = f64;

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) -> f64 {
        let Operands { width, rows, y, weights, dy, factor } = self.on;
        let (low, high) = (isa.splat(T::real(EPSILON)), isa.splat(T::real(1.0 - EPSILON)));
        let mut total = 0.0;
        for (row, p) in y.chunks_exact(width).enumerate() {
            let weight = weight(weights, row / rows);
            let mut sum = isa.zero();
            for p in p.chunks(S::LANES) {
                sum = isa.add(sum, isa.load(p));
            }
            let scale = isa.splat(isa.reduce_sum(sum).recip());
            let (mut loss, mut inner) = (isa.zero(), isa.zero());
            for at in (0..width).step_by(S::LANES) {
                let end = width.min(at + S::LANES);
                let t = self.wanted.load(isa, row, width, at, end);
                let (q, inside) = clip(isa, isa.mul(isa.load(&p[at..end]), scale), low, high);
                loss = isa.nmul_add(t, lanes::ln(isa, q), loss);
                inner = isa.add(inner, isa.select(inside, t, isa.zero()));
            }
            total += weight * isa.reduce_sum(loss).double();
            // dL/dq = −t / q where q is inside; through the division by Σ p: (dL/dq − Σ q dL/dq) / Σ p.
            let Some(dp) = dy.get_mut(row * width..(row + 1) * width) else { continue };
            let (inner, factor) = (isa.splat(isa.reduce_sum(inner)), isa.splat(T::real(factor * weight)));
            for at in (0..width).step_by(S::LANES) {
                let end = width.min(at + S::LANES);
                let t = self.wanted.load(isa, row, width, at, end);
                let (q, inside) = clip(isa, isa.mul(isa.load(&p[at..end]), scale), low, high);
                let slope = isa.sub(inner, isa.select(inside, isa.div(t, q), isa.zero()));
                isa.store(&mut dp[at..end], isa.mul(isa.mul(slope, scale), factor));
            }
        }
        total
    }
}
