//! `dropout`: while training, each element is 0 with probability `rate`, the others are scaled by `1 / (1 − rate)`
//! (Srivastava et al. 2014, in the inverted form).

use crate::layer::KindName;
use crate::{ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, Masking, Message, Reject, Time, Traits};

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
    traits: |_| Traits { in_place: true, elementwise: true, training_only: true, random: true, time: Time::EachStep, masking: Masking::Passes, ..Traits::PLAIN },
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
    match no_share(call, RATE) {
        Some(reject) => Err(reject),
        None => Ok(Facts::output(call.shape(0))),
    }
}

/// Why argument `site`, in whichever layer, cannot be the share that is dropped. `None` when it can.
pub const fn no_share(call: &Call, site: usize) -> Option<Reject> {
    let rate = call.arg(site).number();
    if rate >= 0.0 && rate < 1.0 {
        return None;
    }
    let why = Message::of("the share that is dropped is from 0 to below 1, got ").real(rate);
    // A rate above 1 is most often a percentage.
    let why = if rate > 1.0 && rate < 100.0 { why.text("; for per cent write ").real(rate / 100.0) } else { why };
    Some(Reject::arg(site, why))
}
