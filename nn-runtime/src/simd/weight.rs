//! What weights are kept as: numbers as they are, or halves that are widened where they are read.

use super::block::{Block, Blocks};
use super::{F16, Isa, Real, Token, half};
use crate::Plain;

/// Weights as kernels take them: with `std` as numbers, widened into memory of their own where they are kept as halves.
#[cfg(feature = "std")]
#[inline]
pub fn ready<W: Weight>(weights: &[W]) -> std::borrow::Cow<'_, [W::Number]> {
    match W::numbers(weights) {
        Some(numbers) => numbers.into(),
        None => weights.iter().map(|weight| weight.widen()).collect(),
    }
}

/// Weights as kernels take them: without `std` as they are kept, and kernels widen what they read.
#[cfg(not(feature = "std"))]
#[inline(always)]
pub fn ready<W: Weight>(weights: &[W]) -> &[W] {
    weights
}

/// What a network keeps its weights as: `f32`, `f64`, or [`F16`], which takes half the memory of an `f32`.
///
/// Sealed. Whatever it is, a network computes with [`Number`](Weight::Number)s: each weight is widened when it is read.
///
/// ```
/// use nn_runtime::{F16, Weight};
/// assert_eq!(F16::from_f32(0.1).widen(), 0.099975586);
/// assert_eq!(0.1f32.widen(), 0.1);
/// ```
pub trait Weight:
    Plain<Self> + Copy + Default + PartialEq + core::fmt::Debug + Send + Sync + 'static + super::real::private::Sealed
{
    /// What is computed with.
    type Number: Real;
    /// The name in weight files: `F16`, `F32` or `F64`.
    const DTYPE: &'static str;

    /// The number, exactly.
    fn widen(self) -> Self::Number;

    /// The nearest to a number that there is.
    fn narrow(number: Self::Number) -> Self;

    /// Appends the bytes that files have, the least significant of each weight first.
    #[doc(hidden)]
    #[cfg(feature = "std")]
    fn append(weights: &[Self], bytes: &mut Vec<u8>);

    /// The weights, if they are numbers as they are.
    #[doc(hidden)]
    fn numbers(from: &[Self]) -> Option<&[Self::Number]>;

    /// Numbers of 32 bits as they are, if they are such weights.
    #[doc(hidden)]
    #[inline(always)]
    fn singles(_numbers: &[f32]) -> Option<&[Self]> {
        None
    }

    /// As [`Isa::load`].
    #[doc(hidden)]
    fn load<S: Isa<Self::Number>>(isa: S, from: &[Self]) -> S::V;

    /// As [`Isa::load_or`].
    #[doc(hidden)]
    #[inline(always)]
    fn load_or<S: Isa<Self::Number>>(isa: S, from: &[Self], fill: Self::Number) -> S::V {
        let v = Self::load(isa, from);
        if from.len() >= S::LANES { v } else { isa.select(isa.first(from.len()), v, isa.splat(fill)) }
    }

    /// As [`Isa::load_ptr`].
    ///
    /// # Safety
    /// As there.
    #[doc(hidden)]
    unsafe fn load_ptr<S: Isa<Self::Number>>(isa: S, from: *const Self) -> S::V;

    /// Two vectors side by side.
    ///
    /// # Safety
    /// `from` must be valid for reading twice `LANES` weights.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn load_two<S: Isa<Self::Number>>(isa: S, from: *const Self) -> [S::V; 2] {
        // SAFETY: promised by the caller.
        unsafe { [Self::load_ptr(isa, from), Self::load_ptr(isa, from.add(S::LANES))] }
    }

    /// As [`Isa::load_part`].
    ///
    /// # Safety
    /// As there.
    #[doc(hidden)]
    unsafe fn load_part<S: Isa<Self::Number>>(isa: S, from: *const Self, len: usize) -> S::V;

    /// Computes a block of which these are the right factor.
    #[doc(hidden)]
    fn sums(token: Token, block: Block<'_, Self::Number, Self>);

    /// Copies weights to panels.
    #[doc(hidden)]
    #[cfg(feature = "std")]
    fn copy(token: Token, panels: crate::gemm::Panels<'_, Self>) {
        let _ = token;
        panels.one_by_one();
    }

    /// Four numbers side by side.
    ///
    /// # Safety
    /// `from` must be valid for reading four weights.
    #[doc(hidden)]
    unsafe fn four(from: *const Self) -> [Self::Number; 4];
}

macro_rules! numbers {
    ($t:ty, $dtype:literal $(, $singles:expr)?) => {
        impl Weight for $t {
            type Number = $t;
            const DTYPE: &'static str = $dtype;

            #[inline(always)]
            fn widen(self) -> $t {
                self
            }
            #[inline(always)]
            fn narrow(number: $t) -> $t {
                number
            }
            #[cfg(feature = "std")]
            fn append(weights: &[$t], bytes: &mut Vec<u8>) {
                weights.iter().for_each(|weight| bytes.extend_from_slice(&weight.to_le_bytes()));
            }
            #[inline(always)]
            fn numbers(from: &[$t]) -> Option<&[$t]> {
                Some(from)
            }
            $(
                #[inline(always)]
                fn singles(numbers: &[f32]) -> Option<&[f32]> {
                    $singles(numbers)
                }
            )?
            #[inline(always)]
            fn load<S: Isa<$t>>(isa: S, from: &[$t]) -> S::V {
                isa.load(from)
            }
            #[inline(always)]
            unsafe fn load_ptr<S: Isa<$t>>(isa: S, from: *const $t) -> S::V {
                // SAFETY: promised by the caller.
                unsafe { isa.load_ptr(from) }
            }
            #[inline(always)]
            unsafe fn load_part<S: Isa<$t>>(isa: S, from: *const $t, len: usize) -> S::V {
                // SAFETY: promised by the caller.
                unsafe { isa.load_part(from, len) }
            }
            #[cfg(feature = "std")]
            fn copy(token: Token, panels: crate::gemm::Panels<'_, $t>) {
                <$t as Real>::run(token, panels);
            }
            #[inline(always)]
            fn sums(token: Token, block: Block<'_, $t, $t>) {
                <$t as Blocks<$t>>::block(token, block);
            }
            #[inline(always)]
            unsafe fn four(from: *const $t) -> [$t; 4] {
                // SAFETY: promised by the caller.
                unsafe { [*from, *from.add(1), *from.add(2), *from.add(3)] }
            }
        }
    };
}
numbers!(f32, "F32", Some);
#[cfg(feature = "f64")]
numbers!(f64, "F64");

/// Numbers in the longest vector of `f32`.
const LONGEST: usize = 16;

impl Weight for F16 {
    type Number = f32;
    const DTYPE: &'static str = "F16";

    #[inline(always)]
    fn widen(self) -> f32 {
        half::widen(self)
    }
    #[inline(always)]
    fn narrow(number: f32) -> F16 {
        F16::from_f32(number)
    }
    #[cfg(feature = "std")]
    fn append(weights: &[F16], bytes: &mut Vec<u8>) {
        weights.iter().for_each(|weight| bytes.extend_from_slice(&weight.to_bits().to_le_bytes()));
    }
    #[inline(always)]
    fn numbers(_from: &[F16]) -> Option<&[f32]> {
        None
    }
    #[inline(always)]
    fn load<S: Isa<f32>>(isa: S, from: &[F16]) -> S::V {
        if S::LANES == 1 {
            return match from.first() {
                Some(half) => isa.splat(half.widen()),
                None => isa.zero(),
            };
        }
        let mut lanes = [0.0; LONGEST];
        lanes.iter_mut().zip(from).for_each(|(lane, half)| *lane = half.widen());
        isa.load(&lanes)
    }
    #[inline(always)]
    unsafe fn load_ptr<S: Isa<f32>>(isa: S, from: *const F16) -> S::V {
        // SAFETY: promised by the caller.
        Self::load(isa, unsafe { core::slice::from_raw_parts(from, S::LANES) })
    }
    #[inline(always)]
    unsafe fn load_two<S: Isa<f32>>(isa: S, from: *const F16) -> [S::V; 2] {
        if S::LANES == 1 {
            // SAFETY: promised by the caller.
            return half::widen_two(unsafe { *from.cast::<[F16; 2]>() }).map(|number| isa.splat(number));
        }
        // SAFETY: promised by the caller.
        unsafe { [Self::load_ptr(isa, from), Self::load_ptr(isa, from.add(S::LANES))] }
    }
    #[inline(always)]
    unsafe fn load_part<S: Isa<f32>>(isa: S, from: *const F16, len: usize) -> S::V {
        // SAFETY: promised by the caller.
        Self::load(isa, unsafe { core::slice::from_raw_parts(from, len) })
    }
    #[inline(always)]
    fn sums(token: Token, block: Block<'_, f32, F16>) {
        #[cfg(not(feature = "std"))]
        <f32 as Blocks<F16>>::block(token, block);
        // They were widened before kernels saw them.
        #[cfg(feature = "std")]
        {
            let _ = (token, block);
            debug_assert!(false, "halves in a block");
        }
    }
    #[inline(always)]
    unsafe fn four(from: *const F16) -> [f32; 4] {
        // SAFETY: promised by the caller.
        let [a, b, c, d] = unsafe { *from.cast::<[F16; 4]>() };
        let ([a, b], [c, d]) = (half::widen_two([a, b]), half::widen_two([c, d]));
        [a, b, c, d]
    }
}
