//! What a layer is, as data. The compiler has no branch per layer: it walks these.

mod call;
mod facts;

use crate::{Arg, ArgDef, Constraint, Initializer, Regularizer, Traits};
pub use call::{Call, Kind, KindName, Value};
pub use facts::{Facts, Reject, Site};

/// The most parameters a layer has.
pub const MAX_PARAMS: usize = 8;
/// The most things a layer keeps for backward.
pub const MAX_SAVES: usize = 4;
/// The most states a layer has.
pub const MAX_STATES: usize = 2;

/// One layer of the language.
///
/// # The kernel convention
///
/// A layer `kw` has its kernels in the runtime's `kernels::kw`, and its geometry, one const value, in
/// `layers::kw::geometry(&Call)`. The compiler calls them by position, from the slots declared here. `n` samples lie one
/// after another in every slice; an absent thing (no bias, a gradient nobody wants) is an empty slice.
///
/// ```text
/// forward (&G, pass, x…, params…, y, saves…, scratch)
/// backward(&G, pass, x… if reads.inputs, y if reads.output, params… if reads.params, saves…, dy, dx…, dparams…, scratch)
/// ```
///
/// * `x…`: `&[T]` each, absent ones too; one `&[&[T]]` for [`Inputs::Many`]. A [`Kind::MultiHot`] input calls `forward_multi_hot` and
///   `backward_multi_hot` with a `MultiHotBatch`; [`Kind::Indices`] passes `&[u32]`.
/// * `y`, `saves`, `scratch` (only when the layer declares it): `&mut [T]`.
/// * `dy: &mut [T]` may be overwritten. `dx` is **written**, not added to; `dparams` are **added to**.
/// * [`Traits::in_place`] layers take `y` holding the input instead of `x, y`, and in backward one `d` that holds `dy` and
///   becomes `dx`, instead of `dy, dx`:
///   `forward(&G, pass, params…, y, saves…)`, `backward(&G, pass, x?, y?, params?…, saves…, d, dparams…)`.
/// * In place, backward gets `x` and `y` as its traits say; a layer whose backward reads neither gets neither.
/// * The backward of [`Traits::masks`] layers does that of a ReLU before them as well where `pass.relu` says so.
/// * [`Traits::passes_gradient`] layers have no backward function: their inputs' gradients are `dy`.
/// * [`Traits::elementwise`] layers take their lengths from the slices, so that they can be called strip by strip.
/// * [`Traits::random`] layers get `pass` with a stream of their own.
/// * [`Time::Remembers`](crate::Time::Remembers) layers have `forward_step` too, which is called with one step and the states.
/// * [`Masking::Reads`](crate::Masking::Reads) layers get `pass` with the lengths of their inputs, `pass.lengths[i]` those of input `i` (of the first two), where
///   these are of sequences of unequal length. Padding stands behind a sample's real steps; what is in it is finite and means nothing. A
///   layer neither reads it nor lets it into a gradient: `dx` is 0 there.
/// * [`Traits::couples_batch`] layers first have `gather(&G, pass, x, sync)`, where partial sums of the lane go to
///   `sync: &mut [f64]`; all lanes' sums are added in a fixed order, and `forward` gets the totals as `sync: &[f64]` right
///   after `pass`. Backward likewise with `gather_backward(&G, pass, x?, y?, params?, saves…, dy, sync)`. Their inference is
///   `infer(&G, pass, params…, y)` in place, with `infer_backward(&G, pass, params…, d)` for a frozen layer.
/// * [`Traits::into`] layers have `forward_into(&G, pass, x, y)` too, for two inputs, of which `y` holds the one and `x` is the other.
/// * [`Traits::over`] layers have `forward_over(&G, pass, params…, memory, from)` too, for one sample: the output is at the start of
///   `memory: &mut [T]` and the input at `from`, at least [`Facts::lead`] behind it. Nothing that is still to be read is written.
///   Those with [`Traits::affine_epilogue`] have `infer_affine_over(&G, pass, params…, &affine, memory, from)` as well.
/// * Layers with [`Facts::rows`] have `Geometry::with_rows(at, axis)`, what their kernels are given to make some rows from some rows, their
///   neighbours being absent: `x`, `y` are those rows alone, `scratch` is that of all.
/// * [`Traits::affine`] layers have `affine(&G, params…) -> Affine`: what they do at inference, for the layer before them, which with
///   [`Traits::affine_epilogue`] has `infer_affine(&G, pass, x…, params…, &affine, y, scratch)`: `forward` with that done to what it
///   writes, before the activation. That layer has a parameter `bias`, with which `known(&G, &bias, params…)` makes a scale and a shift of
///   each channel of its sums while compiling.
pub struct LayerDef {
    /// The word in the language, and the name of its module in `layers` and `kernels`.
    pub keyword: &'static str,
    /// Keras' name of the class, for the documentation.
    pub keras: &'static str,
    /// One line for a reader.
    pub doc: &'static str,
    /// How many values it takes.
    pub inputs: Inputs,
    /// Which kinds of value its input may be.
    pub accepts: &'static [KindName],
    /// Its arguments, in the order they may be given by position.
    pub args: &'static [ArgDef],
    /// Its parameters, in the order of the kernel's arguments.
    pub params: &'static [ParamDef],
    /// What it keeps for backward.
    pub saves: &'static [SaveDef],
    /// The rule: shapes, sizes and cost, or why not.
    pub facts: fn(&Call) -> Result<Facts, Reject>,
    /// What the compiler may do with it. Asked with the arguments, numbers that only rustc knows being their defaults.
    pub traits: fn(&[Arg]) -> Traits,
}

/// How many values a layer takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inputs {
    /// One: `x.dense(64)`.
    One,
    /// Exactly two: `dot(a, b)`.
    Two,
    /// Two or more: `concat(a, b, c)`.
    Many,
    /// The first of these many, and as many of the others as are given: `multi_head_attention(query, value, key)`.
    Between(usize, usize),
    /// One, and as many more as belong to the argument of that name, all of them or none: `x.lstm(32, initial_state = (h, c))`.
    Named(&'static str, usize),
}

impl Inputs {
    /// How they are written where they stand side by side.
    pub const fn example(self) -> &'static str {
        match self {
            Inputs::One | Inputs::Named(..) | Inputs::Between(..=1, _) => "x",
            Inputs::Two => "a, b",
            Inputs::Many => "a, b, …",
            Inputs::Between(..) => "query, value",
        }
    }

    /// How many there are at least.
    pub const fn least(self) -> usize {
        match self {
            Inputs::One | Inputs::Named(..) => 1,
            Inputs::Two | Inputs::Many => 2,
            Inputs::Between(least, _) => least,
        }
    }

    /// How many there may be.
    pub const fn most(self) -> usize {
        match self {
            Inputs::One => 1,
            Inputs::Two => 2,
            Inputs::Many => usize::MAX,
            Inputs::Between(_, most) => most,
            Inputs::Named(_, more) => 1 + more,
        }
    }

    /// How many of them may stand side by side, the others having a name.
    pub const fn side_by_side(self) -> usize {
        match self {
            Inputs::Named(..) => 1,
            other => other.most(),
        }
    }
}

/// One parameter of a layer.
pub struct ParamDef {
    /// Its field's name.
    pub name: &'static str,
    /// The rank of its shape, which is the nesting of its array; 0 where that depends on the input. Then the array is nested as the
    /// shape is, or, where only rustc knows the shape, not at all.
    pub rank: usize,
    /// How it starts.
    pub init: Setting<Initializer>,
    /// The penalty on it.
    pub regularizer: Setting<Regularizer>,
    /// Its constraint.
    pub constraint: Setting<Constraint>,
    /// What the trainer does with it.
    pub role: Role,
}

impl ParamDef {
    /// A trained parameter with fixed start.
    pub const fn weight(name: &'static str, rank: usize, init: Setting<Initializer>) -> ParamDef {
        ParamDef {
            name,
            rank,
            init,
            regularizer: Setting::Fixed(Regularizer::NONE),
            constraint: Setting::Fixed(Constraint::None),
            role: Role::Weight,
        }
    }

    /// With the arguments of that place as regularizer and constraint.
    pub const fn ruled(mut self, regularizer: usize, constraint: usize) -> ParamDef {
        self.regularizer = Setting::Arg(regularizer);
        self.constraint = Setting::Arg(constraint);
        self
    }

    /// A moving average that the trainer keeps; argument `momentum` is its factor on the old value.
    pub const fn moving(name: &'static str, init: Setting<Initializer>, momentum: usize) -> ParamDef {
        let mut def = ParamDef::weight(name, 1, init);
        def.role = Role::Moving { momentum };
        def
    }
}

/// A property of a parameter: fixed, or what an argument says.
#[derive(Clone, Copy)]
pub enum Setting<S> {
    /// Always this.
    Fixed(S),
    /// The value of the argument in that place.
    Arg(usize),
}

/// What the trainer does with a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// It has a gradient.
    Weight,
    /// It is a moving average. Backward leaves the batch's value in its gradient slot.
    Moving {
        /// The argument that says how much of the old value stays.
        momentum: usize,
    },
}

/// Something a layer keeps from forward for backward.
pub struct SaveDef {
    /// Its name, for the plan's text.
    pub name: &'static str,
    /// Per sample, or once for all samples of a pass.
    pub per_sample: bool,
}
