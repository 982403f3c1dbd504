//! `conv2d`: the same weighted sums at every place of an image.

use super::{conv, window};
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::conv::Geometry;

const RANK: usize = 2;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "conv2d",
    keras: "Conv2D",
    doc: "a window sliding over an image: activation(x * kernel + bias)",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &conv::args(window::PADDINGS),
    params: &conv::params(RANK),
    saves: &[],
    facts,
    traits: conv::traits,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    conv::geometry(call, RANK)
}

/// The rule: `[height, width, channels]` to as many windows and `filters`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    conv::facts(call, RANK, "`conv2d`")
}
