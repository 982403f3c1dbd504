//! Layers that go through steps and remember: what they have in common.

use super::dropout::no_share;
use crate::layer::Setting;
use crate::{
    Activation, Arg, ArgDef, ArgKind, Call, Facts, Initializer, Mask, Masking, Message, ParamDef, Reject, Shape, State,
    Time, Traits, Why,
};

/// The places of the arguments, in Keras' order. Gates bring an argument of their own at place 2, and move those behind it by one:
/// `gated` is 1 for a layer with gates, else 0.
const UNITS: usize = 0;
/// The activation of the new state.
pub const ACTIVATION: usize = 1;
/// The activation of the gates.
pub const RECURRENT_ACTIVATION: usize = 2;
const USE_BIAS: usize = 2;
const RETURN_SEQUENCES: usize = 3;
const GO_BACKWARDS: usize = 4;
const KERNEL: usize = 5;
const RECURRENT: usize = 8;
const BIAS: usize = 11;
const DROPOUT: usize = 14;
const RECURRENT_DROPOUT: usize = 15;
const TRUNCATE: usize = 16;
const RETURN_STATE: usize = 17;
/// How many arguments all of them have.
pub const SHARED: usize = 18;
/// The argument that states come in by.
pub const INITIAL_STATE: &str = "initial_state";

/// The arguments that all of them have; `bias` is how the bias starts.
pub const fn args(bias: Initializer) -> [ArgDef; SHARED] {
    [
        ArgDef::required("units", ArgKind::Size, "how many numbers are remembered, which is how many come out"),
        ArgDef::optional(
            "activation",
            ArgKind::Activation,
            Arg::Activation(Activation::Tanh),
            "the function the new state goes through",
        ),
        ArgDef::optional("use_bias", ArgKind::Bool, Arg::Bool(true), "whether a bias is added"),
        ArgDef::optional(
            "return_sequences",
            ArgKind::Bool,
            Arg::Bool(false),
            "whether the output has every step, or the last alone",
        ),
        ArgDef::optional(
            "go_backwards",
            ArgKind::Bool,
            Arg::Bool(false),
            "whether the steps are gone through from the last to the first; the output is in that order",
        ),
        ArgDef::initializer("kernel_initializer", Initializer::GLOROT_UNIFORM),
        ArgDef::regularizer("kernel_regularizer"),
        ArgDef::constraint("kernel_constraint"),
        ArgDef::initializer("recurrent_initializer", Initializer::Orthogonal { gain: 1.0 }),
        ArgDef::regularizer("recurrent_regularizer"),
        ArgDef::constraint("recurrent_constraint"),
        ArgDef::initializer("bias_initializer", bias),
        ArgDef::regularizer("bias_regularizer"),
        ArgDef::constraint("bias_constraint"),
        // Keras' mask of a sample is the same at each step: that is another layer.
        ArgDef::optional(
            "dropout",
            ArgKind::Number,
            Arg::Number(0.0),
            "the share of a step's features that is dropped while training",
        )
        .ahead("spatial_dropout1d"),
        ArgDef::optional(
            "recurrent_dropout",
            ArgKind::Number,
            Arg::Number(0.0),
            "the share of the state that is dropped on its way to the next step while training",
        ),
        ArgDef::optional(
            "truncate",
            ArgKind::Size,
            Arg::None,
            "over how many steps gradients flow back at most; all by default",
        ),
        ArgDef::optional(
            "return_state",
            ArgKind::Bool,
            Arg::Bool(false),
            "whether the last state is given as well: `let (y, h) = …`, of an lstm `let (y, h, c) = …`",
        ),
    ]
}

/// The activation of the gates.
pub const fn gate_activation() -> ArgDef {
    ArgDef::optional(
        "recurrent_activation",
        ArgKind::Activation,
        Arg::Activation(Activation::Sigmoid),
        "the function the gates go through",
    )
}

/// `kernel`, `[features, gates · units]`, `recurrent_kernel`, `[units, gates · units]`, and `bias`.
pub const fn params(bias_rank: usize, gated: usize) -> [ParamDef; 3] {
    let (kernel, recurrent, bias) = (KERNEL + gated, RECURRENT + gated, BIAS + gated);
    [
        ParamDef::weight("kernel", 2, Setting::Arg(kernel)).ruled(kernel + 1, kernel + 2),
        ParamDef::weight("recurrent_kernel", 2, Setting::Arg(recurrent)).ruled(recurrent + 1, recurrent + 2),
        ParamDef::weight("bias", bias_rank, Setting::Arg(bias)).ruled(bias + 1, bias + 2),
    ]
}

/// What the compiler may do with it.
pub fn traits(args: &[Arg], gated: usize, states: &'static [State]) -> Traits {
    let call = Call { inputs: &[], args };
    let returned = if call.arg(RETURN_STATE + gated).bool() { states.len() } else { 0 };
    let (sequences, backwards) = (call.arg(RETURN_SEQUENCES + gated).bool(), call.arg(GO_BACKWARDS + gated).bool());
    let time = match backwards {
        true => Time::Whole(Why::Backwards),
        false if sequences && returned > 0 => Time::Whole(Why::Returned),
        false => Time::Remembers { states, sequences },
    };
    let mask = match (sequences, backwards) {
        (false, _) => Mask::Gone,
        (true, false) => Mask::Kept,
        (true, true) => Mask::Turned,
    };
    // A share that only rustc knows may be one.
    let mut traits =
        Traits { scratch: true, random: true, returned, time, masking: Masking::Reads(mask), ..Traits::PLAIN };
    traits.reads.inputs = true;
    traits.reads.params = true;
    traits
}

/// What all of their kernels need to know.
#[derive(Clone, Copy, Debug)]
pub struct Steps {
    /// How many there are.
    pub steps: usize,
    /// Numbers of a step.
    pub features: usize,
    /// Numbers remembered.
    pub units: usize,
    /// The function of the new state.
    pub activation: Activation,
    /// Whether the output has every step.
    pub sequences: bool,
    /// Whether the last step comes first.
    pub backwards: bool,
    /// The share of the state that is dropped on its way to the next step.
    pub rate: f64,
    /// Over how many steps gradients flow back; 0 for all.
    pub truncate: usize,
    /// How many states stand behind the output.
    pub returned: usize,
}

impl Steps {
    /// Rows of the output: the steps it has, and the states behind them.
    pub const fn rows(&self) -> usize {
        let steps = if self.sequences { self.steps } else { 1 };
        steps.saturating_add(self.returned)
    }
}

/// The steps of a call that [`facts`] accepts.
pub const fn steps(call: &Call, gated: usize, states: usize) -> Steps {
    let shape = call.shape(0);
    Steps {
        steps: shape.rows(),
        features: shape.last(),
        units: call.arg(UNITS).size(),
        activation: call.arg(ACTIVATION).activation(),
        sequences: call.arg(RETURN_SEQUENCES + gated).bool(),
        backwards: call.arg(GO_BACKWARDS + gated).bool(),
        rate: call.arg(RECURRENT_DROPOUT + gated).number(),
        truncate: call.arg(TRUNCATE + gated).size(),
        returned: if call.arg(RETURN_STATE + gated).bool() { states } else { 0 },
    }
}

/// The rule: `[steps, features] → [units]`, or `[steps, units]` with `return_sequences = true`, with `gates` of them and `bias` as it is with
/// `use_bias`; with `return_state = true` one row more for each of the `states`. `activations` are the places of the arguments that must be
/// readable from their outputs.
pub const fn facts(
    call: &Call,
    gates: usize,
    gated: usize,
    states: usize,
    bias: Shape,
    activations: &[usize],
    layer: &'static str,
) -> Result<Facts, Reject> {
    let units = call.arg(UNITS).size();
    if units == 0 {
        return Err(Reject::arg(UNITS, Message::of("`units` must be at least 1, got 0")));
    }
    let mut i = 0;
    while i < activations.len() {
        let activation = call.arg(activations[i]).activation();
        if !activation.is_elementwise() || !activation.derivative_from_output() {
            let why = Message::of(layer).text(" cannot use `").text(activation.name());
            let why = why.text("` inside its steps; `tanh`, `sigmoid`, `relu` and most others can be");
            return Err(Reject::arg(activations[i], why));
        }
        i += 1;
    }
    if let Some(reject) = no_share(call, DROPOUT + gated) {
        return Err(reject);
    }
    if let Some(reject) = no_share(call, RECURRENT_DROPOUT + gated) {
        return Err(reject);
    }
    if matches!(call.arg(TRUNCATE + gated), Arg::Size(0)) {
        let why =
            "`truncate` is over how many steps gradients flow back, at least 1, got 0; leave it out for all of them";
        return Err(Reject::arg(TRUNCATE + gated, Message::of(why)));
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let shape = call.shape(0);
    if shape.rank() != 2 {
        let why = Message::of(layer).text(" needs [steps, features], got ").shape(&shape);
        let why = match shape.rank() {
            1 => why.text(
                "; a recurrent layer before it returns every step with `return_sequences = true`, else the last alone",
            ),
            0 => why,
            _ => why.text("; `.reshape(steps, -1)` joins what belongs to a step"),
        };
        return Err(Reject::input(0, why));
    }
    let mut i = 1;
    while i < call.inputs.len() {
        let initial = call.shape(i);
        if initial.rank() != 1 || initial.dim(0) != units {
            let why = Message::of(layer).text(" remembers ").number(units).text(" numbers, so its initial state is [");
            let why = why.number(units).text("], got ").shape(&initial);
            let why = match initial.rank() {
                1 => why
                    .text("; give both layers the same `units`, or bring it there with `.dense(")
                    .number(units)
                    .text(")`"),
                _ => why.text("; the last state is what `return_state = true` gives"),
            };
            return Err(Reject::input(i, why));
        }
        i += 1;
    }
    let (steps, features) = (shape.dim(0), shape.dim(1));
    let rows = self::steps(call, gated, states).rows();
    let single = rows == 1 && !call.arg(RETURN_SEQUENCES + gated).bool();
    let output = if single { Shape::new(&[units]) } else { Shape::new(&[rows, units]) };
    let bias = match call.arg(USE_BIAS + gated).bool() {
        true => bias,
        false if bias.rank() == 2 => Shape::new(&[0, 0]),
        false => Shape::new(&[0]),
    };
    let kernel = Shape::new(&[features, gates.saturating_mul(units)]);
    let recurrent = Shape::new(&[units, gates.saturating_mul(units)]);
    Ok(Facts::output(output)
        .param(0, kernel)
        .param(1, recurrent)
        .param(2, bias)
        .macs((steps as u64).saturating_mul(kernel.len().saturating_add(recurrent.len()) as u64)))
}

/// `many` times `len`, and `more` beside it, as far as numbers go: what does not fit in memory is refused elsewhere.
pub const fn memory(many: usize, len: usize, more: usize) -> usize {
    many.saturating_mul(len).saturating_add(more)
}

/// Room for what is dropped of states: which of a sample's they are, and `many` states without them.
pub const fn dropped(steps: &Steps, many: usize) -> usize {
    if steps.rate > 0.0 { memory(memory(many, 1, 1), steps.units, 0) } else { 0 }
}
