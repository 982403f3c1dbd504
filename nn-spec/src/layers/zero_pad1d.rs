//! `zero_pad1d`: zeros around a sequence.

use super::frame;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::frame::Geometry;

const RANK: usize = 1;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "zero_pad1d",
    keras: "ZeroPadding1D",
    doc: "zeros around a sequence",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &frame::padding(1),
    params: &[],
    saves: &[],
    facts,
    traits: frame::traits,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    frame::pad_geometry(call, RANK)
}

/// The rule: `[steps, channels]` stays that, of another size.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    frame::pad_facts(call, RANK, "`zero_pad1d`")
}
