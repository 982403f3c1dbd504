//! `prelu`: `x` above 0, `alpha · x` below, `alpha` being learnt (He et al. 2015).

use super::rules;
use crate::layer::{KindName, Setting};
use crate::{Arg, ArgDef, ArgKind, Call, Facts, Initializer, Inputs, LayerDef, List, MAX_RANK, Message, ParamDef, Reject, Shape, Time, Traits, Why};

const INITIALIZER: usize = 0;
const REGULARIZER: usize = 1;
const CONSTRAINT: usize = 2;
const SHARED_AXES: usize = 3;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "prelu",
    keras: "PReLU",
    doc: "`x` above 0, `alpha · x` below, with an `alpha` learnt for each place",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[
        ArgDef::initializer("alpha_initializer", Initializer::Zeros),
        ArgDef::regularizer("alpha_regularizer"),
        ArgDef::constraint("alpha_constraint"),
        ArgDef::optional(
            "shared_axes",
            ArgKind::List,
            Arg::None,
            "axes, counted from 1, along which one `alpha` serves all places: `(1, 2)` for an image",
        ),
    ],
    params: &[ParamDef::weight("alpha", 0, Setting::Arg(INITIALIZER)).ruled(REGULARIZER, CONSTRAINT)],
    saves: &[],
    facts,
    traits: |args| {
        let shared = args.get(SHARED_AXES).map_or(List::new(&[]), Arg::list);
        let time = if (0..shared.len()).any(|i| shared.get(i) == 1) {
            Time::EachStep
        } else {
            Time::Whole(Why::Alphas)
        };
        let mut traits = Traits { time, ..Traits::PLAIN };
        traits.reads.inputs = true;
        traits.reads.params = true;
        traits
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The input's dimensions, behind as many of 1 as are missing.
    pub dims: [usize; MAX_RANK],
    /// From one `alpha` to the next along each axis; 0 where it is shared.
    pub strides: [usize; MAX_RANK],
}

/// The shape of `alpha`: 1 along shared axes.
const fn alpha(call: &Call) -> Result<Shape, Reject> {
    let shape = call.shape(0);
    let mut alpha = shape;
    let list = call.arg(SHARED_AXES).list();
    let mut i = 0;
    while i < list.len() {
        match rules::axis(&shape, list.get(i), SHARED_AXES, "`prelu`") {
            Ok(axis) => alpha = alpha.with(axis, 1),
            Err(reject) => return Err(reject),
        }
        i += 1;
    }
    Ok(alpha)
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let shape = call.shape(0);
    let alpha = match alpha(call) {
        Ok(alpha) => alpha,
        Err(_) => shape,
    };
    let (mut dims, mut strides) = ([1; MAX_RANK], [0; MAX_RANK]);
    let mut i = 0;
    while i < shape.rank() && i < MAX_RANK {
        let at = MAX_RANK - shape.rank() + i;
        dims[at] = shape.dim(i);
        if alpha.dim(i) == shape.dim(i) {
            strides[at] = alpha.len_of(i + 1, alpha.rank());
        }
        i += 1;
    }
    Geometry { dims, strides }
}

/// The rule: any shape stays what it is.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let shape = call.shape(0);
    if shape.rank() == 0 {
        return Err(rules::no_axis("`prelu`"));
    }
    if let Arg::List(list) = call.arg(SHARED_AXES)
        && list.is_empty()
    {
        return Err(Reject::arg(SHARED_AXES, Message::of("`shared_axes` names no axis; leave it out")));
    }
    match alpha(call) {
        Ok(alpha) => Ok(Facts::output(shape).param(0, alpha).macs(shape.len() as u64)),
        Err(reject) => Err(reject),
    }
}
