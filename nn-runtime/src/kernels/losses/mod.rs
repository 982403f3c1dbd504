//! Losses and their gradients, fused with the last activation where mathematics allows.
//!
//! A loss is averaged as Keras does by default: over the last axis (the losses between distributions sum there instead), over
//! all positions and over the batch. Weights of samples multiply; the divisor stays the size of the batch.

mod classes;
mod elements;

use super::{activation, softmax};
use crate::{Pass, Scalar, Target};
use classes::Wanted;
use nn_spec::layers::softmax::Geometry as Rows;
use nn_spec::{Activation, Loss, Shape};

/// Probabilities are kept this far from 0 and 1 before their logarithm is taken: Keras' `epsilon`.
const EPSILON: f64 = 1e-7;

/// One output's loss, as a const value.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// The loss as declared.
    pub loss: Loss,
    /// True when the output still holds logits, because softmax or sigmoid was fused into the loss: then the loss reads the
    /// logits, `y` becomes probabilities, and the gradient is that of the logits, `p − t`.
    pub fused: bool,
    /// Rows of a sample: 1 for a vector.
    pub rows: usize,
    /// The length of a row.
    pub width: usize,
    /// The size of the first axis: the steps, where outputs are of sequences.
    pub steps: usize,
    /// The output's weight in the network's loss: a factor on the gradient.
    pub weight: f64,
}

impl Geometry {
    /// For an output of that shape.
    pub const fn new(loss: Loss, fused: bool, shape: Shape, weight: f64) -> Geometry {
        Geometry { loss, fused, rows: shape.rows(), width: shape.last(), steps: shape.dim(0), weight }
    }
}

kernel! { T =>
    /// The loss of `pass.samples` samples, as their share of the mean over `pass.batch` samples, not yet times
    /// [`Geometry::weight`]; its gradient, weighted, goes to `dy` unless that is empty. `weights`: one factor a sample, or empty.
    ///
    /// Of sequences of unequal length, real steps alone count, and the mean is over those of the whole batch, as in Keras.
    ///
    /// A class beyond the last contributes nothing, and neither does a target of the wrong kind or length.
    #[cfg(feature = "train")]
    pub fn apply(g: &Geometry, pass: &Pass, y: &mut [T], target: &Target<'_, T>, weights: &[T], dy: &mut [T]) -> f64 {
        let (count, lengths) = (count(g, pass), &pass.lengths[0]);
        let (width, rows, factor) = (g.width.max(1), g.rows.max(1), g.weight / count);
        if !lengths.any() {
            return sum(g, Operands { width, rows, y, weights, dy, factor }, *target) / count;
        }
        let mut total = 0.0;
        for (i, y) in y.chunks_exact_mut(rows * width).enumerate() {
            let (from, real) = (i * rows, lengths.real(i, g.steps) * (rows / g.steps.max(1)));
            let dy = dy.get_mut(from * width..(from + rows) * width).unwrap_or(&mut []);
            let (dy, padding) = dy.split_at_mut_checked(real * width).unwrap_or_default();
            padding.fill(T::zero());
            let target = match *target {
                Target::Real(values) => Target::Real(values.get(from * width..(from + real) * width).unwrap_or(&[])),
                Target::Class(classes) => Target::Class(classes.get(from..from + real).unwrap_or(&[])),
            };
            let (y, weights) = (y.get_mut(..real * width).unwrap_or(&mut []), weights.get(i..=i).unwrap_or(&[]));
            total += sum(g, Operands { width, rows: real.max(1), y, weights, dy, factor }, target);
        }
        total / count
    }

    /// What stands in the output buffer of a fused loss becomes probabilities, and `d`, the gradient of these, becomes that of
    /// the logits: for a loss of the caller's own.
    #[cfg(feature = "train")]
    pub fn upstream(g: &Geometry, pass: &Pass, y: &mut [T], d: &mut [T]) {
        if !g.fused {
            return;
        }
        match g.loss.fuses_with() {
            Some(Activation::Softmax) => {
                let rows = Rows { classes: g.width };
                softmax::forward(&rows, pass, y);
                softmax::backward(&rows, pass, y, d);
            }
            Some(activation) => {
                activation::forward(&activation, pass, y);
                activation::backward(&activation, pass, y, d);
            }
            None => {}
        }
    }
}

/// The sum of the losses, weighted.
#[inline(always)]
fn sum<T: Scalar>(g: &Geometry, call: Operands<'_, T>, target: Target<'_, T>) -> f64 {
    match (g.loss, target) {
        (Loss::SparseCategoricalCrossentropy { from_logits }, Target::Class(classes)) => {
            let logits = from_logits || g.fused;
            if classes.len() * call.width != call.y.len() {
                return call.nothing();
            }
            classes::crossentropy(call, Wanted::Class(classes), logits, g.fused)
        }
        (Loss::SparseCategoricalCrossentropy { .. }, _) | (_, Target::Class(_)) => call.nothing(),
        (_, Target::Real(target)) if target.len() != call.y.len() => call.nothing(),
        (Loss::CategoricalCrossentropy { from_logits, label_smoothing }, Target::Real(target)) => {
            let wanted = Wanted::real(target, label_smoothing, g.width);
            classes::crossentropy(call, wanted, from_logits || g.fused, g.fused)
        }
        (Loss::BinaryCrossentropy { from_logits, label_smoothing }, Target::Real(target)) => {
            elements::binary_crossentropy(call, target, label_smoothing, from_logits || g.fused, g.fused)
        }
        (loss, Target::Real(target)) => elements::apply(loss, call, target),
    }
}

/// How many losses the mean is taken over: those of all rows of the batch, or of all elements.
fn count(g: &Geometry, pass: &Pass) -> f64 {
    let lengths = &pass.lengths[0];
    let rows = match lengths.any() {
        true => lengths.batch.max(1) as f64 * (g.rows / g.steps.max(1)) as f64,
        false => pass.batch as f64 * g.rows as f64,
    };
    match g.loss {
        Loss::CategoricalCrossentropy { .. } | Loss::SparseCategoricalCrossentropy { .. } | Loss::KlDivergence => rows,
        _ => rows * g.width as f64,
    }
}

/// What every loss works on.
struct Operands<'a, T> {
    /// The length of a row.
    width: usize,
    /// Rows of a sample.
    rows: usize,
    /// The output.
    y: &'a mut [T],
    /// One a sample, or none.
    weights: &'a [T],
    /// The gradient, or nothing.
    dy: &'a mut [T],
    /// A factor on the gradient.
    factor: f64,
}

impl<T: Scalar> Operands<'_, T> {
    /// There is nothing to compare with: no loss, no gradient.
    fn nothing(self) -> f64 {
        self.dy.fill(T::zero());
        0.0
    }
}

/// The weight of sample `i`.
#[inline(always)]
fn weight<T: crate::simd::Real>(weights: &[T], i: usize) -> f64 {
    weights.get(i).map_or(1.0, |weight| weight.double())
}
