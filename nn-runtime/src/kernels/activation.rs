//! Elementwise activations, in place: `y = f(x)`, and `d ← d · f′`, read from the output wherever it says enough.

use crate::math::lanes;
use crate::simd::{Binary, Isa, Real, relu_backward, zip};
use super::apart::activate;
use crate::Pass;
use nn_spec::Activation;

/// SELU's `λ` and `α`, the fixed point of its moments (Klambauer et al. 2017, equation 14).
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
/// `√(2/π)`: twice the normal density's peak, `1/√(2π)`.
const ROOT_2_BY_PI: f64 = core::f64::consts::FRAC_2_SQRT_PI * core::f64::consts::FRAC_1_SQRT_2;

kernel! { T =>
    /// `y ← f(y)`.
    pub fn forward(f: &Activation, pass: &Pass, y: &mut [T]) {
        activate(pass, *f, y);
    }

    /// `d ← d · f′`. `from` is the output, or, where the derivative cannot be read from it
    /// ([`Activation::derivative_from_output`]), the input.
    #[cfg(feature = "train")]
    pub fn backward(f: &Activation, _pass: &Pass, from: &[T], d: &mut [T]) {
        match *f {
            Activation::Relu => relu_backward(from, d),
            Activation::LeakyRelu(slope) => zip(d, from, Leaky(T::of(slope))),
            Activation::Elu(alpha) => zip(d, from, Elu { scale: T::one(), alpha: T::of(alpha) }),
            Activation::Selu => {
                zip(d, from, Elu { scale: T::of(SELU_SCALE), alpha: T::of(SELU_SCALE * SELU_ALPHA) });
            }
            Activation::Gelu => zip(d, from, Gelu),
            Activation::GeluApproximate => zip(d, from, GeluApproximate),
            Activation::Silu => zip(d, from, Silu),
            Activation::Sigmoid => zip(d, from, SigmoidSlope),
            Activation::HardSigmoid => zip(d, from, HardSigmoid),
            Activation::Tanh => zip(d, from, TanhSlope),
            Activation::Softplus => zip(d, from, Softplus),
            Activation::Softsign => zip(d, from, Softsign),
            Activation::Exponential => zip(d, from, Times),
            Activation::Sqrt => zip(d, from, Sqrt),
            Activation::Linear | Activation::Softmax | Activation::LogSoftmax => {}
        }
    }
}

/// `d · slope` below zero.
#[derive(Clone, Copy)]
struct Leaky<T>(T);

impl<T: Real> Binary<T> for Leaky<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, y: S::V) -> S::V {
        isa.select(isa.gt(y, isa.zero()), d, isa.mul(d, isa.splat(self.0)))
    }
}

/// `y = α(eˣ − 1)` below zero, so `y′ = αeˣ = y + α`; above, `scale`.
#[derive(Clone, Copy)]
struct Elu<T> {
    scale: T,
    alpha: T,
}

impl<T: Real> Binary<T> for Elu<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, y: S::V) -> S::V {
        let below = isa.add(y, isa.splat(self.alpha));
        isa.mul(d, isa.select(isa.gt(y, isa.zero()), isa.splat(self.scale), below))
    }
}

/// `y(1 − y)`
#[derive(Clone, Copy)]
pub(super) struct SigmoidSlope;

impl<T: Real> Binary<T> for SigmoidSlope {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, y: S::V) -> S::V {
        isa.mul(d, isa.nmul_add(y, y, y))
    }
}

/// `1/6` between the two ends.
#[derive(Clone, Copy)]
struct HardSigmoid;

impl<T: Real> Binary<T> for HardSigmoid {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, y: S::V) -> S::V {
        let slope = isa.select(isa.lt(y, isa.splat(T::one())), isa.splat(T::real(1.0 / 6.0)), isa.zero());
        isa.mul(d, isa.select(isa.gt(y, isa.zero()), slope, isa.zero()))
    }
}

/// `1 − y²`
#[derive(Clone, Copy)]
pub(super) struct TanhSlope;

impl<T: Real> Binary<T> for TanhSlope {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, y: S::V) -> S::V {
        isa.mul(d, isa.nmul_add(y, y, isa.splat(T::one())))
    }
}

/// `(1 − |y|)²`
#[derive(Clone, Copy)]
struct Softsign;

impl<T: Real> Binary<T> for Softsign {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, y: S::V) -> S::V {
        let root = isa.sub(isa.splat(T::one()), isa.abs(y));
        isa.mul(d, isa.mul(root, root))
    }
}

/// `y`: the exponential is its own derivative.
#[derive(Clone, Copy)]
struct Times;

impl<T: Real> Binary<T> for Times {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, y: S::V) -> S::V {
        isa.mul(d, y)
    }
}

/// `1 / 2y`. At 0 it is infinite, and 0 instead: a magnitude that happens to be 0 must not turn all weights into NaN.
#[derive(Clone, Copy)]
struct Sqrt;

impl<T: Real> Binary<T> for Sqrt {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, y: S::V) -> S::V {
        isa.select(isa.eq(y, isa.zero()), isa.zero(), isa.div(d, isa.add(y, y)))
    }
}

/// `1 − e⁻ʸ`
#[derive(Clone, Copy)]
struct Softplus;

impl<T: Real> Binary<T> for Softplus {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, y: S::V) -> S::V {
        isa.neg(isa.mul(d, lanes::expm1(isa, isa.neg(y))))
    }
}

/// `σ(x) · (1 + x · (1 − σ(x)))`
#[derive(Clone, Copy)]
struct Silu;

impl<T: Real> Binary<T> for Silu {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, x: S::V) -> S::V {
        let one = isa.splat(T::one());
        let s = lanes::sigmoid(isa, x);
        isa.mul(d, isa.mul(s, isa.fma(x, isa.sub(one, s), one)))
    }
}

/// `Φ(x) + x · φ(x)` with the distribution function `Φ = ½ (1 + erf(x / √2))` and density `φ` of the standard normal distribution.
#[derive(Clone, Copy)]
struct Gelu;

impl<T: Real> Binary<T> for Gelu {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, x: S::V) -> S::V {
        let constant = |x: f64| isa.splat(T::real(x));
        let half = constant(0.5);
        let below = isa.fma(lanes::erf(isa, isa.mul(x, constant(core::f64::consts::FRAC_1_SQRT_2))), half, half);
        let density = isa.mul(lanes::exp(isa, isa.mul(isa.mul(x, x), isa.neg(half))), constant(ROOT_2_BY_PI / 2.0));
        isa.mul(d, isa.fma(x, density, below))
    }
}

/// With `t = tanh(u)`, `u = √(2/π) (x + 0.044715 x³)`: `½ (1 + t) + ½ x (1 − t²) u′`.
#[derive(Clone, Copy)]
struct GeluApproximate;

impl<T: Real> Binary<T> for GeluApproximate {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, d: S::V, x: S::V) -> S::V {
        let constant = |x: f64| isa.splat(T::real(x));
        let (half, one, square) = (constant(0.5), constant(1.0), isa.mul(x, x));
        let u = isa.mul(x, isa.fma(square, constant(0.044715 * ROOT_2_BY_PI), constant(ROOT_2_BY_PI)));
        let slope = isa.fma(square, constant(3.0 * 0.044715 * ROOT_2_BY_PI), constant(ROOT_2_BY_PI));
        let t = lanes::tanh(isa, u);
        let bend = isa.mul(isa.mul(x, slope), isa.nmul_add(t, t, one));
        isa.mul(d, isa.mul(half, isa.add(isa.add(one, t), bend)))
    }
}
