//! Transposed convolutions over one, two or three axes: what they have in common. Each place of the input is spread over a window of
//! the output, which is what a convolution's gradient does (Dumoulin & Visin 2016).

use super::conv::ONE;
use super::window::{self, Axis, MAX_SPACE, PADDINGS};
use crate::layer::Setting;
use crate::{
    Activation, Arg, ArgDef, ArgKind, Call, Facts, Initializer, List, Message, ParamDef, Reject, Shape, Traits,
};

const FILTERS: usize = 0;
const KERNEL: usize = 1;
const STRIDES: usize = 2;
const PADDING: usize = 3;
const OUTPUT_PADDING: usize = 4;
const DILATION: usize = 5;
const ACTIVATION: usize = 6;
const USE_BIAS: usize = 7;
const KERNEL_INITIALIZER: usize = 8;
const BIAS_INITIALIZER: usize = 11;

const SAME: usize = 1;

/// The arguments.
pub const ARGS: &[ArgDef] = &[
    ArgDef::required("filters", ArgKind::Size, "how many channels the output has"),
    ArgDef::required("kernel", ArgKind::List, "the window's size: one for all axes, or one for each"),
    ArgDef::optional("strides", ArgKind::List, ONE, "from one window to the next: how much longer the output gets"),
    ArgDef::optional(
        "padding",
        ArgKind::Word(PADDINGS),
        Arg::Word(0),
        "what of the windows that reach beyond the edges is kept: all, or as much as makes the size a multiple",
    ),
    ArgDef::optional(
        "output_padding",
        ArgKind::List,
        Arg::None,
        "places added at the end; by default as many as the size needs",
    ),
    ArgDef::optional("dilation", ArgKind::List, ONE, "from one place in the window to the next"),
    ArgDef::activation(),
    ArgDef::optional("use_bias", ArgKind::Bool, Arg::Bool(true), "whether a bias is added"),
    ArgDef::initializer("kernel_initializer", Initializer::GLOROT_UNIFORM),
    ArgDef::regularizer("kernel_regularizer"),
    ArgDef::constraint("kernel_constraint"),
    ArgDef::initializer("bias_initializer", Initializer::Zeros),
    ArgDef::regularizer("bias_regularizer"),
    ArgDef::constraint("bias_constraint"),
];

/// The parameters over `rank` axes: `kernel`, `[window…, filters, channels]`, and `bias`.
pub const fn params(rank: usize) -> [ParamDef; 2] {
    [
        ParamDef::weight("kernel", rank + 2, Setting::Arg(KERNEL_INITIALIZER))
            .ruled(KERNEL_INITIALIZER + 1, KERNEL_INITIALIZER + 2),
        ParamDef::weight("bias", 1, Setting::Arg(BIAS_INITIALIZER)).ruled(BIAS_INITIALIZER + 1, BIAS_INITIALIZER + 2),
    ]
}

/// What the compiler may do with it.
pub fn traits(_: &[Arg]) -> Traits {
    let mut traits = Traits { epilogue: true, affine_epilogue: true, masks: true, ..Traits::PLAIN };
    traits.reads.inputs = true;
    traits.reads.params = true;
    traits
}

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// How the window slides over the **output**: these are the axes of the convolution whose gradient this is.
    pub axes: [Axis; MAX_SPACE],
    /// The input's channels.
    pub channels: usize,
    /// The output's channels.
    pub filters: usize,
    /// The elementwise activation applied while the output is written.
    pub activation: Activation,
}

/// The axes of the convolution whose gradient this is, or why there are none.
const fn axes(call: &Call, rank: usize, layer: &'static str) -> Result<[Axis; MAX_SPACE], Reject> {
    let shape = call.shape(0);
    if shape.rank() != rank + 1 {
        return Err(window::not_spatial(&shape, rank, layer));
    }
    let (mut lists, sites) = ([List::new(&[]); 3], [(KERNEL, "kernel"), (STRIDES, "strides"), (DILATION, "dilation")]);
    let mut i = 0;
    while i < sites.len() {
        lists[i] = match window::numbers(call, rank, sites[i].0, sites[i].1) {
            Ok(list) => list,
            Err(reject) => return Err(reject),
        };
        i += 1;
    }
    let [sizes, strides, dilations] = lists;
    let extra = call.arg(OUTPUT_PADDING).list();
    let given = !matches!(call.arg(OUTPUT_PADDING), Arg::None);
    if given && extra.len() != 1 && extra.len() != rank {
        let why = Message::of("`output_padding` needs one number");
        let why = if rank > 1 { why.text(", or one for each of the ").number(rank).text(" axes") } else { why };
        return Err(Reject::arg(OUTPUT_PADDING, why.text(", got ").number(extra.len()).text(" of them")));
    }
    let mut axes = [Axis::POINT; MAX_SPACE];
    let mut i = 0;
    while i < rank {
        let (size, stride, dilation) = (sizes.get(i) as usize, strides.get(i) as usize, dilations.get(i) as usize);
        if given && (extra.get(i) < 0 || extra.get(i) >= strides.get(i)) {
            let why = Message::of("`output_padding` must be at least 0 and less than `strides`, which is ");
            let why = why.number(stride).text(", got ").integer(extra.get(i));
            return Err(Reject::arg(OUTPUT_PADDING, why));
        }
        let input = shape.dim(i);
        // From the first place of a window to its last.
        let reach = (size - 1).saturating_mul(dilation).saturating_add(1);
        let spread = input.saturating_sub(1).saturating_mul(stride);
        let same = call.arg(PADDING).word() == SAME;
        // Keras' `compute_conv_transpose_output_length`.
        let output = match (same, given) {
            (true, false) => input.saturating_mul(stride),
            (true, true) => spread.saturating_add(reach % 2).saturating_add(extra.get(i) as usize),
            (false, true) => spread.saturating_add(reach).saturating_add(extra.get(i) as usize),
            (false, false) => spread.saturating_add(if reach > stride { reach } else { stride }),
        };
        if output == 0 {
            let why = Message::of(layer).text(" leaves nothing of axis ").number(i + 1).text(" of ").shape(&shape);
            return Err(Reject::arg(
                OUTPUT_PADDING,
                why.text("; give it an `output_padding` of 1, or an odd `kernel`"),
            ));
        }
        let before = if same { spread.saturating_add(reach).saturating_sub(output) / 2 } else { 0 };
        axes[MAX_SPACE - rank + i] = Axis { input: output, output: input, size, stride, dilation, before };
        i += 1;
    }
    Ok(axes)
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call, rank: usize) -> Geometry {
    let axes = match axes(call, rank, "") {
        Ok(axes) => axes,
        Err(_) => [Axis::POINT; MAX_SPACE],
    };
    Geometry {
        axes,
        channels: call.shape(0).last(),
        filters: call.arg(FILTERS).size(),
        activation: call.arg(ACTIVATION).activation(),
    }
}

/// The rule: `[space…, channels] → [space · strides…, filters]`, more or less.
pub const fn facts(call: &Call, rank: usize, layer: &'static str) -> Result<Facts, Reject> {
    let filters = call.arg(FILTERS).size();
    if filters == 0 {
        return Err(Reject::arg(FILTERS, Message::of("`filters` must be at least 1, got 0")));
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let axes = match axes(call, rank, layer) {
        Ok(axes) => axes,
        Err(reject) => return Err(reject),
    };
    let (mut kernel, mut output) = (Shape::new(&[]), Shape::new(&[]));
    let mut i = MAX_SPACE - rank;
    while i < MAX_SPACE {
        kernel = kernel.push(axes[i].size);
        output = output.push(axes[i].input);
        i += 1;
    }
    let kernel = kernel.push(filters).push(call.shape(0).last());
    let bias = if call.arg(USE_BIAS).bool() { filters } else { 0 };
    Ok(Facts::output(output.push(filters))
        .param(0, kernel)
        .param(1, Shape::new(&[bias]))
        .macs((call.shape(0).rows() as u64).saturating_mul(kernel.len() as u64)))
}
