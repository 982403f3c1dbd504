//! `batch_norm`: `gamma · (x − mean) / √(variance + epsilon) + beta` for each channel, with the batch's mean and variance while
//! training and their moving averages at inference (Ioffe & Szegedy 2015).

use super::rules;
use crate::layer::{KindName, SaveDef, Setting};
use crate::{Arg, ArgDef, ArgKind, Call, Facts, Initializer, Inputs, LayerDef, Message, ParamDef, Reject, Shape, Time, Traits};

const AXIS: usize = 0;
const MOMENTUM: usize = 1;
const EPSILON: usize = 2;
const CENTER: usize = 3;
const SCALE: usize = 4;
const BETA: usize = 5;
const GAMMA: usize = 6;
const MOVING_MEAN: usize = 7;
const MOVING_VARIANCE: usize = 8;
const BETA_REGULARIZER: usize = 9;
const GAMMA_REGULARIZER: usize = 10;
const BETA_CONSTRAINT: usize = 11;
const GAMMA_CONSTRAINT: usize = 12;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "batch_norm",
    keras: "BatchNormalization",
    doc: "brings each channel to mean `beta` and standard deviation `gamma` over the batch; over moving averages at inference",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[
        ArgDef::optional("axis", ArgKind::Int, Arg::Int(-1), "the axis of the channels: the last"),
        ArgDef::optional("momentum", ArgKind::Number, Arg::Number(0.99), "the share of a moving average that stays in each step"),
        ArgDef::optional("epsilon", ArgKind::Number, Arg::Number(1e-3), "added to the variance, against division by zero"),
        ArgDef::optional("center", ArgKind::Bool, Arg::Bool(true), "whether `beta` is added"),
        ArgDef::optional("scale", ArgKind::Bool, Arg::Bool(true), "whether `gamma` multiplies"),
        ArgDef::initializer("beta_initializer", Initializer::Zeros),
        ArgDef::initializer("gamma_initializer", Initializer::Ones),
        ArgDef::initializer("moving_mean_initializer", Initializer::Zeros),
        ArgDef::initializer("moving_variance_initializer", Initializer::Ones),
        ArgDef::regularizer("beta_regularizer"),
        ArgDef::regularizer("gamma_regularizer"),
        ArgDef::constraint("beta_constraint"),
        ArgDef::constraint("gamma_constraint"),
    ],
    params: &[
        ParamDef::weight("gamma", 1, Setting::Arg(GAMMA)).ruled(GAMMA_REGULARIZER, GAMMA_CONSTRAINT),
        ParamDef::weight("beta", 1, Setting::Arg(BETA)).ruled(BETA_REGULARIZER, BETA_CONSTRAINT),
        ParamDef::moving("moving_mean", Setting::Arg(MOVING_MEAN), MOMENTUM),
        ParamDef::moving("moving_variance", Setting::Arg(MOVING_VARIANCE), MOMENTUM),
    ],
    saves: &[SaveDef { name: "mean", per_sample: false }, SaveDef { name: "variance", per_sample: false }],
    facts,
    traits: |_| {
        let mut traits = Traits { couples_batch: true, affine: true, time: Time::EachStep, ..Traits::PLAIN };
        traits.reads.inputs = true;
        traits.reads.params = true;
        traits
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Positions of a sample: each channel has as many values.
    pub rows: usize,
    /// Channels.
    pub channels: usize,
    /// Added to the variance.
    pub epsilon: f64,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let shape = call.shape(0);
    Geometry { rows: shape.rows(), channels: shape.last(), epsilon: call.arg(EPSILON).number() }
}

/// The rule: any shape stays what it is.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if let Some(reject) = rules::not_negative(call, EPSILON, "`epsilon`") {
        return Err(reject);
    }
    let momentum = call.arg(MOMENTUM).number();
    if !(momentum >= 0.0 && momentum <= 1.0) {
        let why = Message::of("`momentum` is the share of the moving averages that stays, from 0 to 1, got ").real(momentum);
        return Err(Reject::arg(MOMENTUM, why));
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    if let Some(reject) = rules::over_last_axis(call, AXIS, "`batch_norm`", "channels are the last axis here") {
        return Err(reject);
    }
    let shape = call.shape(0);
    let channels = Shape::new(&[shape.last()]);
    let none = Shape::new(&[0]);
    let sums = shape.last().saturating_mul(2);
    Ok(Facts::output(shape)
        .param(0, if call.arg(SCALE).bool() { channels } else { none })
        .param(1, if call.arg(CENTER).bool() { channels } else { none })
        .param(2, channels)
        .param(3, channels)
        .save(0, shape.last())
        .save(1, shape.last())
        .sync(sums, sums)
        .macs(shape.len() as u64))
}
