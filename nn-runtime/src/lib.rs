//! The engine of netkiln: SIMD kernels, the memory view of parameters, and, with the feature `train`, the training loop.
//!
//! Without the `std` feature nothing here allocates or needs an operating system.
#![cfg_attr(not(feature = "std"), no_std)]
// What only backward passes call.
#![cfg_attr(not(feature = "train"), allow(dead_code, unused_imports))]
#![deny(unsafe_code)]

#[macro_use]
mod routines;
#[macro_use]
pub mod simd;
pub mod gemm;
pub mod math;

pub mod causal;
#[cfg(feature = "std")]
mod initialize;
#[cfg(feature = "std")]
pub mod inlined;
pub mod kernels;
pub mod network;
pub mod pass;
#[cfg(feature = "std")]
mod random;
pub mod scalar;
pub mod state;
#[cfg(feature = "train")]
pub mod train;
#[allow(unsafe_code)]
pub mod view;

#[cfg(feature = "std")]
pub use initialize::new;
#[cfg(feature = "train")]
pub use network::Trainable;
pub use network::{InputInfo, Network, OutputInfo, ParamInfo, Streaming};
pub use pass::{Arena, Input, Lengths, MultiHotBatch, Pass, Target};
pub use scalar::Scalar;
pub use simd::{F16, Weight};
pub use state::State;
pub use view::{Aligned, Plain};

/// Keeps its contents when this crate was built with `std`: generated code cannot see the features of this crate.
#[doc(hidden)]
#[cfg(feature = "std")]
#[macro_export]
macro_rules! if_std {
    ($($item:item)*) => { $($item)* };
}

/// Drops its contents: this crate was built without `std`.
#[doc(hidden)]
#[cfg(not(feature = "std"))]
#[macro_export]
macro_rules! if_std {
    ($($item:item)*) => {};
}

/// Keeps its contents when this crate was built with `train`.
#[doc(hidden)]
#[cfg(feature = "train")]
#[macro_export]
macro_rules! if_train {
    ($($item:item)*) => { $($item)* };
}

/// Drops its contents: this crate was built without `train`.
#[doc(hidden)]
#[cfg(not(feature = "train"))]
#[macro_export]
macro_rules! if_train {
    ($($item:item)*) => {};
}
