//! What happens besides training: stopping early, saving, changing the learning rate, logging. Names and rules are Keras'.

mod context;
mod early_stopping;
mod lambda;
mod learning_rate;
mod logging;
mod model_checkpoint;
mod monitor;
mod path_pattern;

pub use context::{Context, Parameters, Side, Snapshot};
pub(crate) use context::{Moment, Session};
pub use early_stopping::EarlyStopping;
pub use lambda::LambdaCallback;
pub use learning_rate::{LearningRateScheduler, ReduceLrOnPlateau};
pub use logging::{CsvLogger, TerminateOnNan};
pub use model_checkpoint::ModelCheckpoint;
pub use monitor::Mode;

use super::Error;

/// Something that is called at certain moments of a training. All methods do nothing unless written.
///
/// ```
/// use nn_runtime::train::{Callback, Context, Error};
///
/// /// Halves the learning rate every tenth epoch.
/// struct Halve;
///
/// impl Callback for Halve {
///     fn on_epoch_begin(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
///         if context.epoch() > 0 && context.epoch() % 10 == 0 {
///             let rate = context.learning_rate();
///             context.set_learning_rate(rate / 2.0)?;
///         }
///         Ok(())
///     }
/// }
/// ```
///
/// An error ends the training at once; one that does not come from this crate goes into [`Error::Callback`].
pub trait Callback: Send {
    /// Before the first epoch.
    ///
    /// # Errors
    /// What ends the training.
    fn on_train_begin(&mut self, _context: &mut Context<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// Before each epoch.
    ///
    /// # Errors
    /// What ends the training.
    fn on_epoch_begin(&mut self, _context: &mut Context<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// After each batch: the scores are those of the epoch so far.
    ///
    /// # Errors
    /// What ends the training.
    fn on_batch_end(&mut self, _context: &mut Context<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// After each epoch and its validation.
    ///
    /// # Errors
    /// What ends the training.
    fn on_epoch_end(&mut self, _context: &mut Context<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// After the last epoch, also when the training was stopped, but not after an error.
    ///
    /// # Errors
    /// What `fit` then returns.
    fn on_train_end(&mut self, _context: &mut Context<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// The names of the scores it needs: one that does not exist is reported before the training starts.
    fn monitors(&self) -> Vec<String> {
        Vec::new()
    }

    /// The name under which checkpoints hold its state; none where it has none.
    fn key(&self) -> Option<&'static str> {
        None
    }

    /// What it remembers from epoch to epoch.
    fn state(&self) -> State<'_> {
        State::default()
    }

    /// Takes up a state it had given to a checkpoint.
    fn restore(&mut self, _numbers: &[f64], _parameters: Option<Snapshot>) {}
}

/// What a callback remembers, for checkpoints.
#[derive(Default)]
pub struct State<'s> {
    /// Numbers, in an order of its own.
    pub numbers: Vec<f64>,
    /// Parameters it keeps.
    pub parameters: Option<&'s Snapshot>,
}
