//! A training under way, as callbacks reach it.

use super::callbacks::{Parameters, Session};
use super::engine::step::Stepper;
use super::metrics::Bound;
use super::optimizer::LearningRate;
use super::{Error, files};
use crate::{Scalar, Trainable};
use std::path::{Path, PathBuf};

/// What callbacks change of a training.
pub(super) struct Running<'r, T: Scalar, N: Trainable<T>> {
    pub network: &'r mut N,
    pub stepper: &'r mut Stepper<T>,
    pub metrics: &'r [Bound<T>],
    /// Why the training is to end.
    pub stopped: Option<String>,
    /// Checkpoints to be written at the end of the epoch.
    pub checkpoints: Vec<PathBuf>,
}

impl<T: Scalar, N: Trainable<T>> Session for Running<'_, T, N> {
    fn learning_rate(&self) -> f64 {
        self.stepper.rate()
    }

    fn set_learning_rate(&mut self, rate: f64) -> Result<(), Error> {
        if !(rate >= 0.0 && rate.is_finite()) {
            let given = rate.to_string();
            return Err(Error::Setting { setting: "the learning rate", given, needed: "0 or more" });
        }
        match &mut self.stepper.optimizer.settings_mut().learning_rate {
            LearningRate::Constant(constant) => {
                *constant = rate;
                Ok(())
            }
            LearningRate::Schedule(_) => Err(Error::Setting {
                setting: "the learning rate",
                given: String::from("a schedule"),
                needed: "a number, for a callback to change it",
            }),
        }
    }

    fn parameters(&mut self) -> Parameters<'_> {
        T::to_parameters(self.network.as_mut_slice())
    }

    fn save(&self, path: &Path) -> Result<(), Error> {
        files::save(&*self.network, path)
    }

    fn save_checkpoint(&mut self, path: PathBuf) {
        self.checkpoints.push(path);
    }

    fn stop(&mut self, why: String) {
        self.stopped.get_or_insert(why);
    }

    fn larger_is_better(&self, name: &str) -> bool {
        larger_is_better(self.metrics, name)
    }
}

/// Whether larger values of that score are better, in training or validation: only those of metrics may be.
pub(super) fn larger_is_better<T: Scalar>(metrics: &[Bound<T>], name: &str) -> bool {
    let name = name.strip_prefix("val_").unwrap_or(name);
    metrics.iter().any(|metric| metric.name == name && metric.larger_is_better())
}
