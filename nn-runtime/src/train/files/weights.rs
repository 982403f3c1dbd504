//! Parameters in a safetensors file, under the names of the declaration.

use super::safetensors::{FORMAT, Opened, Tensor, store};
use crate::train::suggest::closest;
use crate::train::{Error, WeightsError};
use crate::{F16, Network, ParamInfo, Plain, Scalar, Weight};
use std::path::Path;

/// What names of arrays hold that are not parameters, but parts of a checkpoint.
const STATE: char = '/';
/// The most numbers a checkpoint holds for each parameter.
const MOST: usize = 16;

/// Writes the parameters as a safetensors file, each under its name in the declaration, `hidden.kernel`, and as it is kept.
///
/// The file is replaced in one step: whoever reads it finds the old one or the new one, never a part. The same parameters
/// always give the same bytes.
///
/// # Errors
/// [`Error::File`] when the path cannot be written.
pub fn save<T: Scalar, W: Weight<Number = T>, N: Network<T> + Plain<W>>(
    network: &N,
    path: impl AsRef<Path>,
) -> Result<(), Error> {
    let metadata = [("netkiln", FORMAT.to_string()), ("network", N::NAME.to_string())];
    store(path.as_ref(), &metadata, &tensors(N::PARAMS, network.as_slice()))
}

/// Reads a network's parameters from a safetensors file.
///
/// The file must hold every parameter under its name and in its shape, and no other array. A checkpoint will do too: what it
/// holds of the optimizer is passed over. Numbers may be `F16`, `F32` or `F64`: what is longer than the network's is rounded.
///
/// # Errors
/// [`Error::File`] when the file cannot be read; [`Error::Weights`] when it is damaged, far too large, or made for another
/// network: then the error lists what is missing, what is too much, and the names that are close.
pub fn load<T: Scalar, N: Network<T> + Plain<T>>(path: impl AsRef<Path>) -> Result<Box<N>, Error> {
    let file = Opened::read(path.as_ref(), N::PARAMETERS.saturating_mul(MOST))?;
    let mut network = N::zeroed();
    fill(&file, N::NAME, N::PARAMS, network.as_mut_slice())?;
    Ok(network)
}

/// A network with its weights as numbers of 16 bits.
///
/// # Errors
/// [`Error::TooLarge`] when a weight is beyond them.
pub fn half<N: Network<f32> + Plain<f32>, H: Plain<F16>>(network: &N) -> Result<Box<H>, Error> {
    let mut half = H::zeroed();
    let (mut to, mut from) = (half.as_mut_slice(), network.as_slice());
    for info in N::PARAMS {
        let (halves, behind) = to.split_at_mut_checked(info.shape.len()).unwrap_or_default();
        let (values, rest) = from.split_at_checked(info.shape.len()).unwrap_or_default();
        (to, from) = (behind, rest);
        for (half, &value) in halves.iter_mut().zip(values) {
            *half = F16::from_f32(value);
            if value.is_finite() && half.to_f32().is_infinite() {
                return Err(Error::TooLarge { parameter: info.name, value: value.into() });
            }
        }
    }
    Ok(half)
}

/// The parameters in `values` as arrays to write.
pub(crate) fn tensors<'v, T>(params: &[ParamInfo], mut values: &'v [T]) -> Vec<Tensor<'v, T>> {
    let mut tensors = Vec::with_capacity(params.len());
    for info in params {
        let (run, rest) = values.split_at_checked(info.shape.len()).unwrap_or((values, &[]));
        tensors.push(Tensor { name: info.name.to_string(), shape: info.shape.dims().to_vec(), runs: vec![run] });
        values = rest;
    }
    tensors
}

/// Reads all parameters of a network into `values`.
pub(crate) fn fill<T: Scalar>(
    file: &Opened,
    network: &'static str,
    params: &[ParamInfo],
    mut values: &mut [T],
) -> Result<(), Error> {
    check_names(file, network, params)?;
    for info in params {
        let (run, rest) = values.split_at_mut_checked(info.shape.len()).unwrap_or_default();
        file.copy(info.name, info.shape.dims(), run)?;
        values = rest;
    }
    Ok(())
}

fn check_names(file: &Opened, network: &'static str, params: &[ParamInfo]) -> Result<(), Error> {
    let given = || file.names().filter(|name| !name.contains(STATE));
    let unexpected: Vec<&str> = given().filter(|name| !params.iter().any(|info| info.name == *name)).collect();
    let missing: Vec<String> = params
        .iter()
        .filter(|info| !given().any(|name| name == info.name))
        .map(|info| match closest(info.name, unexpected.iter().copied()) {
            Some(similar) => format!("`{}` (the file has `{similar}`)", info.name),
            None => format!("`{}`", info.name),
        })
        .collect();
    if missing.is_empty() && unexpected.is_empty() {
        return Ok(());
    }
    let unexpected = unexpected.iter().map(|name| format!("`{name}`")).collect();
    Err(file.refuse(WeightsError::Names { network, missing, unexpected }))
}
