//! `lstm`: long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000).

use super::recurrent::{self, ACTIVATION, INITIAL_STATE, RECURRENT_ACTIVATION, Steps, dropped, memory};
use crate::layer::{KindName, SaveDef};
use crate::{Activation, ArgDef, Call, Facts, Initializer, Inputs, LayerDef, Reject, Shape, State};

const GATES: usize = 4;
const STATES: &[State] = &[State::Numbers("hidden"), State::Numbers("cell")];

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "lstm",
    keras: "LSTM",
    doc: "remembers over many steps what its gates let in and do not forget",
    inputs: Inputs::Named(INITIAL_STATE, STATES.len()),
    accepts: &[KindName::Real],
    args: &{
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r] = recurrent::args(Initializer::UnitForgetBias);
        [a, b, recurrent::gate_activation(), c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r]
    } as &[ArgDef],
    params: &recurrent::params(1, 1),
    saves: &[
        SaveDef { name: "gates", per_sample: true },
        SaveDef { name: "cells", per_sample: true },
        SaveDef { name: "squashed", per_sample: true },
        SaveDef { name: "hidden", per_sample: true },
    ],
    facts,
    traits: |args| recurrent::traits(args, 1, STATES),
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
    Geometry { steps: recurrent::steps(call, 1, STATES.len()), gate: call.arg(RECURRENT_ACTIVATION).activation() }
}

/// The rule: `[steps, features]` to the last state, or to all of them.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let steps = recurrent::steps(call, 1, STATES.len());
    let bias = Shape::new(&[memory(GATES, steps.units, 0)]);
    let facts = recurrent::facts(call, GATES, 1, STATES.len(), bias, &[ACTIVATION, RECURRENT_ACTIVATION], "`lstm`");
    let all = memory(steps.steps, steps.units, 0);
    match facts {
        Ok(facts) if !facts.output.is_poison() => Ok(facts
            .save(0, memory(GATES, all, 0))
            .save(1, all)
            .save(2, all)
            .save(3, all)
            .state(0, steps.units)
            .state(1, steps.units)
            .scratch(
                memory(GATES + 2, steps.units, dropped(&steps, 1)),
                memory(GATES, all, memory(2, steps.units, dropped(&steps, steps.steps.saturating_add(1)))),
            )),
        other => other,
    }
}
