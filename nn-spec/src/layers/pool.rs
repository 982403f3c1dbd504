//! Pooling over one, two or three axes: what its layers have in common.

use super::window::{self, Arguments, Axis, MAX_SPACE, PADDINGS};
use crate::{Arg, ArgDef, ArgKind, Call, Facts, List, Reject, Shape, Sliding, Time, Traits, Why};

const POOL_SIZE: usize = 0;
const STRIDES: usize = 1;
const PADDING: usize = 2;
const KEEPDIMS: usize = 0;

/// The arguments of pooling by windows.
pub const ARGS: &[ArgDef] = &[
    ArgDef::optional(
        "pool_size",
        ArgKind::List,
        Arg::List(List::new(&[2])),
        "the window's size: one for all axes, or one for each",
    ),
    ArgDef::optional("strides", ArgKind::List, Arg::None, "from one window to the next; the window's size by default"),
    ArgDef::optional(
        "padding",
        ArgKind::Word(PADDINGS),
        Arg::Word(0),
        "whether windows may reach beyond the edges, where nothing counts",
    ),
];

/// The arguments of pooling over everything.
pub const GLOBAL_ARGS: &[ArgDef] =
    &[ArgDef::optional("keepdims", ArgKind::Bool, Arg::Bool(false), "whether the axes stay, each of size 1")];

/// What the compiler may do with a layer that chooses: backward looks for what was chosen.
pub fn choosing(_: &[Arg]) -> Traits {
    let mut traits = averaging(&[]);
    traits.masks = true;
    traits.reads.inputs = true;
    traits.reads.output = true;
    traits
}

/// What the compiler may do with a layer that averages.
pub fn averaging(_: &[Arg]) -> Traits {
    Traits { over: true, ..Traits::PLAIN }
}

/// `traits` over time.
pub fn over_time(args: &[Arg], traits: Traits) -> Traits {
    let window = Sliding { arguments: arguments(""), zeros: false };
    Traits { time: window.over_time(args), ..traits }
}

/// [`choosing`] over everything.
pub fn global_choosing(args: &[Arg]) -> Traits {
    Traits { time: Time::Whole(Why::Pooled), ..choosing(args) }
}

/// [`averaging`] over everything.
pub fn global_averaging(args: &[Arg]) -> Traits {
    Traits { time: Time::Whole(Why::Pooled), ..averaging(args) }
}

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// How the window slides.
    pub axes: [Axis; MAX_SPACE],
    /// Channels.
    pub channels: usize,
}

impl Geometry {
    /// The same for some rows alone: axis `at` is that of the rows.
    #[must_use]
    #[inline(always)]
    pub const fn with_rows(mut self, at: usize, axis: Axis) -> Geometry {
        self.axes[at] = axis;
        self
    }
}

const fn arguments(layer: &'static str) -> Arguments {
    Arguments { layer, size: (POOL_SIZE, "pool_size"), strides: STRIDES, padding: PADDING, dilation: None }
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call, rank: usize) -> Geometry {
    let axes = match window::axes(call, rank, &arguments("")) {
        Ok(axes) => axes,
        Err(_) => [Axis::POINT; MAX_SPACE],
    };
    Geometry { axes, channels: call.shape(0).last() }
}

/// The rule: `[space…, channels] → [windows…, channels]`.
pub const fn facts(call: &Call, rank: usize, layer: &'static str) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    match window::axes(call, rank, &arguments(layer)) {
        Ok(axes) => {
            let channels = call.shape(0).last();
            // Each place is written when its window was read, a vector of channels at a time.
            let facts =
                Facts::output(window::output(&axes, rank, channels)).lead(window::lead(&axes, channels, channels));
            Ok(facts.by_rows(&axes, rank))
        }
        Err(reject) => Err(reject),
    }
}

/// The geometry of a call that [`global_facts`] accepts: one window over everything.
pub const fn global_geometry(call: &Call, rank: usize) -> Geometry {
    let shape = call.shape(0);
    let mut axes = [Axis::POINT; MAX_SPACE];
    let mut i = 0;
    while i < rank {
        axes[MAX_SPACE - rank + i] = Axis { input: shape.dim(i), size: shape.dim(i), ..Axis::POINT };
        i += 1;
    }
    Geometry { axes, channels: shape.last() }
}

/// The rule: `[space…, channels] → [channels]`.
pub const fn global_facts(call: &Call, rank: usize, layer: &'static str) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let shape = call.shape(0);
    if shape.rank() != rank + 1 {
        return Err(window::not_spatial(&shape, rank, layer));
    }
    let mut output = Shape::new(&[]);
    while call.arg(KEEPDIMS).bool() && output.rank() < rank {
        output = output.push(1);
    }
    Ok(Facts::output(output.push(shape.last())).lead(0))
}
