//! `simple_rnn`: `hₜ = f(xₜ · W + hₜ₋₁ · R + b)` (Elman 1990).

use super::recurrent::{self, ACTIVATION, INITIAL_STATE, Steps, dropped, memory};
use crate::layer::{KindName, SaveDef};
use crate::{Call, Facts, Initializer, Inputs, LayerDef, Reject, Shape, State};

const STATES: &[State] = &[State::Numbers("hidden")];

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "simple_rnn",
    keras: "SimpleRNN",
    doc: "each step's output is made of the step and the output before: activation(x · kernel + h · recurrent_kernel + bias)",
    inputs: Inputs::Named(INITIAL_STATE, STATES.len()),
    accepts: &[KindName::Real],
    args: &recurrent::args(Initializer::Zeros),
    params: &recurrent::params(1, 0),
    saves: &[SaveDef { name: "hidden", per_sample: true }],
    facts,
    traits: |args| recurrent::traits(args, 0, STATES),
};

/// What the kernel needs to know.
pub type Geometry = Steps;

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    recurrent::steps(call, 0, STATES.len())
}

/// The rule: `[steps, features]` to the last state, or to all of them.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let steps = recurrent::steps(call, 0, STATES.len());
    let facts = recurrent::facts(call, 1, 0, STATES.len(), Shape::new(&[steps.units]), &[ACTIVATION], "`simple_rnn`");
    let all = memory(steps.steps, steps.units, 0);
    match facts {
        Ok(facts) if !facts.output.is_poison() => Ok(facts.save(0, all).state(0, steps.units).scratch(
            memory(2, steps.units, dropped(&steps, 1)),
            memory(1, all, memory(1, steps.units, dropped(&steps, steps.steps.saturating_add(1)))),
        )),
        other => other,
    }
}
