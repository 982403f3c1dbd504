//! What the compiler may do with a layer, as data: where its output may lie, what backward reads, what time and padding mean to it.

use crate::{Activation, Time, Why};

/// What the compiler may do with a layer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Traits {
    /// The output is the input's memory under another shape: free.
    pub view: bool,
    /// One input, and the output may take its place in memory.
    pub in_place: bool,
    /// One input, and the output may lie over it, where [`Facts::lead`](crate::Facts::lead) says so.
    pub over: bool,
    /// The output of two inputs may take the place of either in memory.
    pub into: bool,
    /// Output `i` depends on element `i` of each input alone: may be called strip by strip.
    pub elementwise: bool,
    /// It can apply an elementwise activation while it writes its output (its argument `activation`).
    pub epilogue: bool,
    /// It can scale and shift each channel of real numbers while it writes its output, before the activation.
    pub affine_epilogue: bool,
    /// At inference it is a scale and a shift of each channel.
    pub affine: bool,
    /// At inference it does nothing.
    pub training_only: bool,
    /// It draws random numbers.
    pub random: bool,
    /// How many states stand behind its output, a row each, for the compiler to take apart: `let (y, h, c) = …`.
    pub returned: usize,
    /// One input, and its backward can do that of a ReLU before it as well: inputs that are not above zero get no gradient.
    pub masks: bool,
    /// Its forward can be compiled into the program of a stack of layers.
    pub inlines: bool,
    /// It needs sums over the whole batch.
    pub couples_batch: bool,
    /// It takes scratch memory.
    pub scratch: bool,
    /// It is this activation, so that it can join the layer before it or the loss behind it.
    pub activation: Option<Activation>,
    /// The gradient of every input is the output's gradient itself.
    pub passes_gradient: bool,
    /// What backward reads.
    pub reads: Reads,
    /// What it does along time.
    pub time: Time,
    /// What it makes of sequences of unequal length.
    pub masking: Masking,
}

/// What a layer makes of a *masked* input: sequences of unequal length, real steps in front and padding behind them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Masking {
    /// It would take padding for real steps, or lose sight of where it begins: refused, with what to do instead.
    Refused(&'static str),
    /// It works on each step by itself: its output is masked as its input is.
    Passes,
    /// As [`Masking::Passes`], but it looks at neighbours, and there padding has to count as zeros.
    SeesZeros,
    /// As [`Masking::Passes`], but the steps come out in the opposite order, padding in front.
    Turns,
    /// Its kernel reads the lengths.
    Reads(Mask),
}

/// Whether an output is masked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mask {
    /// It has no steps any more.
    Gone,
    /// As the first input.
    Kept,
    /// As the input, but in the opposite order, padding in front.
    Turned,
}

/// What backward reads, besides what was saved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reads {
    /// The inputs.
    pub inputs: bool,
    /// The output.
    pub output: bool,
    /// The parameters.
    pub params: bool,
}

impl Traits {
    /// Of a plain layer: nothing allowed, nothing read.
    pub const PLAIN: Traits = Traits {
        view: false,
        in_place: false,
        over: false,
        into: false,
        elementwise: false,
        epilogue: false,
        affine_epilogue: false,
        affine: false,
        training_only: false,
        random: false,
        returned: 0,
        masks: false,
        inlines: false,
        couples_batch: false,
        scratch: false,
        activation: None,
        passes_gradient: false,
        reads: Reads { inputs: false, output: false, params: false },
        time: Time::Whole(Why::AllSteps),
        masking: Masking::Refused(""),
    };
}
