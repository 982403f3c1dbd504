//! What layers do along time: what `step` is planned from, where one step of a sequence comes at a time.

use crate::layers::window::{self, Arguments, MAX_SPACE};
use crate::{Arg, Call, Message, Reject};

/// How a layer behaves along the first axis of its inputs, when that is time.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Time {
    /// A step of the output depends on that step of the inputs alone, and on nothing else.
    EachStep,
    /// What is needed of earlier steps is in states, all 0 before the first. Such a layer has a kernel `forward_step`, called with its
    /// states behind its output: `forward_step(&G, pass, x…, params…, y, states…, scratch)`, where `G` is the geometry of one step.
    Remembers {
        /// Its states, in order; numbers are as many as [`crate::Facts::states`] says.
        states: &'static [State],
        /// Whether the output has every step, or the last alone.
        sequences: bool,
    },
    /// A window slides over the steps, and sees none that is still to come.
    Slides(Sliding),
    /// A step by itself, without the axis of time.
    Enters,
    /// The steps side by side again: the argument at that place says how many.
    Leaves(usize),
    /// All steps are needed at once.
    Whole(Why),
}

/// Calls a macro with the name of each reason why a network cannot run one step at a time, and its words, to be read behind the name of
/// the layer: for what the macro, rustc and the compiler of networks say of it.
#[macro_export]
macro_rules! reasons {
    ($make:ident) => {
        $make! {
            AllSteps: "needs all steps at once",
            AllAtOnce: "works on several steps at once",
            Backwards: "goes from the last step to the first",
            Returned: "gives its last state beside every step: leave `return_state` out, as `step` keeps states by itself",
            Joined: "joins all steps",
            Pooled: "pools over all steps",
            Turned: "turns time round",
            Lengthened: "joins along time",
            Same: "sees steps still to come with `padding = same`; `padding = causal` sees those so far alone",
            SamePool: "sees steps still to come with `padding = same`; leave it out",
            Padded: "sees steps that never come with this `padding`; `padding = causal` sees those so far alone",
            Alphas: "has an `alpha` for each step; with `shared_axes = 1` one serves all of them",
            Once: "joins what is there in each step with what is there once",
            Apart: "joins sequences whose steps do not fall together",
            Lengths: "has another number of steps than the input before it; they come in pairs",
            NoTime: "has no axis of time: a sequence is declared as [steps, …]",
        }
    };
}

macro_rules! why {
    ($($name:ident: $text:literal),* $(,)?) => {
        /// Why a network cannot run one step at a time.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Why {
            $(#[doc = concat!("It ", $text, ".")] $name),*
        }

        impl Why {
            /// The name of the reason.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Why::$name => stringify!($name)),*
                }
            }

            /// The reason, to be read behind the name of a layer or an input.
            pub const fn text(self) -> &'static str {
                match self {
                    $(Why::$name => $text),*
                }
            }
        }
    };
}
reasons!(why);

/// A state of a layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Numbers: `&mut [T]`.
    Numbers(&'static str),
    /// A place in a ring: `&mut usize`.
    Place,
}

/// How a window slides over time.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sliding {
    /// Which arguments say so.
    pub arguments: Arguments,
    /// Whether steps before the first count as 0; else there is no window before all of its steps are there.
    pub zeros: bool,
}

impl Sliding {
    /// What a layer with such a window does along time, as far as the words in its arguments decide it.
    pub const fn over_time(self, args: &[Arg]) -> Time {
        let call = Call { inputs: &[], args };
        match call.arg(self.arguments.padding) {
            Arg::Word(window::SAME) if self.zeros => Time::Whole(Why::Same),
            Arg::Word(window::SAME) => Time::Whole(Why::SamePool),
            _ => Time::Slides(self),
        }
    }
}

/// A window over time in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slide {
    /// Places of the window.
    pub size: usize,
    /// Steps from a place to the next.
    pub dilation: usize,
    /// The step that completes the first window, counted from 1.
    pub first: usize,
    /// Steps from a window to the next.
    pub stride: usize,
}

impl Slide {
    /// The numbers of a window that sees one step, where there are none.
    pub const POINT: Slide = Slide { size: 1, dilation: 1, first: 1, stride: 1 };

    /// Those that were found, or [`Slide::POINT`].
    pub const fn of(answer: &Result<Slide, Reject>) -> Slide {
        match *answer {
            Ok(slide) => slide,
            Err(_) => Slide::POINT,
        }
    }
}

/// The window of a layer with these arguments, or why it sees what is still to come.
pub const fn slide(args: &[Arg], sliding: &Sliding) -> Result<Slide, Reject> {
    let (call, arguments) = (Call { inputs: &[], args }, &sliding.arguments);
    let size = match number(&call, arguments.size.0, arguments.size.1) {
        Ok(size) => size,
        Err(reject) => return Err(reject),
    };
    let stride = match call.arg(arguments.strides) {
        Arg::None => size,
        _ => match number(&call, arguments.strides, "strides") {
            Ok(stride) => stride,
            Err(reject) => return Err(reject),
        },
    };
    let dilation = match arguments.dilation {
        None => 1,
        Some(site) => match number(&call, site, "dilation") {
            Ok(dilation) => dilation,
            Err(reject) => return Err(reject),
        },
    };
    let reach = (size - 1).saturating_mul(dilation).saturating_add(1);
    let before = match call.arg(arguments.padding) {
        Arg::Word(window::CAUSAL) => reach - 1,
        Arg::List(_) => match crate::layers::frame::sides(&call, 1, arguments.padding, "padding") {
            Ok(sides) => {
                let (before, behind) = sides[MAX_SPACE - 1];
                if behind > 0 || before >= reach {
                    return Err(Reject::arg(arguments.padding, Message::of(Why::Padded.text())));
                }
                before
            }
            Err(reject) => return Err(reject),
        },
        _ => 0,
    };
    Ok(Slide { size, dilation, first: reach - before, stride })
}

/// Panics, in a `const`, when the window of `layer` sees what is still to come.
#[track_caller]
pub const fn refuse_to_slide(answer: &Result<Slide, Reject>, network: &str, layer: &str) {
    if let Err(reject) = answer {
        refuse(network, layer, &reject.why);
    }
}

/// Panics, in a `const`, when two inputs of `network` have not the same number of steps.
#[track_caller]
pub const fn same_steps(network: &str, first: (&str, usize), other: (&str, usize)) {
    if first.1 != other.1 {
        let why =
            Message::of("has ").number(other.1).text(" steps, and `").text(first.0).text("` has ").number(first.1);
        refuse(network, other.0, &why.text("; they come in pairs"));
    }
}

#[track_caller]
const fn refuse(network: &str, layer: &str, why: &Message) {
    crate::verdict::fail(
        &Message::of("`")
            .text(network)
            .text("` cannot run one step at a time: `")
            .text(layer)
            .text("` ")
            .text(why.as_str()),
    );
}

const fn number(call: &Call, site: usize, name: &str) -> Result<usize, Reject> {
    match window::numbers(call, 1, site, name) {
        Ok(list) => Ok(list.get(0) as usize),
        Err(reject) => Err(reject),
    }
}
