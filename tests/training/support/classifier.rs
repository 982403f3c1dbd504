//! A network by hand: four numbers, dense 8, relu, dropout of a quarter, dense 3, softmax, sparse categorical cross-entropy.

use nn_runtime::network::{Single, Update};
use nn_runtime::pass::mix;
use nn_runtime::{Arena, Input, InputInfo, Network, OutputInfo, ParamInfo, Pass, Plain, Scalar, Target, Trainable};
use nn_spec::{Constraint, Initializer, Loss, Regularizer, Shape, Value};

pub const INPUTS: usize = 4;
pub const HIDDEN: usize = 8;
pub const CLASSES: usize = 3;

#[repr(C)]
pub struct Classifier<T> {
    pub hidden_kernel: [[T; HIDDEN]; INPUTS],
    pub hidden_bias: [T; HIDDEN],
    pub kernel: [[T; CLASSES]; HIDDEN],
    pub bias: [T; CLASSES],
}

// SAFETY: `repr(C)` and nothing but numbers of type `T`.
unsafe impl<T: Scalar> Plain<T> for Classifier<T> {}

const fn param(name: &'static str, dims: &[usize], init: Initializer, l1: f64, l2: f64) -> ParamInfo {
    ParamInfo {
        name,
        shape: Shape::new(dims),
        init,
        regularizer: Regularizer { l1, l2 },
        constraint: Constraint::None,
        update: Update::Gradient,
    }
}

/// Offsets of hidden values, outputs and gradient of outputs, for one sample.
const OUT: usize = HIDDEN;
const D_OUT: usize = OUT + CLASSES;

impl<T: Scalar> Network<T> for Classifier<T> {
    const NAME: &'static str = "Classifier";
    const SUMMARY: &'static str = "";
    const DIAGRAM: &'static str = "";
    const PARAMETERS: usize = (INPUTS + 1) * HIDDEN + (HIDDEN + 1) * CLASSES;
    /// Far more than it has, so that even small batches are cut into lanes.
    const MACS: u64 = 1_000_000;
    const INPUTS: &'static [InputInfo] =
        &[InputInfo { name: "x", value: Value::real(Shape::new(&[INPUTS])), ragged: false }];
    const OUTPUTS: &'static [OutputInfo] = &[OutputInfo {
        name: "output",
        shape: Shape::new(&[CLASSES]),
        loss: Some((Loss::SparseCategoricalCrossentropy { from_logits: false }, 1.0)),
        infer: OUT,
        train: OUT,
        mask: None,
    }];
    const PARAMS: &'static [ParamInfo] = &[
        param("hidden.kernel", &[INPUTS, HIDDEN], Initializer::GLOROT_UNIFORM, 0.0, 0.01),
        param("hidden.bias", &[HIDDEN], Initializer::Zeros, 0.0, 0.0),
        param("dense.kernel", &[HIDDEN, CLASSES], Initializer::GLOROT_UNIFORM, 0.001, 0.0),
        param("dense.bias", &[CLASSES], Initializer::Zeros, 0.0, 0.0),
    ];
    const ARENA_LEN: usize = D_OUT;
    type InputKind = Single;
    type TargetKind = Single;
    type Prediction = ndarray::Array2<T>;

    fn infer_batch(&self, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut [T]) {
        self.run(pass, inputs, arena);
        softmax(&mut arena[pass.samples * OUT..pass.samples * D_OUT]);
    }

    fn prediction(outputs: &mut dyn Iterator<Item = ndarray::ArrayD<T>>) -> Option<ndarray::Array2<T>> {
        outputs.next()?.into_dimensionality().ok()
    }
}

impl<T: Scalar> Classifier<T> {
    /// Logits in the place of the outputs.
    fn run(&self, pass: &Pass, inputs: &[Input<'_, T>], scaled: &mut [T]) {
        let n = pass.samples;
        let (hidden, out) = scaled[..n * D_OUT].split_at_mut(n * OUT);
        for (i, x) in inputs[0].real().chunks_exact(INPUTS).enumerate() {
            for j in 0..HIDDEN {
                let sum = (0..INPUTS).fold(self.hidden_bias[j], |sum, k| sum + x[k] * self.hidden_kernel[k][j]);
                hidden[i * HIDDEN + j] = sum.max(T::zero()) * keep(pass, i, j);
            }
            for j in 0..CLASSES {
                let products = (0..HIDDEN).map(|k| hidden[i * HIDDEN + k] * self.kernel[k][j]);
                out[i * CLASSES + j] = products.fold(self.bias[j], |sum, product| sum + product);
            }
        }
    }
}

/// Dropout's factor.
fn keep<T: Scalar>(pass: &Pass, sample: usize, unit: usize) -> T {
    if !pass.training {
        return T::one();
    }
    let drawn = mix(pass.seed ^ mix(((pass.first + sample) * HIDDEN + unit) as u64));
    if drawn.is_multiple_of(4) { T::zero() } else { T::of(4.0 / 3.0) }
}

fn softmax<T: Scalar>(logits: &mut [T]) {
    for row in logits.chunks_exact_mut(CLASSES) {
        let max = row.iter().fold(T::neg_infinity(), |a, &b| a.max(b));
        row.iter_mut().for_each(|x| *x = (*x - max).exp());
        let sum = row.iter().fold(T::zero(), |a, &b| a + b);
        row.iter_mut().for_each(|x| *x /= sum);
    }
}

impl<T: Scalar> Trainable<T> for Classifier<T> {
    const STAGES: (usize, usize) = (1, 1);
    /// Far more than it takes, so that lanes are run in the smallest tiles, of 16.
    const TRAIN_LEN: usize = D_OUT + CLASSES + 30_000;
    const FIXED_LEN: usize = 0;
    const SYNC_LEN: usize = 0;

    fn forward(&self, _stage: usize, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut Arena<'_, T>) {
        self.run(pass, inputs, arena.scaled);
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
        let n = pass.samples;
        let (out, d) = arena.scaled[n * OUT..].split_at_mut(n * CLASSES);
        softmax(out);
        let Target::Class(classes) = targets[0] else { panic!("classes") };
        let share = 1.0 / pass.batch as f64;
        losses[0] = 0.0;
        for i in 0..n {
            let weight = weights.get(i).map_or(1.0, |w| w.f64()) * share;
            let row = i * CLASSES..(i + 1) * CLASSES;
            losses[0] -= weight * out[row.start + classes[i] as usize].f64().ln();
            if pass.training {
                for (j, (d, p)) in d[row.clone()].iter_mut().zip(&out[row]).enumerate() {
                    let hit = if j == classes[i] as usize { 1.0 } else { 0.0 };
                    *d = T::of(weight) * (*p - T::of(hit));
                }
            }
        }
    }

    fn upstream(&self, pass: &Pass, upstream: &[&[T]], arena: &mut Arena<'_, T>) {
        let n = pass.samples;
        let (out, d) = arena.scaled[n * OUT..].split_at_mut(n * CLASSES);
        softmax(out);
        for i in 0..n {
            let row = i * CLASSES..(i + 1) * CLASSES;
            let (p, up) = (&out[row.clone()], &upstream[0][row.clone()]);
            let dot = p.iter().zip(up).fold(T::zero(), |sum, (&p, &u)| sum + p * u);
            d[row].iter_mut().zip(p.iter().zip(up)).for_each(|(d, (&p, &u))| *d = p * (u - dot));
        }
    }

    fn backward(
        &self,
        _stage: usize,
        pass: &Pass,
        inputs: &[Input<'_, T>],
        arena: &mut Arena<'_, T>,
        grads: &mut Self,
    ) {
        let n = pass.samples;
        let (front, d) = arena.scaled.split_at(n * D_OUT);
        for (i, x) in inputs[0].real().chunks_exact(INPUTS).enumerate() {
            let d = &d[i * CLASSES..(i + 1) * CLASSES];
            let hidden = &front[i * HIDDEN..(i + 1) * HIDDEN];
            for j in 0..CLASSES {
                grads.bias[j] += d[j];
                (0..HIDDEN).for_each(|k| grads.kernel[k][j] += hidden[k] * d[j]);
            }
            for k in 0..HIDDEN {
                if hidden[k] > T::zero() {
                    let back = (0..CLASSES).fold(T::zero(), |sum, j| sum + d[j] * self.kernel[k][j]) * keep(pass, i, k);
                    grads.hidden_bias[k] += back;
                    (0..INPUTS).for_each(|l| grads.hidden_kernel[l][k] += x[l] * back);
                }
            }
        }
    }
}
