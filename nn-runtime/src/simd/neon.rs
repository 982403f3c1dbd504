//! 128 bits on AArch64: four `f32` or two `f64`.

use super::{Isa, Kernel, Level, Token};
use core::arch::aarch64::*;

/// The Advanced SIMD instructions of AArch64, which nearly every such machine has.
#[derive(Clone, Copy, Debug)]
pub struct Neon(());

impl Neon {
    /// The token, if the machine has the instructions.
    #[inline]
    pub fn new() -> Option<Neon> {
        #[cfg(feature = "std")]
        let has = std::arch::is_aarch64_feature_detected!("neon");
        #[cfg(not(feature = "std"))]
        let has = cfg!(target_feature = "neon");
        has.then_some(Neon(()))
    }

    /// The token.
    ///
    /// # Safety
    /// The machine must have the instructions.
    #[inline(always)]
    #[cfg(feature = "std")]
    pub(super) unsafe fn assume() -> Neon {
        Neon(())
    }
}

/// Everything inlined below this function is compiled for NEON. Without `std`, and where the compiler may use that anyway, kernels end
/// up where they are called.
#[inline(always)]
pub(super) fn run<T, K: Kernel<T>>(isa: Neon, kernel: K) -> K::Output
where
    Neon: Isa<T>,
{
    #[inline(never)]
    #[target_feature(enable = "neon")]
    fn run<T, K: Kernel<T>>(isa: Neon, kernel: K) -> K::Output
    where
        Neon: Isa<T>,
    {
        kernel.eval(isa)
    }
    if cfg!(all(not(feature = "std"), target_feature = "neon")) {
        kernel.eval(isa)
    } else {
        // SAFETY: the token proves that the machine has the feature.
        unsafe { run(isa, kernel) }
    }
}

/// A window onto ones followed by zeros masks the first lanes.
static WINDOW_32: [u32; 8] = [u32::MAX, u32::MAX, u32::MAX, u32::MAX, 0, 0, 0, 0];
static WINDOW_64: [u64; 4] = [u64::MAX, u64::MAX, 0, 0];

/// Reads the first `len` of four lanes.
///
/// # Safety
/// `from` must be valid for reading `len` numbers, at most four.
#[inline(always)]
unsafe fn load_part_32(_proof: Neon, from: *const f32, len: usize) -> float32x4_t {
    // SAFETY: each arm reads as many numbers as the caller promises; the token proves the instructions.
    unsafe {
        let none = vdupq_n_f32(0.0);
        match len {
            0 => none,
            1 => vld1q_lane_f32::<0>(from, none),
            2 => vcombine_f32(vld1_f32(from), vget_low_f32(none)),
            3 => vld1q_lane_f32::<2>(from.add(2), vcombine_f32(vld1_f32(from), vget_low_f32(none))),
            _ => vld1q_f32(from),
        }
    }
}

/// Writes the first `len` of four lanes.
///
/// # Safety
/// `to` must be valid for writing `len` numbers, at most four.
#[inline(always)]
unsafe fn store_part_32(_proof: Neon, to: *mut f32, len: usize, v: float32x4_t) {
    // SAFETY: each arm writes as many numbers as the caller promises; the token proves the instructions.
    unsafe {
        match len {
            0 => {}
            1 => vst1q_lane_f32::<0>(to, v),
            2 => vst1_f32(to, vget_low_f32(v)),
            3 => {
                vst1_f32(to, vget_low_f32(v));
                vst1q_lane_f32::<2>(to.add(2), v);
            }
            _ => vst1q_f32(to, v),
        }
    }
}

/// Reads the first `len` of two lanes.
///
/// # Safety
/// `from` must be valid for reading `len` numbers, at most two.
#[inline(always)]
unsafe fn load_part_64(_proof: Neon, from: *const f64, len: usize) -> float64x2_t {
    // SAFETY: each arm reads as many numbers as the caller promises; the token proves the instructions.
    unsafe {
        match len {
            0 => vdupq_n_f64(0.0),
            1 => vld1q_lane_f64::<0>(from, vdupq_n_f64(0.0)),
            _ => vld1q_f64(from),
        }
    }
}

/// Writes the first `len` of two lanes.
///
/// # Safety
/// `to` must be valid for writing `len` numbers, at most two.
#[inline(always)]
unsafe fn store_part_64(_proof: Neon, to: *mut f64, len: usize, v: float64x2_t) {
    // SAFETY: each arm writes as many numbers as the caller promises; the token proves the instructions.
    unsafe {
        match len {
            0 => {}
            1 => vst1q_lane_f64::<0>(to, v),
            _ => vst1q_f64(to, v),
        }
    }
}

/// Operations which are one instruction.
macro_rules! direct {
    ($out:ty: $($name:ident($($arg:ident),+) = $intrinsic:ident;)+) => {$(
        #[inline(always)]
        fn $name(self, $($arg: Self::V),+) -> $out {
            // SAFETY: the token proves that the machine has the instruction.
            unsafe { $intrinsic($($arg),+) }
        }
    )+};
}

macro_rules! neon {
    ($t:ident, $v:ident, $m:ident, $lanes:literal, $digits:literal, $bias:literal, $window:ident, { $($numbers:tt)+ }, { $($truths:tt)+ }, {
        load $load:ident, store $store:ident, load_part $load_part:ident, store_part $store_part:ident, load_mask $load_mask:ident,
        splat $splat:ident, splat_mask $splat_mask:ident, bits $bits:ident, from_bits $from_bits:ident, words $words:ident,
        fma $fma:ident, nmul_add $nmul_add:ident, select $select:ident, and $and:ident, or $or:ident,
        shift_right $shift_right:ident, shift_left $shift_left:ident, zip $zip_low:ident $zip_high:ident, sum $sum:ident, greatest $greatest:ident,
    }) => {
        // SAFETY: `Neon` is only made where the machine is known to have these instructions.
        unsafe impl Isa<$t> for Neon {
            type V = $v;
            type M = $m;
            const LANES: usize = $lanes;
            const LEVEL: Level = Level::Neon;

            #[inline(always)]
            fn token(self) -> Token {
                Token::Neon(self)
            }

            direct! { $v: $($numbers)+ }
            direct! { $m: $($truths)+ }

            #[inline(always)]
            fn call<K: Kernel<$t>>(self, kernel: K) -> K::Output {
                run(self, kernel)
            }
            #[inline(always)]
            unsafe fn load_ptr(self, from: *const $t) -> $v {
                // SAFETY: the caller promises a readable vector; the token the instruction.
                unsafe { $load(from) }
            }
            #[inline(always)]
            unsafe fn store_ptr(self, to: *mut $t, v: $v) {
                // SAFETY: the caller promises room for a vector; the token the instruction.
                unsafe { $store(to, v) }
            }
            #[inline(always)]
            unsafe fn load_part(self, from: *const $t, len: usize) -> $v {
                // SAFETY: promised by the caller.
                unsafe { $load_part(self, from, len) }
            }
            #[inline(always)]
            unsafe fn store_part(self, to: *mut $t, len: usize, v: $v) {
                // SAFETY: promised by the caller.
                unsafe { $store_part(self, to, len, v) }
            }
            #[inline(always)]
            fn zero(self) -> $v {
                Isa::<$t>::splat(self, 0.0)
            }
            #[inline(always)]
            fn splat(self, x: $t) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $splat(x) }
            }
            #[inline(always)]
            fn fma(self, a: $v, b: $v, c: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $fma(c, a, b) }
            }
            #[inline(always)]
            fn nmul_add(self, a: $v, b: $v, c: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $nmul_add(c, a, b) }
            }
            /// The instruction of that name gives NaN where either is.
            #[inline(always)]
            fn max(self, a: $v, b: $v) -> $v {
                Isa::<$t>::select(self, Isa::<$t>::lt(self, b, a), a, b)
            }
            #[inline(always)]
            fn min(self, a: $v, b: $v) -> $v {
                Isa::<$t>::select(self, Isa::<$t>::lt(self, a, b), a, b)
            }
            #[inline(always)]
            fn copysign(self, a: $v, sign: $v) -> $v {
                // SAFETY: the token proves that the machine has the instructions.
                unsafe { $select($bits($splat(-0.0)), sign, a) }
            }
            #[inline(always)]
            fn first(self, len: usize) -> $m {
                // SAFETY: the window begins within the first half of the numbers; the token proves the instruction.
                unsafe { $load_mask($window.as_ptr().add($lanes - len.min($lanes))) }
            }
            #[inline(always)]
            fn select(self, mask: $m, yes: $v, no: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $select(mask, yes, no) }
            }
            #[inline(always)]
            fn any(self, mask: $m) -> bool {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { vmaxvq_u32($words(mask)) != 0 }
            }
            /// The biased exponent is turned into a number by planting it in the digits of a power of two large enough that
            /// its last place is one.
            #[inline(always)]
            fn exponent(self, a: $v) -> $v {
                const PLANT: $t = (1u64 << $digits) as $t;
                // SAFETY: the token proves that the machine has the instructions.
                unsafe {
                    let biased = $shift_right::<$digits>($bits(Isa::<$t>::abs(self, a)));
                    let planted = $from_bits($or(biased, $bits($splat(PLANT))));
                    Isa::<$t>::sub(self, planted, $splat(PLANT + $bias as $t))
                }
            }
            #[inline(always)]
            fn mantissa(self, a: $v) -> $v {
                // SAFETY: the token proves that the machine has the instructions.
                unsafe { $from_bits($or($and($bits(a), $splat_mask((1 << $digits) - 1)), $bits($splat(1.0)))) }
            }
            /// In two steps, because 2ⁿ itself may be out of range. The first is exact for `a` of moderate size.
            #[inline(always)]
            fn ldexp(self, a: $v, n: $v) -> $v {
                // Adding 1.5·2^digits leaves the integer, biased so that shifting makes it an exponent, in the low bits.
                const PLANT: $t = (3u64 << ($digits - 1)) as $t + $bias as $t;
                // SAFETY: the token proves that the machine has the instructions.
                unsafe {
                    let power = |n: $v| $from_bits($shift_left::<$digits>($bits(Isa::<$t>::add(self, n, $splat(PLANT)))));
                    let half = Isa::<$t>::floor(self, Isa::<$t>::mul(self, n, $splat(0.5)));
                    let rest = Isa::<$t>::sub(self, n, half);
                    Isa::<$t>::mul(self, Isa::<$t>::mul(self, a, power(half)), power(rest))
                }
            }
            #[inline(always)]
            fn zip(self, a: $v, b: $v) -> ($v, $v) {
                // SAFETY: the token proves that the machine has the instructions.
                unsafe { ($zip_low(a, b), $zip_high(a, b)) }
            }
            #[inline(always)]
            fn reduce_sum(self, a: $v) -> $t {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $sum(a) }
            }
            #[inline(always)]
            fn reduce_max(self, a: $v) -> $t {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $greatest(a) }
            }
        }
    };
}

neon!(f32, float32x4_t, uint32x4_t, 4, 23, 127, WINDOW_32, {
    add(a, b) = vaddq_f32;
    sub(a, b) = vsubq_f32;
    mul(a, b) = vmulq_f32;
    div(a, b) = vdivq_f32;
    sqrt(a) = vsqrtq_f32;
    round(a) = vrndnq_f32;
    floor(a) = vrndmq_f32;
    abs(a) = vabsq_f32;
    neg(a) = vnegq_f32;
}, {
    lt(a, b) = vcltq_f32;
    le(a, b) = vcleq_f32;
    eq(a, b) = vceqq_f32;
}, {
    load vld1q_f32, store vst1q_f32, load_part load_part_32, store_part store_part_32, load_mask vld1q_u32,
    splat vdupq_n_f32, splat_mask vdupq_n_u32, bits vreinterpretq_u32_f32, from_bits vreinterpretq_f32_u32, words same,
    fma vfmaq_f32, nmul_add vfmsq_f32, select vbslq_f32, and vandq_u32, or vorrq_u32,
    shift_right vshrq_n_u32, shift_left vshlq_n_u32, zip vzip1q_f32 vzip2q_f32, sum vaddvq_f32, greatest vmaxvq_f32,
});

neon!(f64, float64x2_t, uint64x2_t, 2, 52, 1023, WINDOW_64, {
    add(a, b) = vaddq_f64;
    sub(a, b) = vsubq_f64;
    mul(a, b) = vmulq_f64;
    div(a, b) = vdivq_f64;
    sqrt(a) = vsqrtq_f64;
    round(a) = vrndnq_f64;
    floor(a) = vrndmq_f64;
    abs(a) = vabsq_f64;
    neg(a) = vnegq_f64;
}, {
    lt(a, b) = vcltq_f64;
    le(a, b) = vcleq_f64;
    eq(a, b) = vceqq_f64;
}, {
    load vld1q_f64, store vst1q_f64, load_part load_part_64, store_part store_part_64, load_mask vld1q_u64,
    splat vdupq_n_f64, splat_mask vdupq_n_u64, bits vreinterpretq_u64_f64, from_bits vreinterpretq_f64_u64, words vreinterpretq_u32_u64,
    fma vfmaq_f64, nmul_add vfmsq_f64, select vbslq_f64, and vandq_u64, or vorrq_u64,
    shift_right vshrq_n_u64, shift_left vshlq_n_u64, zip vzip1q_f64 vzip2q_f64, sum vaddvq_f64, greatest vmaxvq_f64,
});

/// The mask of four lanes is one of words already.
#[inline(always)]
fn same(mask: uint32x4_t) -> uint32x4_t {
    mask
}
