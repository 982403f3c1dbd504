//! `attention`: each query finds a mean of the values, weighted by how well it meets their keys: `softmax(Q · Kᵀ) · V` (Luong, Pham & Manning
//! 2015, the score `dot`), or with the score `Σ tanh(q + k)` (Bahdanau, Cho & Bengio 2015).

use super::attend::{self, Look, shapes};
use super::dropout::no_share;
use crate::layer::{KindName, SaveDef, Setting};
use crate::{Arg, ArgDef, ArgKind, Call, Facts, Initializer, Inputs, LayerDef, Mask, Masking, Message, ParamDef, Reject, Shape, Traits};

const USE_SCALE: usize = 0;
const SCORE_MODE: usize = 1;
const DROPOUT: usize = 2;
const CAUSAL: usize = 3;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "attention",
    keras: "Attention",
    doc: "for each step of the query a mean of the values, weighted by how well their keys meet it; the key is the value unless given",
    inputs: Inputs::Between(2, 3),
    accepts: &[KindName::Real],
    args: &[
        ArgDef::optional("use_scale", ArgKind::Bool, Arg::Bool(false), "whether scores are multiplied by a trained number"),
        ArgDef::optional(
            "score_mode",
            ArgKind::Word(&["dot", "concat"]),
            Arg::Word(0),
            "how a query is compared with a key: `dot`, their product, or `concat`, the sum of tanh(query + key)",
        ),
        attend::dropout(),
        attend::causal(),
    ],
    params: &[
        ParamDef::weight("scale", 1, Setting::Fixed(Initializer::Ones)),
        ParamDef::weight("concat_score_weight", 1, Setting::Fixed(Initializer::Ones)),
    ],
    saves: &[SaveDef { name: "weights", per_sample: true }],
    facts,
    traits: |_| {
        let masking = Masking::Reads(Mask::Kept);
        let mut traits = Traits { scratch: true, random: true, masking, ..Traits::PLAIN };
        traits.reads.inputs = true;
        traits.reads.params = true;
        traits
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Who sees whom.
    pub look: Look,
    /// Numbers of a query, and of a key.
    pub depth: usize,
    /// Numbers of a value.
    pub width: usize,
    /// Whether scores are sums of tanh rather than products.
    pub concat: bool,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let [query, value, _] = shapes(call);
    Geometry {
        look: attend::look(call, DROPOUT, CAUSAL),
        depth: query.last(),
        width: value.last(),
        concat: call.arg(SCORE_MODE).word() == 1,
    }
}

/// The rule: `[queries, depth]`, `[keys, width]` and `[keys, depth]` to `[queries, width]`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if let Some(reject) = no_share(call, DROPOUT) {
        return Err(reject);
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    if let Some(reject) = attend::refused(call, "`attention`") {
        return Err(reject);
    }
    let [query, value, key] = shapes(call);
    if query.dim(1) != key.dim(1) {
        let why = Message::of("`attention` compares queries with keys of the same length, got ").shape(&query);
        let why = why.text(" and ").shape(&key);
        let fix = "; `.dense(n)` brings both to the same, and `multi_head_attention` does so by itself";
        return Err(Reject::input(call.inputs.len() - 1, why.text(fix)));
    }
    let (queries, keys) = (query.dim(0), key.dim(0));
    let scores = queries.saturating_mul(keys);
    let concat = call.arg(SCORE_MODE).word() == 1;
    let (one, none) = (Shape::new(&[1]), Shape::new(&[0]));
    // Backward: gradients of scores, dropped weights, gradients of queries; a row of tanh for each key.
    let row = if concat { key.len() } else { 0 };
    let back = scores.saturating_mul(2).saturating_add(query.len()).saturating_add(row);
    Ok(Facts::output(Shape::new(&[queries, value.dim(1)]))
        .param(0, if call.arg(USE_SCALE).bool() { one } else { none })
        .param(1, if concat { one } else { none })
        .save(0, scores)
        .scratch(scores.saturating_mul(2).saturating_add(row), back)
        .macs((scores as u64).saturating_mul(key.dim(1).saturating_add(value.dim(1)) as u64)))
}
