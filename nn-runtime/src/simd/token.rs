//! The instruction set that kernels run with, proven once.

#[cfg(target_arch = "aarch64")]
use super::Neon;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::Simd128;
#[cfg(target_arch = "x86_64")]
use super::{Avx2, Avx512};
use super::{Level, Real, Scalar, level};

/// A level together with the proof that the machine has its instructions: who holds one need not ask again.
#[derive(Clone, Copy, Debug)]
pub enum Token {
    /// See [`Level::Scalar`].
    Scalar(Scalar),
    /// See [`Level::Simd128`].
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    Simd128(Simd128),
    /// See [`Level::Neon`].
    #[cfg(target_arch = "aarch64")]
    Neon(Neon),
    /// See [`Level::Avx2`].
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// See [`Level::Avx512`].
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Token {
    /// That of a level, if the machine has its instructions.
    #[inline]
    pub fn new(level: Level) -> Option<Token> {
        match level {
            Level::Scalar => Some(Token::Scalar(Scalar)),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Level::Simd128 => Some(Token::Simd128(Simd128)),
            #[cfg(target_arch = "aarch64")]
            Level::Neon => Neon::new().map(Token::Neon),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => Avx2::new().map(Token::Avx2),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => Avx512::new().map(Token::Avx512),
            #[allow(unreachable_patterns)]
            _ => None,
        }
    }

    /// That of the level kernels run at.
    #[cfg(feature = "std")]
    #[inline]
    pub(crate) fn current() -> Token {
        match level() {
            // SAFETY: the current level is one that was found to be available.
            #[cfg(target_arch = "aarch64")]
            Level::Neon => Token::Neon(unsafe { Neon::assume() }),
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => Token::Avx2(unsafe { Avx2::assume() }),
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => Token::Avx512(unsafe { Avx512::assume() }),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Level::Simd128 => Token::Simd128(Simd128),
            _ => Token::Scalar(Scalar),
        }
    }

    /// That of the level kernels run at, which the compiler knows.
    #[cfg(not(feature = "std"))]
    #[inline(always)]
    pub(crate) fn current() -> Token {
        Token::new(level()).unwrap_or(Token::Scalar(Scalar))
    }

    /// How many numbers there are in a vector.
    #[inline(always)]
    pub(crate) fn lanes<T: Real>(self) -> usize {
        match self {
            Token::Scalar(_) => 1,
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Token::Simd128(_) => 16 / size_of::<T>(),
            #[cfg(target_arch = "aarch64")]
            Token::Neon(_) => 16 / size_of::<T>(),
            #[cfg(target_arch = "x86_64")]
            Token::Avx2(_) => 32 / size_of::<T>(),
            #[cfg(target_arch = "x86_64")]
            Token::Avx512(_) => 64 / size_of::<T>(),
        }
    }
}
