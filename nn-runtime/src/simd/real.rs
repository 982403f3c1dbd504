//! The numbers networks are made of.

use super::{Isa, Kernel, Token};
use num_traits::{Float, NumAssign};

/// `f32` or `f64`.
///
/// Sealed. What costs time is a method of one of the supertraits, implemented once per type inside this crate, so that none of
/// it is compiled again, without optimisation, in a user's debug build.
pub trait Real:
    Float
    + NumAssign
    + Default
    + core::fmt::Debug
    + core::fmt::Display
    + core::iter::Sum
    + Send
    + Sync
    + 'static
    + super::slices::Slices<Self>
    + super::block::Blocks<Self>
    + super::Weight<Number = Self>
    + crate::math::Constants
    + crate::math::Functions<Self>
    + crate::math::Activate<Self>
    + crate::gemm::Product<Self>
{
    /// The nearest number to `x`.
    fn real(x: f64) -> Self;
    /// The value as `f64`.
    fn double(self) -> f64;

    /// Runs a kernel with an instruction set.
    #[doc(hidden)]
    fn run<K: Kernel<Self>>(token: Token, kernel: K) -> K::Output;
}

pub(super) mod private {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
    impl Sealed for super::super::F16 {}
}

macro_rules! real {
    ($($t:ty),+) => {$(
        impl Real for $t {
            #[inline]
            fn real(x: f64) -> Self {
                x as $t
            }
            #[inline]
            fn double(self) -> f64 {
                self as f64
            }
            #[cfg_attr(feature = "std", inline)]
            #[cfg_attr(not(feature = "std"), inline(always))]
            fn run<K: Kernel<Self>>(token: Token, kernel: K) -> K::Output {
                // Calls, with `std`: a kernel's code stands once for each set, whoever runs it.
                match token {
                    Token::Scalar(isa) => Isa::<$t>::call(isa, kernel),
                    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
                    Token::Simd128(isa) => Isa::<$t>::call(isa, kernel),
                    #[cfg(target_arch = "aarch64")]
                    Token::Neon(isa) => Isa::<$t>::call(isa, kernel),
                    #[cfg(target_arch = "x86_64")]
                    Token::Avx2(isa) => Isa::<$t>::call(isa, kernel),
                    #[cfg(target_arch = "x86_64")]
                    Token::Avx512(isa) => Isa::<$t>::call(isa, kernel),
                }
            }
        }
    )+};
}
real!(f32);
#[cfg(feature = "f64")]
real!(f64);
