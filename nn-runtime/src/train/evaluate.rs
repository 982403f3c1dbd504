//! Loss and metrics of a network on some data.

use super::data::{self, Dataset, Feed};
use super::engine::cut::Load;
use super::engine::gather::Which;
use super::engine::lanes::{add_sums, measure};
use super::engine::parallel;
use super::engine::step::penalties;
use super::engine::works::Works;
use super::engine::workspace::{Batch, Goal};
use super::metrics::{Asked, Bound, Metric, bind, defaults, prefixed};
use super::{Error, Scores};
use crate::{OutputInfo, Scalar, Trainable};
use std::marker::PhantomData;
use std::sync::Arc;

/// Loss and metrics of `network` on some data: `loss`, with several outputs that of each, and accuracy or the mean absolute
/// error, whichever fits the loss. [`Evaluation`] takes other metrics.
///
/// Layers behave as in inference: dropout does not drop, batch norm uses its moving averages. Penalties on weights are part
/// of the loss, as in Keras.
///
/// # Errors
/// When `x` or `y` does not fit the network: see [`Error`].
pub fn evaluate<'d, T, N, X, Y>(network: &N, x: X, y: Y) -> Result<Scores, Error>
where
    T: Scalar,
    N: Trainable<T>,
    X: Feed<'d, N::InputKind>,
    Y: Feed<'d, N::TargetKind>,
{
    Evaluation::new(network).run(x, y)
}

/// An evaluation with metrics of one's own choice.
pub struct Evaluation<'n, T: Scalar, N: Trainable<T>> {
    network: &'n N,
    asked: Vec<Asked<T>>,
    number: PhantomData<T>,
}

impl<'n, T: Scalar, N: Trainable<T>> Evaluation<'n, T, N> {
    /// Of `network`.
    pub fn new(network: &'n N) -> Self {
        Evaluation { network, asked: Vec::new(), number: PhantomData }
    }

    /// Takes a metric of all outputs.
    #[must_use]
    pub fn metric(mut self, metric: impl Metric<T> + 'static) -> Self {
        self.asked.push((None, Arc::new(metric)));
        self
    }

    /// Takes a metric of one output.
    #[must_use]
    pub fn metric_for(mut self, output: &str, metric: impl Metric<T> + 'static) -> Self {
        self.asked.push((Some(output.to_string()), Arc::new(metric)));
        self
    }

    /// Runs it. Without metrics asked for, it takes those that fit the loss.
    ///
    /// # Errors
    /// When `x` or `y` does not fit the network, or a metric its output: see [`Error`].
    pub fn run<'d, X, Y>(self, x: X, y: Y) -> Result<Scores, Error>
    where
        X: Feed<'d, N::InputKind>,
        Y: Feed<'d, N::TargetKind>,
    {
        let x = data::inputs::<T>(x.feed(), N::INPUTS, "")?;
        let y = data::targets::<T>(y.feed(), N::OUTPUTS, "")?;
        data::same_samples(&x, &y, N::OUTPUTS, "", "y")?;
        let asked = if self.asked.is_empty() { defaults(N::OUTPUTS) } else { self.asked };
        let metrics = bind(&asked, N::OUTPUTS)?;
        let goal = Goal::Loss { y: &y, weights: &[], metrics: &metrics };
        // Those of one length together.
        let order = by_length(&x);
        let which = order.as_deref().map_or(Which::From(0), Which::Picked);
        let batch = Batch::new(&x, goal, which, x.samples);
        let load = Load::training::<T, N>();
        let tile = load.tile();
        let sums = sums(N::OUTPUTS, &metrics);
        let mut parts = vec![vec![0.0; sums]; load.lanes(batch.samples)];
        let works = Works::new::<N>(&batch, tile.min(batch.samples), parts.len().min(parallel::threads()));
        let mut totals = vec![0.0; sums];
        parallel::inside(&mut || measure(self.network, &mut parts, &works, &batch, tile));
        add_sums(parts.iter(), &mut totals);
        let mut scores = names(N::OUTPUTS, &metrics, "");
        let penalty = penalties(N::PARAMS, self.network.as_slice());
        write(N::OUTPUTS, &metrics, &totals, penalty, &mut scores);
        Ok(scores)
    }
}

/// The samples in the order of their lengths, the longest first; none where they are of one length.
pub(crate) fn by_length<T: Scalar>(x: &Dataset<'_, T>) -> Option<Vec<usize>> {
    let lengths = x.lengths()?;
    let mut order: Vec<usize> = (0..x.samples).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(lengths.get(i)));
    Some(order)
}

/// All samples of a dataset as one batch.
pub(crate) fn whole<'b, T: Scalar>(x: &'b Dataset<'b, T>, goal: Goal<'b, T>) -> Batch<'b, T> {
    Batch::new(x, goal, Which::From(0), x.samples)
}

/// How many sums a lane keeps: a loss for each output, and what metrics take.
pub(crate) fn sums<T: Scalar>(outputs: &[OutputInfo], metrics: &[Bound<T>]) -> usize {
    metrics.iter().map(|metric| metric.sums.end).max().unwrap_or(0).max(outputs.len())
}

/// The names of what [`write`] writes, with 0 for each.
pub(crate) fn names<T: Scalar>(outputs: &[OutputInfo], metrics: &[Bound<T>], role: &str) -> Scores {
    let total = std::iter::once(String::from("loss"));
    let compared = || outputs.iter().filter(|info| info.loss.is_some());
    let parts = compared().filter(|_| compared().count() > 1).map(|info| prefixed(outputs, info, "loss"));
    let metrics = metrics.iter().map(|metric| metric.name.clone());
    total.chain(parts).chain(metrics).map(|name| (format!("{role}{name}"), 0.0)).collect()
}

/// Writes losses and metrics, in the order of [`names`], from sums over some samples.
pub(crate) fn write<T: Scalar>(
    outputs: &[OutputInfo],
    metrics: &[Bound<T>],
    sums: &[f64],
    penalty: f64,
    scores: &mut Scores,
) {
    let compared = || outputs.iter().zip(sums).filter_map(|(info, sum)| Some((info.loss?.1, *sum)));
    let total = compared().map(|(weight, loss)| weight * loss).sum::<f64>() + penalty;
    let several = compared().count() > 1;
    let parts = compared().map(|(_, loss)| loss).filter(|_| several);
    let metrics = metrics.iter().map(|metric| metric.result(sums));
    let values = std::iter::once(total).chain(parts).chain(metrics);
    scores.values_mut().zip(values).for_each(|(place, value)| *place = value);
}
