//! 256 bits: eight `f32` or four `f64`.

use super::{direct, run_avx2};
use crate::simd::{Isa, Kernel, Level, Token};
use core::arch::x86_64::*;

/// AVX2 with FMA.
#[derive(Clone, Copy, Debug)]
pub struct Avx2(pub(super) ());

/// A window onto ones followed by zeros masks the first lanes.
static WINDOW_32: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
static WINDOW_64: [i64; 8] = [-1, -1, -1, -1, 0, 0, 0, 0];

/// The integer mask of the first `len` of eight lanes.
#[inline(always)]
fn first_32(_proof: Avx2, len: usize) -> __m256i {
    // SAFETY: the window begins within the first eight of sixteen numbers; the token proves the instruction.
    unsafe { _mm256_loadu_si256(WINDOW_32.as_ptr().add(8 - len.min(8)).cast()) }
}

/// The integer mask of the first `len` of four lanes.
#[inline(always)]
fn first_64(_proof: Avx2, len: usize) -> __m256i {
    // SAFETY: the window begins within the first four of eight numbers; the token proves the instruction.
    unsafe { _mm256_loadu_si256(WINDOW_64.as_ptr().add(4 - len.min(4)).cast()) }
}

/// Writes the first `len` of eight lanes, as there are halves of what is left: a masked store takes a Zen 3 some fourteen cycles.
///
/// # Safety
/// `to` must be valid for writing `len` numbers.
#[inline(always)]
unsafe fn store_part_32(_proof: Avx2, mut to: *mut f32, len: usize, v: __m256) {
    // SAFETY: so many numbers are written as the caller promises; the token proves the instructions.
    unsafe {
        if len >= 8 {
            return _mm256_storeu_ps(to, v);
        }
        let mut left = _mm256_castps256_ps128(v);
        if len & 4 != 0 {
            _mm_storeu_ps(to, left);
            (to, left) = (to.add(4), _mm256_extractf128_ps::<1>(v));
        }
        if len & 2 != 0 {
            _mm_storel_pd(to.cast(), _mm_castps_pd(left));
            (to, left) = (to.add(2), _mm_movehl_ps(left, left));
        }
        if len & 1 != 0 {
            _mm_store_ss(to, left);
        }
    }
}

/// Writes the first `len` of four lanes, likewise.
///
/// # Safety
/// `to` must be valid for writing `len` numbers.
#[inline(always)]
unsafe fn store_part_64(_proof: Avx2, mut to: *mut f64, len: usize, v: __m256d) {
    // SAFETY: so many numbers are written as the caller promises; the token proves the instructions.
    unsafe {
        if len >= 4 {
            return _mm256_storeu_pd(to, v);
        }
        let mut left = _mm256_castpd256_pd128(v);
        if len & 2 != 0 {
            _mm_storeu_pd(to, left);
            (to, left) = (to.add(2), _mm256_extractf128_pd::<1>(v));
        }
        if len & 1 != 0 {
            _mm_store_sd(to, left);
        }
    }
}

/// Vectors, of which the compiler does not know how they were made. Where numbers are read, some replaced, and all written back, it would make that
/// a masked store, which takes a Zen 3 some fourteen cycles.
macro_rules! hidden {
    ($($name:ident: $v:ident,)+) => {$(
        #[inline]
        #[target_feature(enable = "avx")]
        fn $name(mut v: $v) -> $v {
            // SAFETY: there is no instruction.
            unsafe { core::arch::asm!("/* {0} */", inout(ymm_reg) v, options(pure, nomem, nostack, preserves_flags)) };
            v
        }
    )+};
}
hidden!(hidden_32: __m256, hidden_64: __m256d,);

macro_rules! avx2 {
    ($t:ident, $v:ident, $lanes:literal, $digits:literal, $bias:literal, { $($direct:tt)+ }, {
        load $load:ident, store $store:ident $hidden:ident, load_part $maskload:ident, store_part $store_part:ident, first $first:ident,
        splat $splat:ident, round $round:ident, bits $bits:ident, from_bits $from_bits:ident,
        and $and:ident, and_not $and_not:ident, or $or:ident, xor $xor:ident, compare $compare:ident, blend $blend:ident, sign_mask $movemask:ident,
        shift_right $shift_right:ident, shift_left $shift_left:ident, unpack $unpack_low:ident $unpack_high:ident, halves $halves:ident,
    }) => {
        // SAFETY: `Avx2` is only made where the machine is known to have these instructions.
        unsafe impl Isa<$t> for Avx2 {
            type V = $v;
            type M = $v;
            const LANES: usize = $lanes;
            const LEVEL: Level = Level::Avx2;

            #[inline(always)]
            fn token(self) -> Token {
                Token::Avx2(self)
            }

            direct! { $($direct)+ }

            #[inline(always)]
            fn call<K: Kernel<$t>>(self, kernel: K) -> K::Output {
                run_avx2(self, kernel)
            }

            #[inline(always)]
            unsafe fn load_ptr(self, from: *const $t) -> $v {
                // SAFETY: the caller promises a readable vector; the token the instruction.
                unsafe { $load(from) }
            }
            #[inline(always)]
            unsafe fn store_ptr(self, to: *mut $t, v: $v) {
                // SAFETY: the caller promises room for a vector; the token the instruction.
                unsafe { $store(to, $hidden(v)) }
            }
            #[inline(always)]
            unsafe fn load_part(self, from: *const $t, len: usize) -> $v {
                // SAFETY: the mask keeps the access within the `len` numbers the caller promises.
                unsafe { $maskload(from, $first(self, len)) }
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
            fn round(self, a: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $round::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(a) }
            }
            #[inline(always)]
            fn floor(self, a: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $round::<{ _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC }>(a) }
            }
            #[inline(always)]
            fn abs(self, a: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $and_not($splat(-0.0), a) }
            }
            #[inline(always)]
            fn neg(self, a: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $xor($splat(-0.0), a) }
            }
            #[inline(always)]
            fn copysign(self, a: $v, sign: $v) -> $v {
                // SAFETY: the token proves that the machine has the instructions.
                unsafe { $or($and_not($splat(-0.0), a), $and($splat(-0.0), sign)) }
            }
            #[inline(always)]
            fn lt(self, a: $v, b: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $compare::<_CMP_LT_OQ>(a, b) }
            }
            #[inline(always)]
            fn le(self, a: $v, b: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $compare::<_CMP_LE_OQ>(a, b) }
            }
            #[inline(always)]
            fn eq(self, a: $v, b: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $compare::<_CMP_EQ_OQ>(a, b) }
            }
            #[inline(always)]
            fn first(self, len: usize) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $from_bits($first(self, len)) }
            }
            #[inline(always)]
            fn select(self, mask: $v, yes: $v, no: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $blend(no, yes, mask) }
            }
            #[inline(always)]
            fn any(self, mask: $v) -> bool {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $movemask(mask) != 0 }
            }
            /// The biased exponent is turned into a number by planting it in the digits of a power of two large enough that
            /// its last place is one.
            #[inline(always)]
            fn exponent(self, a: $v) -> $v {
                const PLANT: $t = (1u64 << $digits) as $t;
                // SAFETY: the token proves that the machine has the instructions.
                unsafe {
                    let biased = $shift_right::<$digits>($bits(Isa::<$t>::abs(self, a)));
                    let planted = $or($from_bits(biased), $splat(PLANT));
                    Isa::<$t>::sub(self, planted, $splat(PLANT + $bias as $t))
                }
            }
            #[inline(always)]
            fn mantissa(self, a: $v) -> $v {
                const DIGITS: $t = $t::from_bits((1 << $digits) - 1);
                // SAFETY: the token proves that the machine has the instructions.
                unsafe { $or($and(a, $splat(DIGITS)), $splat(1.0)) }
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
                unsafe {
                    let (low, high) = ($unpack_low(a, b), $unpack_high(a, b));
                    ($halves::<0x20>(low, high), $halves::<0x31>(low, high))
                }
            }
            #[inline(always)]
            fn reduce_sum(self, a: $v) -> $t {
                self.fold(a, |x, y| x + y)
            }
            #[inline(always)]
            fn reduce_max(self, a: $v) -> $t {
                self.fold(a, |x, y| if x > y { x } else { y })
            }
        }
    };
}

/// Halving the vector until one lane is left.
trait Fold<V, T> {
    fn fold(self, v: V, f: impl Fn(T, T) -> T) -> T;
}

impl Fold<__m256, f32> for Avx2 {
    #[inline(always)]
    fn fold(self, v: __m256, f: impl Fn(f32, f32) -> f32) -> f32 {
        // SAFETY: both types are 256 bits of which any pattern is valid.
        let [a, b, c, d, e, g, h, i]: [f32; 8] = unsafe { core::mem::transmute(v) };
        f(f(f(a, e), f(c, h)), f(f(b, g), f(d, i)))
    }
}

impl Fold<__m256d, f64> for Avx2 {
    #[inline(always)]
    fn fold(self, v: __m256d, f: impl Fn(f64, f64) -> f64) -> f64 {
        // SAFETY: both types are 256 bits of which any pattern is valid.
        let [a, b, c, d]: [f64; 4] = unsafe { core::mem::transmute(v) };
        f(f(a, c), f(b, d))
    }
}

avx2!(f32, __m256, 8, 23, 127, {
    add(a, b) = _mm256_add_ps;
    sub(a, b) = _mm256_sub_ps;
    mul(a, b) = _mm256_mul_ps;
    div(a, b) = _mm256_div_ps;
    fma(a, b, c) = _mm256_fmadd_ps;
    nmul_add(a, b, c) = _mm256_fnmadd_ps;
    max(a, b) = _mm256_max_ps;
    min(a, b) = _mm256_min_ps;
    sqrt(a) = _mm256_sqrt_ps;
}, {
    load _mm256_loadu_ps, store _mm256_storeu_ps hidden_32, load_part _mm256_maskload_ps, store_part store_part_32, first first_32,
    splat _mm256_set1_ps, round _mm256_round_ps, bits _mm256_castps_si256, from_bits _mm256_castsi256_ps,
    and _mm256_and_ps, and_not _mm256_andnot_ps, or _mm256_or_ps, xor _mm256_xor_ps,
    compare _mm256_cmp_ps, blend _mm256_blendv_ps, sign_mask _mm256_movemask_ps,
    shift_right _mm256_srli_epi32, shift_left _mm256_slli_epi32, unpack _mm256_unpacklo_ps _mm256_unpackhi_ps, halves _mm256_permute2f128_ps,
});

avx2!(f64, __m256d, 4, 52, 1023, {
    add(a, b) = _mm256_add_pd;
    sub(a, b) = _mm256_sub_pd;
    mul(a, b) = _mm256_mul_pd;
    div(a, b) = _mm256_div_pd;
    fma(a, b, c) = _mm256_fmadd_pd;
    nmul_add(a, b, c) = _mm256_fnmadd_pd;
    max(a, b) = _mm256_max_pd;
    min(a, b) = _mm256_min_pd;
    sqrt(a) = _mm256_sqrt_pd;
}, {
    load _mm256_loadu_pd, store _mm256_storeu_pd hidden_64, load_part _mm256_maskload_pd, store_part store_part_64, first first_64,
    splat _mm256_set1_pd, round _mm256_round_pd, bits _mm256_castpd_si256, from_bits _mm256_castsi256_pd,
    and _mm256_and_pd, and_not _mm256_andnot_pd, or _mm256_or_pd, xor _mm256_xor_pd,
    compare _mm256_cmp_pd, blend _mm256_blendv_pd, sign_mask _mm256_movemask_pd,
    shift_right _mm256_srli_epi64, shift_left _mm256_slli_epi64, unpack _mm256_unpacklo_pd _mm256_unpackhi_pd, halves _mm256_permute2f128_pd,
});
