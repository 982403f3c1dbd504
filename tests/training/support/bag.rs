//! A network by hand after sets: the sigmoid of the sum of a set's weights, and binary cross-entropy.

use nn_runtime::network::{Single, Update};
use nn_runtime::{Arena, Input, InputInfo, Network, OutputInfo, ParamInfo, Pass, Plain, Scalar, Target, Trainable};
use nn_spec::{Constraint, Initializer, Kind, Loss, Regularizer, Shape, Value};

pub const WORDS: usize = 20;

#[repr(C)]
pub struct Bag<T> {
    pub kernel: [T; WORDS],
    pub bias: T,
}

// SAFETY: `repr(C)` and nothing but numbers of type `T`.
unsafe impl<T: Scalar> Plain<T> for Bag<T> {}

const fn param(name: &'static str, len: usize, constraint: Constraint) -> ParamInfo {
    ParamInfo {
        name,
        shape: Shape::new(&[len]),
        init: Initializer::Zeros,
        regularizer: Regularizer::NONE,
        constraint,
        update: Update::Gradient,
    }
}

impl<T: Scalar> Network<T> for Bag<T> {
    const NAME: &'static str = "Bag";
    const SUMMARY: &'static str = "";
    const DIAGRAM: &'static str = "";
    const PARAMETERS: usize = WORDS + 1;
    const MACS: u64 = 1_000_000;
    const INPUTS: &'static [InputInfo] = &[InputInfo {
        name: "words",
        value: Value { shape: Shape::new(&[WORDS]), kind: Kind::MultiHot },
        ragged: false,
    }];
    const OUTPUTS: &'static [OutputInfo] = &[OutputInfo {
        name: "positive",
        shape: Shape::new(&[1]),
        loss: Some((Loss::BinaryCrossentropy { from_logits: false, label_smoothing: 0.0 }, 1.0)),
        infer: 0,
        train: 0,
        mask: None,
    }];
    const PARAMS: &'static [ParamInfo] =
        &[param("dense.kernel", WORDS, Constraint::MaxNorm(1.5)), param("dense.bias", 1, Constraint::NonNeg)];
    const ARENA_LEN: usize = 1;
    type InputKind = Single;
    type TargetKind = Single;
    type Prediction = ndarray::Array2<T>;

    fn infer_batch(&self, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut [T]) {
        let sets = inputs[0].multi_hot();
        for (i, p) in arena[..pass.samples].iter_mut().enumerate() {
            let sum = sets.sample(i).iter().fold(self.bias, |sum, &word| sum + self.kernel[word as usize]);
            *p = (T::one() + (-sum).exp()).recip();
        }
    }

    fn prediction(outputs: &mut dyn Iterator<Item = ndarray::ArrayD<T>>) -> Option<ndarray::Array2<T>> {
        outputs.next()?.into_dimensionality().ok()
    }
}

impl<T: Scalar> Trainable<T> for Bag<T> {
    const STAGES: (usize, usize) = (1, 1);
    const TRAIN_LEN: usize = 2;
    const FIXED_LEN: usize = 0;
    const SYNC_LEN: usize = 0;

    fn forward(&self, _stage: usize, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut Arena<'_, T>) {
        self.infer_batch(pass, inputs, arena.scaled);
    }

    fn loss(
        &self,
        pass: &Pass,
        _: &[Input<'_, T>],
        targets: &[Target<'_, T>],
        weights: &[T],
        arena: &mut Arena<'_, T>,
        losses: &mut [f64],
    ) {
        let Target::Real(targets) = targets[0] else { panic!("targets") };
        let (outputs, gradients) = arena.scaled.split_at_mut(pass.samples);
        losses[0] = 0.0;
        for i in 0..pass.samples {
            let weight = weights.get(i).map_or(1.0, |w| w.f64()) / pass.batch as f64;
            let (p, t) = (outputs[i].f64(), targets[i].f64());
            losses[0] -= weight * (t * p.ln() + (1.0 - t) * (1.0 - p).ln());
            gradients[i] = T::of(weight * (p - t));
        }
    }

    fn upstream(&self, pass: &Pass, upstream: &[&[T]], arena: &mut Arena<'_, T>) {
        let (outputs, gradients) = arena.scaled.split_at_mut(pass.samples);
        for ((d, &p), &u) in gradients.iter_mut().zip(&*outputs).zip(upstream[0]) {
            *d = u * p * (T::one() - p);
        }
    }

    fn backward(&self, _: usize, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut Arena<'_, T>, grads: &mut Self) {
        let sets = inputs[0].multi_hot();
        for (i, &d) in arena.scaled[pass.samples..].iter().enumerate() {
            sets.sample(i).iter().for_each(|&word| grads.kernel[word as usize] += d);
            grads.bias += d;
        }
    }
}
