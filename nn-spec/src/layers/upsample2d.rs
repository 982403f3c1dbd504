//! `upsample2d`: each place of an image made several.

use super::upsample;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::upsample::Geometry;

const RANK: usize = 2;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "upsample2d",
    keras: "UpSampling2D",
    doc: "each place of an image made several",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[upsample::SIZE_ARG, upsample::INTERPOLATION_ARG],
    params: &[],
    saves: &[],
    facts,
    traits: upsample::traits,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    upsample::geometry(call, RANK)
}

/// The rule: `[height, width, channels]` stays that, of another size.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    upsample::facts(call, RANK, "`upsample2d`")
}
