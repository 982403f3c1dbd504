//! Metrics: what is counted besides the loss. Names and definitions are Keras'.

mod accuracy;
mod binary;
mod bound;
mod count;
mod regression;

pub use accuracy::{Accuracy, At, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy, TopK};
pub use binary::{Auc, PrAuc, Precision, Recall};
pub(crate) use bound::{Asked, Bound, bind, defaults, prefixed};
pub use count::Counts;
pub use regression::{MeanAbsoluteError, MeanSquaredError, R2, RootMeanSquaredError};

use crate::{OutputInfo, Scalar, Target};

/// A metric: some sums over the samples, and what follows from them.
///
/// That a metric is made of sums is what lets it be taken batch by batch and by several threads with one result. Keras' metrics
/// are all of this form. One of your own:
///
/// ```
/// use nn_runtime::train::{Metric, Scored};
/// use nn_runtime::{OutputInfo, Scalar};
///
/// /// The mean of the largest output: how sure the network is.
/// struct Confidence;
///
/// impl<T: Scalar> Metric<T> for Confidence {
///     fn name(&self) -> String {
///         String::from("confidence")
///     }
///
///     fn sums(&self, _output: &OutputInfo) -> Result<usize, String> {
///         Ok(2)
///     }
///
///     fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
///         let [total, count] = sums else { return };
///         for row in scored.predictions.chunks_exact(scored.output.shape.last()) {
///             *total += row.iter().fold(0.0, |most, p| p.f64().max(most));
///             *count += 1.0;
///         }
///     }
///
///     fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
///         sums[0] / sums[1]
///     }
/// }
/// ```
pub trait Metric<T: Scalar>: Send + Sync {
    /// Its name in histories and logs; with several outputs, the output's name and `_` come before it.
    fn name(&self) -> String;

    /// How many sums it takes of that output.
    ///
    /// # Errors
    /// Why it cannot be taken of that output.
    fn sums(&self, output: &OutputInfo) -> Result<usize, String>;

    /// Adds some samples to the sums, which start at 0.
    fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]);

    /// The metric's value.
    fn result(&self, output: &OutputInfo, sums: &[f64]) -> f64;

    /// Whether larger values are better: decides what callbacks wait for when their mode is automatic.
    fn larger_is_better(&self) -> bool {
        true
    }
}

/// Some samples' outputs beside what they should have been.
#[derive(Clone, Copy, Debug)]
pub struct Scored<'s, T> {
    /// The output.
    pub output: &'s OutputInfo,
    /// How many samples there are.
    pub samples: usize,
    /// `samples × length` numbers: probabilities where the output's last activation makes them so.
    pub predictions: &'s [T],
    /// What the samples should have had.
    pub target: Target<'s, T>,
}

/// `a / b`, and 0 where `b` is 0: how Keras divides in metrics.
fn ratio(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}
