//! What is put around a value, or cut off it: what `zero_pad` and `crop` have in common.

use super::window::{self, MAX_SPACE};
use crate::{Arg, ArgDef, ArgKind, Call, Facts, List, Message, Reject, Shape, Traits};

const AMOUNT: usize = 0;

/// The argument of padding, `by` on each side by default.
pub const fn padding(by: i64) -> [ArgDef; 1] {
    let default = Arg::List(List::new(&[by]));
    [ArgDef::optional(
        "padding",
        ArgKind::Pairs,
        default,
        "zeros on each side: for all axes, for each, or before and behind",
    )]
}

/// The argument of cropping, `by` on each side by default.
pub const fn cropping(by: i64) -> [ArgDef; 1] {
    let default = Arg::List(List::new(&[by]));
    [ArgDef::optional(
        "cropping",
        ArgKind::Pairs,
        default,
        "places off each side: for all axes, for each, or before and behind",
    )]
}

/// What the compiler may do with it: backward reads nothing.
pub fn traits(_: &[Arg]) -> Traits {
    Traits::PLAIN
}

/// What the kernel needs to know: a small box within a large one.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The large box' places along each axis.
    pub large: [usize; MAX_SPACE],
    /// The small one's.
    pub small: [usize; MAX_SPACE],
    /// Places of the large box before the small one begins.
    pub before: [usize; MAX_SPACE],
    /// Channels.
    pub channels: usize,
}

/// Before and behind each axis.
type Sides = [(usize, usize); MAX_SPACE];

/// Argument `site`, called `name`: one number for all sides, one for each axis, or a pair for each axis.
pub const fn sides(call: &Call, rank: usize, site: usize, name: &str) -> Result<Sides, Reject> {
    let list = call.arg(site).list();
    let len = list.len();
    // Over one axis, two numbers are the pair.
    let paired = len == 2 * rank;
    if len != 1 && len != rank && !paired {
        let why = Message::of("`").text(name).text("` needs one number");
        let why = match rank {
            1 => why.text(", or a pair: `(before, behind)`"),
            _ => why.text(", one for each of the ").number(rank).text(" axes, or a pair for each"),
        };
        return Err(Reject::arg(site, why.text("; got ").number(len).text(" numbers")));
    }
    let mut sides = [(0, 0); MAX_SPACE];
    let mut i = 0;
    while i < rank {
        let (before, behind) = if paired { (list.get(2 * i), list.get(2 * i + 1)) } else { (list.get(i), list.get(i)) };
        if before < 0 || behind < 0 {
            let least = if before < behind { before } else { behind };
            let why = Message::of("`").text(name).text("` cannot be negative, got ").integer(least);
            return Err(Reject::arg(site, why));
        }
        sides[MAX_SPACE - rank + i] = (before as usize, behind as usize);
        i += 1;
    }
    Ok(sides)
}

/// The places along each axis, 1 where there is none.
const fn places(shape: &Shape, rank: usize) -> [usize; MAX_SPACE] {
    let mut places = [1; MAX_SPACE];
    let mut i = 0;
    while i < rank {
        places[MAX_SPACE - rank + i] = shape.dim(i);
        i += 1;
    }
    places
}

/// The rule of padding.
pub const fn pad_facts(call: &Call, rank: usize, layer: &'static str) -> Result<Facts, Reject> {
    let sides = match sides(call, rank, AMOUNT, "padding") {
        Ok(sides) => sides,
        Err(reject) => return Err(reject),
    };
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let mut shape = call.shape(0);
    if shape.rank() != rank + 1 {
        return Err(window::not_spatial(&shape, rank, layer));
    }
    let mut i = 0;
    while i < rank {
        let (before, behind) = sides[MAX_SPACE - rank + i];
        shape = shape.with(i, shape.dim(i).saturating_add(before).saturating_add(behind));
        i += 1;
    }
    Ok(Facts::output(shape))
}

/// The rule of cropping.
pub const fn crop_facts(call: &Call, rank: usize, layer: &'static str) -> Result<Facts, Reject> {
    let sides = match sides(call, rank, AMOUNT, "cropping") {
        Ok(sides) => sides,
        Err(reject) => return Err(reject),
    };
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let mut shape = call.shape(0);
    if shape.rank() != rank + 1 {
        return Err(window::not_spatial(&shape, rank, layer));
    }
    let mut i = 0;
    while i < rank {
        let (before, behind) = sides[MAX_SPACE - rank + i];
        let off = before.saturating_add(behind);
        if off >= shape.dim(i) {
            let why = Message::of(layer).text(" cuts ").number(before).text(" and ").number(behind);
            let why = why.text(" off axis ").number(i + 1).text(" of ").shape(&call.shape(0)).text(": nothing of its ");
            return Err(Reject::arg(AMOUNT, why.number(shape.dim(i)).text(" is left")).of_small_input());
        }
        shape = shape.with(i, shape.dim(i) - off);
        i += 1;
    }
    Ok(Facts::output(shape))
}

/// The geometry of padding that [`pad_facts`] accepts.
pub const fn pad_geometry(call: &Call, rank: usize) -> Geometry {
    let small = places(&call.shape(0), rank);
    let large = match pad_facts(call, rank, "") {
        Ok(facts) => places(&facts.output, rank),
        Err(_) => small,
    };
    Geometry { large, small, before: before(call, rank, "padding"), channels: call.shape(0).last() }
}

/// The geometry of cropping that [`crop_facts`] accepts.
pub const fn crop_geometry(call: &Call, rank: usize) -> Geometry {
    let large = places(&call.shape(0), rank);
    let small = match crop_facts(call, rank, "") {
        Ok(facts) => places(&facts.output, rank),
        Err(_) => large,
    };
    Geometry { large, small, before: before(call, rank, "cropping"), channels: call.shape(0).last() }
}

const fn before(call: &Call, rank: usize, name: &str) -> [usize; MAX_SPACE] {
    let mut before = [0; MAX_SPACE];
    if let Ok(sides) = sides(call, rank, AMOUNT, name) {
        let mut i = 0;
        while i < MAX_SPACE {
            before[i] = sides[i].0;
            i += 1;
        }
    }
    before
}
