//! One file a layer: forward and backward side by side, reading like the formulas.
//!
//! The calling convention is written at [`nn_spec::LayerDef`]. A kernel is a function between slices, generic over the
//! number type; the `kernel!` macro compiles it for `f32` and `f64` inside this crate.

/// Compiles functions generic over a number type once for each type, in this crate.
///
/// ```text
/// kernel! { T, W =>
///     /// Doubles.
///     pub fn forward(_g: &Geometry, _pass: &Pass, y: &mut [T]) { for y in y { *y = *y + *y; } }
///     /// Adds a weight to each number.
///     pub fn add<W>(_g: &Geometry, _pass: &Pass, weights: &[W], y: &mut [T]) { for (y, w) in y.iter_mut().zip(weights) { *y = *y + w.widen(); } }
/// }
/// ```
/// becomes `pub fn forward<T: Kernel<T>>(g: &Geometry, pass: &Pass, y: &mut [T])`, which calls one of two functions that are not generic, and a trait
/// `Kernel` that [`crate::Scalar`] includes.
///
/// What only training calls stands under `#[cfg(feature = "train")]`: attributes go to all that is made of a function.
///
/// `W` is what weights are kept as. With `std` it is `T`: what is kept otherwise was widened. Without, kernels are inlined where they are called, so
/// that nothing is compiled here, and functions are generic over both; those in the module `shared` call innermost loops that layers share.
macro_rules! kernel {
    ($T:ident => $($functions:tt)*) => {
        kernel! { $T, W => $($functions)* }
    };
    ($T:ident, $W:ident => $($(#[$meta:meta])* pub fn $name:ident $(<$V:ident>)? ($g:ident: $G:ty, $pass:ident: &Pass $(, $arg:ident: $type:ty)* $(,)?) $(-> $out:ty)? $body:block)*) => {
        mod generic {
            #[allow(unused_imports)]
            use super::*;
            $(
                $(#[$meta])*
                #[inline(always)]
                #[allow(clippy::too_many_arguments)]
                pub fn $name<$T: crate::Scalar $(, $V: crate::Weight<Number = $T>)?>($g: $G, $pass: &Pass, $($arg: $type),*) $(-> $out)? $body
            )*
        }

        /// The same kernels, whose innermost loops are functions that layers share.
        #[cfg(feature = "std")]
        pub mod shared {
            pub use super::*;
        }

        /// The same kernels, whose innermost loops are functions that layers share.
        #[cfg(not(feature = "std"))]
        pub mod shared {
            use super::*;
            $(
                $(#[$meta])*
                #[inline(always)]
                #[allow(clippy::too_many_arguments)]
                pub fn $name<$T: crate::Scalar $(, $V: crate::Weight<Number = $T>)?>($g: $G, pass: &Pass, $($arg: $type),*) $(-> $out)? {
                    generic::$name($g, &pass.with_shared(true), $($arg),*)
                }
            )*
        }

        $(
            $(#[$meta])*
            #[cfg(not(feature = "std"))]
            #[inline(always)]
            #[allow(clippy::too_many_arguments)]
            pub fn $name<$T: crate::Scalar $(, $V: crate::Weight<Number = $T>)?>($g: $G, pass: &Pass, $($arg: $type),*) $(-> $out)? {
                generic::$name($g, &pass.with_shared(false), $($arg),*)
            }
        )*

        /// That there are kernels of this layer: they are compiled where they are called.
        #[cfg(not(feature = "std"))]
        pub trait Kernel<$T> {}
        #[cfg(not(feature = "std"))]
        impl<$T: crate::Weight<Number = $T>> Kernel<$T> for $T {}

        /// This layer's kernels for one number type.
        #[cfg(feature = "std")]
        pub trait Kernel<$T, $W = $T> {
            $(
                $(#[$meta])*
                #[allow(clippy::too_many_arguments)]
                fn $name($g: $G, pass: &Pass, $($arg: $type),*) $(-> $out)?;
            )*
        }

        #[cfg(feature = "std")]
        mod single {
            #[allow(unused_imports)]
            use super::*;
            type $T = f32;
            #[allow(dead_code)]
            type $W = f32;
            impl Kernel<$T> for $T {
                $(
                    $(#[$meta])*
                    fn $name($g: $G, pass: &Pass, $($arg: $type),*) $(-> $out)? { generic::$name::<$T $(, $V)?>($g, pass, $($arg),*) }
                )*
            }
        }

        #[cfg(all(feature = "std", feature = "f64"))]
        mod double {
            #[allow(unused_imports)]
            use super::*;
            type $T = f64;
            #[allow(dead_code)]
            type $W = f64;
            impl Kernel<$T> for $T {
                $(
                    $(#[$meta])*
                    fn $name($g: $G, pass: &Pass, $($arg: $type),*) $(-> $out)? { generic::$name::<$T $(, $V)?>($g, pass, $($arg),*) }
                )*
            }
        }

        $(
            $(#[$meta])*
            #[cfg(feature = "std")]
            #[inline(always)]
            #[allow(clippy::too_many_arguments)]
            pub fn $name<$T: Kernel<$T $(, $V)?> $(, $V)?>($g: $G, pass: &Pass, $($arg: $type),*) $(-> $out)? { <$T as Kernel<$T $(, $V)?>>::$name($g, pass, $($arg),*) }
        )*
    };
}

macro_rules! kernels {
    ($($name:ident),* $(,)?) => {
        $(pub mod $name;)*

        /// The number types that every kernel is compiled for.
        pub trait Compiled: Sized $(+ $name::Kernel<Self>)* {}
        impl Compiled for f32 {}
        #[cfg(feature = "f64")]
        impl Compiled for f64 {}
    };
}

mod affine;
mod apart;
mod attend;
mod buffers;
mod channels;
mod choice;
mod frame;
mod merge;
#[cfg(feature = "std")]
mod one_sample;
mod plain;
mod pool;
mod random;
mod rows;
mod steps;
mod walk;
mod windows;

pub use affine::{Affine, widened};

kernels! {
    activation,
    add,
    attention,
    average,
    avg_pool,
    avg_pool1d,
    avg_pool2d,
    avg_pool3d,
    batch_norm,
    concat,
    conv,
    conv1d,
    conv1d_transpose,
    conv2d,
    conv2d_transpose,
    conv3d,
    conv3d_transpose,
    conv_transpose,
    crop,
    crop1d,
    crop2d,
    crop3d,
    dense,
    depthwise,
    depthwise_conv1d,
    depthwise_conv2d,
    depthwise_conv3d,
    dot,
    dropout,
    embedding,
    gaussian_noise,
    global_avg_pool1d,
    global_avg_pool2d,
    global_avg_pool3d,
    global_max_pool1d,
    global_max_pool2d,
    global_max_pool3d,
    gru,
    group_norm,
    layer_norm,
    log_softmax,
    losses,
    lstm,
    max_pool,
    max_pool1d,
    max_pool2d,
    max_pool3d,
    maximum,
    minimum,
    multi_head_attention,
    multiply,
    flip,
    permute,
    positional_embedding,
    recent,
    repeat_vector,
    prelu,
    real_steps,
    separable,
    separable_conv1d,
    separable_conv2d,
    separable_conv3d,
    simple_rnn,
    softmax,
    spatial_dropout,
    spatial_dropout1d,
    spatial_dropout2d,
    spatial_dropout3d,
    subtract,
    upsample,
    upsample1d,
    upsample2d,
    upsample3d,
    zero_pad,
    zero_pad1d,
    zero_pad2d,
    zero_pad3d,
}
