//! The vector instructions of x86-64.

mod avx2;
mod avx512;

use super::{Isa, Kernel};
pub use avx2::Avx2;
pub use avx512::Avx512;

/// Operations which are one instruction.
macro_rules! direct {
    ($($(#[$doc:meta])* $name:ident($($arg:ident),+) = $intrinsic:ident;)+) => {$(
        $(#[$doc])*
        #[inline(always)]
        fn $name(self, $($arg: Self::V),+) -> Self::V {
            // SAFETY: the token proves that the machine has the instruction.
            unsafe { $intrinsic($($arg),+) }
        }
    )+};
}
use direct;

/// Whether the compiler may use these features anyway, or, with `std`, the machine turns out to have them.
macro_rules! has {
    ($($feature:tt),+) => {{
        #[cfg(feature = "std")]
        let has = $(std::arch::is_x86_feature_detected!($feature))&&+;
        #[cfg(not(feature = "std"))]
        let has = $(cfg!(target_feature = $feature))&&+;
        has
    }};
}

impl Avx2 {
    /// The token, if the machine has AVX2 and FMA.
    #[inline]
    pub fn new() -> Option<Avx2> {
        has!("avx2", "fma").then_some(Avx2(()))
    }

    /// The token.
    ///
    /// # Safety
    /// The machine must have AVX2 and FMA.
    #[cfg(feature = "std")]
    #[inline(always)]
    pub(super) unsafe fn assume() -> Avx2 {
        Avx2(())
    }
}

impl Avx512 {
    /// The token, if the machine has the F, VL, DQ and BW parts of AVX-512.
    #[inline]
    pub fn new() -> Option<Avx512> {
        has!("avx512f", "avx512vl", "avx512dq", "avx512bw", "avx2", "fma").then_some(Avx512(()))
    }

    /// The token.
    ///
    /// # Safety
    /// The machine must have all the parts of [`Avx512::new`].
    #[cfg(feature = "std")]
    #[inline(always)]
    pub(super) unsafe fn assume() -> Avx512 {
        Avx512(())
    }
}

/// Everything inlined below this function is compiled for AVX2. Without `std`, and where the compiler may use that anyway, kernels end
/// up where they are called.
#[inline(always)]
pub(super) fn run_avx2<T, K: Kernel<T>>(isa: Avx2, kernel: K) -> K::Output
where
    Avx2: Isa<T>,
{
    #[inline(never)]
    #[target_feature(enable = "avx2,fma")]
    fn run<T, K: Kernel<T>>(isa: Avx2, kernel: K) -> K::Output
    where
        Avx2: Isa<T>,
    {
        kernel.eval(isa)
    }
    if cfg!(all(not(feature = "std"), target_feature = "avx2", target_feature = "fma")) {
        kernel.eval(isa)
    } else {
        // SAFETY: the token proves that the machine has the features.
        unsafe { run(isa, kernel) }
    }
}

/// Everything inlined below this function is compiled for AVX-512, as with AVX2.
#[inline(always)]
pub(super) fn run_avx512<T, K: Kernel<T>>(isa: Avx512, kernel: K) -> K::Output
where
    Avx512: Isa<T>,
{
    #[inline(never)]
    #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
    fn run<T, K: Kernel<T>>(isa: Avx512, kernel: K) -> K::Output
    where
        Avx512: Isa<T>,
    {
        kernel.eval(isa)
    }
    if cfg!(all(not(feature = "std"), target_feature = "avx512f")) {
        kernel.eval(isa)
    } else {
        // SAFETY: the token proves that the machine has the features.
        unsafe { run(isa, kernel) }
    }
}
