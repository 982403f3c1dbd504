//! `group_norm`: as `layer_norm`, mean and variance being those of a group of channels over all places of the sample
//! (Wu & He 2018).

use super::rules;
use crate::layer::{KindName, SaveDef, Setting};
use crate::{Masking, Arg, ArgDef, ArgKind, Call, Facts, Initializer, Inputs, LayerDef, Message, ParamDef, Reject, Shape, Traits};

const GROUPS: usize = 0;
const AXIS: usize = 1;
const EPSILON: usize = 2;
const CENTER: usize = 3;
const SCALE: usize = 4;
const BETA: usize = 5;
const GAMMA: usize = 6;
const BETA_REGULARIZER: usize = 7;
const GAMMA_REGULARIZER: usize = 8;
const BETA_CONSTRAINT: usize = 9;
const GAMMA_CONSTRAINT: usize = 10;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "group_norm",
    keras: "GroupNormalization",
    doc: "brings each group of channels of a sample to mean 0 and variance 1, then to `gamma · x + beta`",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[
        ArgDef::optional(
            "groups",
            ArgKind::Int,
            Arg::Int(32),
            "into how many groups the channels fall; -1 for as many as there are channels (instance normalisation)",
        ),
        ArgDef::optional("axis", ArgKind::Int, Arg::Int(-1), "which axis holds the channels: the last"),
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
        let mut traits = Traits { scratch: true, masking: Masking::Refused("`layer_norm()` normalises each step by itself"), ..Traits::PLAIN };
        traits.reads.inputs = true;
        traits.reads.params = true;
        traits
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Places of a sample.
    pub rows: usize,
    /// Channels of each place.
    pub channels: usize,
    /// Groups of channels.
    pub groups: usize,
    /// Added to the variance.
    pub epsilon: f64,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let shape = call.shape(0);
    let groups = call.arg(GROUPS).int();
    Geometry {
        rows: shape.rows(),
        channels: shape.last(),
        groups: if groups < 0 { shape.last() } else { groups as usize },
        epsilon: call.arg(EPSILON).number(),
    }
}

/// The rule: any shape stays what it is.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let groups = call.arg(GROUPS).int();
    if groups == 0 || groups < -1 {
        let why = Message::of("`groups` must be at least 1, or -1 for as many as there are channels, got ");
        return Err(Reject::arg(GROUPS, why.integer(groups)));
    }
    if let Some(reject) = rules::not_negative(call, EPSILON, "`epsilon`") {
        return Err(reject);
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let instead = "`permute` brings the channels there";
    if let Some(reject) = rules::over_last_axis(call, AXIS, "`group_norm`", instead) {
        return Err(reject);
    }
    let shape = call.shape(0);
    let g = geometry(call);
    if g.groups == 0 || !g.channels.is_multiple_of(g.groups) {
        let why = Message::of("`group_norm` cannot cut the ").number(g.channels).text(" channels of ").shape(&shape);
        let why = why.text(" into ").number(g.groups).text(" equal groups; ");
        let fits = rules::nearest_divisor(g.channels, g.groups);
        return Err(Reject::arg(GROUPS, why.text("`groups = ").number(fits).text("` would divide them")));
    }
    let channels = Shape::new(&[shape.last()]);
    let none = Shape::new(&[0]);
    Ok(Facts::output(shape)
        .param(0, if call.arg(SCALE).bool() { channels } else { none })
        .param(1, if call.arg(CENTER).bool() { channels } else { none })
        .save(0, g.groups)
        .save(1, g.groups)
        .scratch(g.channels.saturating_mul(2), g.channels.saturating_mul(4))
        .macs(shape.len() as u64))
}
