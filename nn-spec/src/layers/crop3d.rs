//! `crop3d`: a volume without its edges.

use super::frame;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::frame::Geometry;

const RANK: usize = 3;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "crop3d",
    keras: "Cropping3D",
    doc: "a volume without its edges",
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

/// The rule: `[depth, height, width, channels]` stays that, of another size.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    frame::crop_facts(call, RANK, "`crop3d`")
}
