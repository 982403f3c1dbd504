//! `depthwise_conv1d`: each channel of a sequence weighed by a window of its own.

use super::{depthwise, window};
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::depthwise::Geometry;

const RANK: usize = 1;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "depthwise_conv1d",
    keras: "DepthwiseConv1D",
    doc: "a window sliding over each channel of a sequence by itself",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &depthwise::args(window::TIME_PADDINGS),
    params: &depthwise::params(RANK),
    saves: &[],
    facts,
    traits: depthwise::traits_over_time,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    depthwise::geometry(call, RANK)
}

/// The rule: `[steps, channels]` to as many windows and `channels · depth_multiplier`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    depthwise::facts(call, RANK, "`depthwise_conv1d`")
}
