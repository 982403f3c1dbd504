//! How a training is described, before it runs.

use super::callbacks::Callback;
use super::checkpoint::{self, Resumed};
use super::data::{self, Dataset, Feed};
use super::engine::step::Stepper;
use super::metrics::{Asked, Metric};
use super::optimizer::Optimizer;
use super::{Error, Verbosity};
use crate::{Scalar, Trainable};
use std::path::Path;
use std::sync::Arc;

/// A training of `network` with an optimizer: see [`Trainer`].
pub fn trainer<'a, T: Scalar, N: Trainable<T>>(
    network: &'a mut N,
    optimizer: impl Optimizer<T> + 'static,
) -> Trainer<'a, T, N> {
    Trainer {
        network,
        stepper: Stepper::new(Box::new(optimizer), N::PARAMS),
        options: Options::default(),
        callbacks: Vec::new(),
        clock: Clock::default(),
        resumed: None,
    }
}

/// A training: a network, an optimizer, and how to go about it. Defaults are Keras': one epoch, batches of 32, shuffled.
///
/// ```text
/// let history = net.trainer(Adam::new(1e-3))
///     .epochs(20)
///     .batch_size(128)
///     .validate(&x_val, &y_val)
///     .metric(Accuracy)
///     .callback(EarlyStopping::monitor("val_loss").patience(2).restore_best())
///     .fit(&x, &y)?;
/// ```
///
/// The result depends on the data, the network's parameters and the settings, to the last bit, but not on the number of
/// threads. [`fit`](Trainer::fit) may be called again: the optimizer goes on from where it was.
pub struct Trainer<'a, T: Scalar, N: Trainable<T>> {
    pub(super) network: &'a mut N,
    pub(super) stepper: Stepper<T>,
    pub(super) options: Options<'a, T>,
    pub(super) callbacks: Vec<Box<dyn Callback + 'a>>,
    pub(super) clock: Clock,
    pub(super) resumed: Option<Resumed>,
}

/// How far a training has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Clock {
    /// Epochs finished in all calls of `fit`: shuffling goes by it.
    pub epochs: u64,
    /// Epochs finished in the last call.
    pub epochs_of_fit: usize,
}

/// How to go about a training.
pub(super) struct Options<'a, T: Scalar> {
    pub epochs: usize,
    pub batch_size: usize,
    pub shuffle: bool,
    pub seed: u64,
    pub validation: Validation<'a, T>,
    pub class_weights: Vec<(u32, f64)>,
    pub sample_weights: Option<Vec<f64>>,
    pub metrics: Vec<Asked<T>>,
    pub verbosity: Verbosity,
}

/// What a training is validated with.
pub(super) enum Validation<'a, T: Scalar> {
    None,
    Data(Dataset<'a, T>, Dataset<'a, T>),
    /// The last share of the training data.
    Split(f64),
    /// Data that cannot be used: `fit` says why.
    Refused(Error),
}

impl<T: Scalar> Default for Options<'_, T> {
    fn default() -> Self {
        Options {
            epochs: 1,
            batch_size: 32,
            shuffle: true,
            seed: 0,
            validation: Validation::None,
            class_weights: Vec::new(),
            sample_weights: None,
            metrics: Vec::new(),
            verbosity: Verbosity::Auto,
        }
    }
}

impl<'a, T: Scalar, N: Trainable<T>> Trainer<'a, T, N> {
    /// Goes through the data that many times.
    #[must_use]
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.options.epochs = epochs;
        self
    }

    /// Takes one step for that many samples; the last batch of an epoch may be smaller.
    #[must_use]
    pub fn batch_size(mut self, samples: usize) -> Self {
        self.options.batch_size = samples;
        self
    }

    /// Takes one step an epoch, for all samples together.
    #[must_use]
    pub fn full_batch(self) -> Self {
        self.batch_size(usize::MAX)
    }

    /// Whether samples come in another order in each epoch, which is the default.
    #[must_use]
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.options.shuffle = shuffle;
        self
    }

    /// Sets what the order of samples and the random numbers of layers, such as dropout, are drawn from; 0 by default.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }

    /// Evaluates the network on these data after each epoch: scores with `val_` before their name.
    #[must_use]
    pub fn validate<X, Y>(mut self, x: X, y: Y) -> Self
    where
        X: Feed<'a, N::InputKind>,
        Y: Feed<'a, N::TargetKind>,
    {
        const ROLE: &str = "validation ";
        let prepare = || {
            let x = data::inputs::<T>(x.feed(), N::INPUTS, ROLE)?;
            let y = data::targets::<T>(y.feed(), N::OUTPUTS, ROLE)?;
            data::same_samples(&x, &y, N::OUTPUTS, ROLE, "y")?;
            Ok((x, y))
        };
        self.options.validation = match prepare() {
            Ok((x, y)) => Validation::Data(x, y),
            Err(error) => Validation::Refused(error),
        };
        self
    }

    /// Keeps the last share of the data, as they are before shuffling, for validation: a number between 0 and 1.
    #[must_use]
    pub fn validation_split(mut self, share: f64) -> Self {
        self.options.validation = Validation::Split(share);
        self
    }

    /// Multiplies the losses of samples by their class' weight, for networks with one output; classes not named have weight 1.
    #[must_use]
    pub fn class_weights(mut self, weights: impl IntoIterator<Item = (u32, f64)>) -> Self {
        self.options.class_weights = weights.into_iter().collect();
        self
    }

    /// Multiplies the loss of each sample by its weight. The mean is still taken over the number of samples, as in Keras.
    #[must_use]
    pub fn sample_weights<W: Into<f64>>(mut self, weights: impl IntoIterator<Item = W>) -> Self {
        self.options.sample_weights = Some(weights.into_iter().map(Into::into).collect());
        self
    }

    /// Takes a metric of all outputs, in training and validation.
    #[must_use]
    pub fn metric(mut self, metric: impl Metric<T> + 'static) -> Self {
        self.options.metrics.push((None, Arc::new(metric)));
        self
    }

    /// Takes a metric of one output.
    #[must_use]
    pub fn metric_for(mut self, output: &str, metric: impl Metric<T> + 'static) -> Self {
        self.options.metrics.push((Some(output.to_string()), Arc::new(metric)));
        self
    }

    /// Adds a callback; they are called in the order they are added.
    #[must_use]
    pub fn callback(mut self, callback: impl Callback + 'a) -> Self {
        self.callbacks.push(Box::new(callback));
        self
    }

    /// What is shown while training.
    #[must_use]
    pub fn verbose(mut self, verbosity: Verbosity) -> Self {
        self.options.verbosity = verbosity;
        self
    }

    /// The network as it is now.
    pub fn network(&self) -> &N {
        self.network
    }

    /// Writes a checkpoint: the parameters, and all that is needed to go on as if nothing had happened. Weight files and
    /// checkpoints have the same form, so [`load`](super::load) reads the parameters from either.
    ///
    /// # Errors
    /// [`Error::File`] when the path cannot be written.
    pub fn save_checkpoint(&mut self, path: impl AsRef<Path>) -> Result<(), Error> {
        let seed = self.options.seed;
        checkpoint::save(path.as_ref(), &*self.network, &mut self.stepper, &self.clock, seed, &self.callbacks)
    }

    /// Takes up a training from a checkpoint: parameters, optimizer, seed, and the state of callbacks of the same kind. The next
    /// `fit` runs the epochs that are left of [`epochs`](Trainer::epochs), and ends, with the same data and settings, at the same
    /// parameters to the bit.
    ///
    /// # Errors
    /// [`Error::File`] when the file cannot be read, [`Error::Weights`] when it is damaged or was made by a training of
    /// another network or optimizer. Nothing is changed then.
    pub fn resume(mut self, path: impl AsRef<Path>) -> Result<Self, Error> {
        let resumed = checkpoint::load(path.as_ref(), &mut *self.network, &mut self.stepper)?;
        self.clock = resumed.clock;
        self.options.seed = resumed.seed;
        self.resumed = Some(resumed);
        Ok(self)
    }
}
