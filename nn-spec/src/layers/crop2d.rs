//! `crop2d`: an image without its edges.

use super::frame;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::frame::Geometry;

const RANK: usize = 2;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "crop2d",
    keras: "Cropping2D",
    doc: "an image without its edges",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &frame::cropping(0),
    params: &[],
    saves: &[],
    facts,
    traits: frame::traits,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    frame::crop_geometry(call, RANK)
}

/// The rule: `[height, width, channels]` stays that, of another size.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    frame::crop_facts(call, RANK, "`crop2d`")
}
