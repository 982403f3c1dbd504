//! `softmax`: `eˣ / Σ eˣ` over the last axis.

use super::rules;
use crate::layer::KindName;
use crate::{Activation, Arg, ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, Masking, Message, Reads, Reject, Time, Traits};

const AXIS: usize = 0;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "softmax",
    keras: "Softmax",
    doc: "probabilities that sum to 1 over the last axis",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[ArgDef::optional("axis", ArgKind::Int, Arg::Int(-1), "over which axis: the last")],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits {
        in_place: true,
        inlines: true,
        activation: Some(Activation::Softmax),
        reads: Reads { inputs: false, output: true, params: false },
        time: Time::EachStep,
        masking: Masking::Passes,
        ..Traits::PLAIN
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The length of a row: the classes.
    pub classes: usize,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    Geometry { classes: call.shape(0).last() }
}

/// The rule: any shape stays what it is, but a row of one class could not be learnt.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    if let Some(reject) = rules::over_last_axis(call, AXIS, "`softmax`", "`permute` moves an axis to the end") {
        return Err(reject);
    }
    if call.shape(0).last() == 1 {
        let why = Message::of("`softmax` over one unit is always 1, so nothing can be learnt; use `sigmoid` for a yes-or-no output");
        return Err(Reject::layer(why));
    }
    Ok(Facts::output(call.shape(0)))
}
