//! What a layer is, for netkiln's compiler and runtime alike: arguments, shape rule, parameters, cost.
//!
//! Every rule is a `const fn`, because each one runs in two places. Where the numbers of a declaration are literals,
//! the macro runs it while expanding. Where they are const expressions that only the compiler can evaluate, the
//! generated code runs the very same function in a `const` item, and a [`Reject`] becomes a build error in the same
//! words at the same token.
#![no_std]
#![forbid(unsafe_code)]
// A refusal carries its whole text: const code has no box to put it in.
#![allow(clippy::result_large_err)]

pub mod activation;
pub mod argument;
pub mod budget;
pub mod initializer;
pub mod language;
pub mod layer;
pub mod layers;
pub mod losses;
pub mod message;
pub mod place;
mod search;
pub mod shape;
pub mod time;
pub mod traits;
pub mod verdict;

pub use activation::Activation;
pub use argument::{Arg, ArgDef, ArgKind, Constraint, List, Regularizer};
pub use initializer::{Distribution, FanMode, Initializer};
pub use layer::{
    Call, Facts, Inputs, Kind, KindName, LayerDef, MAX_PARAMS, MAX_SAVES, ParamDef, Reject, Role, SaveDef, Setting,
    Site, Value,
};
pub use losses::{Loss, LossDef, Target};
pub use message::{Message, Text};
pub use place::{Buffer, Layout, place};
pub use shape::{MAX_RANK, Shape};
pub use time::{Slide, Sliding, State, Time, Why};
pub use traits::{Mask, Masking, Reads, Traits};
