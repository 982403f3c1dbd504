//! `separable_conv3d`: depthwise convolution over a volume, then a mixture of the channels at each place.

use super::{separable, window};
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::separable::Geometry;

const RANK: usize = 3;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "separable_conv3d",
    keras: "SeparableConv3D",
    doc: "windows over each channel of a volume, then weighted sums of the channels (Keras stops at images)",
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

/// The rule: `[depth, height, width, channels]` to as many windows and `filters`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    separable::facts(call, RANK, "`separable_conv3d`")
}
