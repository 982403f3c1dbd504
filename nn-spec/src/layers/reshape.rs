//! `reshape`: the same values under another shape. Costs nothing.

use crate::layer::KindName;
use crate::{Masking, ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, MAX_RANK, Message, Reject, Shape, Traits};

const TARGET_SHAPE: usize = 0;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "reshape",
    keras: "Reshape",
    doc: "the same values under another shape, of which one size may be -1: what is left; free",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[ArgDef::required("target_shape", ArgKind::List, "the new sizes").variadic()],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits { view: true, masking: Masking::Refused("within each step it is `.time_distributed(reshape(…))`"), ..Traits::PLAIN },
};

/// The rule: as many values as before; a -1 stands for as many as are left.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let target = call.arg(TARGET_SHAPE).list();
    if target.is_empty() {
        let why = Message::of("`reshape` needs one to ").number(MAX_RANK).text(" sizes, such as `reshape(4, 8)`");
        return Err(Reject::arg(TARGET_SHAPE, why));
    }
    let (mut i, mut inferred, mut known) = (0, None, 1usize);
    while i < target.len() {
        match target.get(i) {
            -1 if inferred.is_none() => inferred = Some(i),
            -1 => {
                let why = Message::of("`reshape` can work out only one size, but -1 stands twice");
                return Err(Reject::arg(TARGET_SHAPE, why));
            }
            size if size > 0 => known = known.saturating_mul(size as usize),
            size => {
                let why = Message::of("`reshape` needs sizes of at least 1, or -1 for what is left, got ").integer(size);
                return Err(Reject::arg(TARGET_SHAPE, why));
            }
        }
        i += 1;
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let shape = call.shape(0);
    let (from, left) = (shape.len(), shape.len() / known);
    let mut output = Shape::new(&[]);
    i = 0;
    while i < target.len() {
        output = output.push(if target.get(i) == -1 { left } else { target.get(i) as usize });
        i += 1;
    }
    if left > 0 && output.len() == from {
        return Ok(Facts::output(output));
    }
    let why = Message::of("`reshape` keeps the number of values: ").shape(&shape).text(" holds ").number(from);
    let why = match inferred {
        Some(_) => why.text(", which is no multiple of ").number(known).text(", the product of the sizes given"),
        None => why.text(", ").shape(&output).text(" would hold ").number(known).text("; one size may be -1 for what is left"),
    };
    Err(Reject::arg(TARGET_SHAPE, why))
}
