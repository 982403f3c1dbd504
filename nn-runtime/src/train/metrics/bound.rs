//! Metrics tied to the outputs of a network.

use super::{Accuracy, MeanAbsoluteError, Metric, Scored};
use crate::train::Error;
use crate::{Input, Lengths, OutputInfo, Scalar, Target};
use nn_spec::Loss;
use std::ops::Range;
use std::sync::Arc;

/// A metric of one output.
pub(crate) struct Bound<T: Scalar> {
    metric: Arc<dyn Metric<T>>,
    /// The output's place.
    output: usize,
    info: OutputInfo,
    /// The name in histories.
    pub name: String,
    /// Where its sums stand among all.
    pub sums: Range<usize>,
}

impl<T: Scalar> Bound<T> {
    /// Adds some samples: `scaled` is the arena they ran in.
    pub fn update(
        &self,
        samples: usize,
        scaled: &[T],
        inputs: &[Input<'_, T>],
        targets: &[Target<'_, T>],
        sums: &mut [f64],
    ) {
        let from = samples * self.info.train;
        let predictions = scaled.get(from..from + samples * self.info.shape.len());
        let (Some(predictions), Some(&target)) = (predictions, targets.get(self.output)) else { return };
        let Some(sums) = sums.get_mut(self.sums.clone()) else { return };
        let lengths = self.info.mask.and_then(|i| inputs.get(i)).map_or(Lengths::ALL, Input::lengths);
        if !lengths.any() {
            return self.metric.update(&Scored { output: &self.info, samples, predictions, target }, sums);
        }
        // The output as far as a sample's real steps go: as if it were declared so.
        let (len, steps) = (self.info.shape.len(), self.info.shape.dim(0).max(1));
        let rows = match target {
            Target::Real(_) => len / steps,
            Target::Class(_) => self.info.shape.rows() / steps,
        };
        for i in 0..samples {
            let real = lengths.real(i, steps);
            let output = OutputInfo { shape: self.info.shape.with(0, real), ..self.info };
            let part = i * steps * rows..(i * steps + real) * rows;
            let target = match target {
                Target::Real(values) => Target::Real(values.get(part).unwrap_or(&[])),
                Target::Class(classes) => Target::Class(classes.get(part).unwrap_or(&[])),
            };
            let predictions = predictions.get(i * len..i * len + real * (len / steps)).unwrap_or(&[]);
            self.metric.update(&Scored { output: &output, samples: 1, predictions, target }, sums);
        }
    }

    /// Its value.
    pub fn result(&self, sums: &[f64]) -> f64 {
        self.metric.result(&self.info, sums.get(self.sums.clone()).unwrap_or(&[]))
    }

    /// Whether larger values are better.
    pub fn larger_is_better(&self) -> bool {
        self.metric.larger_is_better()
    }
}

/// A metric, and the output it is asked for; none means all that have a target.
pub(crate) type Asked<T> = (Option<String>, Arc<dyn Metric<T>>);

/// Ties metrics to outputs. Their sums stand behind the losses of all outputs.
pub(crate) fn bind<T: Scalar>(asked: &[Asked<T>], outputs: &[OutputInfo]) -> Result<Vec<Bound<T>>, Error> {
    let mut bound: Vec<Bound<T>> = Vec::new();
    let mut next = outputs.len();
    for (wanted, metric) in asked {
        let known = || outputs.iter().filter(|info| info.loss.is_some()).map(|info| info.name.to_string());
        if let Some(name) = wanted
            && !known().any(|known| known == *name)
        {
            return Err(Error::Unknown { kind: "output with a loss", name: name.clone(), known: known().collect() });
        }
        let fits = |info: &OutputInfo| info.loss.is_some() && wanted.as_ref().is_none_or(|name| name == info.name);
        for (output, info) in outputs.iter().enumerate().filter(|(_, info)| fits(info)) {
            let sums = metric.sums(info).map_err(|why| Error::Metric {
                metric: metric.name(),
                output: info.name.to_string(),
                why,
            })?;
            let name = prefixed(outputs, info, &metric.name());
            if bound.iter().any(|other| other.name == name) {
                continue;
            }
            let range = next..next + sums;
            next = range.end;
            bound.push(Bound { metric: metric.clone(), output, info: *info, name, sums: range });
        }
    }
    Ok(bound)
}

/// The name of something of one output: with several outputs, as Keras has it, after the output's name.
pub(crate) fn prefixed(outputs: &[OutputInfo], info: &OutputInfo, name: &str) -> String {
    if outputs.len() > 1 { format!("{}_{name}", info.name) } else { name.to_string() }
}

/// What is counted where nobody asks: accuracy where classes are told apart, else the mean absolute error.
pub(crate) fn defaults<T: Scalar>(outputs: &[OutputInfo]) -> Vec<Asked<T>> {
    let metric = |info: &OutputInfo| -> Option<Asked<T>> {
        let metric: Arc<dyn Metric<T>> = match info.loss?.0 {
            Loss::BinaryCrossentropy { .. }
            | Loss::CategoricalCrossentropy { .. }
            | Loss::SparseCategoricalCrossentropy { .. }
            | Loss::KlDivergence
            | Loss::Hinge => Arc::new(Accuracy),
            Loss::Mse | Loss::Mae | Loss::Huber { .. } | Loss::LogCosh | Loss::Poisson => Arc::new(MeanAbsoluteError),
        };
        Some((Some(info.name.to_string()), metric))
    };
    outputs.iter().filter_map(metric).collect()
}
