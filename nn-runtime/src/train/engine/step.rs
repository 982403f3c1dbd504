//! What happens after the backward pass: gradients of all lanes added up, penalties, clipping, the optimizer, constraints.

use super::lanes::Lane;
use super::parallel::each_chunk;
use super::plan::{CHUNK, Plan, Segment};
use super::shape::{clip_values, constrain, penalize, squares};
use crate::network::{ParamInfo, Update};
use crate::simd;
use crate::train::optimizer::{Clip, LearningRate, Optimizer, Step};
use crate::{Scalar, Trainable};
use std::ops::Range;

/// The most slots an optimizer may have.
pub(crate) const SLOTS: usize = 4;

/// Chunks that are shared out among threads even when there is one lane: some tenths of a millisecond.
const WORTH: usize = 32;

/// An optimizer at work on a network's parameters.
pub(crate) struct Stepper<T: Scalar> {
    pub optimizer: Box<dyn Optimizer<T>>,
    /// Steps taken.
    pub taken: u64,
    plan: Plan,
    params: &'static [ParamInfo],
    /// Chunk after chunk of the parameters, slot after slot of each.
    slots: Vec<T>,
    slot_count: usize,
    tallies: Vec<Tally>,
    /// The norm of each parameter's gradient, or of all in the first place, where clipping asks for it.
    norms: Vec<f64>,
    /// Norms of columns, for constraints.
    columns: Vec<f64>,
}

/// What is summed up over a chunk.
#[derive(Clone, Default)]
struct Tally {
    penalty: f64,
    /// The sum of squares of each segment's gradient.
    squares: Vec<f64>,
}

impl<T: Scalar> Stepper<T> {
    /// For those parameters.
    pub fn new(optimizer: Box<dyn Optimizer<T>>, params: &'static [ParamInfo]) -> Stepper<T> {
        let apart = matches!(optimizer.settings().clip, Clip::Norm(_));
        let plan = Plan::new(params, Some(optimizer.settings()), apart);
        let slot_count = optimizer.slots().len().min(SLOTS);
        let total: usize = params.iter().map(|info| info.shape.len()).sum();
        // An optimizer without slots gets one number a chunk, so that chunks and slots can be walked together.
        let mut slots = vec![T::zero(); if slot_count == 0 { plan.chunks.len() } else { total * slot_count }];
        if slot_count > 0 {
            for chunk in slots.chunks_mut(CHUNK * slot_count) {
                let len = chunk.len() / slot_count;
                for (slot, values) in chunk.chunks_mut(len.max(1)).enumerate() {
                    values.fill(T::of(optimizer.slot_start(slot)));
                }
            }
        }
        let widths = params.iter().map(|info| info.shape.last());
        Stepper {
            tallies: plan.chunks.iter().map(|c| Tally { penalty: 0.0, squares: vec![0.0; c.len()] }).collect(),
            norms: vec![0.0; params.len()],
            columns: vec![0.0; widths.max().unwrap_or(0)],
            optimizer,
            taken: 0,
            plan,
            params,
            slots,
            slot_count,
        }
    }

    /// Moves the parameters along the gradient the lanes have gathered. Returns the penalties on the parameters as they were.
    pub fn step<N: Trainable<T>>(&mut self, network: &mut N, lanes: &mut [Lane<N>]) -> f64 {
        let Some((first, others)) = lanes.split_first_mut() else { return 0.0 };
        let step = Step { iteration: self.taken + 1, learning_rate: self.rate() };
        self.taken = step.iteration;
        self.optimizer.begin(step);
        let Stepper { optimizer, plan, slots, slot_count: count, tallies, norms, .. } = self;
        let (optimizer, plan, others, count) = (&**optimizer, &*plan, &*others, *count);
        let clip = optimizer.settings().clip;
        let by_norm = matches!(clip, Clip::Norm(_) | Clip::GlobalNorm(_));
        // A norm must be known before anything moves: then one pass adds up, and a second moves. Else one pass does both.
        // One lane's gradient is in one core's cache: only much of it is worth another core's help.
        let alone = others.is_empty() && plan.chunks.len() < WORTH;
        let passes: &[[bool; 2]] = if by_norm { &[[true, false], [false, true]] } else { &[[true, true]] };
        for &[adds, moves] in passes {
            let (values, gradient) = (network.as_mut_slice(), first.gradient.as_mut_slice());
            let (values, gradient, slots) = ((values, CHUNK), (gradient, CHUNK), (slots.as_mut_slice(), CHUNK * count));
            let measured = &*norms;
            each_chunk(alone, values, gradient, slots, tallies, |i, values, gradient, slots, tally| {
                let segments = plan.segments(i);
                if adds {
                    add_lanes(others, i, gradient);
                    tally.penalty = regularize(segments, values, gradient);
                    if by_norm {
                        measure(segments, gradient, &mut tally.squares);
                    }
                }
                if moves {
                    shorten(clip, measured, segments, gradient);
                    apply(optimizer, step, segments, values, gradient, slots, count);
                }
            });
            if by_norm && adds {
                add_squares(plan, tallies, matches!(clip, Clip::GlobalNorm(_)), norms);
            }
        }
        let mut rest = network.as_mut_slice();
        for info in self.params {
            let (values, behind) = rest.split_at_mut_checked(info.shape.len()).unwrap_or_default();
            constrain(info, values, &mut self.columns);
            rest = behind;
        }
        self.tallies.iter().map(|tally| tally.penalty).sum()
    }

    /// The learning rate of the next step.
    pub fn rate(&self) -> f64 {
        self.optimizer.settings().rate(self.taken)
    }

    /// The learning rate, where it is a number.
    pub fn constant_rate(&self) -> Option<f64> {
        match self.optimizer.settings().learning_rate {
            LearningRate::Constant(rate) => Some(rate),
            LearningRate::Schedule(_) => None,
        }
    }

    /// Where the numbers of one slot lie that belong to the parameters `range`.
    pub fn spans(&self, range: Range<usize>, slot: usize) -> Vec<Range<usize>> {
        let total = self.slots.len() / self.slot_count.max(1);
        let chunks = range.start / CHUNK..range.end.div_ceil(CHUNK);
        let span = |i: usize| {
            let start = i * CHUNK;
            let len = CHUNK.min(total - start);
            let at = |parameter: usize| start * self.slot_count + slot * len + (parameter - start);
            at(range.start.max(start))..at(range.end.min(start + len))
        };
        chunks.map(span).collect()
    }

    /// All slots.
    pub fn slots(&self) -> &[T] {
        &self.slots
    }

    /// All slots, to be set.
    pub fn slots_mut(&mut self) -> &mut [T] {
        &mut self.slots
    }
}

/// Adds up the lanes' gradients and the penalties' in the first lane's, and returns the penalties: a batch's gradient for its
/// own sake.
pub(crate) fn gather<T: Scalar, N: Trainable<T>>(network: &N, lanes: &mut [Lane<N>], penalties: bool) -> f64 {
    let Some((first, others)) = lanes.split_first_mut() else { return 0.0 };
    let plan = Plan::new(N::PARAMS, None, false);
    let mut total = 0.0;
    let chunks = network.as_slice().chunks(CHUNK).zip(first.gradient.as_mut_slice().chunks_mut(CHUNK));
    for (i, (values, gradient)) in chunks.enumerate() {
        add_lanes(others, i, gradient);
        if penalties {
            total += regularize(plan.segments(i), values, gradient);
        }
        // What stands in the slots of moving averages is no gradient.
        for segment in plan.segments(i).iter().filter(|segment| segment.update != Update::Gradient) {
            gradient.get_mut(segment.range.clone()).unwrap_or_default().fill(T::zero());
        }
    }
    total
}

/// The penalties on a network's parameters.
pub(crate) fn penalties<T: Scalar>(params: &[ParamInfo], mut values: &[T]) -> f64 {
    let mut total = 0.0;
    for info in params {
        let (own, rest) = values.split_at_checked(info.shape.len()).unwrap_or((values, &[]));
        total += penalize(info.regularizer.l1, info.regularizer.l2, own, &mut []);
        values = rest;
    }
    total
}

/// Adds to the first lane's gradient those of the others, in their order.
fn add_lanes<T: Scalar, N: Trainable<T>>(others: &[Lane<N>], chunk: usize, gradient: &mut [T]) {
    let from = chunk * CHUNK;
    for lane in others {
        simd::add_assign(gradient, lane.gradient.as_slice().get(from..from + gradient.len()).unwrap_or(&[]));
    }
}

fn regularize<T: Scalar>(segments: &[Segment], values: &[T], gradient: &mut [T]) -> f64 {
    let mut penalty = 0.0;
    for segment in segments {
        let (l1, l2) = (segment.regularizer.l1, segment.regularizer.l2);
        let own = values.get(segment.range.clone()).unwrap_or(&[]);
        penalty += penalize(l1, l2, own, gradient.get_mut(segment.range.clone()).unwrap_or_default());
    }
    penalty
}

fn measure<T: Scalar>(segments: &[Segment], gradient: &[T], sums: &mut [f64]) {
    for (segment, sum) in segments.iter().zip(sums) {
        let counts = segment.update == Update::Gradient;
        *sum = if counts { squares(gradient.get(segment.range.clone()).unwrap_or(&[])) } else { 0.0 };
    }
}

fn add_squares(plan: &Plan, tallies: &[Tally], global: bool, norms: &mut [f64]) {
    norms.fill(0.0);
    for (segments, tally) in plan.chunks.iter().zip(tallies) {
        for (segment, squares) in segments.iter().zip(&tally.squares) {
            if let Some(sum) = norms.get_mut(if global { 0 } else { segment.parameter }) {
                *sum += squares;
            }
        }
    }
    norms.iter_mut().for_each(|norm| *norm = norm.sqrt());
}

fn shorten<T: Scalar>(clip: Clip, norms: &[f64], segments: &[Segment], gradient: &mut [T]) {
    for segment in segments.iter().filter(|segment| segment.update == Update::Gradient) {
        let gradient = gradient.get_mut(segment.range.clone()).unwrap_or_default();
        let (limit, norm) = match clip {
            Clip::None => return,
            Clip::Value(limit) => {
                clip_values(T::of(limit), gradient);
                continue;
            }
            Clip::Norm(limit) => (limit, norms.get(segment.parameter)),
            Clip::GlobalNorm(limit) => (limit, norms.first()),
        };
        if let Some(&norm) = norm.filter(|norm| **norm > limit || norm.is_nan()) {
            simd::scale(T::of(limit / norm), gradient);
        }
    }
}

fn apply<T: Scalar>(
    optimizer: &dyn Optimizer<T>,
    step: Step,
    segments: &[Segment],
    values: &mut [T],
    gradient: &[T],
    slots: &mut [T],
    count: usize,
) {
    let chunk = values.len();
    for segment in segments {
        let range = segment.range.clone();
        let (Some(values), Some(gradient)) = (values.get_mut(range.clone()), gradient.get(range.clone())) else {
            continue;
        };
        match segment.update {
            Update::Gradient => {
                if let Some(decay) = optimizer.settings().weight_decay.filter(|_| segment.decays) {
                    simd::scale(T::of(1.0 - decay * step.learning_rate), values);
                }
                let mut pieces: [&mut [T]; SLOTS] = Default::default();
                for (piece, slot) in pieces.iter_mut().zip(slots.chunks_mut(chunk.max(1))) {
                    *piece = slot.get_mut(range.clone()).unwrap_or_default();
                }
                optimizer.update(step, values, gradient, pieces.get_mut(..count).unwrap_or_default());
            }
            Update::Moving { momentum } => simd::axpby(T::of(1.0 - momentum), gradient, T::of(momentum), values),
            Update::Frozen => {}
        }
    }
}
