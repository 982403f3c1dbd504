//! `upsample1d`: each place of a sequence made several.

use super::upsample;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::upsample::Geometry;

const RANK: usize = 1;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "upsample1d",
    keras: "UpSampling1D",
    doc: "each place of a sequence made several",
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

/// The rule: `[steps, channels]` stays that, of another size.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    upsample::facts(call, RANK, "`upsample1d`")
}
