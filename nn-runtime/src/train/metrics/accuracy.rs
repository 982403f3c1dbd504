//! How often the largest output, or the side of the threshold, is the right one.

use super::count::{agreements, hits, hits_among, matches, matches_among};
use super::{Metric, Scored, ratio};
use crate::{OutputInfo, Scalar, Target};
use nn_spec::Loss;
use std::marker::PhantomData;

/// The accuracy that fits the loss: sparse categorical for class targets, binary for yes-or-no outputs, categorical for one-hot
/// targets. Keras' `"accuracy"`.
///
/// Keras looks at shapes alone and takes several yes-or-no outputs for one-hot rows; here the loss decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accuracy;

/// How often an output lies on the same side of the threshold, 0.5, as its target. Keras' `BinaryAccuracy`.
///
/// `BinaryAccuracy.threshold(0.8)` has another threshold. Where the output holds logits, the logit of the threshold counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct BinaryAccuracy;

/// How often the largest output stands where the target's largest number does. Keras' `CategoricalAccuracy`.
#[derive(Clone, Copy, Debug, Default)]
pub struct CategoricalAccuracy;

/// How often the largest output stands at the target's class. Keras' `SparseCategoricalAccuracy`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SparseCategoricalAccuracy;

/// How often the target's class is among the `k` largest outputs. Keras' `TopKCategoricalAccuracy`, and
/// `SparseTopKCategoricalAccuracy` where targets are classes; its name says `k`: `top_5_accuracy`.
#[derive(Clone, Copy, Debug)]
pub struct TopK(
    /// How many of the largest outputs count.
    pub usize,
);

/// A metric with a threshold of its own, as `Precision.threshold(0.8)` makes it.
#[derive(Clone, Copy, Debug)]
pub struct At<M> {
    metric: PhantomData<M>,
    pub(super) threshold: f64,
}

impl<M> At<M> {
    pub(super) fn new(threshold: f64) -> At<M> {
        At { metric: PhantomData, threshold }
    }
}

/// For metrics with a threshold: the way to set it, and the metric without, which has Keras' 0.5.
macro_rules! thresholded {
    ($($name:ident)*) => {$(
        impl $name {
            /// With another threshold, as a probability.
            pub fn threshold(self, threshold: f64) -> At<$name> {
                At::new(threshold)
            }
        }

        impl<T: Scalar> Metric<T> for $name {
            fn name(&self) -> String {
                Metric::<T>::name(&self.threshold(0.5))
            }

            fn sums(&self, output: &OutputInfo) -> Result<usize, String> {
                Metric::<T>::sums(&self.threshold(0.5), output)
            }

            fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
                self.threshold(0.5).update(scored, sums);
            }

            fn result(&self, output: &OutputInfo, sums: &[f64]) -> f64 {
                Metric::<T>::result(&self.threshold(0.5), output, sums)
            }
        }
    )*};
}
pub(super) use thresholded;
thresholded! { BinaryAccuracy }

enum Way {
    Binary,
    Categorical,
    Sparse,
}

fn way(output: &OutputInfo) -> Way {
    match output.loss {
        Some((Loss::SparseCategoricalCrossentropy { .. }, _)) => Way::Sparse,
        Some((Loss::BinaryCrossentropy { .. } | Loss::Hinge, _)) => Way::Binary,
        _ if output.shape.last() == 1 => Way::Binary,
        _ => Way::Categorical,
    }
}

/// The threshold for what stands in the output: logits and margins are divided at other values than probabilities.
pub(super) fn threshold<T: Scalar>(output: &OutputInfo, probability: f64) -> (T, T) {
    match output.loss {
        Some((Loss::BinaryCrossentropy { from_logits: true, .. }, _)) => {
            (T::of((probability / (1.0 - probability)).ln()), T::of(0.5))
        }
        Some((Loss::Hinge, _)) => (T::of(2.0 * probability - 1.0), T::zero()),
        _ => (T::of(probability), T::of(0.5)),
    }
}

fn add(sums: &mut [f64], right: usize, of: usize) {
    if let [total, count] = sums {
        *total += right as f64;
        *count += of as f64;
    }
}

fn share(sums: &[f64]) -> f64 {
    match sums {
        [total, count] => ratio(*total, *count),
        _ => 0.0,
    }
}

fn real_only(output: &OutputInfo) -> Result<usize, String> {
    match output.loss.map(|(loss, _)| loss.target()) {
        Some(nn_spec::Target::Class) => Err(String::from("its targets are class numbers")),
        _ => Ok(2),
    }
}

impl<T: Scalar> Metric<T> for Accuracy {
    fn name(&self) -> String {
        String::from("accuracy")
    }

    fn sums(&self, _output: &OutputInfo) -> Result<usize, String> {
        Ok(2)
    }

    fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
        match way(scored.output) {
            Way::Binary => BinaryAccuracy.update(scored, sums),
            Way::Categorical => CategoricalAccuracy.update(scored, sums),
            Way::Sparse => SparseCategoricalAccuracy.update(scored, sums),
        }
    }

    fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
        share(sums)
    }
}

impl<T: Scalar> Metric<T> for At<BinaryAccuracy> {
    fn name(&self) -> String {
        String::from("binary_accuracy")
    }

    fn sums(&self, output: &OutputInfo) -> Result<usize, String> {
        real_only(output)
    }

    fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
        let Target::Real(targets) = scored.target else { return };
        let (threshold, half) = threshold(scored.output, self.threshold);
        add(sums, agreements(scored.predictions, targets, threshold, half), scored.predictions.len());
    }

    fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
        share(sums)
    }
}

impl<T: Scalar> Metric<T> for CategoricalAccuracy {
    fn name(&self) -> String {
        String::from("categorical_accuracy")
    }

    fn sums(&self, output: &OutputInfo) -> Result<usize, String> {
        real_only(output)
    }

    fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
        let Target::Real(targets) = scored.target else { return };
        let shape = scored.output.shape;
        add(sums, matches(scored.predictions, shape.last(), targets), scored.samples * shape.rows());
    }

    fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
        share(sums)
    }
}

impl<T: Scalar> Metric<T> for SparseCategoricalAccuracy {
    fn name(&self) -> String {
        String::from("sparse_categorical_accuracy")
    }

    fn sums(&self, output: &OutputInfo) -> Result<usize, String> {
        match output.loss.map(|(loss, _)| loss.target()) {
            Some(nn_spec::Target::Class) => Ok(2),
            _ => Err(String::from("its targets are not class numbers")),
        }
    }

    fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
        let Target::Class(classes) = scored.target else { return };
        add(sums, hits(scored.predictions, scored.output.shape.last(), classes), classes.len());
    }

    fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
        share(sums)
    }
}

impl<T: Scalar> Metric<T> for TopK {
    fn name(&self) -> String {
        let TopK(k) = self;
        format!("top_{k}_accuracy")
    }

    fn sums(&self, output: &OutputInfo) -> Result<usize, String> {
        if self.0 == 0 || self.0 > output.shape.last() {
            return Err(format!("it has {} classes, and k is {}", output.shape.last(), self.0));
        }
        Ok(2)
    }

    fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
        let shape = scored.output.shape;
        let right = match scored.target {
            Target::Class(classes) => hits_among(scored.predictions, shape.last(), classes, self.0),
            Target::Real(targets) => matches_among(scored.predictions, shape.last(), targets, self.0),
        };
        add(sums, right, scored.samples * shape.rows());
    }

    fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
        share(sums)
    }
}
