//! The memory of a pass over some samples, and the passes themselves.

use super::few::Few;
use super::gather::{Gathered, Which};
use crate::train::data::{Column, Dataset, columns::Rows};
use crate::train::metrics::Bound;
use crate::{Arena, Input, Lengths, Network, Pass, Scalar, Target, Trainable};
use std::ops::Range;

/// The samples a pass is about, and what is wanted of them.
pub(crate) struct Batch<'b, T: Scalar> {
    pub x: &'b Dataset<'b, T>,
    pub goal: Goal<'b, T>,
    pub which: Which<'b>,
    /// How many samples there are.
    pub samples: usize,
    pub training: bool,
    /// Of this batch's random numbers.
    pub seed: u64,
    /// How many real steps the samples have together, of each input.
    steps: Few<usize>,
}

/// What outputs are compared with.
#[derive(Clone, Copy)]
pub(crate) enum Goal<'b, T: Scalar> {
    /// Targets, with a weight for each sample of the dataset, or none, and what is counted besides the loss.
    Loss { y: &'b Dataset<'b, T>, weights: &'b [T], metrics: &'b [Bound<T>] },
    /// The gradients of the outputs themselves.
    Upstream(&'b Dataset<'b, T>),
}

impl<T: Scalar> Goal<'_, T> {
    fn data(&self) -> &Dataset<'_, T> {
        match self {
            Goal::Loss { y, .. } => y,
            Goal::Upstream(gradients) => gradients,
        }
    }
}

/// Memory for passes of up to some samples.
pub(crate) struct Workspace<T: Scalar> {
    scaled: Aligned<T>,
    fixed: Aligned<T>,
    /// Sums exchanged with other lanes.
    pub sync: Vec<f64>,
    x: Gathered<T>,
    y: Gathered<T>,
    weights: Vec<T>,
    /// Losses of one pass.
    losses: Vec<f64>,
}

impl<T: Scalar> Workspace<T> {
    /// For training passes of `samples` samples at most.
    pub fn new<N: Trainable<T>>(batch: &Batch<'_, T>, samples: usize) -> Workspace<T> {
        Workspace {
            scaled: Aligned::new(N::TRAIN_LEN.saturating_mul(samples)),
            fixed: Aligned::new(N::FIXED_LEN),
            sync: vec![0.0; N::SYNC_LEN],
            x: Gathered::new(batch.x, samples),
            y: Gathered::new(batch.goal.data(), samples),
            weights: Vec::with_capacity(samples),
            losses: vec![0.0; N::OUTPUTS.len()],
        }
    }

    /// Makes the samples `range` of the batch ready.
    pub fn gather(&mut self, batch: &Batch<'_, T>, range: Range<usize>) {
        self.x.fill(batch.x, batch.which, range.clone());
        self.y.fill(batch.goal.data(), batch.which, range.clone());
        self.weights.clear();
        if let Goal::Loss { weights, .. } = batch.goal
            && !weights.is_empty()
        {
            match batch.which {
                Which::From(first) => {
                    let run = weights.get(first + range.start..first + range.end);
                    self.weights.extend_from_slice(run.unwrap_or(&[]));
                }
                Which::Picked(order) => {
                    let picked = order.get(range).unwrap_or(&[]);
                    self.weights.extend(picked.iter().filter_map(|&i| weights.get(i)));
                }
            }
        }
    }

    /// One stage of the forward pass over the samples made ready.
    pub fn forward<N: Trainable<T>>(&mut self, network: &N, stage: usize, batch: &Batch<'_, T>, range: &Range<usize>) {
        let inputs = inputs(&self.x, batch, range);
        let mut arena = arena::<T, N>(&mut self.scaled, &mut self.fixed, &mut self.sync, range.len());
        network.forward(stage, &batch.pass(range), inputs.as_slice(), &mut arena);
    }

    /// Compares the outputs with the goal, and adds losses and metrics to `sums`; in training, the outputs' gradient is in the
    /// arena afterwards.
    pub fn compare<N: Trainable<T>>(
        &mut self,
        network: &N,
        batch: &Batch<'_, T>,
        range: &Range<usize>,
        sums: &mut [f64],
    ) {
        let pass = batch.pass(range);
        let inputs = inputs(&self.x, batch, range);
        let rows = self.y.rows(batch.goal.data(), batch.which, range.clone());
        let mut arena = arena::<T, N>(&mut self.scaled, &mut self.fixed, &mut self.sync, range.len());
        match batch.goal {
            Goal::Loss { metrics, .. } => {
                let targets = Few::new(Target::Real(&[]), rows.map(Rows::target));
                self.losses.fill(0.0);
                network.loss(&pass, inputs.as_slice(), targets.as_slice(), &self.weights, &mut arena, &mut self.losses);
                sums.iter_mut().zip(&self.losses).for_each(|(sum, loss)| *sum += loss);
                for metric in metrics {
                    metric.update(range.len(), arena.scaled, inputs.as_slice(), targets.as_slice(), sums);
                }
            }
            Goal::Upstream(_) => {
                let gradients = Few::new(
                    &[] as &[T],
                    rows.map(|rows| match rows {
                        Rows::Real(values, _) => values,
                        _ => &[],
                    }),
                );
                network.upstream(&pass, gradients.as_slice(), &mut arena);
            }
        }
    }

    /// One stage of the backward pass, added to `gradient`.
    pub fn backward<N: Trainable<T>>(
        &mut self,
        network: &N,
        stage: usize,
        batch: &Batch<'_, T>,
        range: &Range<usize>,
        gradient: &mut N,
    ) {
        let inputs = inputs(&self.x, batch, range);
        let mut arena = arena::<T, N>(&mut self.scaled, &mut self.fixed, &mut self.sync, range.len());
        network.backward(stage, &batch.pass(range), inputs.as_slice(), &mut arena, gradient);
    }
}

impl<'b, T: Scalar> Batch<'b, T> {
    /// `samples` samples of `x`.
    pub fn new(x: &'b Dataset<'b, T>, goal: Goal<'b, T>, which: Which<'b>, samples: usize) -> Batch<'b, T> {
        let steps = Few::new(0, x.columns.iter().map(|column| which.total(column.lengths(), samples)));
        Batch { x, goal, which, samples, training: false, seed: 0, steps }
    }

    /// The same for training, with a seed for its random numbers.
    pub fn training(self, seed: u64) -> Batch<'b, T> {
        Batch { training: true, seed, ..self }
    }

    fn pass(&self, range: &Range<usize>) -> Pass<'static> {
        Pass {
            samples: range.len(),
            first: range.start,
            batch: self.samples,
            training: self.training,
            seed: self.seed,
            offset: 0,
            shared: false,
            relu: false,
            lengths: [Lengths::ALL; 2],
        }
    }
}

fn inputs<'w, T: Scalar>(x: &'w Gathered<T>, batch: &'w Batch<'_, T>, range: &Range<usize>) -> Few<Input<'w, T>> {
    let rows = x.rows(batch.x, batch.which, range.clone()).zip(batch.steps.as_slice());
    Few::new(Input::Real(&[]), rows.map(|(rows, &steps)| rows.input(steps)))
}

fn arena<'w, T: Scalar, N: Trainable<T>>(
    scaled: &'w mut Aligned<T>,
    fixed: &'w mut Aligned<T>,
    sync: &'w mut [f64],
    samples: usize,
) -> Arena<'w, T> {
    let scaled = scaled.as_mut_slice();
    let len = scaled.len().min(N::TRAIN_LEN.saturating_mul(samples));
    Arena { scaled: scaled.split_at_mut(len).0, fixed: fixed.as_mut_slice(), sync }
}

/// Memory that starts at a cache line, so that no vector lies across two.
pub(crate) struct Aligned<T> {
    memory: Vec<T>,
    span: Range<usize>,
}

impl<T: Scalar> Aligned<T> {
    const LINE: usize = 64;

    /// That many zeros.
    pub fn new(len: usize) -> Aligned<T> {
        let memory = vec![T::zero(); len + Self::LINE / size_of::<T>()];
        let beyond = memory.as_ptr().addr() % Self::LINE;
        let from = (Self::LINE - beyond) % Self::LINE / size_of::<T>();
        Aligned { memory, span: from..from + len }
    }

    /// The memory, as long as asked for.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        self.memory.get_mut(self.span.clone()).unwrap_or_default()
    }
}

/// Runs inference over a run of samples, and hands over the outputs' places in the arena.
pub(crate) fn infer<T: Scalar, N: Network<T>>(
    network: &N,
    x: &Dataset<'_, T>,
    range: Range<usize>,
    arena: &mut Aligned<T>,
    mut take: impl FnMut(usize, &[T]),
) {
    let pass = Pass::inference(range.len());
    let inputs = columns(x, &range);
    let memory = inference_memory::<T, N>(arena, range.len());
    network.infer_batch(&pass, inputs.as_slice(), memory);
    for (i, output) in N::OUTPUTS.iter().enumerate() {
        take(i, part(memory, range.len(), output.infer, output.shape.len()));
    }
}

/// Runs inference over a run of samples, and hands over the outputs of [`Network::LAYERS`] as they come.
pub(crate) fn watch<T: Scalar, N: Network<T>>(
    network: &N,
    x: &Dataset<'_, T>,
    range: Range<usize>,
    arena: &mut Aligned<T>,
    mut take: impl FnMut(usize, &[T]),
) {
    let pass = Pass::inference(range.len());
    let inputs = columns(x, &range);
    let memory = inference_memory::<T, N>(arena, range.len());
    network.watch(&pass, inputs.as_slice(), memory, |i, memory| {
        if let Some(layer) = N::LAYERS.get(i) {
            take(i, part(memory, range.len(), layer.infer, layer.times.saturating_mul(layer.output.len())));
        }
    });
}

fn columns<'x, T: Scalar>(x: &'x Dataset<'_, T>, range: &Range<usize>) -> Few<Input<'x, T>> {
    let row = |column: &'x Column<'_, T>| {
        let steps = Which::From(range.start).total(column.lengths(), range.len());
        column.rows(range.clone()).input(steps)
    };
    Few::new(Input::Real(&[]), x.columns.iter().map(row))
}

fn inference_memory<T: Scalar, N: Network<T>>(arena: &mut Aligned<T>, samples: usize) -> &mut [T] {
    let memory = arena.as_mut_slice();
    let len = memory.len().min(N::ARENA_LEN.saturating_mul(samples));
    memory.split_at_mut(len).0
}

/// What is planned at `offset` with length `len` for one sample.
fn part<T>(memory: &[T], samples: usize, offset: usize, len: usize) -> &[T] {
    let from = samples.saturating_mul(offset);
    memory.get(from..from.saturating_add(samples.saturating_mul(len))).unwrap_or(&[])
}
