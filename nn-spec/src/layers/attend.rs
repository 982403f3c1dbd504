//! What layers that look things up have in common: queries, the keys they are compared with, and the values that are found there
//! (Vaswani et al. 2017, section 3.2).

use crate::{Arg, ArgDef, ArgKind, Call, Message, Reject, Shape};

/// What all of their kernels need to know.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// How many queries there are.
    pub queries: usize,
    /// How many keys, which is how many values.
    pub keys: usize,
    /// Whether a query sees only the keys up to its own step.
    pub causal: bool,
    /// The share of the weights that is dropped while training.
    pub rate: f64,
    /// Weights of a sample or a head: as many as there are where no step is padding.
    pub weights: usize,
}

/// The argument `dropout`.
pub const fn dropout() -> ArgDef {
    ArgDef::optional(
        "dropout",
        ArgKind::Number,
        Arg::Number(0.0),
        "the share of the weights that is dropped while training",
    )
}

/// The argument `use_causal_mask`.
pub const fn causal() -> ArgDef {
    let doc = "whether each step sees only the steps up to itself: what is to come stays unknown";
    ArgDef::optional("use_causal_mask", ArgKind::Bool, Arg::Bool(false), doc)
}

/// The query, the value and the key of a call: the value is the query where it is not given, the key the value.
pub const fn shapes(call: &Call) -> [Shape; 3] {
    let query = call.shape(0);
    let value = if call.inputs.len() > 1 { call.shape(1) } else { query };
    let key = if call.inputs.len() > 2 { call.shape(2) } else { value };
    [query, value, key]
}

/// The look of a call that was accepted; `dropout` and `causal` are the places of these arguments.
pub const fn look(call: &Call, dropout: usize, causal: usize) -> Look {
    let [query, _, key] = shapes(call);
    let (queries, keys) = (query.dim(0), key.dim(0));
    let (causal, rate) = (call.arg(causal).bool(), call.arg(dropout).number());
    Look { queries, keys, causal, rate, weights: queries.saturating_mul(keys) }
}

/// Why the inputs cannot be query, value and key of `layer`. `None` when they can.
pub const fn refused(call: &Call, layer: &'static str) -> Option<Reject> {
    let mut i = 0;
    while i < call.inputs.len() {
        let shape = call.shape(i);
        if shape.rank() != 2 {
            let why =
                Message::of(layer).text(" needs [steps, features] for the ").text(NAMES[if i < 3 { i } else { 2 }]);
            let why = why.text(", got ").shape(&shape);
            let why = match shape.rank() {
                0 => why,
                1 => why.text("; a recurrent layer before it returns every step with `return_sequences = true`"),
                _ => why.text("; `.reshape(steps, -1)` joins what belongs to a step"),
            };
            return Some(Reject::input(i, why));
        }
        i += 1;
    }
    let [_, value, key] = shapes(call);
    if value.dim(0) != key.dim(0) {
        let why = Message::of(layer).text(" needs a key for each value, got ").number(key.dim(0)).text(" keys, ");
        let why = why.shape(&key).text(", and ").number(value.dim(0)).text(" values, ").shape(&value);
        return Some(Reject::input(2, why.text("; the order is query, value, key")));
    }
    None
}

const NAMES: [&str; 3] = ["query", "value", "key"];
