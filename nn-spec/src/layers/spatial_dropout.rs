//! Dropout of whole channels (Tompson et al. 2015): what `spatial_dropout1d`, `spatial_dropout2d` and `spatial_dropout3d` have in
//! common. Neighbours in an image tell the same, so dropping single places would drop nothing.

use super::{dropout, window};
use crate::{Arg, Call, Facts, Masking, Reject, Time, Traits};

/// What the compiler may do with it.
pub fn traits(_: &[Arg]) -> Traits {
    Traits {
        in_place: true,
        training_only: true,
        random: true,
        time: Time::EachStep,
        masking: Masking::Passes,
        ..Traits::PLAIN
    }
}

/// What the kernel needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The share that is dropped.
    pub rate: f64,
    /// Elements of a sample.
    pub len: usize,
    /// Channels.
    pub channels: usize,
}

/// The geometry of a call that [`facts`] accepts.
pub const fn geometry(call: &Call) -> Geometry {
    let dropout::Geometry { rate, len } = dropout::geometry(call);
    Geometry { rate, len, channels: call.shape(0).last() }
}

/// The rule: any sequence, image or volume stays what it is.
pub const fn facts(call: &Call, rank: usize, layer: &'static str) -> Result<Facts, Reject> {
    let facts = match dropout::facts(call) {
        Ok(facts) => facts,
        Err(reject) => return Err(reject),
    };
    let shape = call.shape(0);
    if !call.is_poisoned() && shape.rank() != rank + 1 {
        return Err(window::not_spatial(&shape, rank, layer));
    }
    Ok(facts)
}
