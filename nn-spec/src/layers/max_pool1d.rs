//! `max_pool1d`: the greatest value of each window, for each channel.

use super::pool;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::pool::Geometry;

const RANK: usize = 1;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "max_pool1d",
    keras: "MaxPooling1D",
    doc: "the greatest value of each window, for each channel",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: pool::ARGS,
    params: &[],
    saves: &[],
    facts,
    traits: |args| pool::over_time(args, pool::choosing(args)),
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    pool::geometry(call, RANK)
}

/// The rule: `[steps, channels]` to as many windows.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    pool::facts(call, RANK, "`max_pool1d`")
}
