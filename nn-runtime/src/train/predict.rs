//! The outputs of a network for some data.

use super::Error;
use super::data::{self, Feed};
use super::engine::cut::Load;
use super::engine::parallel;
use super::engine::workspace::{Aligned, infer};
use crate::{Network, Scalar};
use ndarray::{ArrayD, IxDyn};
use std::ops::Range;

/// The outputs of `network` for some data, batch first.
///
/// # Errors
/// When `x` does not fit the network: see [`Error`].
pub fn predict<'d, T, N, X>(network: &N, x: X) -> Result<N::Prediction, Error>
where
    T: Scalar,
    N: Network<T>,
    X: Feed<'d, N::InputKind>,
{
    let x = data::inputs::<T>(x.feed(), N::INPUTS, "")?;
    let tile = Load::inference::<T, N>().inference_tile();
    let mut outputs: Vec<Vec<T>> = N::OUTPUTS.iter().map(|o| vec![T::zero(); x.samples * o.shape.len()]).collect();
    let mut tasks = tasks(x.samples, tile, &mut outputs, |i| N::OUTPUTS.get(i).map_or(0, |o| o.shape.len()));
    let memory = || Aligned::new(N::ARENA_LEN.saturating_mul(tile.min(x.samples)));
    parallel::each_with(&mut tasks, memory, |arena, (samples, places)| {
        infer(network, &x, samples.clone(), arena, |i, values| {
            if let Some(place) = places.get_mut(i).filter(|place| place.len() == values.len()) {
                place.copy_from_slice(values);
            }
        });
    });
    let mut arrays = N::OUTPUTS.iter().zip(outputs).filter_map(|(info, values)| {
        let mut shape = vec![x.samples];
        shape.extend_from_slice(info.shape.dims());
        ArrayD::from_shape_vec(IxDyn(&shape), values).ok()
    });
    N::prediction(&mut arrays).ok_or(Error::Missing { argument: String::from("an output") })
}

/// Some samples, and where each of their outputs goes.
type Task<'o, T> = (Range<usize>, Vec<&'o mut [T]>);

fn tasks<T>(samples: usize, tile: usize, outputs: &mut [Vec<T>], width: impl Fn(usize) -> usize) -> Vec<Task<'_, T>> {
    let tiles = (0..samples).step_by(tile.max(1)).map(|from| from..(from + tile.max(1)).min(samples));
    let mut tasks: Vec<Task<'_, T>> = tiles.map(|range| (range, Vec::new())).collect();
    for (i, output) in outputs.iter_mut().enumerate() {
        for ((_, places), chunk) in tasks.iter_mut().zip(output.chunks_mut((tile * width(i)).max(1))) {
            places.push(chunk);
        }
    }
    tasks
}
