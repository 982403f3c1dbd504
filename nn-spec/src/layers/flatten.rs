//! `flatten`: all values in one row. Costs nothing.

use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Reject, Shape, Time, Traits, Why};

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "flatten",
    keras: "Flatten",
    doc: "all values in one row, for a dense layer; free",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits { view: true, time: Time::Whole(Why::Joined), ..Traits::PLAIN },
};

/// The rule: `[…] → [product]`.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    if call.is_poisoned() {
        return Ok(Facts::POISON);
    }
    Ok(Facts::output(Shape::new(&[call.shape(0).len()])))
}
