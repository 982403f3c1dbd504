//! 128 bits in WebAssembly: four `f32` or two `f64`.
//!
//! A module either has these instructions or cannot be loaded where they are missing, so nothing is found out at run time.

use super::{Isa, Kernel, Level, Token};
use core::arch::wasm32::*;

/// A kernel as a function of its own.
#[cfg_attr(not(feature = "std"), inline(always))]
fn run<T, K: Kernel<T>>(isa: Simd128, kernel: K) -> K::Output
where
    Simd128: Isa<T>,
{
    kernel.eval(isa)
}

/// WebAssembly's fixed-width SIMD (`-C target-feature=+simd128`). It has no fused multiply-add: `fma` rounds twice.
#[derive(Clone, Copy, Debug)]
pub struct Simd128;

macro_rules! simd128 {
    ($t:ident, $lanes:literal, $digits:literal, $bias:literal, $window:expr, $shape:ty, { $($name:ident($($arg:ident),+) = $intrinsic:ident;)+ }, {
        splat $splat:ident, max $pmax:ident, min $pmin:ident, bits_splat $bits_splat:ident, shift_right $shift_right:ident,
        shift_left $shift_left:ident, shuffle $shuffle:ident [$($low:literal)+] [$($high:literal)+],
    }) => {
        // SAFETY: this module is only compiled where the whole crate may use the instructions.
        unsafe impl Isa<$t> for Simd128 {
            type V = v128;
            type M = v128;
            const LANES: usize = $lanes;
            const LEVEL: Level = Level::Simd128;

            #[inline(always)]
            fn token(self) -> Token {
                Token::Simd128(self)
            }

            #[inline(always)]
            fn call<K: Kernel<$t>>(self, kernel: K) -> K::Output {
                run(self, kernel)
            }

            $(
                #[inline(always)]
                fn $name(self, $($arg: v128),+) -> v128 {
                    $intrinsic($($arg),+)
                }
            )+

            #[inline(always)]
            unsafe fn load_ptr(self, from: *const $t) -> v128 {
                // SAFETY: the caller promises a readable vector; no alignment is needed.
                unsafe { v128_load(from.cast()) }
            }
            #[inline(always)]
            unsafe fn store_ptr(self, to: *mut $t, v: v128) {
                // SAFETY: the caller promises room for a vector; no alignment is needed.
                unsafe { v128_store(to.cast(), v) }
            }
            #[inline(always)]
            unsafe fn load_part(self, from: *const $t, len: usize) -> v128 {
                let mut part = [0.0; $lanes];
                for (i, lane) in part.iter_mut().enumerate().take(len) {
                    // SAFETY: `i < len`, and the caller promises `len` readable numbers.
                    *lane = unsafe { *from.add(i) };
                }
                // SAFETY: the array is a vector.
                unsafe { v128_load(part.as_ptr().cast()) }
            }
            #[inline(always)]
            unsafe fn store_part(self, to: *mut $t, len: usize, v: v128) {
                for (i, lane) in lanes::<$t, $lanes>(v).into_iter().enumerate().take(len) {
                    // SAFETY: `i < len`, and the caller promises room for `len` numbers.
                    unsafe { *to.add(i) = lane };
                }
            }
            #[inline(always)]
            fn zero(self) -> v128 {
                $splat(0.0)
            }
            #[inline(always)]
            fn splat(self, x: $t) -> v128 {
                $splat(x)
            }
            #[inline(always)]
            fn fma(self, a: v128, b: v128, c: v128) -> v128 {
                Isa::<$t>::add(self, Isa::<$t>::mul(self, a, b), c)
            }
            /// The instruction is `a < b ? b : a`.
            #[inline(always)]
            fn max(self, a: v128, b: v128) -> v128 {
                $pmax(b, a)
            }
            /// The instruction is `b < a ? b : a`.
            #[inline(always)]
            fn min(self, a: v128, b: v128) -> v128 {
                $pmin(b, a)
            }
            #[inline(always)]
            fn copysign(self, a: v128, sign: v128) -> v128 {
                v128_bitselect(sign, a, $splat(-0.0))
            }
            /// A window onto ones followed by zeros.
            #[inline(always)]
            fn first(self, len: usize) -> v128 {
                static WINDOW: $shape = $window;
                // SAFETY: the window begins within the first half of the numbers.
                unsafe { v128_load(WINDOW.as_ptr().add($lanes - len.min($lanes)).cast()) }
            }
            #[inline(always)]
            fn select(self, mask: v128, yes: v128, no: v128) -> v128 {
                v128_bitselect(yes, no, mask)
            }
            #[inline(always)]
            fn any(self, mask: v128) -> bool {
                v128_any_true(mask)
            }
            /// The biased exponent is turned into a number by planting it in the digits of a power of two large enough that
            /// its last place is one.
            #[inline(always)]
            fn exponent(self, a: v128) -> v128 {
                const PLANT: $t = (1u64 << $digits) as $t;
                let biased = $shift_right(Isa::<$t>::abs(self, a), $digits);
                Isa::<$t>::sub(self, v128_or(biased, $splat(PLANT)), $splat(PLANT + $bias as $t))
            }
            #[inline(always)]
            fn mantissa(self, a: v128) -> v128 {
                v128_or(v128_and(a, $bits_splat((1 << $digits) - 1)), $splat(1.0))
            }
            /// In two steps, because 2ⁿ itself may be out of range. The first is exact for `a` of moderate size.
            #[inline(always)]
            fn ldexp(self, a: v128, n: v128) -> v128 {
                // Adding 1.5·2^digits leaves the integer, biased so that shifting makes it an exponent, in the low bits.
                const PLANT: $t = (3u64 << ($digits - 1)) as $t + $bias as $t;
                let power = |n: v128| $shift_left(Isa::<$t>::add(self, n, $splat(PLANT)), $digits);
                let half = Isa::<$t>::floor(self, Isa::<$t>::mul(self, n, $splat(0.5)));
                let rest = Isa::<$t>::sub(self, n, half);
                Isa::<$t>::mul(self, Isa::<$t>::mul(self, a, power(half)), power(rest))
            }
            #[inline(always)]
            fn zip(self, a: v128, b: v128) -> (v128, v128) {
                ($shuffle::<$($low),+>(a, b), $shuffle::<$($high),+>(a, b))
            }
            #[inline(always)]
            fn reduce_sum(self, a: v128) -> $t {
                fold(lanes::<$t, $lanes>(a), |x, y| x + y)
            }
            #[inline(always)]
            fn reduce_max(self, a: v128) -> $t {
                fold(lanes::<$t, $lanes>(a), |x, y| if x > y { x } else { y })
            }
        }
    };
}

/// The numbers of a vector: `N` of them fill it.
#[inline(always)]
fn lanes<T: Copy + Default, const N: usize>(v: v128) -> [T; N] {
    const { assert!(size_of::<[T; N]>() == size_of::<v128>()) };
    let mut numbers = [T::default(); N];
    // SAFETY: the array is as long as a vector; no alignment is needed.
    unsafe { v128_store(numbers.as_mut_ptr().cast(), v) };
    numbers
}

/// Halving the vector until one lane is left.
#[inline(always)]
fn fold<T: Copy + Default, const N: usize>(mut lanes: [T; N], f: impl Fn(T, T) -> T) -> T {
    let mut half = N / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = f(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}

simd128!(f32, 4, 23, 127, [u32::MAX, u32::MAX, u32::MAX, u32::MAX, 0, 0, 0, 0], [u32; 8], {
    add(a, b) = f32x4_add;
    sub(a, b) = f32x4_sub;
    mul(a, b) = f32x4_mul;
    div(a, b) = f32x4_div;
    sqrt(a) = f32x4_sqrt;
    round(a) = f32x4_nearest;
    floor(a) = f32x4_floor;
    abs(a) = f32x4_abs;
    neg(a) = f32x4_neg;
    lt(a, b) = f32x4_lt;
    le(a, b) = f32x4_le;
    eq(a, b) = f32x4_eq;
}, {
    splat f32x4_splat, max f32x4_pmax, min f32x4_pmin, bits_splat u32x4_splat, shift_right u32x4_shr, shift_left u32x4_shl,
    shuffle i32x4_shuffle [0 4 1 5] [2 6 3 7],
});

simd128!(f64, 2, 52, 1023, [u64::MAX, u64::MAX, 0, 0], [u64; 4], {
    add(a, b) = f64x2_add;
    sub(a, b) = f64x2_sub;
    mul(a, b) = f64x2_mul;
    div(a, b) = f64x2_div;
    sqrt(a) = f64x2_sqrt;
    round(a) = f64x2_nearest;
    floor(a) = f64x2_floor;
    abs(a) = f64x2_abs;
    neg(a) = f64x2_neg;
    lt(a, b) = f64x2_lt;
    le(a, b) = f64x2_le;
    eq(a, b) = f64x2_eq;
}, {
    splat f64x2_splat, max f64x2_pmax, min f64x2_pmin, bits_splat u64x2_splat, shift_right u64x2_shr, shift_left u64x2_shl,
    shuffle i64x2_shuffle [0 2] [1 3],
});
