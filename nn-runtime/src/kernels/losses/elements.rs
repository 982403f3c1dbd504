//! Losses of single elements: each from one number of the output and one of the target.

use super::{EPSILON, Operands, weight};
use crate::Scalar;
use crate::math::lanes;
use crate::simd::{self, Isa, Real, dispatch};
use nn_spec::Loss;

/// The sum of a loss over all elements, weighted, and its gradient.
#[inline(always)]
pub fn apply<T: Scalar>(loss: Loss, on: Operands<'_, T>, target: &[T]) -> f64 {
    match loss {
        Loss::Mse => dispatch(Elements { on, target, formula: Mse }),
        Loss::Mae => dispatch(Elements { on, target, formula: Mae }),
        Loss::Huber { delta } => dispatch(Elements { on, target, formula: Huber(T::of(delta)) }),
        Loss::LogCosh => dispatch(Elements { on, target, formula: LogCosh }),
        Loss::KlDivergence => dispatch(Elements { on, target, formula: KlDivergence }),
        Loss::Poisson => dispatch(Elements { on, target, formula: Poisson }),
        Loss::Hinge => dispatch(Elements { on, target, formula: Hinge }),
        // These have functions of their own.
        Loss::BinaryCrossentropy { .. }
        | Loss::CategoricalCrossentropy { .. }
        | Loss::SparseCategoricalCrossentropy { .. } => 0.0,
    }
}

/// [`apply`] for binary cross-entropy; `fused`, `y` becomes probabilities.
#[inline(always)]
pub fn binary_crossentropy<T: Scalar>(
    on: Operands<'_, T>,
    target: &[T],
    label_smoothing: f64,
    logits: bool,
    fused: bool,
) -> f64 {
    let smooth = Smooth { keep: T::of(1.0 - label_smoothing), shift: T::of(0.5 * label_smoothing) };
    match logits {
        true => dispatch(Elements { on, target, formula: BinaryLogits { smooth, fused } }),
        false => dispatch(Elements { on, target, formula: BinaryProbabilities { smooth } }),
    }
}

/// The loss of one element of the output, `p`, against one of the target, `t`.
trait Formula<T>: Copy {
    /// Whether the output is replaced by the third result of [`Formula::call`].
    const REPLACES: bool = false;

    /// The loss, its derivative by `p`, and what `p` becomes.
    fn call<S: Isa<T>>(self, isa: S, p: S::V, t: S::V) -> (S::V, S::V, S::V);
}

struct Elements<'a, T, F> {
    on: Operands<'a, T>,
    target: &'a [T],
    formula: F,
}

impl<T: Real, F: Formula<T>> simd::Kernel<T> for Elements<'_, T, F> {
    type Output = f64;

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) -> f64 {
        /// Vectors summed up before the sum goes on in `f64`.
        const VECTORS: usize = 32;
        let Operands { width, rows, y, weights, dy, factor } = self.on;
        let sample = width * rows;
        let (mut total, mut at) = (0.0, 0);
        for (i, (y, t)) in y.chunks_mut(sample).zip(self.target.chunks(sample)).enumerate() {
            let weight = weight(weights, i);
            let factor = isa.splat(T::real(factor * weight));
            let mut sum = 0.0;
            for (y, t) in y.chunks_mut(VECTORS * S::LANES).zip(t.chunks(VECTORS * S::LANES)) {
                let mut block = isa.zero();
                for (y, t) in y.chunks_mut(S::LANES).zip(t.chunks(S::LANES)) {
                    let (loss, slope, replaced) = self.formula.call(isa, isa.load(y), isa.load(t));
                    // What a formula makes of the zeros beyond the end does not count.
                    let counted = if y.len() < S::LANES { isa.select(isa.first(y.len()), loss, isa.zero()) } else { loss };
                    block = isa.add(block, counted);
                    if F::REPLACES {
                        isa.store(y, replaced);
                    }
                    if let Some(dy) = dy.get_mut(at..at + y.len()) {
                        isa.store(dy, isa.mul(slope, factor));
                    }
                    at += y.len();
                }
                sum += isa.reduce_sum(block).double();
            }
            total += weight * sum;
        }
        total
    }
}

/// `(p − t)²`
#[derive(Clone, Copy)]
struct Mse;

impl<T: Real> Formula<T> for Mse {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, p: S::V, t: S::V) -> (S::V, S::V, S::V) {
        let error = isa.sub(p, t);
        (isa.mul(error, error), isa.add(error, error), p)
    }
}

/// `|p − t|`; where they are equal, the slope is 0.
#[derive(Clone, Copy)]
struct Mae;

impl<T: Real> Formula<T> for Mae {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, p: S::V, t: S::V) -> (S::V, S::V, S::V) {
        let error = isa.sub(p, t);
        let sign = isa.copysign(isa.splat(T::one()), error);
        (isa.abs(error), isa.select(isa.eq(error, isa.zero()), isa.zero(), sign), p)
    }
}

/// `½ e²` for `|e| ≤ δ`, else `δ |e| − ½ δ²`, with `e = p − t` (Huber 1964).
#[derive(Clone, Copy)]
struct Huber<T>(T);

impl<T: Real> Formula<T> for Huber<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, p: S::V, t: S::V) -> (S::V, S::V, S::V) {
        let (error, delta, half) = (isa.sub(p, t), isa.splat(self.0), isa.splat(T::real(0.5)));
        let size = isa.abs(error);
        let near = isa.mul(isa.mul(half, error), error);
        let far = isa.mul(delta, isa.nmul_add(half, delta, size));
        let inside = isa.le(size, delta);
        (isa.select(inside, near, far), isa.select(inside, error, isa.copysign(delta, error)), p)
    }
}

/// `ln cosh e = |e| + ln(1 + ½ (e^(−2|e|) − 1))` with `e = p − t`: no overflow for large errors, all digits for small ones.
#[derive(Clone, Copy)]
struct LogCosh;

impl<T: Real> Formula<T> for LogCosh {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, p: S::V, t: S::V) -> (S::V, S::V, S::V) {
        let error = isa.sub(p, t);
        let size = isa.abs(error);
        let fall = lanes::expm1(isa, isa.mul(size, isa.splat(T::real(-2.0))));
        let loss = isa.add(size, lanes::ln_1p(isa, isa.mul(fall, isa.splat(T::real(0.5)))));
        (loss, lanes::tanh(isa, error), p)
    }
}

/// `t ln(t / p)`, both brought to between [`EPSILON`] and 1.
#[derive(Clone, Copy)]
struct KlDivergence;

impl<T: Real> Formula<T> for KlDivergence {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, p: S::V, t: S::V) -> (S::V, S::V, S::V) {
        let (low, one) = (isa.splat(T::real(EPSILON)), isa.splat(T::one()));
        let (q, inside) = clip(isa, p, low, one);
        let (t, _) = clip(isa, t, low, one);
        let loss = isa.mul(t, lanes::ln(isa, isa.div(t, q)));
        (loss, isa.select(inside, isa.neg(isa.div(t, q)), isa.zero()), p)
    }
}

/// `p − t ln(p + ε)`
#[derive(Clone, Copy)]
struct Poisson;

impl<T: Real> Formula<T> for Poisson {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, p: S::V, t: S::V) -> (S::V, S::V, S::V) {
        let raised = isa.add(p, isa.splat(T::real(EPSILON)));
        let loss = isa.nmul_add(t, lanes::ln(isa, raised), p);
        (loss, isa.sub(isa.splat(T::one()), isa.div(t, raised)), p)
    }
}

/// `max(1 − t p, 0)`, where a target of 0 counts as −1.
#[derive(Clone, Copy)]
struct Hinge;

impl<T: Real> Formula<T> for Hinge {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, p: S::V, t: S::V) -> (S::V, S::V, S::V) {
        let one = isa.splat(T::one());
        let t = isa.select(isa.eq(t, isa.zero()), isa.neg(one), t);
        let margin = isa.nmul_add(t, p, one);
        let loss = isa.max(isa.zero(), margin);
        (loss, isa.select(isa.gt(margin, isa.zero()), isa.neg(t), isa.zero()), p)
    }
}

/// Targets pulled towards ½.
#[derive(Clone, Copy)]
struct Smooth<T> {
    keep: T,
    shift: T,
}

impl<T: Real> Smooth<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, t: S::V) -> S::V {
        isa.fma(t, isa.splat(self.keep), isa.splat(self.shift))
    }
}

/// Cross-entropy from the logit `z` without overflow: `max(z, 0) − z t + ln(1 + e^(−|z|))`, with the slope `σ(z) − t`.
#[derive(Clone, Copy)]
struct BinaryLogits<T> {
    smooth: Smooth<T>,
    fused: bool,
}

impl<T: Real> Formula<T> for BinaryLogits<T> {
    const REPLACES: bool = true;

    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, z: S::V, t: S::V) -> (S::V, S::V, S::V) {
        let t = self.smooth.call(isa, t);
        let p = lanes::sigmoid(isa, z);
        let loss = isa.nmul_add(z, t, lanes::softplus(isa, z));
        (loss, isa.sub(p, t), if self.fused { p } else { z })
    }
}

/// `−t ln p − (1 − t) ln(1 − p)`, `p` being kept [`EPSILON`] away from 0 and 1.
#[derive(Clone, Copy)]
struct BinaryProbabilities<T> {
    smooth: Smooth<T>,
}

impl<T: Real> Formula<T> for BinaryProbabilities<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, p: S::V, t: S::V) -> (S::V, S::V, S::V) {
        let one = isa.splat(T::one());
        let t = self.smooth.call(isa, t);
        let (q, inside) = clip(isa, p, isa.splat(T::real(EPSILON)), isa.splat(T::real(1.0 - EPSILON)));
        let (yes, no) = (lanes::ln(isa, q), lanes::ln(isa, isa.sub(one, q)));
        let loss = isa.neg(isa.fma(t, yes, isa.mul(isa.sub(one, t), no)));
        let slope = isa.div(isa.sub(q, t), isa.mul(q, isa.sub(one, q)));
        (loss, isa.select(inside, slope, isa.zero()), p)
    }
}

/// `p` brought to between `low` and `high`, and whether it was there: outside, nothing depends on it.
#[inline(always)]
pub(super) fn clip<T: Real, S: Isa<T>>(isa: S, p: S::V, low: S::V, high: S::V) -> (S::V, S::M) {
    // In this order NaN stays.
    let clipped = isa.min(high, isa.max(low, p));
    (clipped, isa.eq(clipped, p))
}
