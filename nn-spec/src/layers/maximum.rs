//! `maximum`: the greatest of its inputs, element by element.

use super::rules;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject, Time, Traits};

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "maximum",
    keras: "Maximum",
    doc: "the greatest of its inputs, element by element",
    inputs: Inputs::Many,
    accepts: &[KindName::Real],
    args: &[],
    params: &[],
    saves: &[],
    facts,
    traits: |_| {
        let mut traits = Traits { elementwise: true, time: Time::EachStep, ..Traits::PLAIN };
        traits.reads.inputs = true;
        traits
    },
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
    rules::equal_shapes(call, "`maximum`")
}
