//! Elementary functions of whole slices, in place, and of vectors ([`lanes`]).
//!
//! `f32` results are within 2 units in the last place (4 for GELU) of the exact value for every argument, `f64` results
//! within 4 (8). Infinities, NaN, zeros and subnormal numbers are treated as by the C library.

mod activate;
mod coefficients;
pub mod lanes;
#[cfg(test)]
mod tests;

use crate::simd::{Isa, Real, Unary, map};
pub use activate::{Activate, activate};
pub use coefficients::Constants;

/// Each function as a type, so that it can be passed to kernels.
macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident $Type:ident;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $Type;

            impl<T: Real> Unary<T> for $Type {
                #[inline(always)]
                fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V {
                    lanes::$name(isa, x)
                }
            }
        )+

        compiled! { Functions, T =>
            $(
                $(#[$doc])*
                pub fn $name(x: &mut [T]) {
                    map(x, $Type);
                }
            )+
        }
    };
}

functions! {
    /// `eˣ`
    exp Exp;
    /// `eˣ − 1`
    expm1 ExpM1;
    /// The natural logarithm.
    ln Ln;
    /// `ln(1 + x)`
    ln_1p Ln1P;
    /// The hyperbolic tangent.
    tanh Tanh;
    /// `1 / (1 + e⁻ˣ)`
    sigmoid Sigmoid;
    /// `ln(1 + eˣ)`
    softplus Softplus;
    /// The error function, `2/√π ∫₀ˣ exp(−t²) dt`.
    erf Erf;
    /// `x · Φ(x)` with the normal distribution Φ.
    gelu Gelu;
    /// `½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))`
    gelu_approximate GeluApproximate;
}
