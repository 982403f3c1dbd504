//! `upsample3d`: each place of a volume made several.

use super::upsample;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::upsample::Geometry;

const RANK: usize = 3;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "upsample3d",
    keras: "UpSampling3D",
    doc: "each place of a volume made several",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[upsample::SIZE_ARG],
    params: &[],
    saves: &[],
    facts,
    traits: upsample::traits,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    upsample::geometry(call, RANK)
}

/// The rule: `[depth, height, width, channels]` stays that, of another size.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    upsample::facts(call, RANK, "`upsample3d`")
}
