//! Loops that need the standard library, compiled once for each number type inside this crate.
//!
//! What is generic over the network has to be compiled in the user's crate, often without optimisation. So that even a debug
//! build trains at full speed, everything that runs once per number, and not once per batch, lives behind a trait that
//! [`Scalar`](crate::Scalar) includes.

/// Compiles functions generic over a number type once for each type, under a trait of the given name: the counterpart of the
/// SIMD room's `compiled!` for what needs the standard library.
///
/// ```text
/// routines! { Norms, T =>
///     pub fn squares(x: &[T]) -> f64 { … }
/// }
/// ```
/// becomes a trait `Norms`, which [`Hosted`] includes, and `pub fn squares<T: Scalar>(x: &[T]) -> f64`, which calls one of
/// two functions that are not generic.
#[cfg(feature = "std")]
macro_rules! routines {
    ($Trait:ident, $T:ident => $($(#[$meta:meta])* pub fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? $body:block)*) => {
        /// The functions of this module for one number type.
        #[doc(hidden)]
        pub trait $Trait<$T> {
            $(
                #[doc(hidden)]
                #[allow(clippy::too_many_arguments)]
                fn $name($($arg: $type),*) $(-> $out)?;
            )*
        }

        mod generic {
            #[allow(unused_imports)]
            use super::*;
            $(
                #[inline(always)]
                #[allow(clippy::too_many_arguments)]
                pub fn $name<$T: $crate::Scalar>($($arg: $type),*) $(-> $out)? $body
            )*
        }

        mod single {
            #[allow(unused_imports)]
            use super::*;
            type $T = f32;
            impl $Trait<$T> for $T {
                $(fn $name($($arg: $type),*) $(-> $out)? { generic::$name::<$T>($($arg),*) })*
            }
        }

        #[cfg(feature = "f64")]
        mod double {
            #[allow(unused_imports)]
            use super::*;
            type $T = f64;
            impl $Trait<$T> for $T {
                $(fn $name($($arg: $type),*) $(-> $out)? { generic::$name::<$T>($($arg),*) })*
            }
        }

        $(
            $(#[$meta])*
            #[inline]
            #[allow(clippy::too_many_arguments)]
            pub(crate) fn $name<$T: $crate::Scalar>($($arg: $type),*) $(-> $out)? { <$T as $Trait<$T>>::$name($($arg),*) }
        )*
    };
}

/// What the standard library does for a number type.
#[doc(hidden)]
#[cfg(feature = "train")]
pub trait Hosted: crate::initialize::Draws<Self> + crate::train::Routines {}

/// What the standard library does for a number type.
#[doc(hidden)]
#[cfg(all(feature = "std", not(feature = "train")))]
pub trait Hosted: Sized + crate::initialize::Draws<Self> {}

/// What the standard library does for a number type: nothing without it.
#[doc(hidden)]
#[cfg(not(feature = "std"))]
pub trait Hosted {}

impl Hosted for f32 {}
#[cfg(feature = "f64")]
impl Hosted for f64 {}
