//! `flip`: an axis from its end to its start.

use crate::layer::KindName;
use crate::{Arg, ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, Message, Reject, Time, Traits, Why};

const AXIS: usize = 0;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "flip",
    keras: "ops.flip",
    doc: "the places of an axis in the opposite order: a sequence backwards, an image upside down",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[ArgDef::optional("axis", ArgKind::Int, Arg::Int(1), "which axis; 0 is the batch, -1 the last")],
    params: &[],
    saves: &[],
    facts,
    traits: |args| {
        let axis = args.get(AXIS).map_or(0, Arg::int);
        // Axes counted from behind may be time, all but the last.
        let time = if axis == -1 || axis > 1 { Time::EachStep } else { Time::Whole(Why::Turned) };
        Traits { time, ..Traits::PLAIN }
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Places of the axis.
    pub places: usize,
    /// Numbers of a place: the product of the axes behind.
    pub len: usize,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let shape = call.shape(0);
    let axis = match shape.axis(call.arg(AXIS).int()) {
        Some(axis) => axis,
        None => 0,
    };
    Geometry { places: shape.dim(axis), len: shape.len_of(axis + 1, shape.rank()) }
}

/// The rule: the shape stays.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let (shape, axis) = (call.shape(0), call.arg(AXIS).int());
    if shape.axis(axis).is_none() {
        let why = Message::of("`flip` got axis ").integer(axis).text(", but ").shape(&shape).text(" has the axes 1 to ");
        return Err(Reject::arg(AXIS, why.number(shape.rank()).text("; as in Keras the batch is 0")));
    }
    Ok(Facts::output(shape))
}
