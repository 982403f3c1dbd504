//! Data for any network: made at random from what the network declares, handed over by name or as the engine reads it.

use super::random::Random;
use ndarray::{ArrayD, IxDyn};
use nn_runtime::network::{InputInfo, OutputInfo};
use nn_runtime::train::{Feed, InputData, MultiHot, RaggedData};
use nn_runtime::{Input, Lengths, Network, Scalar, Target};
use nn_spec::{Kind, Loss};

/// The data of one input or target.
#[derive(Clone, Debug)]
pub enum Field<T> {
    /// Numbers.
    Real(ArrayD<T>),
    /// Indices or classes.
    Whole(ArrayD<u32>),
    /// Sets of active positions.
    Sets(MultiHot),
    /// Numbers of sequences with padding, and the sequences' lengths.
    Ragged(ArrayD<T>, Vec<u32>),
    /// Indices of sequences with padding, and the sequences' lengths.
    RaggedWhole(ArrayD<u32>, Vec<u32>),
}

/// The data of all inputs, or of all targets.
#[derive(Clone, Debug)]
pub struct Fields<T>(pub Vec<(&'static str, Field<T>)>);

// The generic networks of these tests take their data by name, whatever struct their users would fill.
impl<'a, T: Scalar + nn_runtime::train::Element, K> Feed<'a, K> for &'a Fields<T> {
    fn feed(self) -> Vec<(&'static str, InputData<'a>)> {
        let data = |field: &'a Field<T>| match field {
            Field::Real(array) => InputData::from(array),
            Field::Whole(array) => InputData::from(array),
            Field::Sets(sets) => InputData::from(sets),
            Field::Ragged(values, lengths) => RaggedData { values, lengths: wide(lengths) }.into(),
            Field::RaggedWhole(values, lengths) => RaggedData { values, lengths: wide(lengths) }.into(),
        };
        self.0.iter().map(|(name, field)| (*name, data(field))).collect()
    }
}

impl<T: Scalar> Fields<T> {
    /// A single, nameless argument.
    pub fn single(field: Field<T>) -> Fields<T> {
        Fields(vec![("", field)])
    }

    /// As the engine takes inputs.
    pub fn inputs(&self) -> Vec<Input<'_, T>> {
        let mut inputs = Vec::new();
        for (_, field) in &self.0 {
            inputs.push(match field {
                Field::Real(array) => Input::Real(flat(array)),
                Field::Whole(array) => Input::Indices(flat(array)),
                Field::Sets(sets) => Input::MultiHot(sets.as_batch()),
                Field::Ragged(array, lengths) => Input::Ragged(flat(array), Lengths::of(lengths)),
                Field::RaggedWhole(array, lengths) => Input::RaggedIndices(flat(array), Lengths::of(lengths)),
            });
        }
        inputs
    }

    /// As the engine takes targets.
    pub fn targets(&self) -> Vec<Target<'_, T>> {
        let mut targets = Vec::new();
        for (_, field) in &self.0 {
            targets.push(match field {
                Field::Real(array) => Target::Real(flat(array)),
                Field::Whole(array) => Target::Class(flat(array)),
                Field::Ragged(array, _) => Target::Real(flat(array)),
                Field::RaggedWhole(array, _) => Target::Class(flat(array)),
                Field::Sets(_) => Target::Real(&[]),
            });
        }
        targets
    }
}

fn wide(lengths: &[u32]) -> Vec<usize> {
    lengths.iter().map(|&len| len as usize).collect()
}

fn flat<E>(array: &ArrayD<E>) -> &[E] {
    array.as_slice().expect("made in standard layout")
}

/// Numbers between the two, `samples` rows of the shape `dims`.
pub fn reals<T: Scalar>(random: &mut Random, samples: usize, dims: &[usize], low: f64, high: f64) -> ArrayD<T> {
    ArrayD::from_shape_fn(shape(samples, dims), |_| T::of(random.between(low, high)))
}

fn wholes(random: &mut Random, samples: usize, dims: &[usize], below: usize) -> ArrayD<u32> {
    ArrayD::from_shape_fn(shape(samples, dims), |_| random.below(below) as u32)
}

/// Lengths of sequences: among them the shortest and the longest that there may be.
fn lengths(random: &mut Random, samples: usize, most: usize) -> Vec<u32> {
    (0..samples)
        .map(|i| match i % 5 {
            1 => most as u32,
            3 => 1,
            _ => 1 + random.below(most) as u32,
        })
        .collect()
}

fn shape(samples: usize, dims: &[usize]) -> IxDyn {
    IxDyn(&[&[samples], dims].concat())
}

/// Inputs that a network could be given.
pub fn inputs<T: Scalar, N: Network<T>>(random: &mut Random, samples: usize) -> Fields<T> {
    let field = |info: &InputInfo, random: &mut Random| {
        let dims = info.value.shape.dims();
        match info.value.kind {
            Kind::Real if info.ragged => {
                let lengths = lengths(random, samples, dims[0]);
                Field::Ragged(reals(random, samples, dims, -1.5, 1.5), lengths)
            }
            Kind::Indices { below } if info.ragged => {
                let lengths = lengths(random, samples, dims[0]);
                Field::RaggedWhole(wholes(random, samples, dims, below), lengths)
            }
            Kind::Real => Field::Real(reals(random, samples, dims, -1.5, 1.5)),
            Kind::Indices { below } => Field::Whole(wholes(random, samples, dims, below)),
            Kind::MultiHot => {
                let row = |random: &mut Random| -> Vec<u32> {
                    (0..info.value.shape.len() as u32).filter(|_| random.unit() < 0.3).collect()
                };
                Field::Sets((0..samples).map(|_| row(random)).collect())
            }
        }
    };
    Fields(N::INPUTS.iter().map(|info| (info.name, field(info, random))).collect())
}

/// Targets that fit the network's losses.
pub fn targets<T: Scalar, N: Network<T>>(random: &mut Random, samples: usize) -> Fields<T> {
    let field = |info: &OutputInfo, random: &mut Random| {
        let dims = info.shape.dims();
        let Some((loss, _)) = info.loss else { return Field::Real(reals(random, samples, dims, -1.0, 1.0)) };
        match loss {
            Loss::SparseCategoricalCrossentropy { .. } => {
                Field::Whole(wholes(random, samples, &dims[..dims.len() - 1], info.shape.last()))
            }
            Loss::CategoricalCrossentropy { .. } | Loss::KlDivergence => {
                let mut rows = reals::<T>(random, samples, dims, 0.1, 1.0);
                for mut row in rows.rows_mut() {
                    let sum = row.iter().fold(T::zero(), |sum, &x| sum + x);
                    row.mapv_inplace(|x| x / sum);
                }
                Field::Real(rows)
            }
            Loss::BinaryCrossentropy { .. } => Field::Real(reals(random, samples, dims, 0.0, 1.0)),
            Loss::Poisson => Field::Real(reals(random, samples, dims, 0.5, 4.0)),
            Loss::Hinge => {
                let sign = |unit: f64| T::of(if unit < 0.5 { -1.0 } else { 1.0 });
                Field::Real(reals::<T>(random, samples, dims, 0.0, 1.0).mapv(|x| sign(x.f64())))
            }
            _ => Field::Real(reals(random, samples, dims, -1.5, 1.5)),
        }
    };
    Fields(N::OUTPUTS.iter().map(|info| (info.name, field(info, random))).collect())
}
