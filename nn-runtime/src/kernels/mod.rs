//! One file a layer: forward and backward side by side, reading like the formulas.
//!
//! The calling convention is written at [`nn_spec::LayerDef`]. A kernel is a function between slices, generic over the
//! number type; the `kernel!` macro compiles it for `f32` and `f64` inside this crate.

/// Compiles functions generic over a number type once for each type, in this crate.
///
/// ```text
/// kernel! { T =>
///     /// Doubles.
///     pub fn forward(y: &mut [T]) { for y in y { *y = *y + *y; } }
/// }
/// ```
/// becomes `pub fn forward<T: Kernel<T>>(y: &mut [T])`, which calls one of two functions that are not generic, and a trait
/// `Kernel` that [`crate::Scalar`] includes.
macro_rules! kernel {
    ($T:ident => $($(#[$meta:meta])* pub fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? $body:block)*) => {
        /// This layer's kernels for one number type.
        pub trait Kernel<$T> {
            $(
                $(#[$meta])*
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
                pub fn $name<$T: crate::Scalar>($($arg: $type),*) $(-> $out)? $body
            )*
        }

        mod single {
            #[allow(unused_imports)]
            use super::*;
            type $T = f32;
            impl Kernel<$T> for $T {
                $(#[cfg_attr(not(feature = "std"), inline(always))] fn $name($($arg: $type),*) $(-> $out)? { generic::$name::<$T>($($arg),*) })*
            }
        }

        #[cfg(feature = "f64")]
        mod double {
            #[allow(unused_imports)]
            use super::*;
            type $T = f64;
            impl Kernel<$T> for $T {
                $(#[cfg_attr(not(feature = "std"), inline(always))] fn $name($($arg: $type),*) $(-> $out)? { generic::$name::<$T>($($arg),*) })*
            }
        }

        $(
            $(#[$meta])*
            #[inline(always)]
            #[allow(clippy::too_many_arguments)]
            pub fn $name<$T: Kernel<$T>>($($arg: $type),*) $(-> $out)? { <$T as Kernel<$T>>::$name($($arg),*) }
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
mod attend;
mod buffers;
mod channels;
mod choice;
mod frame;
#[cfg(feature = "std")]
mod one_sample;
mod plain;
mod random;
mod rows;
mod steps;
mod walk;
mod windows;

pub use affine::Affine;

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
