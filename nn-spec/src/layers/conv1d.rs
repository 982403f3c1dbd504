//! `conv1d`: the same weighted sums at every place of a sequence.

use super::{conv, window};
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::conv::Geometry;

const RANK: usize = 1;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "conv1d",
    keras: "Conv1D",
    doc: "a window sliding over steps: activation(x * kernel + bias)",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &conv::args(window::TIME_PADDINGS),
    params: &conv::params(RANK),
    saves: &[],
    facts,
    traits: conv::traits_over_time,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    conv::geometry(call, RANK)
}

/// The rule: `[steps, channels]` to as many windows and `filters`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    conv::facts(call, RANK, "`conv1d`")
}
