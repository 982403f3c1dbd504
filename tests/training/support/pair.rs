//! A network by hand with two inputs, two outputs and a layer that couples the samples of a batch:
//!
//! `h = image · a`, normalised over the batch, plus a row of a table by index; `class` is the softmax of `h · b`, `place` is `h · c`.

use nn_runtime::network::Update;
use nn_runtime::train::{Feed, InputData};
use nn_runtime::{Arena, Input, InputInfo, Network, OutputInfo, ParamInfo, Pass, Plain, Scalar, Target, Trainable};
use nn_spec::{Constraint, Initializer, Kind, Loss, Regularizer, Shape, Value};

pub const IMAGE: usize = 3;
pub const WIDTH: usize = 4;
pub const WORDS: usize = 5;
pub const CLASSES: usize = 3;
pub const PLACE: usize = 2;
const EPSILON: f64 = 1e-3;
pub const MOMENTUM: f64 = 0.9;

#[derive(Clone, Copy)]
pub struct PairInputs<A, B> {
    pub image: A,
    pub word: B,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairOutputs<A, B> {
    pub class: A,
    pub place: B,
}

impl<'a, A: Into<InputData<'a>>, B: Into<InputData<'a>>> Feed<'a, PairInputs<(), ()>> for PairInputs<A, B> {
    fn feed(self) -> Vec<(&'static str, InputData<'a>)> {
        vec![("image", self.image.into()), ("word", self.word.into())]
    }
}

impl<'a, A: Into<InputData<'a>>, B: Into<InputData<'a>>> Feed<'a, PairOutputs<(), ()>> for PairOutputs<A, B> {
    fn feed(self) -> Vec<(&'static str, InputData<'a>)> {
        vec![("class", self.class.into()), ("place", self.place.into())]
    }
}

#[repr(C)]
pub struct Pair<T> {
    pub a: [[T; WIDTH]; IMAGE],
    pub moving_mean: [T; WIDTH],
    pub moving_variance: [T; WIDTH],
    pub table: [[T; WIDTH]; WORDS],
    pub b: [[T; CLASSES]; WIDTH],
    pub c: [[T; PLACE]; WIDTH],
}

// SAFETY: `repr(C)` and nothing but numbers of type `T`.
unsafe impl<T: Scalar> Plain<T> for Pair<T> {}

const fn param(name: &'static str, dims: &[usize], init: Initializer, update: Update) -> ParamInfo {
    ParamInfo {
        name,
        shape: Shape::new(dims),
        init,
        regularizer: Regularizer::NONE,
        constraint: Constraint::None,
        update,
    }
}

const MOVING: Update = Update::Moving { momentum: MOMENTUM };
/// Offsets for one sample: `image · a`, `h`, outputs, their gradients, the gradient of `h`.
const H: usize = WIDTH;
const CLASS: usize = 2 * WIDTH;
const POSITION: usize = CLASS + CLASSES;
const D_CLASS: usize = POSITION + PLACE;
const D_PLACE: usize = D_CLASS + CLASSES;
const D_H: usize = D_PLACE + PLACE;

impl<T: Scalar> Network<T> for Pair<T> {
    const NAME: &'static str = "Pair";
    const SUMMARY: &'static str = "";
    const DIAGRAM: &'static str = "";
    const PARAMETERS: usize = IMAGE * WIDTH + 2 * WIDTH + WORDS * WIDTH + WIDTH * (CLASSES + PLACE);
    const MACS: u64 = 1_000_000;
    const INPUTS: &'static [InputInfo] = &[
        InputInfo { name: "image", value: Value::real(Shape::new(&[IMAGE])), ragged: false },
        InputInfo {
            name: "word",
            value: Value { shape: Shape::new(&[1]), kind: Kind::Indices { below: WORDS } },
            ragged: false,
        },
    ];
    const OUTPUTS: &'static [OutputInfo] = &[
        OutputInfo {
            name: "class",
            shape: Shape::new(&[CLASSES]),
            loss: Some((Loss::SparseCategoricalCrossentropy { from_logits: false }, 1.0)),
            infer: CLASS,
            train: CLASS,
            mask: None,
        },
        OutputInfo {
            name: "place",
            shape: Shape::new(&[PLACE]),
            loss: Some((Loss::Mse, 0.3)),
            infer: POSITION,
            train: POSITION,
            mask: None,
        },
    ];
    const PARAMS: &'static [ParamInfo] = &[
        param("a", &[IMAGE, WIDTH], Initializer::GLOROT_UNIFORM, Update::Gradient),
        param("norm.moving_mean", &[WIDTH], Initializer::Zeros, MOVING),
        param("norm.moving_variance", &[WIDTH], Initializer::Ones, MOVING),
        param("table", &[WORDS, WIDTH], Initializer::UNIFORM, Update::Gradient),
        param("b", &[WIDTH, CLASSES], Initializer::GLOROT_UNIFORM, Update::Gradient),
        param("c", &[WIDTH, PLACE], Initializer::GLOROT_UNIFORM, Update::Gradient),
    ];
    const ARENA_LEN: usize = D_CLASS;
    type InputKind = PairInputs<(), ()>;
    type TargetKind = PairOutputs<(), ()>;
    type Prediction = PairOutputs<ndarray::Array2<T>, ndarray::Array2<T>>;

    fn infer_batch(&self, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut [T]) {
        self.project(inputs, &mut arena[..pass.samples * WIDTH]);
        self.heads(pass.samples, inputs, &self.moving_mean, &self.moving_variance, arena);
    }

    fn prediction(outputs: &mut dyn Iterator<Item = ndarray::ArrayD<T>>) -> Option<Self::Prediction> {
        Some(PairOutputs {
            class: outputs.next()?.into_dimensionality().ok()?,
            place: outputs.next()?.into_dimensionality().ok()?,
        })
    }
}

impl<T: Scalar> Pair<T> {
    fn project(&self, inputs: &[Input<'_, T>], to: &mut [T]) {
        for (x, to) in inputs[0].real().chunks_exact(IMAGE).zip(to.chunks_exact_mut(WIDTH)) {
            for j in 0..WIDTH {
                to[j] = (0..IMAGE).fold(T::zero(), |sum, k| sum + x[k] * self.a[k][j]);
            }
        }
    }

    fn heads(&self, n: usize, inputs: &[Input<'_, T>], mean: &[T], variance: &[T], scaled: &mut [T]) {
        let (front, outputs) = scaled.split_at_mut(n * CLASS);
        let (before, h) = front.split_at_mut(n * H);
        let (class, place) = outputs.split_at_mut(n * CLASSES);
        for (i, &word) in inputs[1].indices().iter().enumerate() {
            for j in 0..WIDTH {
                let x = (before[i * WIDTH + j] - mean[j]) / (variance[j] + T::of(EPSILON)).sqrt();
                h[i * WIDTH + j] = x + self.table[word as usize][j];
            }
            let h = &h[i * WIDTH..(i + 1) * WIDTH];
            let class = &mut class[i * CLASSES..(i + 1) * CLASSES];
            for (j, class) in class.iter_mut().enumerate() {
                *class = (0..WIDTH).fold(T::zero(), |sum, k| sum + h[k] * self.b[k][j]).exp();
            }
            let sum = class.iter().fold(T::zero(), |a, &b| a + b);
            class.iter_mut().for_each(|p| *p /= sum);
            for (j, place) in place[i * PLACE..(i + 1) * PLACE].iter_mut().enumerate() {
                *place = (0..WIDTH).fold(T::zero(), |sum, k| sum + h[k] * self.c[k][j]);
            }
        }
    }
}

impl<T: Scalar> Trainable<T> for Pair<T> {
    const STAGES: (usize, usize) = (2, 2);
    const TRAIN_LEN: usize = D_H + WIDTH;
    const FIXED_LEN: usize = 2 * WIDTH;
    const SYNC_LEN: usize = 2 * WIDTH;

    fn forward(&self, stage: usize, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut Arena<'_, T>) {
        let n = pass.samples;
        if stage == 0 {
            self.project(inputs, &mut arena.scaled[..n * WIDTH]);
            arena.sync.fill(0.0);
            for (i, x) in arena.scaled[..n * WIDTH].iter().enumerate() {
                arena.sync[i % WIDTH] += x.f64();
                arena.sync[WIDTH + i % WIDTH] += x.f64() * x.f64();
            }
            return;
        }
        let (mean, variance) = arena.fixed.split_at_mut(WIDTH);
        for j in 0..WIDTH {
            if pass.training {
                let center = arena.sync[j] / pass.batch as f64;
                mean[j] = T::of(center);
                variance[j] = T::of(arena.sync[WIDTH + j] / pass.batch as f64 - center * center);
            } else {
                (mean[j], variance[j]) = (self.moving_mean[j], self.moving_variance[j]);
            }
        }
        self.heads(n, inputs, mean, variance, arena.scaled);
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
        let (Target::Class(classes), Target::Real(places)) = (targets[0], targets[1]) else { panic!("targets") };
        let (outputs, gradients) = arena.scaled[n * CLASS..].split_at_mut(n * (CLASSES + PLACE));
        losses.fill(0.0);
        for i in 0..n {
            let weight = weights.get(i).map_or(1.0, |w| w.f64()) / pass.batch as f64;
            for j in 0..CLASSES {
                let hit = classes[i] as usize == j;
                let p = outputs[i * CLASSES + j];
                losses[0] -= if hit { weight * p.f64().ln() } else { 0.0 };
                if pass.training {
                    gradients[i * CLASSES + j] = T::of(weight) * (p - T::of(if hit { 1.0 } else { 0.0 }));
                }
            }
            for j in 0..PLACE {
                let error = outputs[n * CLASSES + i * PLACE + j] - places[i * PLACE + j];
                losses[1] += weight * error.f64() * error.f64() / PLACE as f64;
                if pass.training {
                    gradients[n * CLASSES + i * PLACE + j] = T::of(0.3 * weight * 2.0 / PLACE as f64) * error;
                }
            }
        }
    }

    fn upstream(&self, pass: &Pass, upstream: &[&[T]], arena: &mut Arena<'_, T>) {
        let n = pass.samples;
        let (outputs, gradients) = arena.scaled[n * CLASS..].split_at_mut(n * (CLASSES + PLACE));
        let (d_class, d_place) = gradients.split_at_mut(n * CLASSES);
        d_class[..n * CLASSES].fill(T::zero());
        for (i, up) in upstream[0].chunks_exact(CLASSES).enumerate() {
            let p = &outputs[i * CLASSES..(i + 1) * CLASSES];
            let dot = p.iter().zip(up).fold(T::zero(), |sum, (&p, &u)| sum + p * u);
            (0..CLASSES).for_each(|j| d_class[i * CLASSES + j] = p[j] * (up[j] - dot));
        }
        d_place[..n * PLACE].fill(T::zero());
        d_place.iter_mut().zip(upstream[1]).for_each(|(d, &u)| *d = u);
    }

    fn backward(&self, stage: usize, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut Arena<'_, T>, grads: &mut Self) {
        let n = pass.samples;
        let (front, d_h) = arena.scaled.split_at_mut(n * D_H);
        let before = &front[..n * WIDTH];
        let (mean, variance) = arena.fixed.split_at(WIDTH);
        let scale = |j: usize| (variance[j] + T::of(EPSILON)).sqrt().recip();
        let normal = |i: usize, j: usize| (before[i * WIDTH + j] - mean[j]) * scale(j);
        if stage == 0 {
            let h = &front[n * H..n * CLASS];
            let (d_class, d_place) = (&front[n * D_CLASS..n * D_PLACE], &front[n * D_PLACE..n * D_H]);
            arena.sync.fill(0.0);
            for (i, &word) in inputs[1].indices().iter().enumerate() {
                for k in 0..WIDTH {
                    let mut d = T::zero();
                    for j in 0..CLASSES {
                        grads.b[k][j] += h[i * WIDTH + k] * d_class[i * CLASSES + j];
                        d += self.b[k][j] * d_class[i * CLASSES + j];
                    }
                    for j in 0..PLACE {
                        grads.c[k][j] += h[i * WIDTH + k] * d_place[i * PLACE + j];
                        d += self.c[k][j] * d_place[i * PLACE + j];
                    }
                    grads.table[word as usize][k] += d;
                    d_h[i * WIDTH + k] = d;
                    arena.sync[k] += d.f64();
                    arena.sync[WIDTH + k] += (d * normal(i, k)).f64();
                }
            }
            return;
        }
        if pass.first == 0 {
            grads.moving_mean.copy_from_slice(mean);
            grads.moving_variance.copy_from_slice(variance);
        }
        let share = |j: usize| T::of(arena.sync[j] / pass.batch as f64);
        for (i, x) in inputs[0].real().chunks_exact(IMAGE).enumerate() {
            for j in 0..WIDTH {
                let d = scale(j) * (d_h[i * WIDTH + j] - share(j) - normal(i, j) * share(WIDTH + j));
                (0..IMAGE).for_each(|k| grads.a[k][j] += x[k] * d);
            }
        }
    }
}
