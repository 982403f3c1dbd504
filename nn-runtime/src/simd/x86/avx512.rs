//! 512 bits: sixteen `f32` or eight `f64`.

use super::{direct, run_avx512};
use crate::simd::{Isa, Kernel, Level, Token};
use core::arch::x86_64::*;

/// AVX-512 with its F, VL, DQ and BW parts.
#[derive(Clone, Copy, Debug)]
pub struct Avx512(pub(super) ());

/// Lanes of two vectors by turns: of their first halves, and of their second ones. Those of the second vector are counted on from the first one's.
static TURNS_32: [[i32; 16]; 2] = [
    [0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23],
    [8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31],
];
static TURNS_64: [[i64; 8]; 2] = [[0, 8, 1, 9, 2, 10, 3, 11], [4, 12, 5, 13, 6, 14, 7, 15]];

macro_rules! avx512 {
    ($t:ident, $v:ident, $m:ident, $lanes:literal, { $($direct:tt)+ }, {
        load $load:ident, store $store:ident, load_part $maskz_load:ident, store_part $mask_store:ident,
        splat $splat:ident, round $round:ident, bits $bits:ident, from_bits $from_bits:ident, set_bits $set:ident, all $all:literal,
        logic $logic:ident, compare $compare:ident, blend $blend:ident, mantissa $mantissa:ident, permute $permute:ident $turns:ident, sum $sum:ident, greatest $greatest:ident,
    }) => {
        // SAFETY: `Avx512` is only made where the machine is known to have these instructions.
        unsafe impl Isa<$t> for Avx512 {
            type V = $v;
            type M = $m;
            const LANES: usize = $lanes;
            const LEVEL: Level = Level::Avx512;

            #[inline(always)]
            fn token(self) -> Token {
                Token::Avx512(self)
            }

            direct! { $($direct)+ }

            #[inline(always)]
            fn call<K: Kernel<$t>>(self, kernel: K) -> K::Output {
                run_avx512(self, kernel)
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
                // SAFETY: the mask keeps the access within the `len` numbers the caller promises.
                unsafe { $maskz_load(Isa::<$t>::first(self, len), from) }
            }
            #[inline(always)]
            unsafe fn store_part(self, to: *mut $t, len: usize, v: $v) {
                // SAFETY: the mask keeps the access within the `len` numbers the caller promises.
                unsafe { $mask_store(to, Isa::<$t>::first(self, len), v) }
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
            fn neg(self, a: $v) -> $v {
                // SAFETY: the token proves that the machine has the instructions.
                unsafe { $from_bits(_mm512_xor_si512($bits(a), $set($t::to_bits(-0.0) as _))) }
            }
            #[inline(always)]
            fn copysign(self, a: $v, sign: $v) -> $v {
                /// `mask ? x : y`, bit by bit.
                const CHOOSE: i32 = 0xCA;
                // SAFETY: the token proves that the machine has the instructions.
                unsafe { $from_bits($logic::<CHOOSE>($set($t::to_bits(-0.0) as _), $bits(sign), $bits(a))) }
            }
            #[inline(always)]
            fn lt(self, a: $v, b: $v) -> $m {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $compare::<_CMP_LT_OQ>(a, b) }
            }
            #[inline(always)]
            fn le(self, a: $v, b: $v) -> $m {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $compare::<_CMP_LE_OQ>(a, b) }
            }
            #[inline(always)]
            fn eq(self, a: $v, b: $v) -> $m {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $compare::<_CMP_EQ_OQ>(a, b) }
            }
            #[inline(always)]
            fn first(self, len: usize) -> $m {
                if len >= $lanes { $all } else { (((1u32 << len) - 1) & $all) as $m }
            }
            #[inline(always)]
            fn select(self, mask: $m, yes: $v, no: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $blend(mask, no, yes) }
            }
            #[inline(always)]
            fn any(self, mask: $m) -> bool {
                mask != 0
            }
            #[inline(always)]
            fn mantissa(self, a: $v) -> $v {
                // SAFETY: the token proves that the machine has the instruction.
                unsafe { $mantissa::<_MM_MANT_NORM_1_2, _MM_MANT_SIGN_ZERO>(a) }
            }
            #[inline(always)]
            fn zip(self, a: $v, b: $v) -> ($v, $v) {
                // SAFETY: the token proves that the machine has the instructions; the indices fill a vector.
                unsafe {
                    let low = $permute(a, _mm512_loadu_si512($turns[0].as_ptr().cast()), b);
                    let high = $permute(a, _mm512_loadu_si512($turns[1].as_ptr().cast()), b);
                    (low, high)
                }
            }
            #[inline(always)]
            fn reduce_sum(self, a: $v) -> $t {
                // SAFETY: the token proves that the machine has the instructions.
                unsafe { $sum(a) }
            }
            #[inline(always)]
            fn reduce_max(self, a: $v) -> $t {
                // SAFETY: the token proves that the machine has the instructions.
                unsafe { $greatest(a) }
            }
        }
    };
}

avx512!(f32, __m512, __mmask16, 16, {
    add(a, b) = _mm512_add_ps;
    sub(a, b) = _mm512_sub_ps;
    mul(a, b) = _mm512_mul_ps;
    div(a, b) = _mm512_div_ps;
    fma(a, b, c) = _mm512_fmadd_ps;
    nmul_add(a, b, c) = _mm512_fnmadd_ps;
    max(a, b) = _mm512_max_ps;
    min(a, b) = _mm512_min_ps;
    sqrt(a) = _mm512_sqrt_ps;
    abs(a) = _mm512_abs_ps;
    exponent(a) = _mm512_getexp_ps;
    ldexp(a, n) = _mm512_scalef_ps;
}, {
    load _mm512_loadu_ps, store _mm512_storeu_ps, load_part _mm512_maskz_loadu_ps, store_part _mm512_mask_storeu_ps,
    splat _mm512_set1_ps, round _mm512_roundscale_ps,
    bits _mm512_castps_si512, from_bits _mm512_castsi512_ps, set_bits _mm512_set1_epi32, all 0xFFFF,
    logic _mm512_ternarylogic_epi32, compare _mm512_cmp_ps_mask, blend _mm512_mask_blend_ps, mantissa _mm512_getmant_ps,
    permute _mm512_permutex2var_ps TURNS_32, sum _mm512_reduce_add_ps, greatest _mm512_reduce_max_ps,
});

avx512!(f64, __m512d, __mmask8, 8, {
    add(a, b) = _mm512_add_pd;
    sub(a, b) = _mm512_sub_pd;
    mul(a, b) = _mm512_mul_pd;
    div(a, b) = _mm512_div_pd;
    fma(a, b, c) = _mm512_fmadd_pd;
    nmul_add(a, b, c) = _mm512_fnmadd_pd;
    max(a, b) = _mm512_max_pd;
    min(a, b) = _mm512_min_pd;
    sqrt(a) = _mm512_sqrt_pd;
    abs(a) = _mm512_abs_pd;
    exponent(a) = _mm512_getexp_pd;
    ldexp(a, n) = _mm512_scalef_pd;
}, {
    load _mm512_loadu_pd, store _mm512_storeu_pd, load_part _mm512_maskz_loadu_pd, store_part _mm512_mask_storeu_pd,
    splat _mm512_set1_pd, round _mm512_roundscale_pd,
    bits _mm512_castpd_si512, from_bits _mm512_castsi512_pd, set_bits _mm512_set1_epi64, all 0xFF,
    logic _mm512_ternarylogic_epi64, compare _mm512_cmp_pd_mask, blend _mm512_mask_blend_pd, mantissa _mm512_getmant_pd,
    permute _mm512_permutex2var_pd TURNS_64, sum _mm512_reduce_add_pd, greatest _mm512_reduce_max_pd,
});
