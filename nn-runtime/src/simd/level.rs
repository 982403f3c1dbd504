//! Which instruction set is used, and how a kernel gets to it.

use super::{Kernel, Real, Token};
#[cfg(feature = "std")]
use core::sync::atomic::{AtomicU8, Ordering};

/// An instruction set, from the plainest to the widest.
///
/// With the `std` feature the best level of the machine is found at run time. The environment variable `NETKILN_SIMD`
/// (`scalar`, `simd128`, `neon`, `avx2`, `avx512`) or [`set_level`] lower it. Without `std` it is the best the compiler was allowed to
/// use (`-C target-feature=+avx2,+fma`, `-C target-cpu=…`).
///
/// Results are the same to the bit, whenever and wherever the same level runs; from level to level they differ by rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Level {
    /// One number at a time, as on a microcontroller.
    Scalar = 1,
    /// 128 bits, WebAssembly built with `-C target-feature=+simd128`.
    Simd128 = 2,
    /// 128 bits, AArch64.
    Neon = 3,
    /// 256 bits, with fused multiply-add, x86-64.
    Avx2 = 4,
    /// 512 bits (F, VL, DQ and BW), x86-64.
    Avx512 = 5,
}

impl Level {
    /// The name, as in the environment variable `NETKILN_SIMD`.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Scalar => "scalar",
            Level::Simd128 => "simd128",
            Level::Neon => "neon",
            Level::Avx2 => "avx2",
            Level::Avx512 => "avx512",
        }
    }

    /// The level of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Level> {
        ALL.into_iter().find(|level| level.name().eq_ignore_ascii_case(name))
    }

    /// Whether this machine has the instructions.
    #[inline]
    pub fn is_available(self) -> bool {
        Token::new(self).is_some()
    }
}

const ALL: [Level; 5] = [Level::Scalar, Level::Simd128, Level::Neon, Level::Avx2, Level::Avx512];

/// The machine lacks the instructions of this level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsupported(pub Level);

impl core::fmt::Display for Unsupported {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "this machine cannot run SIMD level `{}`", self.0.name())
    }
}

impl core::error::Error for Unsupported {}

/// The levels this machine can run, plainest first.
pub fn available() -> impl Iterator<Item = Level> {
    ALL.into_iter().filter(|level| level.is_available())
}

#[inline]
fn best() -> Level {
    available().last().unwrap_or(Level::Scalar)
}

/// Zero until the level is known; afterwards always a level that was found to be available.
#[cfg(feature = "std")]
static CURRENT: AtomicU8 = AtomicU8::new(0);

/// The level kernels run at.
#[cfg_attr(feature = "std", inline)]
#[cfg_attr(not(feature = "std"), inline(always))]
pub fn level() -> Level {
    #[cfg(feature = "std")]
    {
        match CURRENT.load(Ordering::Relaxed) {
            1 => Level::Scalar,
            2 => Level::Simd128,
            3 => Level::Neon,
            4 => Level::Avx2,
            5 => Level::Avx512,
            _ => first_level(),
        }
    }
    #[cfg(not(feature = "std"))]
    {
        best()
    }
}

/// The best level not above the one `NETKILN_SIMD` asks for. A name that is not known asks for nothing.
#[cfg(feature = "std")]
#[cold]
fn first_level() -> Level {
    let asked = std::env::var("NETKILN_SIMD").ok().and_then(|name| Level::from_name(&name));
    let found = match asked {
        Some(asked) => available().filter(|level| *level <= asked).last().unwrap_or(Level::Scalar),
        None => best(),
    };
    // Not overwriting: another thread may have set a level meanwhile.
    match CURRENT.compare_exchange(0, found as u8, Ordering::Relaxed, Ordering::Relaxed) {
        Ok(_) => found,
        Err(_) => level(),
    }
}

/// Makes all kernels of the process run at `level` from now on.
///
/// # Errors
/// [`Unsupported`] if the machine lacks the instructions; nothing is changed then.
#[cfg(feature = "std")]
pub fn set_level(level: Level) -> Result<(), Unsupported> {
    if !level.is_available() {
        return Err(Unsupported(level));
    }
    CURRENT.store(level as u8, Ordering::Relaxed);
    Ok(())
}

/// Runs the kernel at the current [`level`]. Without std the level is known, and the kernel ends up where it is called.
#[cfg_attr(feature = "std", inline)]
#[cfg_attr(not(feature = "std"), inline(always))]
pub fn dispatch<T: Real, K: Kernel<T>>(kernel: K) -> K::Output {
    T::run(Token::current(), kernel)
}

/// Runs the kernel at a chosen level: tests compare the levels this way within one process.
///
/// # Errors
/// [`Unsupported`] if the machine lacks the instructions.
pub fn dispatch_at<T: Real, K: Kernel<T>>(level: Level, kernel: K) -> Result<K::Output, Unsupported> {
    Token::new(level).map(|token| T::run(token, kernel)).ok_or(Unsupported(level))
}
