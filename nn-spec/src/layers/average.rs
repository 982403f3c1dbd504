//! `average`: the mean of its inputs, element by element.

use super::rules;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject, Time, Traits};

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "average",
    keras: "Average",
    doc: "the mean of its inputs, element by element",
    inputs: Inputs::Many,
    accepts: &[KindName::Real],
    args: &[],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits { elementwise: true, time: Time::EachStep, ..Traits::PLAIN },
};

/// What the kernel needs to know: nothing, its slices have the lengths.
#[derive(Clone, Copy, Debug)]
pub struct Geometry;

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(_: &Call) -> Geometry {
    Geometry
}

/// The rule: equal shapes.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    rules::equal_shapes(call, "`average`")
}
