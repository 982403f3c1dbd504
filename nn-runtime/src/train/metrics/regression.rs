//! Metrics of outputs that are quantities.

use super::count::{errors, variances};
use super::{Metric, Scored, ratio};
use crate::{OutputInfo, Scalar, Target};

/// `mean |p − y|`. Keras' `MeanAbsoluteError`.
#[derive(Clone, Copy, Debug, Default)]
pub struct MeanAbsoluteError;

/// `mean (p − y)²`. Keras' `MeanSquaredError`.
#[derive(Clone, Copy, Debug, Default)]
pub struct MeanSquaredError;

/// `√ mean (p − y)²`, in the unit of the targets. Keras' `RootMeanSquaredError`.
#[derive(Clone, Copy, Debug, Default)]
pub struct RootMeanSquaredError;

/// The share of the targets' variance that the outputs explain: `1 − Σ(y − p)² / Σ(y − ȳ)²`, for several outputs their mean.
/// 1 is perfect, 0 what always answering with the mean gives. Keras' `R2Score`.
#[derive(Clone, Copy, Debug, Default)]
pub struct R2;

fn quantities(output: &OutputInfo, sums: usize) -> Result<usize, String> {
    match output.loss.map(|(loss, _)| loss.target()) {
        Some(nn_spec::Target::Class) => Err(String::from("its targets are class numbers")),
        _ => Ok(sums),
    }
}

macro_rules! means {
    ($($type:ident $name:literal $which:literal $finish:expr;)*) => {$(
        impl<T: Scalar> Metric<T> for $type {
            fn name(&self) -> String {
                String::from($name)
            }

            fn sums(&self, output: &OutputInfo) -> Result<usize, String> {
                quantities(output, 2)
            }

            fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
                let Target::Real(targets) = scored.target else { return };
                if let [total, count] = sums {
                    *total += errors(scored.predictions, targets)[$which];
                    *count += targets.len() as f64;
                }
            }

            fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
                match sums {
                    [total, count] => $finish(ratio(*total, *count)),
                    _ => 0.0,
                }
            }

            fn larger_is_better(&self) -> bool {
                false
            }
        }
    )*};
}

means! {
    MeanAbsoluteError "mean_absolute_error" 0 |mean: f64| mean;
    MeanSquaredError "mean_squared_error" 1 |mean: f64| mean;
    RootMeanSquaredError "root_mean_squared_error" 1 f64::sqrt;
}

impl<T: Scalar> Metric<T> for R2 {
    fn name(&self) -> String {
        String::from("r2_score")
    }

    fn sums(&self, output: &OutputInfo) -> Result<usize, String> {
        quantities(output, 1 + 3 * output.shape.len())
    }

    fn update(&self, scored: &Scored<'_, T>, sums: &mut [f64]) {
        let Target::Real(targets) = scored.target else { return };
        if let [count, columns @ ..] = sums {
            *count += scored.samples as f64;
            variances(scored.predictions, targets, columns);
        }
    }

    fn result(&self, _output: &OutputInfo, sums: &[f64]) -> f64 {
        let Some((&count, columns)) = sums.split_first() else { return 0.0 };
        let score = |sums: &[f64]| match *sums {
            [total, squares, residual] => {
                let variation = squares - ratio(total * total, count);
                // Constant targets have nothing to explain: Keras says 0.
                if variation > 0.0 { 1.0 - residual / variation } else { 0.0 }
            }
            _ => 0.0,
        };
        ratio(columns.chunks_exact(3).map(score).sum(), (columns.len() / 3) as f64)
    }
}
