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
    /// The output's weight in the network's loss: a factor on the gradient.
    pub weight: f64,
}

impl Geometry {
    /// For an output of that shape.
    pub const fn new(loss: Loss, fused: bool, shape: Shape, weight: f64) -> Geometry {
        Geometry { loss, fused, rows: shape.rows(), width: shape.last(), weight }
    }
}

kernel! { T =>
    /// The loss of `pass.samples` samples, as their share of the mean over `pass.batch` samples, not yet times
    /// [`Geometry::weight`]; its gradient, weighted, goes to `dy` unless that is empty. `weights`: one factor a sample, or empty.
    ///
    /// A class beyond the last contributes nothing, and neither does a target of the wrong kind or length.
    pub fn apply(g: &Geometry, pass: &Pass, y: &mut [T], target: &Target<'_, T>, weights: &[T], dy: &mut [T]) -> f64 {
        let call = Operands { width: g.width.max(1), rows: g.rows.max(1), y, weights, dy, factor: g.weight / count(g, pass) };
        let sum = match (g.loss, target) {
            (Loss::SparseCategoricalCrossentropy { from_logits }, Target::Class(classes)) => {
                let logits = from_logits || g.fused;
                if classes.len() * g.width.max(1) != call.y.len() {
                    return call.nothing();
                }
                classes::crossentropy(call, Wanted::Class(classes), logits, g.fused)
            }
            (Loss::SparseCategoricalCrossentropy { .. }, _) | (_, Target::Class(_)) => return call.nothing(),
            (_, Target::Real(target)) if target.len() != call.y.len() => return call.nothing(),
            (Loss::CategoricalCrossentropy { from_logits, label_smoothing }, Target::Real(target)) => {
                let wanted = Wanted::real(target, label_smoothing, g.width);
                classes::crossentropy(call, wanted, from_logits || g.fused, g.fused)
            }
            (Loss::BinaryCrossentropy { from_logits, label_smoothing }, Target::Real(target)) => {
                elements::binary_crossentropy(call, target, label_smoothing, from_logits || g.fused, g.fused)
            }
            (loss, Target::Real(target)) => elements::apply(loss, call, target),
        };
        sum / count(g, pass)
    }

    /// What stands in the output buffer of a fused loss becomes probabilities, and `d`, the gradient of these, becomes that of
    /// the logits: for a loss of the caller's own.
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

/// How many losses the mean is taken over: those of all rows of the batch, or of all elements.
fn count(g: &Geometry, pass: &Pass) -> f64 {
    let rows = pass.batch as f64 * g.rows as f64;
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
