//! `conv3d`: the same weighted sums at every place of a volume.

use super::{conv, window};
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::conv::Geometry;

const RANK: usize = 3;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "conv3d",
    keras: "Conv3D",
    doc: "a window sliding over a volume: activation(x * kernel + bias)",
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

/// The rule: `[depth, height, width, channels]` to as many windows and `filters`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    conv::facts(call, RANK, "`conv3d`")
}
