//! `add`: the sum of its inputs, element by element; written `a + b` or `add(a, b, c)`.

use super::rules;
use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Masking, Reject, Time, Traits};

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "add",
    keras: "Add",
    doc: "the sum of its inputs, element by element",
    inputs: Inputs::Many,
    accepts: &[KindName::Real],
    args: &[],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits { elementwise: true, into: true, passes_gradient: true, time: Time::EachStep, masking: Masking::Passes, ..Traits::PLAIN },
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
    rules::equal_shapes(call, "`+`")
}
