//! `activation`: an elementwise activation as a stage of its own. `softmax` and `log_softmax`, which look at whole rows,
//! are layers by themselves.

use crate::layer::KindName;
use crate::{Activation, Arg, ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, Masking, Message, Reads, Reject, Time, Traits};

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "activation",
    keras: "Activation",
    doc: "a function applied to every element",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[ArgDef::required("activation", ArgKind::Activation, "which function")],
    params: &[],
    saves: &[],
    facts,
    traits,
};

/// What the kernel needs to know: the function.
pub type Geometry = Activation;

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    call.arg(0).activation()
}

/// The rule: any shape stays what it is.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let activation = call.arg(0).activation();
    if !activation.is_elementwise() {
        let why = Message::of("`activation` applies a function to each element by itself, but `").text(activation.name());
        return Err(Reject::arg(0, why.text("` looks at whole rows; write `.").text(activation.name()).text("()`")));
    }
    // Backward reads the side of zero the input was on from the output.
    if let Activation::LeakyRelu(number) | Activation::Elu(number) = activation
        && !(number >= 0.0 && number < f64::INFINITY)
    {
        let why = Message::of("`").text(activation.name()).text("` needs a number of at least 0, got ").real(number);
        return Err(Reject::arg(0, why));
    }
    Ok(Facts::output(call.shape(0)))
}

fn traits(args: &[Arg]) -> Traits {
    let activation = args.first().map_or(Activation::Linear, Arg::activation);
    let output = activation.derivative_from_output();
    Traits {
        in_place: true,
        elementwise: true,
        activation: Some(activation),
        view: activation == Activation::Linear,
        reads: Reads { inputs: !output, output, params: false },
        time: Time::EachStep,
        masking: Masking::Passes,
        ..Traits::PLAIN
    }
}
