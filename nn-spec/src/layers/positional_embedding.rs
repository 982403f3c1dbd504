//! `positional_embedding`: a trained row for each step, added to it, so that what has no order of its own learns where it is (Gehring et al.
//! 2017; Vaswani et al. 2017, section 3.5).

use crate::layer::{KindName, Setting};
use crate::{ArgDef, Call, Facts, Initializer, Inputs, LayerDef, Masking, Message, ParamDef, Reject, Traits};

const EMBEDDINGS: usize = 0;

/// The declaration. Keras-Hub's layer returns the rows; here they are added to the input, which is what is done with them.
pub const DEF: LayerDef = LayerDef {
    keyword: "positional_embedding",
    keras: "PositionEmbedding",
    doc: "adds a trained row to each step, so that attention knows where it is",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[
        ArgDef::initializer("embeddings_initializer", Initializer::GLOROT_UNIFORM),
        ArgDef::regularizer("embeddings_regularizer"),
        ArgDef::constraint("embeddings_constraint"),
    ],
    params: &[ParamDef::weight("embeddings", 2, Setting::Arg(EMBEDDINGS)).ruled(EMBEDDINGS + 1, EMBEDDINGS + 2)],
    saves: &[],
    facts,
    traits: |_| Traits { in_place: true, masking: Masking::Passes, ..Traits::PLAIN },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Numbers of all rows.
    pub len: usize,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    Geometry { len: call.shape(0).len() }
}

/// The rule: `[steps, features]` stays what it is.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let shape = call.shape(0);
    if shape.rank() != 2 {
        let why = Message::of("`positional_embedding` needs [steps, features], got ").shape(&shape);
        return Err(Reject::input(0, if shape.rank() > 2 { why.text("; `.reshape(steps, -1)` joins what belongs to a step") } else { why }));
    }
    Ok(Facts::output(shape).param(0, shape).macs(shape.len() as u64))
}
