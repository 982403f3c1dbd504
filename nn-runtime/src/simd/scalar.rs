//! One number at a time: microcontrollers, and the reference the other levels are tested against.

use super::{Isa, Kernel, Level, Token};
use num_traits::Float;

/// Vectors of a single lane.
#[derive(Clone, Copy, Debug)]
pub struct Scalar;

#[cfg_attr(feature = "std", inline(never))]
#[cfg_attr(not(feature = "std"), inline(always))]
fn run<T, K: Kernel<T>>(isa: Scalar, kernel: K) -> K::Output
where
    Scalar: Isa<T>,
{
    kernel.eval(isa)
}

macro_rules! scalar {
    ($t:ident, $bits:ident, $digits:literal, $bias:literal, $round:literal) => {
        // SAFETY: needs no instructions beyond those every build of the crate uses.
        unsafe impl Isa<$t> for Scalar {
            type V = $t;
            type M = bool;
            const LANES: usize = 1;
            const LEVEL: Level = Level::Scalar;

            #[inline(always)]
            fn token(self) -> Token {
                Token::Scalar(self)
            }

            #[inline(always)]
            fn call<K: Kernel<$t>>(self, kernel: K) -> K::Output {
                run(self, kernel)
            }

            #[inline(always)]
            unsafe fn load_ptr(self, from: *const $t) -> $t {
                // SAFETY: the caller promises one readable number.
                unsafe { *from }
            }
            #[inline(always)]
            unsafe fn store_ptr(self, to: *mut $t, v: $t) {
                // SAFETY: the caller promises room for one number.
                unsafe { *to = v }
            }
            #[inline(always)]
            unsafe fn load_part(self, _from: *const $t, _len: usize) -> $t {
                0.0
            }
            #[inline(always)]
            unsafe fn store_part(self, _to: *mut $t, _len: usize, _v: $t) {}

            #[inline(always)]
            fn zero(self) -> $t {
                0.0
            }
            #[inline(always)]
            fn splat(self, x: $t) -> $t {
                x
            }
            #[inline(always)]
            fn add(self, a: $t, b: $t) -> $t {
                a + b
            }
            #[inline(always)]
            fn sub(self, a: $t, b: $t) -> $t {
                a - b
            }
            #[inline(always)]
            fn mul(self, a: $t, b: $t) -> $t {
                a * b
            }
            #[inline(always)]
            fn div(self, a: $t, b: $t) -> $t {
                a / b
            }
            /// Two roundings: without the instruction a fused operation is a slow library call, and this level must not
            /// depend on the options of the build.
            #[inline(always)]
            fn fma(self, a: $t, b: $t, c: $t) -> $t {
                a * b + c
            }
            #[inline(always)]
            fn max(self, a: $t, b: $t) -> $t {
                if a > b { a } else { b }
            }
            #[inline(always)]
            fn min(self, a: $t, b: $t) -> $t {
                if a < b { a } else { b }
            }
            #[inline(always)]
            fn sqrt(self, a: $t) -> $t {
                Float::sqrt(a)
            }
            /// Adding and taking away a number so large that fractions do not fit leaves the rounding to the adder.
            #[inline(always)]
            fn round(self, a: $t) -> $t {
                let magnitude = a.abs();
                if magnitude < $round { ((magnitude + $round) - $round).copysign(a) } else { a }
            }
            #[inline(always)]
            fn floor(self, a: $t) -> $t {
                Float::floor(a)
            }
            #[inline(always)]
            fn abs(self, a: $t) -> $t {
                a.abs()
            }
            #[inline(always)]
            fn neg(self, a: $t) -> $t {
                -a
            }
            #[inline(always)]
            fn copysign(self, a: $t, sign: $t) -> $t {
                a.copysign(sign)
            }
            #[inline(always)]
            fn lt(self, a: $t, b: $t) -> bool {
                a < b
            }
            #[inline(always)]
            fn le(self, a: $t, b: $t) -> bool {
                a <= b
            }
            #[inline(always)]
            fn eq(self, a: $t, b: $t) -> bool {
                a == b
            }
            #[inline(always)]
            fn first(self, len: usize) -> bool {
                len > 0
            }
            #[inline(always)]
            fn select(self, mask: bool, yes: $t, no: $t) -> $t {
                if mask { yes } else { no }
            }
            #[inline(always)]
            fn any(self, mask: bool) -> bool {
                mask
            }
            #[inline(always)]
            fn exponent(self, a: $t) -> $t {
                ((a.abs().to_bits() >> $digits) as i32 - $bias) as $t
            }
            #[inline(always)]
            fn mantissa(self, a: $t) -> $t {
                $t::from_bits((a.to_bits() & ((1 << $digits) - 1)) | ($bias << $digits))
            }
            /// In two steps, because 2ⁿ itself may be out of range. The first is exact for `a` of moderate size.
            #[inline(always)]
            fn ldexp(self, a: $t, n: $t) -> $t {
                let power = |n: i32| $t::from_bits(((n + $bias) as $bits) << $digits);
                let n = n as i32;
                let half = n >> 1;
                a * power(half) * power(n - half)
            }
            #[inline(always)]
            fn zip(self, a: $t, b: $t) -> ($t, $t) {
                (a, b)
            }
            #[inline(always)]
            fn reduce_sum(self, a: $t) -> $t {
                a
            }
            #[inline(always)]
            fn reduce_max(self, a: $t) -> $t {
                a
            }
        }
    };
}
scalar!(f32, u32, 23, 127, 8_388_608.0);
scalar!(f64, u64, 52, 1023, 4_503_599_627_370_496.0);
