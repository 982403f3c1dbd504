//! `gru`: gated recurrent unit (Cho et al. 2014; with `reset_after`, as in cuDNN, the form of its version 1).

use super::recurrent::{self, ACTIVATION, INITIAL_STATE, RECURRENT_ACTIVATION, SHARED, Steps, dropped, memory};
use crate::layer::{KindName, SaveDef};
use crate::{Activation, Arg, ArgDef, ArgKind, Call, Facts, Initializer, Inputs, LayerDef, Reject, Shape, State};

const RESET_AFTER: usize = SHARED + 1;
const GATES: usize = 3;
const STATES: &[State] = &[State::Numbers("hidden")];

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "gru",
    keras: "GRU",
    doc: "remembers over many steps with two gates: how much is renewed, and how much of the past is reset for it",
    inputs: Inputs::Named(INITIAL_STATE, STATES.len()),
    accepts: &[KindName::Real],
    args: &{
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r] = recurrent::args(Initializer::Zeros);
        let reset_after = ArgDef::optional(
            "reset_after",
            ArgKind::Bool,
            Arg::Bool(true),
            "whether the reset gate works behind the product with `recurrent_kernel`, or before it",
        );
        [a, b, recurrent::gate_activation(), c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, reset_after]
    } as &[ArgDef],
    params: &recurrent::params(2, 1),
    saves: &[
        SaveDef { name: "gates", per_sample: true },
        SaveDef { name: "past", per_sample: true },
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
    /// Whether the reset gate works behind the product.
    pub reset_after: bool,
}

impl Geometry {
    /// Whether one step takes no memory but its output: the gates are the usual ones, and none waits for the others of its step.
    pub const fn direct(&self) -> bool {
        self.reset_after && matches!((self.steps.activation, self.gate), (Activation::Tanh, Activation::Sigmoid))
    }
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    Geometry {
        steps: recurrent::steps(call, 1, STATES.len()),
        gate: call.arg(RECURRENT_ACTIVATION).activation(),
        reset_after: call.arg(RESET_AFTER).bool(),
    }
}

/// The rule: `[steps, features]` to the last state, or to all of them.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let steps = recurrent::steps(call, 1, STATES.len());
    // With `reset_after` the input's and the state's product have a bias each.
    let rows = if call.arg(RESET_AFTER).bool() { 2 } else { 1 };
    let bias = Shape::new(&[rows, memory(GATES, steps.units, 0)]);
    let facts = recurrent::facts(call, GATES, 1, STATES.len(), bias, &[ACTIVATION, RECURRENT_ACTIVATION], "`gru`");
    let all = memory(steps.steps, steps.units, 0);
    let forward = memory(2 * GATES + 2, steps.units, dropped(&steps, 1));
    match facts {
        Ok(facts) if !facts.output.is_poison() => Ok(facts
            .save(0, memory(GATES, all, 0))
            .save(1, all)
            .save(2, all)
            .state(0, steps.units)
            .scratch(
                forward,
                memory(GATES + 1, all, memory(1, steps.units, dropped(&steps, steps.steps.saturating_add(1)))),
            )
            .scratch_of_step(if geometry(call).direct() { 0 } else { forward })),
        other => other,
    }
}
