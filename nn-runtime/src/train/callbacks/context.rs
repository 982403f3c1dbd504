//! What a callback may see and do.

use crate::Scalar;
use crate::train::{Error, Scores};
use std::any::Any;
use std::path::{Path, PathBuf};

/// The training as a callback sees it.
pub struct Context<'c> {
    pub(crate) session: &'c mut dyn Session,
    pub(crate) scores: &'c mut Scores,
    pub(crate) moment: Moment,
}

/// Where a training stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Moment {
    pub epoch: usize,
    pub epochs: usize,
    pub batch: usize,
    pub batches: Option<usize>,
    pub samples: usize,
    pub step: u64,
}

/// The training, whatever its network and number type.
pub(crate) trait Session {
    fn learning_rate(&self) -> f64;
    fn set_learning_rate(&mut self, rate: f64) -> Result<(), Error>;
    /// The parameters: a `&mut [f32]` or `&mut [f64]`, wrapped as [`Parameters`].
    fn parameters(&mut self) -> Parameters<'_>;
    fn save(&self, path: &Path) -> Result<(), Error>;
    fn save_checkpoint(&mut self, path: PathBuf);
    fn stop(&mut self, why: String);
    fn larger_is_better(&self, name: &str) -> bool;
}

/// A network's parameters, of either number type.
#[doc(hidden)]
pub enum Parameters<'p> {
    Single(&'p mut [f32]),
    Double(&'p mut [f64]),
}

/// A copy of all parameters.
pub struct Snapshot(pub(crate) Box<dyn Any + Send>);

impl Snapshot {
    /// The parameters as numbers of type `T`; `None` where the network has another type.
    pub fn values<T: Scalar>(&self) -> Option<&[T]> {
        self.numbers()
    }

    fn numbers<T: 'static>(&self) -> Option<&[T]> {
        self.0.downcast_ref::<Vec<T>>().map(Vec::as_slice)
    }
}

impl Context<'_> {
    /// The epoch, counted from 0.
    pub fn epoch(&self) -> usize {
        self.moment.epoch
    }

    /// How many epochs there are to be.
    pub fn epochs(&self) -> usize {
        self.moment.epochs
    }

    /// The batch within the epoch, counted from 0.
    pub fn batch(&self) -> usize {
        self.moment.batch
    }

    /// Batches in an epoch. `None` while nobody knows: in the first epoch of [`fit_batches`](crate::train::Trainer::fit_batches), unless
    /// its iterator does.
    pub fn batches(&self) -> Option<usize> {
        self.moment.batches
    }

    /// Samples seen in this epoch.
    pub fn samples(&self) -> usize {
        self.moment.samples
    }

    /// Optimizer steps taken since the training's beginning.
    pub fn step(&self) -> u64 {
        self.moment.step
    }

    /// Loss and metrics: those of the epoch so far, and at its end those of validation as well.
    pub fn scores(&self) -> &Scores {
        self.scores
    }

    /// Adds a score of one's own at the end of an epoch: it appears in the history.
    pub fn set_score(&mut self, name: &str, value: f64) {
        self.scores.set(name, value);
    }

    /// Whether larger values of that score are better.
    pub fn larger_is_better(&self, name: &str) -> bool {
        self.session.larger_is_better(name)
    }

    /// The learning rate of the next step.
    pub fn learning_rate(&self) -> f64 {
        self.session.learning_rate()
    }

    /// Sets the learning rate.
    ///
    /// # Errors
    /// [`Error::Setting`] when it is not above 0, or follows a schedule.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<(), Error> {
        self.session.set_learning_rate(rate)
    }

    /// All parameters as one run, in the order of the declaration; `None` where `T` is not the network's number type.
    pub fn parameters<T: Scalar>(&mut self) -> Option<&mut [T]> {
        T::of_parameters(self.session.parameters())
    }

    /// A copy of all parameters.
    pub fn snapshot(&mut self) -> Snapshot {
        Snapshot(match self.session.parameters() {
            Parameters::Single(values) => Box::new(values.to_vec()),
            Parameters::Double(values) => Box::new(values.to_vec()),
        })
    }

    /// Sets all parameters to what they were. A snapshot of another network changes nothing.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        match self.session.parameters() {
            Parameters::Single(values) => copy(snapshot.numbers(), values),
            Parameters::Double(values) => copy(snapshot.numbers(), values),
        }
    }

    /// Writes the parameters as [`save`](crate::train::save) does.
    ///
    /// # Errors
    /// [`Error::File`] when the path cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        self.session.save(path.as_ref())
    }

    /// At the end of an epoch: writes a checkpoint, from which the training can be resumed, once all callbacks have seen the
    /// epoch.
    pub fn save_checkpoint(&mut self, path: impl Into<PathBuf>) {
        self.session.save_checkpoint(path.into());
    }

    /// Ends the training after this batch or epoch; the history says why.
    pub fn stop(&mut self, why: impl Into<String>) {
        self.session.stop(why.into());
    }
}

fn copy<T: Copy>(from: Option<&[T]>, to: &mut [T]) {
    if let Some(from) = from.filter(|from| from.len() == to.len()) {
        to.copy_from_slice(from);
    }
}

/// The number types of networks, and their side of [`Parameters`].
#[doc(hidden)]
pub trait Side: Sized {
    fn of_parameters(parameters: Parameters<'_>) -> Option<&mut [Self]>;
    fn to_parameters(values: &mut [Self]) -> Parameters<'_>;
}

impl Side for f32 {
    fn of_parameters(parameters: Parameters<'_>) -> Option<&mut [f32]> {
        match parameters {
            Parameters::Single(values) => Some(values),
            Parameters::Double(_) => None,
        }
    }

    fn to_parameters(values: &mut [f32]) -> Parameters<'_> {
        Parameters::Single(values)
    }
}

impl Side for f64 {
    fn of_parameters(parameters: Parameters<'_>) -> Option<&mut [f64]> {
        match parameters {
            Parameters::Single(_) => None,
            Parameters::Double(values) => Some(values),
        }
    }

    fn to_parameters(values: &mut [f64]) -> Parameters<'_> {
        Parameters::Double(values)
    }
}
