//! What `time_distributed` begins with: a value seen step by step, as if each step were a sample. Costs nothing.

use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Message, Reject, Shape, Time, Traits};

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "each_step",
    keras: "TimeDistributed",
    doc: "each step by itself",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits { view: true, time: Time::Enters, ..Traits::PLAIN },
};

/// The rule: `[steps, …]` to the shape of one step.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let shape = call.shape(0);
    if shape.rank() < 2 {
        let why = Message::of("`time_distributed` goes along the first axis of [steps, …], but got ").shape(&shape);
        return Err(Reject::input(0, why));
    }
    let (mut step, mut axis) = (Shape::new(&[]), 1);
    while axis < shape.rank() {
        step = step.push(shape.dim(axis));
        axis += 1;
    }
    Ok(Facts::output(step))
}
