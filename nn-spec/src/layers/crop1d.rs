//! `crop1d`: a sequence without its edges.

use super::frame;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::frame::Geometry;

const RANK: usize = 1;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "crop1d",
    keras: "Cropping1D",
    doc: "a sequence without its edges",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &frame::cropping(1),
    params: &[],
    saves: &[],
    facts,
    traits: frame::traits,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    frame::crop_geometry(call, RANK)
}

/// The rule: `[steps, channels]` stays that, of another size.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    frame::crop_facts(call, RANK, "`crop1d`")
}
