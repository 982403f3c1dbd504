//! `permute`: the axes in another order.

use crate::layer::KindName;
use crate::{Masking, ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, MAX_RANK, Message, Reject, Shape, Traits};

const DIMS: usize = 0;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "permute",
    keras: "Permute",
    doc: "the axes in another order; as in Keras the first is 1, so `permute(2, 1)` transposes a matrix",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[ArgDef::required("dims", ArgKind::List, "which axis of the input becomes the first, the second …").variadic()],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits { masking: Masking::Refused("within each step it is `.time_distributed(permute(…))`"), ..Traits::PLAIN },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The output's sizes, 1 in front of the first.
    pub dims: [usize; MAX_RANK],
    /// For each axis of the output: how far a step along it goes in the input.
    pub strides: [usize; MAX_RANK],
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let (shape, order) = (call.shape(0), call.arg(DIMS).list());
    let rank = shape.rank();
    let (mut dims, mut strides) = ([1; MAX_RANK], [0; MAX_RANK]);
    let mut i = 0;
    while i < rank {
        let from = match shape.axis(order.get(i)) {
            Some(from) => from,
            None => 0,
        };
        dims[MAX_RANK - rank + i] = shape.dim(from);
        strides[MAX_RANK - rank + i] = shape.len_of(from + 1, rank);
        i += 1;
    }
    Geometry { dims, strides }
}

/// The rule: every axis once.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let (shape, order) = (call.shape(0), call.arg(DIMS).list());
    let rank = shape.rank();
    if order.len() != rank || rank == 0 {
        let why = Message::of("`permute` needs the place of each axis: ").shape(&shape).text(" has ").number(rank);
        return Err(Reject::arg(DIMS, why.text(", `dims` has ").number(order.len())));
    }
    let (mut i, mut seen, mut output) = (0, [false; MAX_RANK], Shape::new(&[]));
    while i < rank {
        let axis = order.get(i);
        if axis < 1 || axis > rank as i64 {
            let why = Message::of("`permute` got axis ").integer(axis).text(", but ").shape(&shape).text(" has the axes 1 to ");
            return Err(Reject::arg(DIMS, why.number(rank).text("; as in Keras the batch, 0, stays in front")));
        }
        let from = (axis - 1) as usize;
        if seen[from] {
            let why = Message::of("`permute` needs every axis once, but axis ").integer(axis).text(" stands twice");
            return Err(Reject::arg(DIMS, why));
        }
        seen[from] = true;
        output = output.push(shape.dim(from));
        i += 1;
    }
    Ok(Facts::output(output))
}
