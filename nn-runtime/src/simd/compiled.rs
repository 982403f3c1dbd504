//! Heavy code is compiled once per number type, here, and not where it is called.

/// Compiles functions generic over a number type once for each type, in this crate, under a trait of the given name.
///
/// ```text
/// compiled! { Doubling, T =>
///     /// Doubles.
///     pub fn double(y: &mut [T]) { for y in y { *y = *y + *y; } }
/// }
/// ```
/// becomes a trait `Doubling`, which [`Real`](crate::simd::Real) includes, and `pub fn double<T: Real>(y: &mut [T])`, which
/// calls one of two functions that are not generic.
macro_rules! compiled {
    ($Trait:ident, $T:ident => $($(#[$meta:meta])* pub fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? $body:block)*) => {
        /// The functions of this module for one number type.
        #[doc(hidden)]
        pub trait $Trait<$T> {
            $(fn $name($($arg: $type),*) $(-> $out)?;)*
        }

        mod generic {
            #[allow(unused_imports)]
            use super::*;
            $(
                #[inline(always)]
                pub fn $name<$T: $crate::simd::Real>($($arg: $type),*) $(-> $out)? $body
            )*
        }

        mod single {
            #[allow(unused_imports)]
            use super::*;
            type $T = f32;
            impl $Trait<$T> for $T {
                $(#[cfg_attr(not(feature = "std"), inline(always))] fn $name($($arg: $type),*) $(-> $out)? { generic::$name::<$T>($($arg),*) })*
            }
        }

        #[cfg(feature = "f64")]
        mod double {
            #[allow(unused_imports)]
            use super::*;
            type $T = f64;
            impl $Trait<$T> for $T {
                $(#[cfg_attr(not(feature = "std"), inline(always))] fn $name($($arg: $type),*) $(-> $out)? { generic::$name::<$T>($($arg),*) })*
            }
        }

        $(
            $(#[$meta])*
            #[cfg_attr(feature = "std", inline)]
            #[cfg_attr(not(feature = "std"), inline(always))]
            pub fn $name<$T: $crate::simd::Real>($($arg: $type),*) $(-> $out)? { <$T as $Trait<$T>>::$name($($arg),*) }
        )*
    };
}
