//! `gaussian_noise`: while training, adds noise drawn from a normal distribution with mean 0.

use super::rules;
use crate::layer::KindName;
use crate::{ArgDef, ArgKind, Call, Facts, Inputs, LayerDef, Reject, Time, Traits};

const STDDEV: usize = 0;

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "gaussian_noise",
    keras: "GaussianNoise",
    doc: "while training, adds normal noise of standard deviation `stddev`; nothing at inference",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[ArgDef::required("stddev", ArgKind::Number, "the noise's standard deviation")],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits {
        in_place: true,
        elementwise: true,
        training_only: true,
        random: true,
        passes_gradient: true,
        time: Time::EachStep,
        ..Traits::PLAIN
    },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The noise's standard deviation.
    pub stddev: f64,
    /// Elements of a sample: with the sample's place in the batch they say which random number an element gets.
    pub len: usize,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    Geometry { stddev: call.arg(STDDEV).number(), len: call.shape(0).len() }
}

/// The rule: any shape stays what it is.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if let Some(reject) = rules::not_negative(call, STDDEV, "`stddev`") {
        return Err(reject);
    }
    Ok(Facts::output(call.shape(0)))
}
