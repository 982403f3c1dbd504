//! Rules that several layers share.

use crate::{Call, Facts, Message, Reject, Shape};

/// The rule of every merge that works element by element; `name` stands in the message.
pub const fn equal_shapes(call: &Call, name: &str) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let first = call.shape(0);
    let mut i = 1;
    while i < call.inputs.len() {
        if !first.same(&call.shape(i)) {
            let why = Message::of(name).text(" needs equal shapes, got ").shape(&first);
            let why = why.text(" and ").shape(&call.shape(i));
            return Err(Reject::layer(until_they_meet(why, &first, &call.shape(i))));
        }
        i += 1;
    }
    Ok(Facts::output(first))
}

/// Appends what would make two values meet which differ a little along the axes of space: a frame around one of them.
pub const fn until_they_meet(why: Message, a: &Shape, b: &Shape) -> Message {
    let rank = a.rank();
    if rank != b.rank() || rank < 2 || rank > 4 {
        return why;
    }
    let (mut a_lacks, mut b_lacks, mut i) = (false, false, 0);
    while i + 1 < rank {
        // What differs by more is not a matter of edges.
        if a.dim(i).abs_diff(b.dim(i)) > 2 {
            return why;
        }
        a_lacks |= a.dim(i) < b.dim(i);
        b_lacks |= a.dim(i) > b.dim(i);
        i += 1;
    }
    if a_lacks == b_lacks {
        return why;
    }
    let (small, large, which) = if a_lacks { (a, b, "first") } else { (b, a, "second") };
    let mut why = why.text("; pad the ").text(which).text(" with `zero_pad").number(rank - 1).text("d(");
    let mut i = 0;
    while i + 1 < rank {
        let lacks = large.dim(i) - small.dim(i);
        let (open, close) = match (i, rank - 1) {
            (_, 1) => ("(", ")"),
            (0, _) => ("((", "), "),
            (i, axes) if i + 1 == axes => ("(", "))"),
            _ => ("(", "), "),
        };
        why = why.text(open).number(lacks / 2).text(", ").number(lacks - lacks / 2).text(close);
        i += 1;
    }
    why.text(")`, or keep sizes with `padding = same`")
}

/// The place of Keras' `axis` in `shape`, or why there is none: for argument `site` of `layer`.
pub const fn axis(shape: &Shape, axis: i64, site: usize, layer: &str) -> Result<usize, Reject> {
    match shape.axis(axis) {
        Some(at) => Ok(at),
        None if axis == 0 => {
            let why = Message::of(layer)
                .text(" cannot work over axis 0: as in Keras, that is the batch, and the first axis of ");
            Err(Reject::arg(site, why.shape(shape).text(" is 1")))
        }
        None => {
            let why = Message::of(layer)
                .text(" got axis ")
                .integer(axis)
                .text(", but ")
                .shape(shape)
                .text(" has the axes 1 to ");
            let why = why.number(shape.rank()).text(" (0 is the batch), or -").number(shape.rank());
            Err(Reject::arg(site, why.text(" to -1 from the end")))
        }
    }
}

/// Why `layer` refuses its input and argument `site`, Keras' `axis`: it works over the last axis only; `instead` says how to
/// reach another one. `None` when all is well.
pub const fn over_last_axis(call: &Call, site: usize, layer: &str, instead: &str) -> Option<Reject> {
    let shape = call.shape(0);
    if shape.rank() == 0 {
        return Some(no_axis(layer));
    }
    match axis(&shape, call.arg(site).int(), site, layer) {
        Err(reject) => Some(reject),
        Ok(at) if at + 1 == shape.rank() => None,
        Ok(_) => {
            let why = Message::of(layer).text(" works over the last axis, which is -1, got axis ");
            let why = why.integer(call.arg(site).int()).text(" of ").shape(&shape).text("; ");
            Some(Reject::arg(site, why.text(instead)))
        }
    }
}

/// Why `layer` refuses a single number.
pub const fn no_axis(layer: &str) -> Reject {
    let why =
        Message::of(layer).text(" needs at least one axis, got a single number []; declare the input as `Tensor<1>`");
    Reject::input(0, why)
}

/// Why argument `site`, called `name`, must be a number of at least 0. `None` when it is.
pub const fn not_negative(call: &Call, site: usize, name: &str) -> Option<Reject> {
    let number = call.arg(site).number();
    if number >= 0.0 && number < f64::INFINITY {
        return None;
    }
    Some(Reject::arg(site, Message::of(name).text(" must be a number of at least 0, got ").real(number)))
}

/// The greatest divisor of `number` that is at most `wanted`; 1 where the search takes long.
pub const fn nearest_divisor(number: usize, wanted: usize) -> usize {
    let mut divisor = if wanted < number { wanted } else { number };
    let last = divisor.saturating_sub(4096);
    while divisor > 1 && divisor > last {
        if number.is_multiple_of(divisor) {
            return divisor;
        }
        divisor -= 1;
    }
    1
}

/// The greatest common divisor.
pub const fn common_divisor(a: usize, b: usize) -> usize {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}
