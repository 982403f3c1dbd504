//! Depthwise convolution over one, two or three axes: each channel by itself is seen through windows of its own.

use super::conv::ONE;
use super::window::{self, Arguments, Axis, MAX_SPACE};
use crate::layer::Setting;
use crate::{
    Activation, Arg, ArgDef, ArgKind, Call, Facts, Initializer, Message, ParamDef, Reject, Shape, Sliding, Traits,
};

const KERNEL: usize = 0;
pub(super) const STRIDES: usize = 1;
pub(super) const PADDING: usize = 2;
const MULTIPLIER: usize = 3;
const DILATION: usize = 4;
const ACTIVATION: usize = 5;
const USE_BIAS: usize = 6;
const DEPTHWISE_INITIALIZER: usize = 7;
const BIAS_INITIALIZER: usize = 10;

/// The arguments; `paddings` are the words of `padding`.
pub const fn args(paddings: &'static [&'static str]) -> [ArgDef; 13] {
    [
        ArgDef::required("kernel", ArgKind::List, "the window's size: one for all axes, or one for each"),
        ArgDef::optional("strides", ArgKind::List, ONE, "from one window to the next"),
        ArgDef::optional(
            "padding",
            ArgKind::WordOrPairs(paddings),
            Arg::Word(0),
            "what stands beyond the edges: nothing, or zeros: as many as keep the size, or a number of them",
        ),
        ArgDef::optional("depth_multiplier", ArgKind::Size, Arg::Size(1), "how many outputs each channel has"),
        ArgDef::optional("dilation", ArgKind::List, ONE, "from one place in the window to the next"),
        ArgDef::activation(),
        ArgDef::optional("use_bias", ArgKind::Bool, Arg::Bool(true), "whether a bias is added"),
        ArgDef::initializer("depthwise_initializer", Initializer::GLOROT_UNIFORM),
        ArgDef::regularizer("depthwise_regularizer"),
        ArgDef::constraint("depthwise_constraint"),
        ArgDef::initializer("bias_initializer", Initializer::Zeros),
        ArgDef::regularizer("bias_regularizer"),
        ArgDef::constraint("bias_constraint"),
    ]
}

/// The parameters over `rank` axes: `kernel`, `[window…, channels, depth_multiplier]`, and `bias`.
pub const fn params(rank: usize) -> [ParamDef; 2] {
    [
        ParamDef::weight("kernel", rank + 2, Setting::Arg(DEPTHWISE_INITIALIZER))
            .ruled(DEPTHWISE_INITIALIZER + 1, DEPTHWISE_INITIALIZER + 2),
        ParamDef::weight("bias", 1, Setting::Arg(BIAS_INITIALIZER)).ruled(BIAS_INITIALIZER + 1, BIAS_INITIALIZER + 2),
    ]
}

/// What the compiler may do with it.
pub fn traits(_: &[Arg]) -> Traits {
    let mut traits =
        Traits { over: true, epilogue: true, affine_epilogue: true, scratch: true, masks: true, ..Traits::PLAIN };
    traits.reads.inputs = true;
    traits.reads.params = true;
    traits
}

/// [`traits`] over time.
pub fn traits_over_time(args: &[Arg]) -> Traits {
    let window = Sliding { arguments: arguments(""), zeros: true };
    Traits { over: false, time: window.over_time(args), ..traits(args) }
}

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// How the window slides.
    pub axes: [Axis; MAX_SPACE],
    /// The input's channels.
    pub channels: usize,
    /// Outputs of each channel.
    pub multiplier: usize,
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

    /// Numbers of an input whose channels stand `multiplier` times side by side; 0 where once is enough.
    pub const fn repeated(&self) -> usize {
        if self.multiplier < 2 {
            return 0;
        }
        let [depth, height, width] = &self.axes;
        depth.input.saturating_mul(height.input).saturating_mul(width.input).saturating_mul(self.between())
    }

    /// Channels that come of it.
    pub const fn between(&self) -> usize {
        self.channels.saturating_mul(self.multiplier)
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
        multiplier: call.arg(MULTIPLIER).size(),
        activation: call.arg(ACTIVATION).activation(),
    }
}

/// The rule: `[space…, channels] → [windows…, channels · depth_multiplier]`.
pub const fn facts(call: &Call, rank: usize, layer: &'static str) -> Result<Facts, Reject> {
    if let Some(reject) = no_multiplier(call, MULTIPLIER) {
        return Err(reject);
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    if let Err(reject) = window::axes(call, rank, &arguments(layer)) {
        return Err(reject);
    }
    let g = geometry(call, rank);
    let kernel = kernel(&g, rank);
    let output = window::output(&g.axes, rank, g.between());
    let bias = if call.arg(USE_BIAS).bool() { g.between() } else { 0 };
    let facts = Facts::output(output)
        .param(0, kernel)
        .param(1, Shape::new(&[bias]))
        .scratch(g.repeated(), g.repeated())
        .macs((output.rows() as u64).saturating_mul(kernel.len() as u64))
        .by_rows(&g.axes, rank);
    Ok(match lead(&g, rank) {
        Some(lead) => facts.lead(lead),
        None => facts,
    })
}

/// How far in front of its input the output has to start to lie over it: row by row, of which none may see padding alone. Repeated channels stand in
/// memory of their own, for which there is no room then, and a row of a sequence is too short to go by.
const fn lead(g: &Geometry, rank: usize) -> Option<usize> {
    let rows = &g.axes[MAX_SPACE - rank];
    let (first, last) = (rows.part((0, 1)).0, rows.part((rows.output.saturating_sub(1), rows.output)).0);
    if g.multiplier != 1 || rank == 1 || first.input == 0 || last.input == 0 {
        return None;
    }
    let (mut seen, mut made, mut i) = (g.channels, g.channels, MAX_SPACE - rank + 1);
    while i < MAX_SPACE {
        seen = seen.saturating_mul(g.axes[i].input);
        made = made.saturating_mul(g.axes[i].output);
        i += 1;
    }
    Some(window::lead(&[Axis::POINT, Axis::POINT, *rows], seen, made).saturating_add(made))
}

/// Why there must be some output for each channel. `None` when there is.
pub(super) const fn no_multiplier(call: &Call, site: usize) -> Option<Reject> {
    match call.arg(site).size() {
        0 => Some(Reject::arg(site, Message::of("`depth_multiplier` must be at least 1, got 0"))),
        _ => None,
    }
}

/// The kernel's shape: `[window…, channels, depth_multiplier]`.
pub(super) const fn kernel(g: &Geometry, rank: usize) -> Shape {
    let mut kernel = Shape::new(&[]);
    let mut i = MAX_SPACE - rank;
    while i < MAX_SPACE {
        kernel = kernel.push(g.axes[i].size);
        i += 1;
    }
    kernel.push(g.channels).push(g.multiplier)
}
