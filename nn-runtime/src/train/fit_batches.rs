//! Training from batches that are made meanwhile.

use super::data::Feed;
use super::epochs::Loop;
use super::metrics::bind;
use super::source::{Held, IntoBatch, channel};
use super::trainer::{Trainer, Validation};
use super::{Error, History};
use crate::{Scalar, Trainable};
use std::panic::resume_unwind;
use std::thread;

impl<T: Scalar, N: Trainable<T>> Trainer<'_, T, N> {
    /// Trains the network with batches that are made while it trains, and tells how it went: for data augmentation, and for data that
    /// do not fit in memory. Keras' `fit` with a generator.
    ///
    /// `batches` is called for each epoch, which it is told counted from 0, and returns what yields the epoch's batches: `(x, y)`, each of a
    /// shape that [`fit`](Trainer::fit) takes, samples first; `(x, y, weights)` with a weight for each sample; or a `Result` of either.
    /// Batches may differ in size. For Keras' `steps_per_epoch`, end an endless iterator with `.take(steps)`.
    ///
    /// Iterators run on a thread of their own, which also checks the data. At most three batches are made ahead of the one in training, if need
    /// be of the next epoch. The training itself is that of [`fit`](Trainer::fit), to the bit, with the same batches one after the other and
    /// `shuffle(false)`; [`batch_size`](Trainer::batch_size) and [`shuffle`](Trainer::shuffle) have no meaning here. A training
    /// that ends early waits for the batch that is being made.
    ///
    /// ```
    /// # fn train<N: nn_runtime::Trainable<f32, InputKind = nn_runtime::network::Single, TargetKind = nn_runtime::network::Single>>(net: &mut N) -> Result<(), nn_runtime::train::Error> {
    /// use ndarray::Array2;
    /// use nn_runtime::train::{Adam, trainer};
    ///
    /// // The sum of four numbers: 100 batches of 32 samples, others in each epoch.
    /// let history = trainer(net, Adam::new(1e-3)).epochs(5).fit_batches(|epoch| {
    ///     (0..100).map(move |batch| {
    ///         let x = Array2::from_shape_fn((32, 4), |(i, j)| ((epoch + batch + i * j) as f32).sin());
    ///         let y: Vec<f32> = x.rows().into_iter().map(|row| row.sum()).collect();
    ///         (x, y)
    ///     })
    /// })?;
    /// println!("{history}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Before anything is changed: when settings do not fit, among them [`validation_split`](Trainer::validation_split) and
    /// [`sample_weights`](Trainer::sample_weights), which need the data as a whole. Later: [`Error::Batch`] when a batch does not fit or is
    /// an error itself, [`Error::NoBatch`] when an epoch has none, and what a callback reports; then the parameters are those of the last step.
    ///
    /// # Panics
    /// When `batches` or an iterator panics: with the same panic.
    pub fn fit_batches<'d, F, I>(&mut self, batches: F) -> Result<History, Error>
    where
        F: FnMut(usize) -> I + Send,
        I: IntoIterator<Item: IntoBatch<X: Feed<'d, N::InputKind>, Y: Feed<'d, N::TargetKind>>>,
    {
        if self.options.sample_weights.is_some() {
            let needed = "left out with `fit_batches`: yield `(x, y, weights)`";
            return Err(Error::Setting { setting: "sample_weights", given: String::from("given"), needed });
        }
        if let Validation::Split(share) = &self.options.validation {
            let needed = "left out with `fit_batches`: hold data back for `.validate(&x, &y)`";
            return Err(Error::Setting { setting: "the validation split", given: share.to_string(), needed });
        }
        self.stepper.optimizer.settings().check()?;
        let metrics = bind(&self.options.metrics, N::OUTPUTS)?;
        self.validated(|trainer, validation| {
            let held = match validation {
                Validation::Data(x, y) => Some(Held::new(x, y, &[])),
                _ => None,
            };
            let class_weights = trainer.options.class_weights.clone();
            let training = Loop::new(trainer, held.as_ref(), &metrics, None)?;
            let (maker, mut stream) = channel::<T>(training.range(), class_weights);
            thread::scope(|scope| {
                let making = thread::Builder::new().name(String::from("batches"));
                let making = making.spawn_scoped(scope, move || maker.run::<N, I>(batches));
                let making = making.map_err(|error| Error::Batch { epoch: 1, batch: 1, source: error.into() })?;
                let result = training.run(&mut stream);
                // Whoever makes more batches hears that nobody takes them.
                drop(stream);
                match making.join() {
                    Ok(()) => result,
                    Err(panic) => resume_unwind(panic),
                }
            })
        })
    }
}
