//! `dense`: `y = f(x · W + b)`, over the last axis.

use crate::layer::{KindName, Setting};
use crate::{Activation, Arg, ArgDef, ArgKind, Call, Facts, Initializer, Inputs, Kind, LayerDef, Masking, Message, ParamDef, Reject, Shape, Time, Traits};

const UNITS: usize = 0;
const ACTIVATION: usize = 1;
const USE_BIAS: usize = 2;
const KERNEL: usize = 3;
const BIAS: usize = 6;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "dense",
    keras: "Dense",
    doc: "every output is a weighted sum of all inputs: activation(x · kernel + bias), over the last axis",
    inputs: Inputs::One,
    accepts: &[KindName::Real, KindName::MultiHot],
    args: &[
        ArgDef::required("units", ArgKind::Size, "how many outputs"),
        ArgDef::activation(),
        ArgDef::optional("use_bias", ArgKind::Bool, Arg::Bool(true), "whether a bias is added"),
        ArgDef::initializer("kernel_initializer", Initializer::GLOROT_UNIFORM),
        ArgDef::regularizer("kernel_regularizer"),
        ArgDef::constraint("kernel_constraint"),
        ArgDef::initializer("bias_initializer", Initializer::Zeros),
        ArgDef::regularizer("bias_regularizer"),
        ArgDef::constraint("bias_constraint"),
    ],
    params: &[
        ParamDef::weight("kernel", 2, Setting::Arg(KERNEL)).ruled(KERNEL + 1, KERNEL + 2),
        ParamDef::weight("bias", 1, Setting::Arg(BIAS)).ruled(BIAS + 1, BIAS + 2),
    ],
    saves: &[],
    facts,
    traits: |_| {
        let mut traits = Traits { epilogue: true, affine_epilogue: true, masks: true, inlines: true, time: Time::EachStep, masking: Masking::Passes, ..Traits::PLAIN };
        traits.reads.inputs = true;
        traits.reads.params = true;
        traits
    },
};

/// What the kernel needs to know, one const value.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Rows a sample has: 1 for a vector, the number of positions for a longer shape.
    pub rows: usize,
    /// Inputs of a unit.
    pub inputs: usize,
    /// Units.
    pub units: usize,
    /// The elementwise activation applied while the output is written.
    pub activation: Activation,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let shape = call.shape(0);
    Geometry {
        rows: shape.rows(),
        inputs: shape.last(),
        units: call.arg(UNITS).size(),
        activation: call.arg(ACTIVATION).activation(),
    }
}

/// The rule: `[…, inputs] → […, units]`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let units = call.arg(UNITS).size();
    if units == 0 {
        return Err(Reject::arg(UNITS, Message::of("`units` must be at least 1, got 0")));
    }
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    let shape = call.shape(0);
    if shape.rank() == 0 {
        let why = Message::of("`dense` needs at least one axis, got a single number []; declare the input as `Tensor<1>`");
        return Err(Reject::input(0, why));
    }
    if matches!(call.inputs[0].kind, Kind::MultiHot) && shape.rank() != 1 {
        let why = Message::of("`dense` takes a `MultiHot` of one axis, got ").shape(&shape);
        return Err(Reject::input(0, why));
    }
    let kernel = Shape::new(&[shape.last(), units]);
    let bias = if call.arg(USE_BIAS).bool() { units } else { 0 };
    Ok(Facts::output(shape.with_last(units))
        .param(0, kernel)
        .param(1, Shape::new(&[bias]))
        .macs((shape.rows() as u64).saturating_mul(kernel.len() as u64)))
}
