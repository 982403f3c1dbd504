//! `global_avg_pool2d`: the mean of each channel.

use super::pool;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::pool::Geometry;

const RANK: usize = 2;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "global_avg_pool2d",
    keras: "GlobalAveragePooling2D",
    doc: "the mean of each channel",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: pool::GLOBAL_ARGS,
    params: &[],
    saves: &[],
    facts,
    traits: pool::global_averaging,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    pool::global_geometry(call, RANK)
}

/// The rule: `[height, width, channels] → [channels]`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    pool::global_facts(call, RANK, "`global_avg_pool2d`")
}
