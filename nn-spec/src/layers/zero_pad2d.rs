//! `zero_pad2d`: zeros around an image.

use super::frame;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::frame::Geometry;

const RANK: usize = 2;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "zero_pad2d",
    keras: "ZeroPadding2D",
    doc: "zeros around an image",
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

/// The rule: `[height, width, channels]` stays that, of another size.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    frame::pad_facts(call, RANK, "`zero_pad2d`")
}
