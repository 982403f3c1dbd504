//! A network whose gradient is its input: seven parameters in two arrays, and the loss `Σ parameter · input`.

use nn_runtime::network::{Single, Update};
use nn_runtime::{Arena, Input, InputInfo, Network, OutputInfo, ParamInfo, Pass, Plain, Scalar, Target, Trainable};
use nn_spec::{Constraint, Initializer, Loss, Regularizer, Shape, Value};

pub const LEN: usize = 7;

#[repr(C)]
pub struct Given<T> {
    pub matrix: [[T; 2]; 2],
    pub vector: [T; 3],
}

// SAFETY: `repr(C)` and nothing but numbers of type `T`.
unsafe impl<T: Scalar> Plain<T> for Given<T> {}

const fn param(name: &'static str, dims: &[usize]) -> ParamInfo {
    ParamInfo {
        name,
        shape: Shape::new(dims),
        init: Initializer::Zeros,
        regularizer: Regularizer::NONE,
        constraint: Constraint::None,
        update: Update::Gradient,
    }
}

impl<T: Scalar> Network<T> for Given<T> {
    const NAME: &'static str = "Given";
    const SUMMARY: &'static str = "";
    const DIAGRAM: &'static str = "";
    const PARAMETERS: usize = LEN;
    const MACS: u64 = LEN as u64;
    const INPUTS: &'static [InputInfo] =
        &[InputInfo { name: "x", value: Value::real(Shape::new(&[LEN])), ragged: false }];
    const OUTPUTS: &'static [OutputInfo] = &[OutputInfo {
        name: "y",
        shape: Shape::new(&[1]),
        loss: Some((Loss::Mae, 1.0)),
        infer: 0,
        train: 0,
        mask: None,
    }];
    const PARAMS: &'static [ParamInfo] = &[param("matrix", &[2, 2]), param("vector", &[3])];
    const ARENA_LEN: usize = 1;
    type InputKind = Single;
    type TargetKind = Single;
    type Prediction = ndarray::Array2<T>;

    fn infer_batch(&self, _pass: &Pass, inputs: &[Input<'_, T>], arena: &mut [T]) {
        for (x, y) in inputs[0].real().chunks_exact(LEN).zip(arena) {
            *y = self.as_slice().iter().zip(x).fold(T::zero(), |sum, (&p, &x)| sum + p * x);
        }
    }

    fn prediction(outputs: &mut dyn Iterator<Item = ndarray::ArrayD<T>>) -> Option<ndarray::Array2<T>> {
        outputs.next()?.into_dimensionality().ok()
    }
}

impl<T: Scalar> Trainable<T> for Given<T> {
    const STAGES: (usize, usize) = (1, 1);
    const TRAIN_LEN: usize = 1;
    const FIXED_LEN: usize = 0;
    const SYNC_LEN: usize = 0;

    fn forward(&self, _stage: usize, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut Arena<'_, T>) {
        self.infer_batch(pass, inputs, arena.scaled);
    }

    fn loss(
        &self,
        pass: &Pass,
        _: &[Input<'_, T>],
        _: &[Target<'_, T>],
        _: &[T],
        arena: &mut Arena<'_, T>,
        losses: &mut [f64],
    ) {
        losses[0] = arena.scaled.iter().map(|y| y.f64()).sum::<f64>() / pass.batch as f64;
    }

    fn upstream(&self, _: &Pass, _: &[&[T]], _: &mut Arena<'_, T>) {}

    fn backward(&self, _: usize, pass: &Pass, inputs: &[Input<'_, T>], _: &mut Arena<'_, T>, grads: &mut Self) {
        for x in inputs[0].real().chunks_exact(LEN) {
            grads.as_mut_slice().iter_mut().zip(x).for_each(|(g, &x)| *g += x / T::of(pass.batch as f64));
        }
    }
}
