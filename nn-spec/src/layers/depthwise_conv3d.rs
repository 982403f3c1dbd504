//! `depthwise_conv3d`: each channel of a volume weighed by a window of its own.

use super::{depthwise, window};
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::depthwise::Geometry;

const RANK: usize = 3;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "depthwise_conv3d",
    keras: "DepthwiseConv3D",
    doc: "a window sliding over each channel of a volume by itself (Keras stops at images)",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &depthwise::args(window::PADDINGS),
    params: &depthwise::params(RANK),
    saves: &[],
    facts,
    traits: depthwise::traits,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    depthwise::geometry(call, RANK)
}

/// The rule: `[depth, height, width, channels]` to as many windows and `channels · depth_multiplier`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    depthwise::facts(call, RANK, "`depthwise_conv3d`")
}
