//! The number types networks run on: `f32`, and `f64` where gradients are checked.

use crate::routines::Hosted;
use crate::{Plain, kernels};
use core::fmt::{Debug, Display};

/// A number type of parameters and values: `f32`, or, with the feature of that name, `f64`.
///
/// Kernels are compiled once for each, inside this crate, so that a network costs little to build and runs at full speed
/// even in a debug build of the user's crate.
#[diagnostic::on_unimplemented(
    message = "networks cannot be made of `{Self}`",
    note = "networks are made of `f32` or, with the feature `f64` of netkiln, of `f64`"
)]
pub trait Scalar:
    crate::simd::Real + kernels::Compiled + Hosted + Plain<Self> + Debug + Display + Default + Send + Sync + 'static
{
    /// From `f64`, rounded.
    fn of(value: f64) -> Self;

    /// To `f64`, exactly.
    fn f64(self) -> f64;
}

impl Scalar for f32 {
    fn of(value: f64) -> f32 {
        value as f32
    }

    fn f64(self) -> f64 {
        f64::from(self)
    }
}

#[cfg(feature = "f64")]
impl Scalar for f64 {
    fn of(value: f64) -> f64 {
        value
    }

    fn f64(self) -> f64 {
        self
    }
}
