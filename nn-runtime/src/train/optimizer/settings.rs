//! What all optimizers have: learning rate, clipping, weight decay.

use crate::train::{Error, Schedule};
use std::sync::Arc;

/// A learning rate: a number, or a schedule over the steps.
#[derive(Clone, Debug)]
pub enum LearningRate {
    /// The same for every step, until a callback changes it.
    Constant(f64),
    /// Follows the steps.
    Schedule(Arc<dyn Schedule>),
}

impl From<f64> for LearningRate {
    fn from(rate: f64) -> LearningRate {
        LearningRate::Constant(rate)
    }
}

impl<S: Schedule + 'static> From<S> for LearningRate {
    fn from(schedule: S) -> LearningRate {
        LearningRate::Schedule(Arc::new(schedule))
    }
}

/// What all optimizers have: learning rate, clipping, weight decay.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(crate) learning_rate: LearningRate,
    pub(crate) clip: Clip,
    pub(crate) weight_decay: Option<f64>,
    pub(crate) undecayed: Vec<String>,
}

/// How gradients are kept small. One way at a time, as in Keras.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Clip {
    None,
    Value(f64),
    Norm(f64),
    GlobalNorm(f64),
}

impl Settings {
    /// With that learning rate, without clipping and decay.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Settings {
        Settings { learning_rate: learning_rate.into(), clip: Clip::None, weight_decay: None, undecayed: Vec::new() }
    }

    /// Sets the learning rate: a number, or a schedule.
    #[must_use]
    pub fn learning_rate(mut self, rate: impl Into<LearningRate>) -> Settings {
        self.learning_rate = rate.into();
        self
    }

    /// Brings each gradient down to this norm, parameter by parameter. Replaces any other clipping.
    #[must_use]
    pub fn clipnorm(mut self, norm: f64) -> Settings {
        self.clip = Clip::Norm(norm);
        self
    }

    /// Brings the gradient of all parameters together down to this norm. Replaces any other clipping.
    #[must_use]
    pub fn global_clipnorm(mut self, norm: f64) -> Settings {
        self.clip = Clip::GlobalNorm(norm);
        self
    }

    /// Brings each number of the gradient into −`value` to `value`. Replaces any other clipping.
    #[must_use]
    pub fn clipvalue(mut self, value: f64) -> Settings {
        self.clip = Clip::Value(value);
        self
    }

    /// Before each step, parameters shrink by this share of themselves times the learning rate.
    #[must_use]
    pub fn weight_decay(mut self, decay: f64) -> Settings {
        self.weight_decay = Some(decay);
        self
    }

    /// Parameters whose name contains one of these words do not decay.
    #[must_use]
    pub fn exclude_from_weight_decay<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Settings {
        self.undecayed.extend(words.into_iter().map(Into::into));
        self
    }

    /// The learning rate at a step, counted from 0.
    pub(crate) fn rate(&self, step: u64) -> f64 {
        match &self.learning_rate {
            LearningRate::Constant(rate) => *rate,
            LearningRate::Schedule(schedule) => schedule.rate(step),
        }
    }

    /// An error if some setting makes no sense.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let positive = |setting, value: f64| {
            if value > 0.0 && value.is_finite() {
                return Ok(());
            }
            Err(Error::Setting { setting, given: value.to_string(), needed: "greater than 0" })
        };
        match self.learning_rate {
            LearningRate::Constant(rate) => positive("the learning rate", rate)?,
            // A warm-up may start at 0.
            LearningRate::Schedule(_) if self.rate(0) >= 0.0 && self.rate(0).is_finite() => {}
            LearningRate::Schedule(_) => {
                let given = self.rate(0).to_string();
                return Err(Error::Setting {
                    setting: "the learning rate's schedule",
                    given,
                    needed: "0 or more at the start",
                });
            }
        }
        match self.clip {
            Clip::None => {}
            Clip::Value(limit) => positive("clipvalue", limit)?,
            Clip::Norm(limit) => positive("clipnorm", limit)?,
            Clip::GlobalNorm(limit) => positive("global_clipnorm", limit)?,
        }
        match self.weight_decay {
            Some(decay) if !(decay >= 0.0 && decay.is_finite()) => {
                Err(Error::Setting { setting: "weight_decay", given: decay.to_string(), needed: "0 or more" })
            }
            _ => Ok(()),
        }
    }
}
