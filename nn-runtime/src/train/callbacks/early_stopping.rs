//! Stopping when nothing gets better.

use super::monitor::{Monitor, monitored};
use super::{Callback, Context, Snapshot, State};
use crate::train::Error;

/// Ends the training when a score has not improved for some epochs. Keras' `EarlyStopping`.
///
/// ```
/// # use nn_runtime::train::EarlyStopping;
/// let callback = EarlyStopping::monitor("val_loss").patience(2).restore_best();
/// ```
pub struct EarlyStopping {
    monitor: Monitor,
    patience: usize,
    baseline: Option<f64>,
    restore_best: bool,
    start_from_epoch: usize,
    wait: usize,
    best_epoch: usize,
    kept: Option<Snapshot>,
}

impl EarlyStopping {
    /// Watches that score. Patience is 0: the first epoch without improvement ends the training.
    pub fn monitor(name: &str) -> EarlyStopping {
        EarlyStopping {
            monitor: Monitor::new(name),
            patience: 0,
            baseline: None,
            restore_best: false,
            start_from_epoch: 0,
            wait: 0,
            best_epoch: 0,
            kept: None,
        }
    }

    /// Waits for that many epochs without improvement.
    #[must_use]
    pub fn patience(mut self, epochs: usize) -> EarlyStopping {
        self.patience = epochs;
        self
    }

    /// An epoch has to be better than this as well, to count as an improvement.
    #[must_use]
    pub fn baseline(mut self, value: f64) -> EarlyStopping {
        self.baseline = Some(value);
        self
    }

    /// At the end, goes back to the parameters of the best epoch, whether the training was stopped or not.
    #[must_use]
    pub fn restore_best(mut self) -> EarlyStopping {
        self.restore_best = true;
        self
    }

    /// Does not look before that epoch, counted from 0.
    #[must_use]
    pub fn start_from_epoch(mut self, epoch: usize) -> EarlyStopping {
        self.start_from_epoch = epoch;
        self
    }
}
monitored!(EarlyStopping);

impl Callback for EarlyStopping {
    fn on_train_begin(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        // A training that is resumed goes on waiting.
        if context.epoch() == 0 {
            (self.wait, self.monitor.best, self.kept, self.best_epoch) = (0, None, None, 0);
        }
        Ok(())
    }

    fn on_epoch_end(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        let Some(value) = self.monitor.value(context) else { return Ok(()) };
        if context.epoch() < self.start_from_epoch {
            return Ok(());
        }
        if self.restore_best && self.kept.is_none() {
            self.kept = Some(context.snapshot());
            self.best_epoch = context.epoch();
        }
        self.wait += 1;
        if self.monitor.improves(value, context) {
            self.monitor.best = Some(value);
            self.best_epoch = context.epoch();
            if self.restore_best {
                self.kept = Some(context.snapshot());
            }
            if self.baseline.is_none_or(|baseline| self.monitor.better(value, baseline, context)) {
                self.wait = 0;
            }
        } else if self.wait >= self.patience && context.epoch() > 0 {
            let Monitor { name, .. } = &self.monitor;
            let best =
                self.monitor.best.map_or(String::new(), |best| format!(", {best:.4} in epoch {}", self.best_epoch + 1));
            context.stop(format!("`{name}` has not improved on its best value{best}"));
        }
        Ok(())
    }

    fn on_train_end(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        if let Some(kept) = self.kept.take() {
            context.restore(&kept);
        }
        Ok(())
    }

    fn monitors(&self) -> Vec<String> {
        vec![self.monitor.name.clone()]
    }

    fn key(&self) -> Option<&'static str> {
        Some("early_stopping")
    }

    fn state(&self) -> State<'_> {
        let best = self.monitor.best.unwrap_or(f64::NAN);
        State { numbers: vec![self.wait as f64, best, self.best_epoch as f64], parameters: self.kept.as_ref() }
    }

    fn restore(&mut self, numbers: &[f64], parameters: Option<Snapshot>) {
        if let [wait, best, best_epoch] = *numbers {
            self.wait = wait as usize;
            self.monitor.best = Some(best).filter(|best| !best.is_nan());
            self.best_epoch = best_epoch as usize;
            self.kept = parameters;
        }
    }
}
