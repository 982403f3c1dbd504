//! `separable_conv2d`: depthwise convolution over an image, then a mixture of the channels at each place.

use super::{separable, window};
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::separable::Geometry;

const RANK: usize = 2;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "separable_conv2d",
    keras: "SeparableConv2D",
    doc: "windows over each channel of an image, then weighted sums of the channels",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &separable::args(window::PADDINGS),
    params: &separable::params(RANK),
    saves: &[],
    facts,
    traits: separable::traits,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    separable::geometry(call, RANK)
}

/// The rule: `[height, width, channels]` to as many windows and `filters`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    separable::facts(call, RANK, "`separable_conv2d`")
}
