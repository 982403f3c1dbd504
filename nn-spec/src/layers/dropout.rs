//! `dropout`: while training, each element is 0 with probability `rate`, the others are scaled by `1 / (1 − rate)`
//! (Srivastava et al. 2014, in the inverted form).

use crate::layer::KindName;
use crate::{ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, Message, Reject, Time, Traits};

const RATE: usize = 0;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "dropout",
    keras: "Dropout",
    doc: "while training, drops each element with probability `rate`; nothing at inference",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[ArgDef::required("rate", ArgKind::Number, "the share that is dropped, 0 to below 1")],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits { in_place: true, elementwise: true, training_only: true, random: true, time: Time::EachStep, ..Traits::PLAIN },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The share that is dropped.
    pub rate: f64,
    /// Elements of a sample: with the sample's place in the batch they say which random number an element gets.
    pub len: usize,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    Geometry { rate: call.arg(RATE).number(), len: call.shape(0).len() }
}

/// The rule: any shape stays what it is.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    let rate = call.arg(RATE).number();
    if !(rate >= 0.0 && rate < 1.0) {
        let why = Message::of("`rate` is the share that is dropped, from 0 to below 1, got ").real(rate);
        // A rate above 1 is most often a percentage.
        let fix = if rate > 1.0 && rate < 100.0 { why.text("; for per cent write ").real(rate / 100.0) } else { why };
        return Err(Reject::arg(RATE, fix));
    }
    Ok(Facts::output(call.shape(0)))
}
