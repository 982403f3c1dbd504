//! `concat`: its inputs one behind the other along an axis.

use super::rules;
use crate::layer::KindName;
use crate::{Arg, ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, Masking, Message, Reject, Time, Traits, Why};

/// The most values that are joined at once: their sizes are part of the geometry.
pub const MAX_JOINED: usize = 16;

const AXIS: usize = 0;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "concat",
    keras: "Concatenate",
    doc: "its inputs one behind the other along `axis`",
    inputs: Inputs::Many,
    accepts: &[KindName::Real],
    args: &[ArgDef::optional("axis", ArgKind::Int, Arg::Int(-1), "along which axis; 0 is the batch, -1 the last")],
    params: &[],
    saves: &[],
    facts,
    traits: |args| {
        let axis = args.get(AXIS).map_or(0, Arg::int);
        // Axes counted from behind may be time, all but the last.
        let time = if axis == -1 || axis > 1 { Time::EachStep } else { Time::Whole(Why::Lengthened) };
        let masking = match args.first().map_or(-1, Arg::int) {
            -1 | 2.. => Masking::Passes,
            _ => Masking::Refused("over features it is `axis = -1`, the default"),
        };
        Traits { time, masking, ..Traits::PLAIN }
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// How many times a sample goes round all inputs: the product of the axes before the joined one.
    pub outer: usize,
    /// What each input gives in a round: its size on the joined axis times the axes behind. 0 beyond the last input.
    pub runs: [usize; MAX_JOINED],
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let first = call.shape(0);
    let at = match first.axis(call.arg(AXIS).int()) {
        Some(at) => at,
        None => 0,
    };
    let mut runs = [0; MAX_JOINED];
    let mut i = 0;
    while i < call.inputs.len() && i < MAX_JOINED {
        let shape = call.shape(i);
        runs[i] = shape.len_of(at, shape.rank());
        i += 1;
    }
    Geometry { outer: first.len_of(0, at), runs }
}

/// The rule: equal sizes on every other axis; those on the joined axis add up.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    if call.inputs.len() > MAX_JOINED {
        let why = Message::of("`concat` joins at most ").number(MAX_JOINED).text(" values at once, got ");
        let why = why.number(call.inputs.len()).text("; join some of them first, then the results");
        return Err(Reject::layer(why));
    }
    let first = call.shape(0);
    if first.rank() == 0 {
        return Err(rules::no_axis("`concat`"));
    }
    let at = match rules::axis(&first, call.arg(AXIS).int(), AXIS, "`concat`") {
        Ok(at) => at,
        Err(reject) => return Err(reject),
    };
    let mut joined = first.dim(at);
    let mut i = 1;
    while i < call.inputs.len() {
        let shape = call.shape(i);
        if !first.same(&shape.with(at, first.dim(at))) {
            let needs = if shape.rank() != first.rank() { " needs equal ranks" } else { " needs equal sizes on every other axis" };
            let why = Message::of("`concat`").text(needs).text(", got ").shape(&first).text(" and ").shape(&shape);
            let last = at + 1 == first.rank();
            return Err(Reject::layer(if last { rules::until_they_meet(why, &first, &shape) } else { why }));
        }
        joined = joined.saturating_add(shape.dim(at));
        i += 1;
    }
    Ok(Facts::output(first.with(at, joined)).joined(first.len_of(0, at) == 1))
}
