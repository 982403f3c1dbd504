//! Convolutions over one, two or three axes: what they have in common.
//!
//! As everywhere in this field, the window is not flipped: strictly, this is correlation.

use super::rules;
use super::window::{self, Arguments, Axis, MAX_SPACE};
use crate::layer::Setting;
use crate::{
    Activation, Arg, ArgDef, ArgKind, Call, Facts, Initializer, List, Message, ParamDef, Reject, Shape, Sliding, Traits,
};

const FILTERS: usize = 0;
const KERNEL: usize = 1;
pub(super) const STRIDES: usize = 2;
pub(super) const PADDING: usize = 3;
const DILATION: usize = 4;
const GROUPS: usize = 5;
const ACTIVATION: usize = 6;
const USE_BIAS: usize = 7;
const KERNEL_INITIALIZER: usize = 8;
const BIAS_INITIALIZER: usize = 11;

/// One number for all axes.
pub(super) const ONE: Arg = Arg::List(List::new(&[1]));

/// The arguments; `paddings` are the words of `padding`.
pub const fn args(paddings: &'static [&'static str]) -> [ArgDef; 14] {
    [
        ArgDef::required("filters", ArgKind::Size, "how many channels the output has"),
        ArgDef::required("kernel", ArgKind::List, "the window's size: one for all axes, or one for each"),
        ArgDef::optional("strides", ArgKind::List, ONE, "from one window to the next"),
        ArgDef::optional(
            "padding",
            ArgKind::WordOrPairs(paddings),
            Arg::Word(0),
            "what stands beyond the edges: nothing, or zeros: as many as keep the size, or a number of them",
        ),
        ArgDef::optional("dilation", ArgKind::List, ONE, "from one place in the window to the next"),
        ArgDef::optional(
            "groups",
            ArgKind::Size,
            Arg::Size(1),
            "into how many independent parts channels and filters fall",
        ),
        ArgDef::activation(),
        ArgDef::optional("use_bias", ArgKind::Bool, Arg::Bool(true), "whether a bias is added"),
        ArgDef::initializer("kernel_initializer", Initializer::GLOROT_UNIFORM),
        ArgDef::regularizer("kernel_regularizer"),
        ArgDef::constraint("kernel_constraint"),
        ArgDef::initializer("bias_initializer", Initializer::Zeros),
        ArgDef::regularizer("bias_regularizer"),
        ArgDef::constraint("bias_constraint"),
    ]
}

/// The parameters over `rank` axes: `kernel`, `[window…, channels / groups, filters]`, and `bias`.
pub const fn params(rank: usize) -> [ParamDef; 2] {
    [
        ParamDef::weight("kernel", rank + 2, Setting::Arg(KERNEL_INITIALIZER))
            .ruled(KERNEL_INITIALIZER + 1, KERNEL_INITIALIZER + 2),
        ParamDef::weight("bias", 1, Setting::Arg(BIAS_INITIALIZER)).ruled(BIAS_INITIALIZER + 1, BIAS_INITIALIZER + 2),
    ]
}

/// What the compiler may do with it.
pub fn traits(_: &[Arg]) -> Traits {
    let mut traits = Traits { over: true, epilogue: true, affine_epilogue: true, masks: true, ..Traits::PLAIN };
    traits.reads.inputs = true;
    traits.reads.params = true;
    traits
}

/// [`traits`] over time.
pub fn traits_over_time(args: &[Arg]) -> Traits {
    let window = Sliding { arguments: arguments(""), zeros: true };
    Traits { time: window.over_time(args), ..traits(args) }
}

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// How the window slides.
    pub axes: [Axis; MAX_SPACE],
    /// The input's channels.
    pub channels: usize,
    /// The output's channels.
    pub filters: usize,
    /// Into how many independent parts channels and filters fall.
    pub groups: usize,
    /// The elementwise activation applied while the output is written.
    pub activation: Activation,
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
    Arguments { layer, size: (KERNEL, "kernel"), strides: STRIDES, padding: PADDING, dilation: Some(DILATION) }
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call, rank: usize) -> Geometry {
    let axes = match window::axes(call, rank, &arguments("")) {
        Ok(axes) => axes,
        Err(_) => [Axis::POINT; MAX_SPACE],
    };
    Geometry {
        axes,
        channels: call.shape(0).last(),
        filters: call.arg(FILTERS).size(),
        groups: call.arg(GROUPS).size(),
        activation: call.arg(ACTIVATION).activation(),
    }
}

/// The rule: `[space…, channels] → [windows…, filters]`.
pub const fn facts(call: &Call, rank: usize, layer: &'static str) -> Result<Facts, Reject> {
    let (filters, groups) = (call.arg(FILTERS).size(), call.arg(GROUPS).size());
    if filters == 0 {
        return Err(Reject::arg(FILTERS, Message::of("`filters` must be at least 1, got 0")));
    }
    if groups == 0 {
        return Err(Reject::arg(GROUPS, Message::of("`groups` must be at least 1, got 0")));
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let axes = match window::axes(call, rank, &arguments(layer)) {
        Ok(axes) => axes,
        Err(reject) => return Err(reject),
    };
    let channels = call.shape(0).last();
    if !channels.is_multiple_of(groups) || !filters.is_multiple_of(groups) {
        let why = Message::of(layer).text(" cannot cut into ").number(groups).text(" groups: ").number(channels);
        let why = why.text(" channels and ").number(filters).text(" filters must both be multiples of `groups`");
        let fits = rules::nearest_divisor(rules::common_divisor(channels, filters), groups);
        return Err(Reject::arg(GROUPS, why.text("; `groups = ").number(fits).text("` divides them")));
    }
    let mut kernel = Shape::new(&[]);
    let mut i = MAX_SPACE - rank;
    while i < MAX_SPACE {
        kernel = kernel.push(axes[i].size);
        i += 1;
    }
    let kernel = kernel.push(channels / groups).push(filters);
    let output = window::output(&axes, rank, filters);
    let bias = if call.arg(USE_BIAS).bool() { filters } else { 0 };
    // Place by place, some filters after the others, each from the whole window.
    let lead = window::lead(&axes, channels, filters).saturating_add(filters);
    Ok(Facts::output(output)
        .param(0, kernel)
        .param(1, Shape::new(&[bias]))
        .macs((output.rows() as u64).saturating_mul(kernel.len() as u64))
        .by_rows(&axes, rank)
        .lead(lead))
}
