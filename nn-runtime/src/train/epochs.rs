//! The training loop: epochs, batches, validation, and the calls of callbacks in between.

use super::callbacks::{Callback, Context, Moment};
use super::checkpoint;
use super::engine::cut::Load;
use super::engine::lanes::{Lane, add_sums, measure, places, room, run};
use super::engine::parallel;
use super::engine::step::penalties;
use super::engine::works::Works;
use super::evaluate::{names, sums, write};
use super::metrics::Bound;
use super::progress::Progress;
use super::session::{Running, larger_is_better};
use super::source::{Held, Samples, Source};
use super::tally::Tally;
use super::trainer::{Clock, Options, Trainer};
use super::{Error, History, Scores};
use crate::pass::mix;
use crate::{Scalar, Trainable};
use std::ops::Range;
use std::time::Instant;

/// A training under way.
pub(super) struct Loop<'l, 'c, T: Scalar, N: Trainable<T>> {
    running: Running<'l, T, N>,
    callbacks: &'l mut Vec<Box<dyn Callback + 'c>>,
    progress: Progress,
    options: &'l Options<'c, T>,
    clock: &'l mut Clock,
    held: Option<Samples<'l, T>>,
    load: Load,
    tile: usize,
    lanes: Vec<Lane<N>>,
    /// Sums of the parts of the data for validation.
    parts: Vec<Vec<f64>>,
    works: Works<T>,
    tally: Tally,
    scores: Scores,
    moment: Moment,
}

impl<'l, 'c, T: Scalar, N: Trainable<T>> Loop<'l, 'c, T, N> {
    /// Gets ready for a training with so many batches in an epoch, if that is known; nothing is changed yet.
    pub fn new(
        trainer: &'l mut Trainer<'c, T, N>,
        held: Option<&'l Held<'l, T>>,
        metrics: &'l [Bound<T>],
        batches: Option<usize>,
    ) -> Result<Self, Error> {
        let scores = names(N::OUTPUTS, metrics, "");
        check_monitors(&trainer.callbacks, &scores, held.is_some())?;
        let resumed = trainer.resumed.take();
        let first = resumed.as_ref().map_or(0, |resumed| resumed.clock.epochs_of_fit);
        if let Some(resumed) = resumed {
            resumed.restore(&mut trainer.callbacks);
        }
        let held = held.map(Held::samples);
        let load = Load::training::<T, N>();
        let len = sums(N::OUTPUTS, metrics);
        let parts = vec![vec![0.0; len]; held.map_or(0, |held| load.lanes(held.count))];
        Ok(Loop {
            running: Running {
                network: &mut *trainer.network,
                stepper: &mut trainer.stepper,
                metrics,
                stopped: None,
                checkpoints: Vec::new(),
            },
            callbacks: &mut trainer.callbacks,
            progress: Progress::new(trainer.options.verbosity),
            options: &trainer.options,
            clock: &mut trainer.clock,
            held,
            load,
            tile: load.tile(),
            lanes: Vec::new(),
            parts,
            works: Works::none(),
            tally: Tally::new(len),
            scores,
            moment: Moment { epoch: first, epochs: trainer.options.epochs, batches, ..Moment::default() },
        })
    }

    /// The epochs that are to be run.
    pub fn range(&self) -> Range<usize> {
        self.moment.epoch..self.moment.epochs
    }

    /// Makes sure that there is memory for steps along each of these, and for validation.
    pub fn reserve(&mut self, sizes: &[Samples<'_, T>]) {
        let Some(first) = sizes.first() else { return };
        let lanes = |samples: &Samples<'_, T>| self.load.lanes(samples.count);
        let count = sizes.iter().map(lanes).max().unwrap_or(0);
        // Fewer samples may be cut into fewer lanes, so theirs may be longer.
        let room =
            sizes.iter().map(|samples| room::<T, N>(samples.count, lanes(samples), self.tile)).max().unwrap_or(0);
        let held = self.held.map_or(0, |held| held.count.min(self.tile));
        let places = places::<T, N>(count).max(self.parts.len().min(parallel::threads()));
        while self.lanes.len() < count {
            self.lanes.push(Lane::new(self.tally.batch.len()));
        }
        self.works.reserve::<N>(&first.batch(self.running.metrics), room.max(held), places);
    }

    /// Trains.
    pub fn run(mut self, source: &mut (dyn Source<T> + Send)) -> Result<History, Error> {
        let mut history = Ok(History::default());
        parallel::inside(&mut || history = self.epochs(source));
        history
    }

    fn epochs(&mut self, source: &mut (dyn Source<T> + Send)) -> Result<History, Error> {
        let mut history = History::default();
        self.call(|callback, context| callback.on_train_begin(context))?;
        for epoch in self.range() {
            if self.running.stopped.is_some() {
                break;
            }
            let start = Instant::now();
            let batches = source.begin()?.or(self.moment.batches);
            self.moment = Moment { epoch, batch: 0, batches, samples: 0, ..self.moment };
            self.call(|callback, context| callback.on_epoch_begin(context))?;
            self.epoch(source)?;
            let mut scores = self.scores.clone();
            self.validate(&mut scores);
            std::mem::swap(&mut self.scores, &mut scores);
            self.call(|callback, context| callback.on_epoch_end(context))?;
            std::mem::swap(&mut self.scores, &mut scores);
            let metrics = self.running.metrics;
            history.push(epoch + 1, start.elapsed().as_secs_f64(), &scores, |name| larger_is_better(metrics, name));
            self.clock.epochs += 1;
            self.clock.epochs_of_fit = epoch + 1;
            self.save_checkpoints()?;
        }
        self.call(|callback, context| callback.on_train_end(context))?;
        history.stop(self.running.stopped.take());
        Ok(history)
    }

    /// All batches once.
    fn epoch(&mut self, source: &mut dyn Source<T>) -> Result<(), Error> {
        self.tally.start();
        let mut batch = 0;
        while let Some(samples) = source.next()? {
            self.step(samples);
            let Tally { shown, samples, .. } = &self.tally;
            write(N::OUTPUTS, self.running.metrics, shown, self.tally.penalty(), &mut self.scores);
            self.moment = Moment { batch, samples: *samples, step: self.running.stepper.taken, ..self.moment };
            self.call(|callback, context| callback.on_batch_end(context))?;
            if self.running.stopped.is_some() {
                return Ok(());
            }
            batch += 1;
        }
        self.moment.batches = Some(batch);
        Ok(())
    }

    /// One step, along the gradient of some samples.
    fn step(&mut self, samples: Samples<'_, T>) {
        self.reserve(&[samples]);
        let seed = mix(self.options.seed ^ mix(self.running.stepper.taken + 1));
        let batch = samples.batch(self.running.metrics).training(seed);
        let lanes = self.lanes.get_mut(..self.load.lanes(samples.count)).unwrap_or_default();
        run(&*self.running.network, lanes, &self.works, &batch, self.tile);
        add_sums(lanes.iter().map(|lane| &lane.sums), &mut self.tally.batch);
        let penalty = self.running.stepper.step(&mut *self.running.network, lanes);
        self.tally.add(samples.count, penalty, N::OUTPUTS.len());
    }

    /// Adds the validation's scores.
    fn validate(&mut self, scores: &mut Scores) {
        let Some(held) = self.held else { return };
        let metrics = self.running.metrics;
        let batch = held.batch(metrics);
        let network = &*self.running.network;
        measure(network, &mut self.parts, &self.works, &batch, self.tile);
        // The last batch's sums have been counted.
        let totals = &mut self.tally.batch;
        add_sums(self.parts.iter(), totals);
        let mut held = names(N::OUTPUTS, metrics, "val_");
        let penalty = penalties(N::PARAMS, network.as_slice());
        write(N::OUTPUTS, metrics, totals, penalty, &mut held);
        held.iter().for_each(|(name, value)| scores.set(name, value));
    }

    fn call(&mut self, what: impl Fn(&mut dyn Callback, &mut Context<'_>) -> Result<(), Error>) -> Result<(), Error> {
        let Loop { running, callbacks, scores, moment, progress, .. } = self;
        for callback in callbacks.iter_mut() {
            what(&mut **callback, &mut Context { session: &mut *running, scores: &mut *scores, moment: *moment })?;
        }
        what(progress, &mut Context { session: &mut *running, scores: &mut *scores, moment: *moment })
    }

    fn save_checkpoints(&mut self) -> Result<(), Error> {
        for path in std::mem::take(&mut self.running.checkpoints) {
            let Running { network, stepper, .. } = &mut self.running;
            checkpoint::save(&path, &**network, stepper, self.clock, self.options.seed, self.callbacks)?;
        }
        Ok(())
    }
}

/// An error if some callback needs a score that there will not be.
fn check_monitors(callbacks: &[Box<dyn Callback + '_>], scores: &Scores, validated: bool) -> Result<(), Error> {
    let mut known: Vec<String> = scores.names().map(str::to_string).collect();
    if validated {
        known.extend(scores.names().map(|name| format!("val_{name}")));
    }
    for name in callbacks.iter().flat_map(|callback| callback.monitors()) {
        let twin = name.strip_prefix("val_");
        if !validated && twin.is_some_and(|twin| known.iter().any(|known| known == twin)) {
            return Err(Error::NoValidation { name });
        }
        if name != "learning_rate" && !known.contains(&name) {
            return Err(Error::Unknown { kind: "score", name, known });
        }
    }
    Ok(())
}
