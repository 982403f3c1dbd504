//! The activations that work on single numbers.

use super::{Exp, Gelu, GeluApproximate, Sigmoid, Softplus, Tanh, lanes};
use crate::simd::{Isa, Real, Unary, map, relu};
use nn_spec::Activation;

/// Scaled exponential linear unit: α and λ of Klambauer et al. 2017, equation 14.
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

compiled! { Activate, T =>
    /// `x ← f(x)`. Activations of whole rows (softmax) do nothing here.
    pub fn activate(f: Activation, x: &mut [T]) {
        match f {
            Activation::Linear | Activation::Softmax | Activation::LogSoftmax => {}
            Activation::Relu => relu(x),
            Activation::LeakyRelu(slope) => map(x, LeakyRelu(T::real(slope))),
            Activation::Elu(alpha) => map(x, Elu { scale: T::one(), alpha: T::real(alpha) }),
            Activation::Selu => map(x, Elu { scale: T::real(SELU_SCALE), alpha: T::real(SELU_ALPHA * SELU_SCALE) }),
            Activation::Gelu => map(x, Gelu),
            Activation::GeluApproximate => map(x, GeluApproximate),
            Activation::Silu => map(x, Silu),
            Activation::Sigmoid => map(x, Sigmoid),
            Activation::HardSigmoid => map(x, HardSigmoid),
            Activation::Tanh => map(x, Tanh),
            Activation::Softplus => map(x, Softplus),
            Activation::Softsign => map(x, Softsign),
            Activation::Exponential => map(x, Exp),
            Activation::Sqrt => map(x, Sqrt),
        }
    }
}

/// `x` above 0, `slope · x` below.
#[derive(Clone, Copy)]
struct LeakyRelu<T>(T);

impl<T: Real> Unary<T> for LeakyRelu<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V {
        isa.select(isa.lt(x, isa.zero()), isa.mul(x, isa.splat(self.0)), x)
    }
}

/// `scale · x` above 0, `alpha · (eˣ − 1)` below.
#[derive(Clone, Copy)]
struct Elu<T> {
    scale: T,
    alpha: T,
}

impl<T: Real> Unary<T> for Elu<T> {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V {
        let below = isa.mul(lanes::expm1(isa, x), isa.splat(self.alpha));
        isa.select(isa.lt(x, isa.zero()), below, isa.mul(x, isa.splat(self.scale)))
    }
}

/// `x · sigmoid(x)`
#[derive(Clone, Copy)]
struct Silu;

impl<T: Real> Unary<T> for Silu {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V {
        isa.mul(x, lanes::sigmoid(isa, x))
    }
}

/// `clip(x / 6 + ½, 0, 1)`
#[derive(Clone, Copy)]
struct HardSigmoid;

impl<T: Real> Unary<T> for HardSigmoid {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V {
        let line = isa.fma(x, isa.splat(T::real(1.0 / 6.0)), isa.splat(T::real(0.5)));
        // In this order NaN stays.
        isa.min(isa.splat(T::one()), isa.max(isa.zero(), line))
    }
}

/// `x / (1 + |x|)`
#[derive(Clone, Copy)]
struct Softsign;

impl<T: Real> Unary<T> for Softsign {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V {
        isa.div(x, isa.add(isa.splat(T::one()), isa.abs(x)))
    }
}

/// `√x`
#[derive(Clone, Copy)]
struct Sqrt;

impl<T: Real> Unary<T> for Sqrt {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V {
        isa.sqrt(x)
    }
}
