//! `lstm`: long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000).

use super::recurrent::{self, ACTIVATION, OWN, Steps};
use crate::layer::{KindName, SaveDef};
use crate::{Activation, ArgDef, Call, Facts, Initializer, Inputs, LayerDef, Reject, Shape};

const RECURRENT_ACTIVATION: usize = OWN;
const GATES: usize = 4;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "lstm",
    keras: "LSTM",
    doc: "remembers over many steps what its gates let in and do not forget",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &{
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = recurrent::args(Initializer::UnitForgetBias);
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, recurrent::gate_activation()]
    } as &[ArgDef],
    params: &recurrent::params(1),
    saves: &[
        SaveDef { name: "gates", per_sample: true },
        SaveDef { name: "cells", per_sample: true },
        SaveDef { name: "squashed", per_sample: true },
        SaveDef { name: "hidden", per_sample: true },
    ],
    facts,
    traits: recurrent::traits,
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// What it goes through.
    pub steps: Steps,
    /// The function of the gates.
    pub gate: Activation,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    Geometry { steps: recurrent::steps(call), gate: call.arg(RECURRENT_ACTIVATION).activation() }
}

/// The rule: `[steps, features]` to the last state, or to all of them.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let steps = recurrent::steps(call);
    let bias = Shape::new(&[GATES * steps.units]);
    let facts = recurrent::facts(call, GATES, bias, &[ACTIVATION, RECURRENT_ACTIVATION], "`lstm`");
    let all = steps.steps * steps.units;
    match facts {
        Ok(facts) if !facts.output.is_poison() => Ok(facts
            .save(0, GATES * all)
            .save(1, all)
            .save(2, all)
            .save(3, all)
            .scratch((GATES + 2) * steps.units, GATES * all + 2 * steps.units)),
        other => other,
    }
}
