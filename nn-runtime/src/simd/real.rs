//! The numbers networks are made of.

use super::{Isa, Kernel, Level, Scalar};
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

    /// Runs a kernel at a level, or at `Scalar` if the machine lacks the level's instructions.
    #[doc(hidden)]
    fn run<K: Kernel<Self>>(level: Level, kernel: K) -> K::Output;
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
            fn run<K: Kernel<Self>>(level: Level, kernel: K) -> K::Output {
                run(level, kernel)
            }
        }
    )+};
}
real!(f32);
#[cfg(feature = "f64")]
real!(f64);

// Never inlined with `std`: one copy of a kernel's scalar code, not another one for each place that calls it.
#[cfg(target_arch = "x86_64")]
#[cfg_attr(feature = "std", inline(never))]
#[cfg_attr(not(feature = "std"), inline(always))]
fn run<T, K: Kernel<T>>(level: Level, kernel: K) -> K::Output
where
    Scalar: Isa<T>,
    super::Avx2: Isa<T>,
    super::Avx512: Isa<T>,
{
    use super::x86;
    // Scalar code stands here once: a kernel is compiled wherever it is named.
    match level {
        Level::Avx512 => {
            if let Some(isa) = super::Avx512::new() {
                return x86::run_avx512(isa, kernel);
            }
        }
        Level::Avx2 => {
            if let Some(isa) = super::Avx2::new() {
                return x86::run_avx2(isa, kernel);
            }
        }
        _ => {}
    }
    kernel.eval(Scalar)
}

#[cfg(target_arch = "aarch64")]
#[cfg_attr(feature = "std", inline(never))]
#[cfg_attr(not(feature = "std"), inline(always))]
fn run<T, K: Kernel<T>>(level: Level, kernel: K) -> K::Output
where
    Scalar: Isa<T>,
    super::Neon: Isa<T>,
{
    match (level, super::Neon::new()) {
        (Level::Neon, Some(isa)) => super::neon::run(isa, kernel),
        _ => kernel.eval(Scalar),
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[cfg_attr(not(feature = "std"), inline(always))]
fn run<T, K: Kernel<T>>(level: Level, kernel: K) -> K::Output
where
    Scalar: Isa<T>,
    super::Simd128: Isa<T>,
{
    match level {
        Level::Simd128 => kernel.eval(super::Simd128),
        _ => kernel.eval(Scalar),
    }
}

#[cfg(not(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
)))]
#[cfg_attr(feature = "std", inline)]
#[cfg_attr(not(feature = "std"), inline(always))]
fn run<T, K: Kernel<T>>(_level: Level, kernel: K) -> K::Output
where
    Scalar: Isa<T>,
{
    kernel.eval(Scalar)
}
