//! Metrics of yes-or-no outputs: precision, recall, and the area under a curve.

use super::accuracy::{At, threshold, thresholded};
use super::count::{confusion, fill_buckets};
use super::{Metric, Scored, ratio};
use crate::{OutputInfo, Scalar, Target};
use nn_spec::Loss;

/// Of the samples the network says yes to, the share that it should: `tp / (tp + fp)`. Keras' `Precision`.
///
/// Yes is an output above 0.5; `Precision.threshold(0.8)` has another threshold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Precision;

/// Of the samples the network should say yes to, the share that it does: `tp / (tp + fn)`. Keras' `Recall`.
///
/// Yes is an output above 0.5; `Recall.threshold(0.8)` has another threshold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recall;

thresholded! { Precision Recall }

/// The area under the curve of true positives over false positives (receiver operating characteristic), by 200 thresholds.
/// Keras' `AUC`. Several outputs count as one long run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Auc;

/// The area under the curve of precision over recall, by 200 thresholds. Keras' `AUC(curve="PR")`.
#[derive(Clone, Copy, Debug, Default)]
pub struct PrAuc;

fn yes_or_no(output: &OutputInfo, sums: usize) -> Result<usize, String> {
    match output.loss {
        Some((Loss::SparseCategoricalCrossentropy { .. }, _)) => Err(String::from("its targets are class numbers")),
        Some((Loss::Hinge, _)) => Err(String::from("its targets are -1 and 1")),
        _ => Ok(sums),
    }
}

fn count<T: Scalar>(at: f64, scored: &Scored<'_, T>, sums: &mut [f64]) {
    let Target::Real(targets) = scored.target else { return };
    let (threshold, _) = threshold(scored.output, at);
    let counts = confusion(scored.predictions, targets, threshold);
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

impl<T: Scalar> Metric<T> for At<Precision> {
    fn name(&self) -> String {
        String::from("precision")
    }

    fn sums(&self, output: &OutputInfo) -> Result<usize, String> {
        yes_or_no(output, 3)
    }

    fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
        count(self.threshold, scored, sums);
    }

    fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
        match sums {
            [hits, false_alarms, _] => ratio(*hits, hits + false_alarms),
            _ => 0.0,
        }
    }
}

impl<T: Scalar> Metric<T> for At<Recall> {
    fn name(&self) -> String {
        String::from("recall")
    }

    fn sums(&self, output: &OutputInfo) -> Result<usize, String> {
        yes_or_no(output, 3)
    }

    fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
        count(self.threshold, scored, sums);
    }

    fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
        match sums {
            [hits, _, misses] => ratio(*hits, hits + misses),
            _ => 0.0,
        }
    }
}

/// Keras' number of thresholds: bucket `i` holds what lies between thresholds `i` and `i + 1`.
const THRESHOLDS: usize = 200;

macro_rules! areas {
    ($($type:ident $name:literal $area:ident;)*) => {$(
        impl<T: Scalar> Metric<T> for $type {
            fn name(&self) -> String {
                String::from($name)
            }

            fn sums(&self, output: &OutputInfo) -> Result<usize, String> {
                if let Some((Loss::BinaryCrossentropy { from_logits: true, .. }, _)) = output.loss {
                    return Err(String::from("it holds logits, not probabilities"));
                }
                yes_or_no(output, 2 * THRESHOLDS)
            }

            fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
                let Target::Real(targets) = scored.target else { return };
                fill_buckets(scored.predictions, targets, sums);
            }

            fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
                let (positive, negative) = sums.split_at(sums.len() / 2);
                $area(&above(positive), &above(negative))
            }
        }
    )*};
}

areas! {
    Auc "auc" roc;
    PrAuc "pr_auc" precision_recall;
}

/// What lies above each threshold.
fn above(buckets: &[f64]) -> [f64; THRESHOLDS] {
    let mut sums = [0.0; THRESHOLDS];
    let mut total = 0.0;
    for (sum, bucket) in sums.iter_mut().zip(buckets).rev() {
        total += bucket;
        *sum = total;
    }
    sums
}

fn all(counts: &[f64]) -> f64 {
    counts.first().copied().unwrap_or(0.0)
}

/// By trapezoids.
fn roc(hits: &[f64], alarms: &[f64]) -> f64 {
    let steps = hits.windows(2).zip(alarms.windows(2));
    let area = |(hits, alarms): (&[f64], &[f64])| (alarms[0] - alarms[1]) * (hits[0] + hits[1]) / 2.0;
    ratio(steps.map(area).sum(), all(hits) * all(alarms))
}

/// By the interpolation of Davis & Goadrich 2006, as Keras does: between two thresholds, true positives grow in proportion to
/// all positives.
fn precision_recall(hits: &[f64], alarms: &[f64]) -> f64 {
    let area = |(hits, alarms): (&[f64], &[f64])| {
        let (found, found_next) = (hits[0], hits[1]);
        let (said, said_next) = (hits[0] + alarms[0], hits[1] + alarms[1]);
        let slope = ratio(found - found_next, (said - said_next).max(0.0));
        let intercept = found_next - slope * said_next;
        let growth = if said > 0.0 && said_next > 0.0 { said / said_next } else { 1.0 };
        slope * ((found - found_next) + intercept * growth.ln())
    };
    ratio(hits.windows(2).zip(alarms.windows(2)).map(area).sum(), all(hits))
}
