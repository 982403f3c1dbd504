//! Gradients for the caller's own use.

use super::Error;
use super::data::{self, Feed};
use super::engine::cut::Load;
use super::engine::lanes::{Lane, add_sums, places, room, run};
use super::engine::parallel;
use super::engine::step::gather;
use super::engine::works::Works;
use super::engine::workspace::{Batch, Goal};
use super::evaluate::whole;
use crate::{Scalar, Trainable};

/// The loss of `network` on a batch, and its gradient: a value of the network's own type, each number the derivative of the
/// loss by the parameter in its place.
///
/// The loss is that of training: a mean over the batch, times the outputs' weights, plus the penalties on weights. Layers
/// behave as in training: dropout drops (always the same, so that the result is a function of the parameters), batch norm uses
/// the batch's statistics. The places of moving averages and of frozen parameters hold 0.
///
/// # Errors
/// When `x` or `y` does not fit the network: see [`Error`].
pub fn loss_and_gradients<'d, T, N, X, Y>(network: &N, x: X, y: Y) -> Result<(f64, Box<N>), Error>
where
    T: Scalar,
    N: Trainable<T>,
    X: Feed<'d, N::InputKind>,
    Y: Feed<'d, N::TargetKind>,
{
    let x = data::inputs::<T>(x.feed(), N::INPUTS, "")?;
    let y = data::targets::<T>(y.feed(), N::OUTPUTS, "")?;
    data::same_samples(&x, &y, N::OUTPUTS, "", "y")?;
    let batch = whole(&x, Goal::Loss { y: &y, weights: &[], metrics: &[] }).training(0);
    let mut losses = vec![0.0; N::OUTPUTS.len()];
    let (penalty, gradient) = backward(network, &batch, true, &mut losses);
    let weighted = N::OUTPUTS.iter().zip(&losses).filter_map(|(info, loss)| Some(info.loss?.1 * loss));
    Ok((weighted.sum::<f64>() + penalty, gradient))
}

/// The gradient of `Σ upstream · output` by the parameters: for a loss of one's own, of which `upstream` is the derivative by
/// the outputs. It has the shape of the outputs, batch first; there is no mean over the batch and no penalty in it.
///
/// Layers behave as in training, as in [`loss_and_gradients`].
///
/// # Errors
/// When `x` or `upstream` does not fit the network: see [`Error`].
pub fn vjp<'d, T, N, X, U>(network: &N, x: X, upstream: U) -> Result<Box<N>, Error>
where
    T: Scalar,
    N: Trainable<T>,
    X: Feed<'d, N::InputKind>,
    U: Feed<'d, N::TargetKind>,
{
    let x = data::inputs::<T>(x.feed(), N::INPUTS, "")?;
    let upstream = data::upstream::<T>(upstream.feed(), N::OUTPUTS)?;
    data::same_samples(&x, &upstream, N::OUTPUTS, "", "upstream")?;
    let batch = whole(&x, Goal::Upstream(&upstream)).training(0);
    Ok(backward(network, &batch, false, &mut []).1)
}

fn backward<T: Scalar, N: Trainable<T>>(
    network: &N,
    batch: &Batch<'_, T>,
    penalties: bool,
    losses: &mut [f64],
) -> (f64, Box<N>) {
    let load = Load::training::<T, N>();
    let (count, tile) = (load.lanes(batch.samples), load.tile());
    let mut lanes: Vec<Lane<N>> = (0..count).map(|_| Lane::new(N::OUTPUTS.len())).collect();
    let works = Works::new::<N>(batch, room::<T, N>(batch.samples, count, tile), places::<T, N>(count));
    parallel::inside(&mut || run(network, &mut lanes, &works, batch, tile));
    add_sums(lanes.iter().map(|lane| &lane.sums), losses);
    let penalty = gather(network, &mut lanes, penalties);
    let gradient = lanes.into_iter().next().map_or_else(N::zeroed, |lane| lane.gradient);
    (penalty, gradient)
}
