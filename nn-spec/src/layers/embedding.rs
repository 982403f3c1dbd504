//! `embedding`: each index becomes a row of a trained table.

use crate::layer::{KindName, Setting};
use crate::{ArgDef, ArgKind, Call, Facts, Initializer, Inputs, Kind, LayerDef, MAX_RANK, Message, ParamDef, Reject, Shape, Time, Traits};

const OUTPUT_DIM: usize = 0;
const EMBEDDINGS: usize = 1;

/// The declaration. Keras' `input_dim` is the bound of the indices, which the input's type already says.
pub const DEF: LayerDef = LayerDef {
    keyword: "embedding",
    keras: "Embedding",
    doc: "each index becomes a row of `output_dim` numbers from a trained table",
    inputs: Inputs::One,
    accepts: &[KindName::Indices],
    args: &[
        ArgDef::required("output_dim", ArgKind::Size, "how many numbers stand for an index"),
        ArgDef::initializer("embeddings_initializer", Initializer::UNIFORM),
        ArgDef::regularizer("embeddings_regularizer"),
        ArgDef::constraint("embeddings_constraint"),
    ],
    params: &[ParamDef::weight("embeddings", 2, Setting::Arg(EMBEDDINGS)).ruled(EMBEDDINGS + 1, EMBEDDINGS + 2)],
    saves: &[],
    facts,
    traits: |_| {
        let mut traits = Traits { time: Time::EachStep, ..Traits::PLAIN };
        traits.reads.inputs = true;
        traits
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Numbers that stand for an index.
    pub output_dim: usize,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    Geometry { output_dim: call.arg(OUTPUT_DIM).size() }
}

/// The rule: `[…] → […, output_dim]`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let output_dim = call.arg(OUTPUT_DIM).size();
    if output_dim == 0 {
        return Err(Reject::arg(OUTPUT_DIM, Message::of("`output_dim` must be at least 1, got 0")));
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let below = match call.inputs[0].kind {
        Kind::Indices { below } => below,
        _ => 0,
    };
    if below == 0 {
        let why = Message::of("`embedding` needs integers below a bound of at least 1; declare the input as `Indices<20_000, 80>`");
        return Err(Reject::input(0, why));
    }
    let shape = call.shape(0);
    if shape.rank() == MAX_RANK {
        let why = Message::of("`embedding` adds an axis, but ").shape(&shape).text(" has already as many as there may be, ");
        return Err(Reject::input(0, why.number(MAX_RANK)));
    }
    Ok(Facts::output(shape.push(output_dim)).param(0, Shape::new(&[below, output_dim])))
}
