//! Changing the learning rate from epoch to epoch.

use super::monitor::{Monitor, monitored};
use super::{Callback, Context, Snapshot, State};
use crate::train::Error;

/// The name of the learning rate among the scores.
const RATE: &str = "learning_rate";

/// Lowers the learning rate when a score has not improved for some epochs. Keras' `ReduceLROnPlateau`: factor 0.1, patience
/// 10, `min_delta` 0.0001, no cooldown, no least rate.
#[derive(Clone, Debug)]
pub struct ReduceLrOnPlateau {
    monitor: Monitor,
    factor: f64,
    patience: usize,
    cooldown: usize,
    min_lr: f64,
    wait: usize,
    cooling: usize,
}

impl ReduceLrOnPlateau {
    /// Watches that score.
    pub fn monitor(name: &str) -> ReduceLrOnPlateau {
        let monitor = Monitor { min_delta: 1e-4, ..Monitor::new(name) };
        ReduceLrOnPlateau { monitor, factor: 0.1, patience: 10, cooldown: 0, min_lr: 0.0, wait: 0, cooling: 0 }
    }

    /// Sets what the learning rate is multiplied by.
    #[must_use]
    pub fn factor(mut self, factor: f64) -> ReduceLrOnPlateau {
        self.factor = factor;
        self
    }

    /// Waits for that many epochs without improvement.
    #[must_use]
    pub fn patience(mut self, epochs: usize) -> ReduceLrOnPlateau {
        self.patience = epochs;
        self
    }

    /// After lowering the rate, waits for that many epochs before it looks again.
    #[must_use]
    pub fn cooldown(mut self, epochs: usize) -> ReduceLrOnPlateau {
        self.cooldown = epochs;
        self
    }

    /// Sets the least learning rate.
    #[must_use]
    pub fn min_lr(mut self, rate: f64) -> ReduceLrOnPlateau {
        self.min_lr = rate;
        self
    }
}
monitored!(ReduceLrOnPlateau);

impl Callback for ReduceLrOnPlateau {
    fn on_train_begin(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        if !(self.factor > 0.0 && self.factor < 1.0) {
            let given = self.factor.to_string();
            return Err(Error::Setting { setting: "factor", given, needed: "between 0 and 1" });
        }
        if context.epoch() == 0 {
            (self.wait, self.cooling, self.monitor.best) = (0, 0, None);
        }
        Ok(())
    }

    fn on_epoch_end(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        let rate = context.learning_rate();
        context.set_score(RATE, rate);
        let Some(value) = self.monitor.value(context) else { return Ok(()) };
        if self.cooling > 0 {
            self.cooling -= 1;
            self.wait = 0;
        }
        if self.monitor.improves(value, context) {
            self.monitor.best = Some(value);
            self.wait = 0;
        } else if self.cooling == 0 {
            self.wait += 1;
            if self.wait >= self.patience && rate > self.min_lr {
                context.set_learning_rate((rate * self.factor).max(self.min_lr))?;
                self.cooling = self.cooldown;
                self.wait = 0;
            }
        }
        Ok(())
    }

    fn monitors(&self) -> Vec<String> {
        vec![self.monitor.name.clone()]
    }

    fn key(&self) -> Option<&'static str> {
        Some("reduce_lr_on_plateau")
    }

    fn state(&self) -> State<'_> {
        let best = self.monitor.best.unwrap_or(f64::NAN);
        State { numbers: vec![self.wait as f64, self.cooling as f64, best], parameters: None }
    }

    fn restore(&mut self, numbers: &[f64], _parameters: Option<Snapshot>) {
        if let [wait, cooling, best] = *numbers {
            (self.wait, self.cooling) = (wait as usize, cooling as usize);
            self.monitor.best = Some(best).filter(|best| !best.is_nan());
        }
    }
}

/// Sets the learning rate before each epoch, from the epoch's number, counted from 0, and the rate before. Keras'
/// `LearningRateScheduler`.
///
/// ```
/// # use nn_runtime::train::LearningRateScheduler;
/// let callback = LearningRateScheduler::new(|epoch, rate| if epoch < 10 { rate } else { rate * 0.9 });
/// ```
pub struct LearningRateScheduler<F> {
    schedule: F,
}

impl<F: FnMut(usize, f64) -> f64 + Send> LearningRateScheduler<F> {
    /// With that rule.
    pub fn new(schedule: F) -> LearningRateScheduler<F> {
        LearningRateScheduler { schedule }
    }
}

impl<F: FnMut(usize, f64) -> f64 + Send> Callback for LearningRateScheduler<F> {
    fn on_epoch_begin(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        let rate = (self.schedule)(context.epoch(), context.learning_rate());
        context.set_learning_rate(rate)
    }

    fn on_epoch_end(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        let rate = context.learning_rate();
        context.set_score(RATE, rate);
        Ok(())
    }
}
