//! `dot`: scalar products of two values along an axis of each; `[k] · [k] → [1]`, `[m, k] · [n, k] → [m, n]`.

use super::rules;
use crate::layer::{KindName, SaveDef};
use crate::{Arg, ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, MAX_RANK, Message, Reject, Shape, Traits};

const AXES: usize = 0;
const NORMALIZE: usize = 1;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "dot",
    keras: "Dot",
    doc: "scalar products along `axes`, one of each input; cosines with `normalize = true`",
    inputs: Inputs::Two,
    accepts: &[KindName::Real],
    args: &[
        ArgDef::required("axes", ArgKind::List, "the axis of both inputs, or of each: `(2, 1)`; 0 is the batch, -1 the last"),
        ArgDef::optional("normalize", ArgKind::Bool, Arg::Bool(false), "whether vectors are brought to length 1 first"),
    ],
    params: &[],
    saves: &[SaveDef { name: "scale_a", per_sample: true }, SaveDef { name: "scale_b", per_sample: true }],
    facts,
    traits: |_| {
        let mut traits = Traits::PLAIN;
        traits.reads.inputs = true;
        traits
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The first input.
    pub a: Operand,
    /// The second.
    pub b: Operand,
    /// The length of the vectors that are multiplied.
    pub depth: usize,
    /// Whether vectors are brought to length 1 first.
    pub normalize: bool,
}

/// An input of the product: `[outer, depth, inner]`, whose vectors are its columns for each `outer`.
#[derive(Clone, Copy, Debug)]
pub struct Operand {
    /// The product of the axes before the multiplied one.
    pub outer: usize,
    /// The product of the axes behind it.
    pub inner: usize,
}

impl Operand {
    const fn new(shape: &Shape, at: usize) -> Operand {
        Operand { outer: shape.len_of(0, at), inner: shape.len_of(at + 1, shape.rank()) }
    }

    /// Vectors of a sample.
    pub const fn vectors(&self) -> usize {
        self.outer.saturating_mul(self.inner)
    }
}

/// The multiplied axis of input `i`.
const fn axis(call: &Call, i: usize) -> Result<usize, Reject> {
    rules::axis(&call.shape(i), call.arg(AXES).list().get(i), AXES, "`dot`")
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let (a, b) = match (axis(call, 0), axis(call, 1)) {
        (Ok(a), Ok(b)) => (a, b),
        _ => (0, 0),
    };
    Geometry {
        a: Operand::new(&call.shape(0), a),
        b: Operand::new(&call.shape(1), b),
        depth: call.shape(0).dim(a),
        normalize: call.arg(NORMALIZE).bool(),
    }
}

/// The rule: equal sizes on the multiplied axes; the output has all other axes of the first, then those of the second.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let axes = call.arg(AXES).list();
    if axes.len() != 1 && axes.len() != 2 {
        let why = Message::of("`axes` is one axis for both inputs, or one for each, such as `axes = (2, 1)`, got ");
        return Err(Reject::arg(AXES, why.number(axes.len()).text(" of them")));
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let (a, b) = (call.shape(0), call.shape(1));
    if a.rank() == 0 || b.rank() == 0 {
        return Err(rules::no_axis("`dot`"));
    }
    let (at, bt) = match (axis(call, 0), axis(call, 1)) {
        (Ok(at), Ok(bt)) => (at, bt),
        (Err(reject), _) | (_, Err(reject)) => return Err(reject),
    };
    if a.dim(at) != b.dim(bt) {
        let why = Message::of("`dot` needs equal sizes on the multiplied axes, got ").number(a.dim(at)).text(" of ").shape(&a);
        let why = why.text(" and ").number(b.dim(bt)).text(" of ").shape(&b);
        return Err(Reject::arg(AXES, why));
    }
    if a.rank() + b.rank() - 2 > MAX_RANK {
        let why = Message::of("`dot` of ").shape(&a).text(" and ").shape(&b).text(" has ").number(a.rank() + b.rank() - 2);
        return Err(Reject::layer(why.text(" axes; there may be at most ").number(MAX_RANK)));
    }
    let output = without(without(Shape::new(&[]), &a, at), &b, bt);
    let output = if output.rank() == 0 { Shape::new(&[1]) } else { output };
    let facts = Facts::output(output).macs((output.len() as u64).saturating_mul(a.dim(at) as u64));
    if !call.arg(NORMALIZE).bool() {
        return Ok(facts);
    }
    Ok(facts.save(0, Operand::new(&a, at).vectors()).save(1, Operand::new(&b, bt).vectors()))
}

/// `front` with all axes of `shape` but `left_out` behind.
const fn without(mut front: Shape, shape: &Shape, left_out: usize) -> Shape {
    let mut i = 0;
    while i < shape.rank() {
        if i != left_out {
            front = front.push(shape.dim(i));
        }
        i += 1;
    }
    front
}
