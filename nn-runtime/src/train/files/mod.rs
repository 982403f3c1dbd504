//! Files: written whole or not at all, read without trusting what they say of themselves.

mod atomic;
mod safetensors;
mod weights;

pub(crate) use atomic::write;
pub use safetensors::Bytes;
pub(crate) use safetensors::{FORMAT, Opened, Tensor, store};
pub(crate) use weights::{fill, tensors};
pub use weights::{half, load, save};
