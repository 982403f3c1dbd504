//! `conv1d_transpose`: each place of a sequence spread over a window of a larger one.

use super::conv_transpose;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::conv_transpose::Geometry;

const RANK: usize = 1;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "conv1d_transpose",
    keras: "Conv1DTranspose",
    doc: "each place of a sequence spread over a window of a larger one: convolution backwards",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: conv_transpose::ARGS,
    params: &conv_transpose::params(RANK),
    saves: &[],
    facts,
    traits: conv_transpose::traits,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    conv_transpose::geometry(call, RANK)
}

/// The rule: `[steps, channels]` to a larger one of `filters`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    conv_transpose::facts(call, RANK, "`conv1d_transpose`")
}
