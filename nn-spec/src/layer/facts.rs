//! What a rule answers: what follows from a use of a layer, or why there is no such use.

use super::{MAX_PARAMS, MAX_SAVES, MAX_STATES};
use crate::layers::window::{Axis, MAX_SPACE};
use crate::{Message, Shape};

/// What follows from one use of a layer.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The output's shape.
    pub output: Shape,
    /// Each parameter's shape; a dimension of 0 where it is absent.
    pub params: [Shape; MAX_PARAMS],
    /// Length of each saved thing, per sample or in all, as its [`SaveDef`](crate::SaveDef) says.
    pub saves: [usize; MAX_SAVES],
    /// Length of each state of numbers, in the order of [`Time::Remembers`](crate::Time::Remembers).
    pub states: [usize; MAX_STATES],
    /// Length of the scratch memory per sample, of forward, of backward and of a step.
    pub scratch: [usize; 3],
    /// Length of the sums exchanged between lanes, of forward and of backward.
    pub sync: [usize; 2],
    /// Multiply-accumulates of one sample forward.
    pub macs: u64,
    /// Of a layer with [`Traits::over`](crate::Traits::over): how far in front of its input its output has to start, at least, to lie over it; none where it takes
    /// scratch memory.
    pub lead: Option<usize>,
    /// The output of one sample is its inputs, each in one run, one behind the other.
    pub joined: bool,
    /// Of a layer that can run some rows at a time: which of its axes the rows are, and how its window slides over them.
    pub rows: Option<(usize, Axis)>,
}

impl Facts {
    /// Of a layer with that output and nothing else.
    pub const fn output(output: Shape) -> Facts {
        Facts {
            output,
            params: [Shape::new(&[0]); MAX_PARAMS],
            saves: [0; MAX_SAVES],
            states: [0; MAX_STATES],
            scratch: [0; 3],
            sync: [0; 2],
            macs: 0,
            lead: None,
            joined: false,
            rows: None,
        }
    }

    /// What the rule answered; [`Facts::POISON`] where it refused, which is reported elsewhere.
    pub const fn of(answer: &Result<Facts, Reject>) -> Facts {
        match *answer {
            Ok(facts) => facts,
            Err(_) => Facts::POISON,
        }
    }

    /// Of a layer that was refused, or whose input was.
    pub const POISON: Facts = Facts::output(Shape::POISON);

    /// With parameter `i` of that shape.
    pub const fn param(mut self, i: usize, shape: Shape) -> Facts {
        self.params[i] = shape;
        self
    }

    /// With saved thing `i` of that length.
    pub const fn save(mut self, i: usize, len: usize) -> Facts {
        self.saves[i] = len;
        self
    }

    /// With state `i` of that length.
    pub const fn state(mut self, i: usize, len: usize) -> Facts {
        self.states[i] = len;
        self
    }

    /// With that many multiply-accumulates a sample.
    pub const fn macs(mut self, macs: u64) -> Facts {
        self.macs = macs;
        self
    }

    /// Whose output may lie over its input, if it starts so far in front of it.
    pub const fn lead(mut self, lead: usize) -> Facts {
        self.lead = Some(lead);
        self
    }

    /// Whose output is its inputs one behind the other.
    pub const fn joined(mut self, joined: bool) -> Facts {
        self.joined = joined;
        self
    }

    /// Which can run some rows at a time: of a window over `rank` axes, of which the first is that of the rows.
    pub const fn by_rows(mut self, axes: &[Axis; MAX_SPACE], rank: usize) -> Facts {
        self.rows = Some((MAX_SPACE - rank, axes[MAX_SPACE - rank]));
        self
    }

    /// With that much scratch memory a sample, forward and backward; a step takes what forward does.
    pub const fn scratch(mut self, forward: usize, backward: usize) -> Facts {
        self.scratch = [forward, backward, forward];
        self
    }

    /// With that much scratch memory for a step.
    pub const fn scratch_of_step(mut self, step: usize) -> Facts {
        self.scratch[2] = step;
        self
    }

    /// With that many sums exchanged between lanes, forward and backward.
    pub const fn sync(mut self, forward: usize, backward: usize) -> Facts {
        self.sync = [forward, backward];
        self
    }

    /// The number of values in all parameters.
    pub const fn parameters(&self) -> usize {
        let (mut i, mut sum) = (0, 0usize);
        while i < MAX_PARAMS {
            sum = sum.saturating_add(self.params[i].len());
            i += 1;
        }
        sum
    }
}

/// Why a layer cannot be used like that, and which part of the call is at fault.
#[derive(Clone, Copy, Debug)]
pub struct Reject {
    /// The guilty part.
    pub site: Site,
    /// What to tell the user, in one or two sentences: what it got, what it needs, the likely fix.
    pub why: Message,
    /// Whether the input may have become too small on its way: the compiler then adds which layer made it so.
    pub too_small: bool,
}

impl Reject {
    /// At the layer's name.
    pub const fn layer(why: Message) -> Reject {
        Reject { site: Site::Layer, why, too_small: false }
    }

    /// At argument `i`.
    pub const fn arg(i: usize, why: Message) -> Reject {
        Reject { site: Site::Arg(i), why, too_small: false }
    }

    /// As the input may have become too small on its way.
    pub const fn of_small_input(mut self) -> Reject {
        self.too_small = true;
        self
    }

    /// At input `i`.
    pub const fn input(i: usize, why: Message) -> Reject {
        Reject { site: Site::Input(i), why, too_small: false }
    }
}

/// A part of a layer's call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Site {
    /// Its name.
    Layer,
    /// An argument, by its place in [`LayerDef::args`](crate::LayerDef::args); the layer's name where it was left out.
    Arg(usize),
    /// An input; the layer's name for the receiver of a method.
    Input(usize),
}
