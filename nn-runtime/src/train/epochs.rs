//! The training loop: epochs, batches, validation, and the calls of callbacks in between.

use super::callbacks::{Callback, Context, Moment};
use super::checkpoint;
use super::data::Dataset;
use super::engine::cut::Load;
use super::engine::gather::Which;
use super::engine::lanes::{Lane, add_sums, measure, places, room, run};
use super::engine::parallel;
use super::engine::step::penalties;
use super::engine::works::Works;
use super::engine::workspace::{Batch, Goal};
use super::evaluate::{by_length, names, sums, write};
use super::fit::Part;
use super::metrics::Bound;
use super::progress::Progress;
use super::random::Random;
use super::session::{Running, larger_is_better};
use super::trainer::{Clock, Options, Trainer};
use super::{Error, History, Scores};
use crate::pass::mix;
use crate::{Scalar, Trainable};
use std::ops::Range;
use std::time::Instant;

/// The first random stream that shuffling draws from: those before it are the parameters'.
const SHUFFLING: u64 = 1 << 32;

/// Data for validation.
#[derive(Clone, Copy)]
pub(super) struct Held<'d, T: Scalar> {
    pub x: &'d Dataset<'d, T>,
    pub y: &'d Dataset<'d, T>,
    pub weights: &'d [T],
}

/// A training under way.
pub(super) struct Loop<'l, 'c, T: Scalar, N: Trainable<T>> {
    running: Running<'l, T, N>,
    callbacks: &'l mut Vec<Box<dyn Callback + 'c>>,
    progress: Progress,
    options: &'l Options<'c, T>,
    clock: &'l mut Clock,
    train: &'l Part<'l, T>,
    held: Option<Held<'l, T>>,
    /// Samples in a batch, but for the last.
    batch: usize,
    load: Load,
    tile: usize,
    lanes: Vec<Lane<N>>,
    /// Sums of the parts of the data for validation.
    parts: Vec<Vec<f64>>,
    works: Works<T>,
    order: Vec<usize>,
    /// How long each sample is, where they are of unequal length.
    lengths: Option<Vec<u32>>,
    /// The samples for validation by their lengths.
    held_order: Option<Vec<usize>>,
    tally: Tally,
    scores: Scores,
    moment: Moment,
}

/// Sums over the epoch so far.
struct Tally {
    /// Of the last batch: each output's loss, then the metrics' sums.
    batch: Vec<f64>,
    /// Of the epoch: losses times samples, then the metrics' sums.
    epoch: Vec<f64>,
    /// Of the epoch: mean losses, then the metrics' sums.
    shown: Vec<f64>,
    penalty: f64,
    samples: usize,
}

impl<'l, 'c, T: Scalar, N: Trainable<T>> Loop<'l, 'c, T, N> {
    /// Gets everything ready; nothing is changed yet.
    pub fn new(
        trainer: &'l mut Trainer<'c, T, N>,
        train: &'l Part<'l, T>,
        held: Option<Held<'l, T>>,
        metrics: &'l [Bound<T>],
    ) -> Result<Self, Error> {
        let scores = names(N::OUTPUTS, metrics, "");
        check_monitors(&trainer.callbacks, &scores, held.is_some())?;
        let resumed = trainer.resumed.take();
        let first = resumed.as_ref().map_or(0, |resumed| resumed.clock.epochs_of_fit);
        if let Some(resumed) = resumed {
            resumed.restore(&mut trainer.callbacks);
        }
        let samples = train.x.samples;
        let batch = trainer.options.batch_size.min(samples);
        let load = Load::training::<T, N>();
        let tile = load.tile();
        let len = sums(N::OUTPUTS, metrics);
        let goal = Goal::Loss { y: &train.y, weights: &train.weights, metrics };
        let shape = Batch::new(&train.x, goal, Which::From(0), batch);
        let lanes: Vec<Lane<N>> = (0..load.lanes(batch)).map(|_| Lane::new(len)).collect();
        let parts = vec![vec![0.0; len]; held.map_or(0, |held| load.lanes(held.x.samples))];
        // The last batch is smaller, but may be cut into fewer lanes.
        let room = [batch, samples % batch].map(|samples| room::<T, N>(samples, load.lanes(samples), tile));
        let held_room = held.map_or(0, |held| tile.min(held.x.samples));
        let count = places::<T, N>(lanes.len()).max(parts.len().min(parallel::threads()));
        let works = Works::new::<N>(&shape, room[0].max(room[1]).max(held_room), count);
        Ok(Loop {
            running: Running {
                network: &mut *trainer.network,
                stepper: &mut trainer.stepper,
                metrics,
                stopped: None,
                checkpoints: Vec::new(),
            },
            callbacks: &mut trainer.callbacks,
            progress: Progress::new(trainer.options.verbosity, samples),
            options: &trainer.options,
            clock: &mut trainer.clock,
            train,
            held,
            batch,
            load,
            tile,
            lanes,
            parts,
            works,
            order: Vec::with_capacity(samples),
            lengths: train.x.lengths(),
            held_order: held.and_then(|held| by_length(held.x)),
            tally: Tally {
                batch: vec![0.0; len],
                epoch: vec![0.0; len],
                shown: vec![0.0; len],
                penalty: 0.0,
                samples: 0,
            },
            scores,
            moment: Moment {
                epoch: first,
                epochs: trainer.options.epochs,
                batches: samples.div_ceil(batch),
                ..Moment::default()
            },
        })
    }

    /// Trains.
    pub fn run(mut self) -> Result<History, Error> {
        parallel::inside(move || self.epochs())
    }

    fn epochs(&mut self) -> Result<History, Error> {
        let mut history = History::default();
        self.call(|callback, context| callback.on_train_begin(context))?;
        for epoch in self.moment.epoch..self.moment.epochs {
            if self.running.stopped.is_some() {
                break;
            }
            let start = Instant::now();
            self.moment = Moment { epoch, batch: 0, samples: 0, ..self.moment };
            self.call(|callback, context| callback.on_epoch_begin(context))?;
            self.epoch()?;
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
    fn epoch(&mut self) -> Result<(), Error> {
        let samples = self.train.x.samples;
        if self.options.shuffle {
            self.order.clear();
            self.order.extend(0..samples);
            let mut random = Random::new(self.options.seed, SHUFFLING + self.clock.epochs);
            random.shuffle(&mut self.order);
            if let Some(lengths) = &self.lengths {
                batches_by_length(&mut random, lengths, self.batch, &mut self.order);
            }
        }
        self.tally.start();
        for batch in 0..self.moment.batches {
            let from = batch * self.batch;
            self.step(from..(from + self.batch).min(samples));
            let Tally { shown, penalty, samples, .. } = &self.tally;
            let penalty = penalty / (*samples).max(1) as f64;
            write(N::OUTPUTS, self.running.metrics, shown, penalty, &mut self.scores);
            self.moment = Moment { batch, samples: *samples, step: self.running.stepper.taken, ..self.moment };
            self.call(|callback, context| callback.on_batch_end(context))?;
            if self.running.stopped.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// One step, along the gradient of some samples.
    fn step(&mut self, range: Range<usize>) {
        let Part { x, y, weights } = self.train;
        let samples = range.len();
        let goal = Goal::Loss { y, weights, metrics: self.running.metrics };
        let which = match self.order.get(range.clone()) {
            Some(picked) if self.options.shuffle => Which::Picked(picked),
            _ => Which::From(range.start),
        };
        let seed = mix(self.options.seed ^ mix(self.running.stepper.taken + 1));
        let batch = Batch::new(x, goal, which, samples).training(seed);
        let count = self.load.lanes(samples).min(self.lanes.len());
        let lanes = self.lanes.get_mut(..count).unwrap_or_default();
        run(&*self.running.network, lanes, &self.works, &batch, self.tile);
        add_sums(lanes.iter().map(|lane| &lane.sums), &mut self.tally.batch);
        let penalty = self.running.stepper.step(&mut *self.running.network, lanes);
        self.tally.add(samples, penalty, N::OUTPUTS.len());
    }

    /// Adds the validation's scores.
    fn validate(&mut self, scores: &mut Scores) {
        let Some(Held { x, y, weights }) = self.held else { return };
        let metrics = self.running.metrics;
        let goal = Goal::Loss { y, weights, metrics };
        let which = self.held_order.as_deref().map_or(Which::From(0), Which::Picked);
        let batch = Batch::new(x, goal, which, x.samples);
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

impl Tally {
    fn start(&mut self) {
        self.epoch.fill(0.0);
        self.penalty = 0.0;
        self.samples = 0;
    }

    /// Takes in a batch. The first `losses` sums are means over the batch.
    fn add(&mut self, samples: usize, penalty: f64, losses: usize) {
        self.samples += samples;
        self.penalty += penalty * samples as f64;
        let places = self.epoch.iter_mut().zip(&mut self.shown).zip(&self.batch).enumerate();
        for (i, ((total, shown), sum)) in places {
            if i < losses {
                *total += sum * samples as f64;
                *shown = *total / self.samples.max(1) as f64;
            } else {
                *total += sum;
                *shown = *total;
            }
        }
    }
}

/// Lays out a shuffled order so that samples of about one length share a batch: what stands in a batch behind the end of a sample is wasted.
/// Which samples meet still is chance, and so is the order of the batches.
fn batches_by_length(random: &mut Random, lengths: &[u32], batch: usize, order: &mut [usize]) {
    /// Batches that are sorted together: with more, less is wasted, and fewer other samples can be met.
    const POOL: usize = 32;
    // The last batch, which is smaller, stays as it was drawn.
    let whole = order.len() / batch.max(1) * batch;
    let order = order.get_mut(..whole).unwrap_or_default();
    for pool in order.chunks_mut((POOL * batch).max(1)) {
        // The longest first: lanes that take longest begin first.
        pool.sort_by_key(|&i| std::cmp::Reverse(lengths.get(i)));
    }
    let mut batches: Vec<usize> = (0..whole / batch.max(1)).collect();
    random.shuffle(&mut batches);
    let sorted = order.to_vec();
    for (to, from) in order.chunks_mut(batch.max(1)).zip(batches) {
        to.copy_from_slice(sorted.get(from * batch..(from + 1) * batch).unwrap_or(&[]));
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
