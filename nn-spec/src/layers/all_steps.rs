//! What `time_distributed` ends with: the results of all steps as one value. Costs nothing.

use crate::layer::KindName;
use crate::{ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, Reject, Shape, Time, Traits};

const STEPS: usize = 0;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "all_steps",
    keras: "TimeDistributed",
    doc: "the results of all steps, side by side",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[ArgDef::required("steps", ArgKind::Size, "how many steps there are")],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits { view: true, time: Time::Leaves(STEPS), ..Traits::PLAIN },
};

/// The rule: the shape of one step to `[steps, …]`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let shape = call.shape(0);
    let (mut all, mut axis) = (Shape::new(&[call.arg(STEPS).size()]), 0);
    while axis < shape.rank() {
        all = all.push(shape.dim(axis));
        axis += 1;
    }
    Ok(Facts::output(all))
}
