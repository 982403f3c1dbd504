//! Each place of a value made several: what `upsample1d`, `upsample2d` and `upsample3d` have in common.

use super::window::{self, MAX_SPACE};
use crate::{Arg, ArgDef, ArgKind, Call, Facts, List, Reject, Traits};

const SIZE: usize = 0;
const INTERPOLATION: usize = 1;
const BILINEAR: usize = 1;

/// How many places each becomes.
pub const SIZE_ARG: ArgDef = ArgDef::optional(
    "size",
    ArgKind::List,
    Arg::List(List::new(&[2])),
    "how many places each becomes: one number for all axes, or one for each",
);

/// What stands in the new places.
pub const INTERPOLATION_ARG: ArgDef = ArgDef::optional(
    "interpolation",
    ArgKind::Word(&["nearest", "bilinear"]),
    Arg::Word(0),
    "what stands in the new places: the nearest value, or a mixture of the four around",
);

/// What the compiler may do with it: backward reads nothing.
pub fn traits(_: &[Arg]) -> Traits {
    Traits::PLAIN
}

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Places along each axis of the input.
    pub input: [usize; MAX_SPACE],
    /// How many each becomes.
    pub size: [usize; MAX_SPACE],
    /// Channels.
    pub channels: usize,
    /// Whether new places are mixtures, over the last two axes.
    pub bilinear: bool,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call, rank: usize) -> Geometry {
    let shape = call.shape(0);
    let (mut input, mut size) = ([1; MAX_SPACE], [1; MAX_SPACE]);
    let mut i = 0;
    while i < rank {
        input[MAX_SPACE - rank + i] = shape.dim(i);
        size[MAX_SPACE - rank + i] = call.arg(SIZE).list().get(i) as usize;
        i += 1;
    }
    Geometry { input, size, channels: shape.last(), bilinear: call.arg(INTERPOLATION).word() == BILINEAR }
}

/// The rule: `[space…, channels] → [space · size…, channels]`.
pub const fn facts(call: &Call, rank: usize, layer: &'static str) -> Result<Facts, Reject> {
    let sizes = match window::numbers(call, rank, SIZE, "size") {
        Ok(sizes) => sizes,
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
        shape = shape.with(i, shape.dim(i).saturating_mul(sizes.get(i) as usize));
        i += 1;
    }
    Ok(Facts::output(shape))
}
