//! From data and settings to a training that can start.

use super::data::{self, Feed};
use super::epochs::Loop;
use super::metrics::{Bound, bind};
use super::sample_weights::sample_weights;
use super::source::{Held, Memory, Part};
use super::trainer::{Trainer, Validation};
use super::{Error, History};
use crate::{Scalar, Trainable};

impl<'a, T: Scalar, N: Trainable<T>> Trainer<'a, T, N> {
    /// Trains the network, and tells how it went.
    ///
    /// # Errors
    /// Before anything is changed: when data or settings do not fit, see [`Error`]. Later: what a callback reports; then the
    /// parameters are those of the last step.
    pub fn fit<'d, X, Y>(&mut self, x: X, y: Y) -> Result<History, Error>
    where
        X: Feed<'d, N::InputKind>,
        Y: Feed<'d, N::TargetKind>,
    {
        if self.options.batch_size == 0 {
            return Err(Error::Setting { setting: "the batch size", given: String::from("0"), needed: "at least 1" });
        }
        self.stepper.optimizer.settings().check()?;
        let x = data::inputs::<T>(x.feed(), N::INPUTS, "")?;
        let y = data::targets::<T>(y.feed(), N::OUTPUTS, "")?;
        data::same_samples(&x, &y, N::OUTPUTS, "", "y")?;
        let own = self.options.sample_weights.as_deref();
        let weights = sample_weights(own, &self.options.class_weights, &y, N::OUTPUTS)?;
        let all = Part { x, y, weights };
        let metrics = bind(&self.options.metrics, N::OUTPUTS)?;
        self.validated(|trainer, validation| match validation {
            Validation::Data(x, y) => trainer.run(&all, Some(&Held::new(x, y, &[])), &metrics),
            Validation::Split(share) => split(&all, *share).and_then(|(train, held)| {
                trainer.run(&train, Some(&Held::new(&held.x, &held.y, &held.weights)), &metrics)
            }),
            _ => trainer.run(&all, None, &metrics),
        })
    }

    fn run(&mut self, train: &Part<'_, T>, held: Option<&Held<'_, T>>, metrics: &[Bound<T>]) -> Result<History, Error> {
        let mut source = Memory::new(train, &self.options, self.clock);
        let mut training = Loop::new(self, held, metrics, Some(source.batches()))?;
        training.reserve(&source.sizes());
        training.run(&mut source)
    }

    /// Calls `train` with what is to be validated with.
    pub(super) fn validated(
        &mut self,
        train: impl FnOnce(&mut Self, &Validation<'a, T>) -> Result<History, Error>,
    ) -> Result<History, Error> {
        // Taken out meanwhile, so that the rest of the trainer can be borrowed.
        let validation = match std::mem::replace(&mut self.options.validation, Validation::None) {
            Validation::Refused(error) => return Err(error),
            usable => usable,
        };
        let result = train(self, &validation);
        self.options.validation = validation;
        result
    }
}

/// All but the last share of the data, and that share.
fn split<'d, T: Scalar>(all: &'d Part<'_, T>, share: f64) -> Result<(Part<'d, T>, Part<'d, T>), Error> {
    let samples = all.x.samples;
    // Keras' rounding: the training part is rounded down.
    let at = (samples as f64 * (1.0 - share)).floor() as usize;
    if !(share > 0.0 && share < 1.0) {
        let given = share.to_string();
        return Err(Error::Setting { setting: "the validation split", given, needed: "between 0 and 1" });
    }
    if at == 0 || at >= samples {
        let given = format!("{share}, which of {samples} samples leaves none on one side");
        return Err(Error::Setting {
            setting: "the validation split",
            given,
            needed: "such that both parts have samples",
        });
    }
    let part = |range: std::ops::Range<usize>| Part {
        x: all.x.part(range.clone()),
        y: all.y.part(range.clone()),
        weights: all.weights.get(range).unwrap_or(&[]).to_vec(),
    };
    Ok((part(0..at), part(at..samples)))
}
