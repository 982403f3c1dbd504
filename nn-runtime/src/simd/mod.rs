//! Vectors: one thin layer over the instruction sets, so that every kernel is written once.
//!
//! A kernel is a plain struct holding its arguments. It implements [`Kernel::eval`] in terms of an [`Isa`], the *token* of an
//! instruction set; [`dispatch`] runs it with the best set the machine has:
//!
//! ```
//! use nn_runtime::simd::{Isa, Kernel, Real, dispatch};
//!
//! struct Square<'a, T>(&'a mut [T]);
//!
//! impl<T: Real> Kernel<T> for Square<'_, T> {
//!     type Output = ();
//!     #[inline(always)]
//!     fn eval<S: Isa<T>>(self, isa: S) {
//!         // The last chunk may be shorter than a vector: loads fill up with zeros, stores write what there is room for.
//!         for chunk in self.0.chunks_mut(S::LANES) {
//!             let x = isa.load(chunk);
//!             isa.store(chunk, isa.mul(x, x));
//!         }
//!     }
//! }
//!
//! let mut x = [1.0f32, 2.0, 3.0];
//! dispatch(Square(&mut x));
//! assert_eq!(x, [1.0, 4.0, 9.0]);
//! ```
//!
//! A token can only be had where its instructions exist, so using it is safe. This folder is the only place of the crate, but
//! for the view of parameters as one slice, with `unsafe` code.

#![allow(unsafe_code)]

mod block;
mod columns;
#[macro_use]
mod compiled;
mod elementwise;
#[cfg(not(feature = "std"))]
mod few;
mod flat;
#[cfg(feature = "std")]
mod gated;
mod gates;
mod half;
mod isa;
#[cfg(feature = "std")]
mod known;
mod level;
mod matrix;
mod narrow;
#[cfg(target_arch = "aarch64")]
mod neon;
mod one;
mod prefetch;
mod real;
mod reduce;
mod scalar;
#[cfg(feature = "std")]
mod scratch;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
mod slices;
mod slide;
#[cfg(test)]
pub(crate) mod tests;
mod tile;
mod tiles;
mod token;
mod weight;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(feature = "std")]
pub(crate) use block::runs;
pub use block::{Block, Blocks, Finish, LEVELS, Lines, Results, Walk};
pub(crate) use columns::{TILE, add_tile, column};
pub use elementwise::{Binary, Map, Same, Unary, Zip, map, pair, zip};
#[cfg(not(feature = "std"))]
pub(crate) use few::few;
pub(crate) use flat::{again, flat, flat_gradient, gathered, side_by_side};
#[cfg(feature = "std")]
pub(crate) use gated::Gated;
pub(crate) use gates::{Gates, add_gates, add_gates_twice};
pub use half::F16;
pub use isa::{Isa, Kernel};
#[cfg(feature = "std")]
pub(crate) use known::{Sizes, known};
#[cfg(feature = "std")]
pub use level::set_level;
pub use level::{Level, Unsupported, available, dispatch, dispatch_at, level};
pub use matrix::{MatMut, MatRef};
pub(crate) use narrow::{is_narrow, narrow};
#[cfg(target_arch = "aarch64")]
pub use neon::Neon;
pub(crate) use one::{Ending, one};
pub(crate) use prefetch::prefetch;
pub use real::Real;
pub(crate) use reduce::{Max, Sum};
pub use scalar::Scalar;
#[cfg(feature = "std")]
pub(crate) use scratch::{Purpose, Scratch};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd128::Simd128;
pub use slices::{
    Add, Mul, Slices, Sub, add_assign, add_row_bias, axpby, axpy, dot, max, max_assign, mul_assign, relu,
    relu_backward, scale, sum, sum_columns, sum_squares,
};
pub(crate) use slices::{ReluBackward, part, part_mut, pieces, pieces_mut};
pub(crate) use slide::{Channels, HIGH, Row, Seen, Taps, WIDE, slide, slide_gradient};
pub use tiles::{Copies, Tiles};
pub use token::Token;
pub use weight::{Weight, ready};
#[cfg(target_arch = "x86_64")]
pub use x86::{Avx2, Avx512};
