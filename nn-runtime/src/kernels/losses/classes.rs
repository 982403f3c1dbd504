//! Cross-entropy between the rows of the output and classes, or distributions over them.

use super::elements::clip;
use super::{EPSILON, Operands, weight};
use crate::kernels::softmax::greatest;
use crate::Scalar;
use crate::math::lanes;
use crate::simd::{self, Isa, Real, dispatch};

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
                    // As wide as the widest vector.
                    let mut one_hot = [T::zero(); 16];
                    one_hot.iter_mut().skip(class - at).take(1).for_each(|t| *t = T::one());
                    isa.load(&one_hot)
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
        for (row, z) in y.chunks_exact_mut(width).enumerate() {
            let weight = weight(weights, row / rows);
            let dz = dy.get_mut(row * width..(row + 1) * width).unwrap_or(&mut []);
            let max = isa.splat(greatest(isa, z));
            let (mut exps, mut wanted, mut along) = (isa.zero(), isa.zero(), isa.zero());
            for at in (0..width).step_by(S::LANES) {
                let end = width.min(at + S::LANES);
                let shifted = isa.sub(isa.load_or(&z[at..end], lowest), max);
                let t = self.wanted.load(isa, row, width, at, end);
                let exp = lanes::exp(isa, shifted);
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
