//! `layer_norm`: `gamma · (x − mean) / √(variance + epsilon) + beta`, mean and variance being those of the sample's own row
//! (Ba, Kiros & Hinton 2016).

use super::rules;
use crate::layer::{KindName, SaveDef, Setting};
use crate::{Arg, ArgDef, ArgKind, Call, Facts, Initializer, Inputs, LayerDef, ParamDef, Reject, Shape, Time, Traits};

const AXIS: usize = 0;
const EPSILON: usize = 1;
const CENTER: usize = 2;
const SCALE: usize = 3;
const BETA: usize = 4;
const GAMMA: usize = 5;
const BETA_REGULARIZER: usize = 6;
const GAMMA_REGULARIZER: usize = 7;
const BETA_CONSTRAINT: usize = 8;
const GAMMA_CONSTRAINT: usize = 9;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "layer_norm",
    keras: "LayerNormalization",
    doc: "brings each row, over the last axis, to mean 0 and variance 1, then to `gamma · x + beta`",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[
        ArgDef::optional("axis", ArgKind::Int, Arg::Int(-1), "over which axis: the last"),
        ArgDef::optional("epsilon", ArgKind::Number, Arg::Number(1e-3), "added to the variance, against division by zero"),
        ArgDef::optional("center", ArgKind::Bool, Arg::Bool(true), "whether `beta` is added"),
        ArgDef::optional("scale", ArgKind::Bool, Arg::Bool(true), "whether `gamma` multiplies"),
        ArgDef::initializer("beta_initializer", Initializer::Zeros),
        ArgDef::initializer("gamma_initializer", Initializer::Ones),
        ArgDef::regularizer("beta_regularizer"),
        ArgDef::regularizer("gamma_regularizer"),
        ArgDef::constraint("beta_constraint"),
        ArgDef::constraint("gamma_constraint"),
    ],
    params: &[
        ParamDef::weight("gamma", 1, Setting::Arg(GAMMA)).ruled(GAMMA_REGULARIZER, GAMMA_CONSTRAINT),
        ParamDef::weight("beta", 1, Setting::Arg(BETA)).ruled(BETA_REGULARIZER, BETA_CONSTRAINT),
    ],
    saves: &[SaveDef { name: "mean", per_sample: true }, SaveDef { name: "rstd", per_sample: true }],
    facts,
    traits: |_| {
        let mut traits = Traits { time: Time::EachStep, ..Traits::PLAIN };
        traits.reads.inputs = true;
        traits.reads.params = true;
        traits
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The length of a row.
    pub channels: usize,
    /// Added to the variance.
    pub epsilon: f64,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    Geometry { channels: call.shape(0).last(), epsilon: call.arg(EPSILON).number() }
}

/// The rule: any shape stays what it is.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if let Some(reject) = rules::not_negative(call, EPSILON, "`epsilon`") {
        return Err(reject);
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let instead = "`flatten` before and `reshape` behind, both free, make it work over all axes";
    if let Some(reject) = rules::over_last_axis(call, AXIS, "`layer_norm`", instead) {
        return Err(reject);
    }
    let shape = call.shape(0);
    let channels = Shape::new(&[shape.last()]);
    let none = Shape::new(&[0]);
    Ok(Facts::output(shape)
        .param(0, if call.arg(SCALE).bool() { channels } else { none })
        .param(1, if call.arg(CENTER).bool() { channels } else { none })
        .save(0, shape.rows())
        .save(1, shape.rows())
        .macs(shape.len() as u64))
}
