//! `spatial_dropout3d`: while training, drops whole channels of a volume.

use super::{dropout, spatial_dropout};
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject};

pub use super::spatial_dropout::Geometry;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "spatial_dropout3d",
    keras: "SpatialDropout3D",
    doc: "while training, drops whole channels of a volume with probability `rate`; nothing at inference",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: dropout::DEF.args,
    params: &[],
    saves: &[],
    facts,
    traits: spatial_dropout::traits,
};

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    spatial_dropout::geometry(call)
}

/// The rule: `[depth, height, width, channels]` stays what it is.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    spatial_dropout::facts(call, 3, "`spatial_dropout3d`")
}
