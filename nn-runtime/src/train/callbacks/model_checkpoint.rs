//! Saving while training.

use super::monitor::{Monitor, monitored};
use super::path_pattern::PathPattern;
use super::{Callback, Context, Snapshot, State};
use crate::train::Error;
use std::fs;
use std::path::Path;

/// Saves the parameters after each epoch, or after each that is the best so far. Keras' `ModelCheckpoint`.
///
/// The path may name the epoch, counted from 1, and scores: `digits-{epoch:02}-{val_loss:.3}.safetensors`. Folders that do not
/// exist are made.
///
/// ```
/// # use nn_runtime::train::ModelCheckpoint;
/// let best = ModelCheckpoint::new("best.safetensors").save_best_only("val_loss");
/// let resumable = ModelCheckpoint::new("last.safetensors").with_optimizer();
/// ```
#[derive(Clone, Debug)]
pub struct ModelCheckpoint {
    path: PathPattern,
    monitor: Monitor,
    best_only: bool,
    with_optimizer: bool,
}

impl ModelCheckpoint {
    /// Saves to that path after each epoch.
    pub fn new(path: impl AsRef<Path>) -> ModelCheckpoint {
        let path = PathPattern::new(&path.as_ref().to_string_lossy());
        ModelCheckpoint { path, monitor: Monitor::new("val_loss"), best_only: false, with_optimizer: false }
    }

    /// Saves only when that score is better than ever before.
    #[must_use]
    pub fn save_best_only(mut self, monitor: &str) -> ModelCheckpoint {
        self.monitor.name = monitor.to_string();
        self.best_only = true;
        self
    }

    /// Only what is better than this value is saved.
    #[must_use]
    pub fn initial_value_threshold(mut self, value: f64) -> ModelCheckpoint {
        self.monitor.best = Some(value);
        self
    }

    /// Saves a checkpoint instead, from which the training can be resumed.
    #[must_use]
    pub fn with_optimizer(mut self) -> ModelCheckpoint {
        self.with_optimizer = true;
        self
    }
}
monitored!(ModelCheckpoint);

impl Callback for ModelCheckpoint {
    fn on_epoch_end(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
        if self.best_only {
            match self.monitor.value(context) {
                Some(value) if self.monitor.improves(value, context) => self.monitor.best = Some(value),
                _ => return Ok(()),
            }
        }
        let path = self.path.fill(context);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|source| Error::File { path: folder.to_path_buf(), source })?;
        }
        if self.with_optimizer {
            context.save_checkpoint(path);
            return Ok(());
        }
        context.save(path)
    }

    fn monitors(&self) -> Vec<String> {
        let monitored = self.best_only.then(|| self.monitor.name.clone());
        monitored.into_iter().chain(self.path.scores()).collect()
    }

    fn key(&self) -> Option<&'static str> {
        Some("model_checkpoint")
    }

    fn state(&self) -> State<'_> {
        State { numbers: self.monitor.best.into_iter().collect(), parameters: None }
    }

    fn restore(&mut self, numbers: &[f64], _parameters: Option<Snapshot>) {
        if let [best] = *numbers {
            self.monitor.best = Some(best);
        }
    }
}
