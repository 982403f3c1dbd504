//! `multi_head_attention`: several attentions side by side, each in a small space of its own (Vaswani et al. 2017, section 3.2.2).

use super::attend::{self, Look, shapes};
use super::dropout::no_share;
use crate::layer::{KindName, SaveDef, Setting};
use crate::{Arg, ArgDef, ArgKind, Call, Facts, Initializer, Inputs, LayerDef, Mask, Masking, Message, ParamDef, Reject, Shape, Traits};

const NUM_HEADS: usize = 0;
const KEY_DIM: usize = 1;
const VALUE_DIM: usize = 2;
const DROPOUT: usize = 3;
const USE_BIAS: usize = 4;
const OUTPUT_SHAPE: usize = 5;
const CAUSAL: usize = 6;
const KERNEL: usize = 7;
const BIAS: usize = 8;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "multi_head_attention",
    keras: "MultiHeadAttention",
    doc: "attention in several small spaces at once: of a sequence to itself, or `multi_head_attention(query, value, …)` to another",
    inputs: Inputs::Between(1, 3),
    accepts: &[KindName::Real],
    args: &[
        ArgDef::required("num_heads", ArgKind::Size, "how many attentions stand side by side"),
        ArgDef::required("key_dim", ArgKind::Size, "numbers of a query and of a key in each of them"),
        ArgDef::optional("value_dim", ArgKind::Size, Arg::None, "numbers of a value in each of them; `key_dim` by default"),
        attend::dropout(),
        ArgDef::optional("use_bias", ArgKind::Bool, Arg::Bool(true), "whether biases are added"),
        ArgDef::optional("output_shape", ArgKind::Size, Arg::None, "numbers of a step of the output; the query's by default"),
        attend::causal(),
        ArgDef::initializer("kernel_initializer", Initializer::GLOROT_UNIFORM),
        ArgDef::initializer("bias_initializer", Initializer::Zeros),
        ArgDef::regularizer("kernel_regularizer"),
        ArgDef::regularizer("bias_regularizer"),
        ArgDef::constraint("kernel_constraint"),
        ArgDef::constraint("bias_constraint"),
    ],
    params: &[
        kernel("query_kernel"),
        bias("query_bias", 2),
        kernel("key_kernel"),
        bias("key_bias", 2),
        kernel("value_kernel"),
        bias("value_bias", 2),
        kernel("attention_output_kernel"),
        bias("attention_output_bias", 1),
    ],
    saves: &[
        SaveDef { name: "projections", per_sample: true },
        SaveDef { name: "weights", per_sample: true },
        SaveDef { name: "heads", per_sample: true },
    ],
    facts,
    traits: |_| {
        let masking = Masking::Reads(Mask::Kept);
        let mut traits = Traits { scratch: true, random: true, masking, ..Traits::PLAIN };
        traits.reads.inputs = true;
        traits.reads.params = true;
        traits
    },
};

const fn kernel(name: &'static str) -> ParamDef {
    ParamDef::weight(name, 3, Setting::Arg(KERNEL)).ruled(KERNEL + 2, KERNEL + 4)
}

const fn bias(name: &'static str, rank: usize) -> ParamDef {
    ParamDef::weight(name, rank, Setting::Arg(BIAS)).ruled(BIAS + 2, BIAS + 4)
}

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Who sees whom.
    pub look: Look,
    /// How many heads there are.
    pub heads: usize,
    /// Numbers of a query and of a key in a head.
    pub key_dim: usize,
    /// Numbers of a value in a head.
    pub value_dim: usize,
    /// Numbers of a step of the query.
    pub query_features: usize,
    /// Numbers of a step of the key.
    pub key_features: usize,
    /// Numbers of a step of the value.
    pub value_features: usize,
    /// Numbers of a step of the output.
    pub output_features: usize,
}

impl Geometry {
    /// Numbers of all heads' queries of a sample, of their keys, and of their values.
    pub const fn projected(&self) -> [usize; 3] {
        let (keys, values) = (self.heads.saturating_mul(self.key_dim), self.heads.saturating_mul(self.value_dim));
        [
            self.look.queries.saturating_mul(keys),
            self.look.keys.saturating_mul(keys),
            self.look.keys.saturating_mul(values),
        ]
    }

    /// Numbers of what a sample's heads found.
    pub const fn found(&self) -> usize {
        self.look.queries.saturating_mul(self.heads).saturating_mul(self.value_dim)
    }

    /// Scores of a head of a sample.
    pub const fn scores(&self) -> usize {
        self.look.queries.saturating_mul(self.look.keys)
    }
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let [query, value, key] = shapes(call);
    let key_dim = call.arg(KEY_DIM).size();
    Geometry {
        look: attend::look(call, DROPOUT, CAUSAL),
        heads: call.arg(NUM_HEADS).size(),
        key_dim,
        value_dim: size_or(call.arg(VALUE_DIM), key_dim),
        query_features: query.last(),
        key_features: key.last(),
        value_features: value.last(),
        output_features: size_or(call.arg(OUTPUT_SHAPE), query.last()),
    }
}

const fn size_or(arg: Arg, default: usize) -> usize {
    match arg {
        Arg::None => default,
        arg => arg.size(),
    }
}

/// The rule: `[queries, …]`, `[keys, …]` and `[keys, …]` to `[queries, output_shape]`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let mut i = 0;
    let sizes = [(NUM_HEADS, "`num_heads`"), (KEY_DIM, "`key_dim`"), (VALUE_DIM, "`value_dim`"), (OUTPUT_SHAPE, "`output_shape`")];
    while i < sizes.len() {
        let (site, name) = sizes[i];
        if !matches!(call.arg(site), Arg::None) && call.arg(site).size() == 0 {
            return Err(Reject::arg(site, Message::of(name).text(" must be at least 1, got 0")));
        }
        i += 1;
    }
    if let Some(reject) = no_share(call, DROPOUT) {
        return Err(reject);
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    if let Some(reject) = attend::refused(call, "`multi_head_attention`") {
        return Err(reject);
    }
    let g = geometry(call);
    let (keys, values) = (Shape::new(&[g.heads, g.key_dim]), Shape::new(&[g.heads, g.value_dim]));
    let biased = call.arg(USE_BIAS).bool();
    let (none, none_of_head) = (Shape::new(&[0]), Shape::new(&[0, 0]));
    let [queries, of_keys, of_values] = g.projected();
    let projections = queries.saturating_add(of_keys).saturating_add(of_values);
    let (found, scores) = (g.found(), g.scores());
    let macs = (projections_cost(&g) as u64)
        .saturating_add((scores.saturating_mul(g.heads) as u64).saturating_mul(g.key_dim.saturating_add(g.value_dim) as u64))
        .saturating_add((found as u64).saturating_mul(g.output_features as u64));
    let alone = projections.saturating_add(found).saturating_add(scores.saturating_mul(2));
    Ok(Facts::output(Shape::new(&[g.look.queries, g.output_features]))
        .param(0, Shape::new(&[g.query_features, g.heads, g.key_dim]))
        .param(1, if biased { keys } else { none_of_head })
        .param(2, Shape::new(&[g.key_features, g.heads, g.key_dim]))
        .param(3, if biased { keys } else { none_of_head })
        .param(4, Shape::new(&[g.value_features, g.heads, g.value_dim]))
        .param(5, if biased { values } else { none_of_head })
        .param(6, Shape::new(&[g.heads, g.value_dim, g.output_features]))
        .param(7, if biased { Shape::new(&[g.output_features]) } else { none })
        .save(0, projections)
        .save(1, scores.saturating_mul(g.heads))
        .save(2, found)
        .scratch(alone, alone)
        .macs(macs))
}

/// Multiplications of the projections of queries, keys and values.
const fn projections_cost(g: &Geometry) -> usize {
    let [queries, keys, values] = g.projected();
    let cost = queries.saturating_mul(g.query_features).saturating_add(keys.saturating_mul(g.key_features));
    cost.saturating_add(values.saturating_mul(g.value_features))
}
