//! Which loops training has compiled once for each number type.

/// The number types that the training is compiled for.
#[doc(hidden)]
pub trait Routines:
    Sized
    + super::callbacks::Side
    + super::data::Element
    + super::data::Own
    + super::data::Checks<Self>
    + super::engine::Shaping<Self>
    + super::files::Bytes<Self>
    + super::metrics::Counts<Self>
    + super::optimizer::Rules<Self>
{
}
impl Routines for f32 {}
#[cfg(feature = "f64")]
impl Routines for f64 {}
