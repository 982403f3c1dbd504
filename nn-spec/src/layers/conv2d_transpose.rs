//! `conv2d_transpose`: each place of an image spread over a window of a larger one.

use super::conv_transpose;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::conv_transpose::Geometry;

const RANK: usize = 2;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "conv2d_transpose",
    keras: "Conv2DTranspose",
    doc: "each place of an image spread over a window of a larger one: convolution backwards",
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

/// The rule: `[height, width, channels]` to a larger one of `filters`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    conv_transpose::facts(call, RANK, "`conv2d_transpose`")
}
