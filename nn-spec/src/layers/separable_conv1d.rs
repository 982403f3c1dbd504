//! `separable_conv1d`: depthwise convolution over a sequence, then a mixture of the channels at each place.

use super::{separable, window};
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::separable::Geometry;

const RANK: usize = 1;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "separable_conv1d",
    keras: "SeparableConv1D",
    doc: "windows over each channel of a sequence, then weighted sums of the channels",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &separable::args(window::TIME_PADDINGS),
    params: &separable::params(RANK),
    saves: &[],
    facts,
    traits: separable::traits_over_time,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    separable::geometry(call, RANK)
}

/// The rule: `[steps, channels]` to as many windows and `filters`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    separable::facts(call, RANK, "`separable_conv1d`")
}
