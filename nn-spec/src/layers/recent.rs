//! What a window that slides over time sees when one step comes at a time: `step` puts it before a convolution or a pooling layer,
//! which then has one window to work on. The steps are kept in a ring, so that nothing moves when one comes.

use super::recurrent::memory;
use crate::layer::KindName;
use crate::{ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, Reject, State, Time, Traits};

const SIZE: usize = 0;
const DILATION: usize = 1;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "recent",
    keras: "",
    doc: "the last steps of a sequence that comes one step at a time",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[
        ArgDef::required("size", ArgKind::Size, "how many of them"),
        ArgDef::required("dilation", ArgKind::Size, "from one of them to the next"),
    ],
    params: &[],
    saves: &[],
    facts,
    traits: |_| {
        let states = &[State::Numbers("ring"), State::Place];
        Traits { time: Time::Remembers { states, sequences: true }, ..Traits::PLAIN }
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// How many steps are seen.
    pub size: usize,
    /// From one of them to the next.
    pub dilation: usize,
    /// Numbers of a step.
    pub len: usize,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let shape = call.shape(0);
    Geometry { size: call.arg(SIZE).size(), dilation: call.arg(DILATION).size(), len: shape.len_of(1, shape.rank()) }
}

/// The rule: `[1, …]`, the step that comes, to `[size, …]`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let g = geometry(call);
    let reach = memory(g.size.saturating_sub(1), g.dilation, 1);
    Ok(Facts::output(call.shape(0).with(0, g.size)).state(0, memory(reach, g.len, 0)))
}
