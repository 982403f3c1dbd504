//! What the compiler puts before layers that look at neighbours: padding becomes zeros, forward and back.

use crate::layer::KindName;
use crate::{Call, Facts, Inputs, LayerDef, Mask, Masking, Reject, Traits};

/// The declaration.
pub const DEF: LayerDef = LayerDef {
    keyword: "real_steps",
    keras: "Masking",
    doc: "zeros in the place of padding",
    inputs: Inputs::One,
    accepts: &[KindName::Real],
    args: &[],
    params: &[],
    saves: &[],
    facts,
    traits: |_| Traits { in_place: true, masking: Masking::Reads(Mask::Kept), ..Traits::PLAIN },
};

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Steps of a sample, padding included.
    pub steps: usize,
    /// Numbers of a step.
    pub width: usize,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let shape = call.shape(0);
    Geometry { steps: shape.dim(0), width: shape.len_of(1, shape.rank()) }
}

/// The rule: the shape stays.
pub const fn facts(call: &Call) -> Result<Facts, Reject> {
    Ok(if call.is_poisoned() { Facts::POISON } else { Facts::output(call.shape(0)) })
}
