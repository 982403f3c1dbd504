//! Separable convolution over one, two or three axes: depthwise first, which mixes places, then pointwise, which mixes channels
//! (Chollet 2017).

use super::conv::ONE;
use super::depthwise;
use super::window::{self, Arguments, Axis, MAX_SPACE};
use crate::layer::Setting;
use crate::{
    Activation, Arg, ArgDef, ArgKind, Call, Facts, Initializer, Message, ParamDef, Reject, Shape, Sliding, Traits,
};

const FILTERS: usize = 0;
const KERNEL: usize = 1;
pub(super) const STRIDES: usize = 2;
pub(super) const PADDING: usize = 3;
const DILATION: usize = 4;
const MULTIPLIER: usize = 5;
const ACTIVATION: usize = 6;
const USE_BIAS: usize = 7;
const DEPTHWISE_INITIALIZER: usize = 8;
const POINTWISE_INITIALIZER: usize = 11;
const BIAS_INITIALIZER: usize = 14;

/// The arguments; `paddings` are the words of `padding`.
pub const fn args(paddings: &'static [&'static str]) -> [ArgDef; 17] {
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
            "depth_multiplier",
            ArgKind::Size,
            Arg::Size(1),
            "how many channels the first step makes of each",
        ),
        ArgDef::activation(),
        ArgDef::optional("use_bias", ArgKind::Bool, Arg::Bool(true), "whether a bias is added"),
        ArgDef::initializer("depthwise_initializer", Initializer::GLOROT_UNIFORM),
        ArgDef::regularizer("depthwise_regularizer"),
        ArgDef::constraint("depthwise_constraint"),
        ArgDef::initializer("pointwise_initializer", Initializer::GLOROT_UNIFORM),
        ArgDef::regularizer("pointwise_regularizer"),
        ArgDef::constraint("pointwise_constraint"),
        ArgDef::initializer("bias_initializer", Initializer::Zeros),
        ArgDef::regularizer("bias_regularizer"),
        ArgDef::constraint("bias_constraint"),
    ]
}

/// The parameters over `rank` axes: `depthwise_kernel`, `[window…, channels, depth_multiplier]`, `pointwise_kernel`,
/// `[1…, channels · depth_multiplier, filters]`, and `bias`.
pub const fn params(rank: usize) -> [ParamDef; 3] {
    [
        ParamDef::weight("depthwise_kernel", rank + 2, Setting::Arg(DEPTHWISE_INITIALIZER))
            .ruled(DEPTHWISE_INITIALIZER + 1, DEPTHWISE_INITIALIZER + 2),
        ParamDef::weight("pointwise_kernel", rank + 2, Setting::Arg(POINTWISE_INITIALIZER))
            .ruled(POINTWISE_INITIALIZER + 1, POINTWISE_INITIALIZER + 2),
        ParamDef::weight("bias", 1, Setting::Arg(BIAS_INITIALIZER)).ruled(BIAS_INITIALIZER + 1, BIAS_INITIALIZER + 2),
    ]
}

/// What the compiler may do with it.
pub fn traits(args: &[Arg]) -> Traits {
    Traits { over: false, ..depthwise::traits(args) }
}

/// [`traits`] over time.
pub fn traits_over_time(args: &[Arg]) -> Traits {
    let window = Sliding { arguments: arguments(""), zeros: true };
    Traits { time: window.over_time(args), ..traits(args) }
}

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The first step.
    pub depthwise: depthwise::Geometry,
    /// The output's channels.
    pub filters: usize,
    /// The elementwise activation applied while the output is written.
    pub activation: Activation,
}

impl Geometry {
    /// The same for some rows alone: axis `at` is that of the rows.
    #[must_use]
    #[inline(always)]
    pub const fn with_rows(mut self, at: usize, axis: Axis) -> Geometry {
        self.depthwise.axes[at] = axis;
        self
    }

    /// Numbers of a row between the two steps.
    pub const fn row(&self) -> usize {
        self.depthwise.axes[MAX_SPACE - 1].output.saturating_mul(self.depthwise.between())
    }

    /// Numbers of a sample between the two steps.
    pub const fn map(&self) -> usize {
        let [depth, height, _] = &self.depthwise.axes;
        self.row().saturating_mul(height.output).saturating_mul(depth.output)
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
    let depthwise = depthwise::Geometry {
        axes,
        channels: call.shape(0).last(),
        multiplier: call.arg(MULTIPLIER).size(),
        activation: Activation::Linear,
    };
    Geometry { depthwise, filters: call.arg(FILTERS).size(), activation: call.arg(ACTIVATION).activation() }
}

/// The rule: `[space…, channels] → [windows…, filters]`.
pub const fn facts(call: &Call, rank: usize, layer: &'static str) -> Result<Facts, Reject> {
    if call.arg(FILTERS).size() == 0 {
        return Err(Reject::arg(FILTERS, Message::of("`filters` must be at least 1, got 0")));
    }
    if let Some(reject) = depthwise::no_multiplier(call, MULTIPLIER) {
        return Err(reject);
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    if let Err(reject) = window::axes(call, rank, &arguments(layer)) {
        return Err(reject);
    }
    let g = geometry(call, rank);
    let first = depthwise::kernel(&g.depthwise, rank);
    let mut second = Shape::new(&[]);
    while second.rank() < rank {
        second = second.push(1);
    }
    let second = second.push(g.depthwise.between()).push(g.filters);
    let output = window::output(&g.depthwise.axes, rank, g.filters);
    let bias = if call.arg(USE_BIAS).bool() { g.filters } else { 0 };
    let repeated = g.depthwise.repeated();
    let weights = (first.len() as u64).saturating_add(second.len() as u64);
    Ok(Facts::output(output)
        .param(0, first)
        .param(1, second)
        .param(2, Shape::new(&[bias]))
        .scratch(repeated.saturating_add(g.row()), repeated.saturating_add(g.map()))
        .macs((output.rows() as u64).saturating_mul(weights))
        .by_rows(&g.depthwise.axes, rank))
}
