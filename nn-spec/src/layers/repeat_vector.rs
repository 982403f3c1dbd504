//! `repeat_vector`: a vector at each step of a sequence.

use crate::layer::KindName;
use crate::{ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, Message, Reject, Shape, Traits};

const N: usize = 0;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "repeat_vector",
    keras: "RepeatVector",
    doc: "a vector `n` times: what a decoder is given at each step",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[ArgDef::required("n", ArgKind::Size, "how many times")],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits::PLAIN,
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// How many times.
    pub times: usize,
    /// The vector's length.
    pub len: usize,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    Geometry { times: call.arg(N).size(), len: call.shape(0).len() }
}

/// The rule: `[features]` to `[n, features]`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let n = call.arg(N).size();
    if n == 0 {
        return Err(Reject::arg(N, Message::of("`repeat_vector` needs `n` of at least 1")));
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let shape = call.shape(0);
    if shape.rank() != 1 {
        let why = Message::of("`repeat_vector` needs a vector, [features], but got ").shape(&shape);
        return Err(Reject::input(0, why.text(": `flatten` makes one of it, and a recurrent layer without `return_sequences`")));
    }
    Ok(Facts::output(Shape::new(&[n, shape.dim(0)])))
}
