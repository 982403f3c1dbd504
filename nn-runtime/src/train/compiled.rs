//! The loops of the training, compiled once for each number type inside this crate.
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
/// becomes a trait `Norms`, which [`Routines`] includes, and `pub fn squares<T: Scalar>(x: &[T]) -> f64`, which calls one of
/// two functions that are not generic.
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

/// The number types that the training is compiled for.
#[doc(hidden)]
pub trait Routines:
    Sized
    + super::callbacks::Side
    + super::data::Element
    + super::data::Own
    + super::data::Checks<Self>
    + super::engine::Shaping<Self>
    + super::files::Bytes<Self>
    + super::initialize::Draws<Self>
    + super::metrics::Counts<Self>
    + super::optimizer::Rules<Self>
{
}
impl Routines for f32 {}
#[cfg(feature = "f64")]
impl Routines for f64 {}
