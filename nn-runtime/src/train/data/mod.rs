//! Data as callers hand it over, and as the training reads it.
//!
//! [`InputData`] is anything convertible: arrays of any layout and number type, slices, sets. [`Feed`] says for which inputs
//! it is. [`columns`] checks it against what the network declares.

mod arrays;
pub(crate) mod columns;
mod numbers;
mod prepare;
mod ragged;
mod shapes;

pub(crate) use columns::{Column, Dataset};
pub(crate) use numbers::Numbers;
pub use numbers::{Element, Own};
pub use prepare::Checks;
pub(crate) use prepare::{inputs, same_samples, targets, upstream};
pub use ragged::RaggedData;
pub(crate) use ragged::Sequence;

use super::MultiHot;
use crate::network::Single;
use ndarray::{ArrayBase, ArrayView, Data, Dimension, OwnedRepr, ViewRepr};
use std::borrow::Cow;

/// The data of one input or target: numbers with a shape, samples first, or sets.
///
/// Made by `into()` from `&Array` and `&ArrayView` of any dimension and memory layout, `&[E]`, `&[E; N]`, samples as `infer` takes them, of up to
/// four axes (`&[[E; N]]`, `&[[[E; N]; M]]` and so on), and [`&MultiHot`](MultiHot), where `E` is any of Rust's number types or `bool`; and of one
/// item a sample, for sequences and sets: `&[Array]`, `&[Vec<E>]`, `&[Vec<[E; N]>]`, `&[Vec<Vec<E>>]`, [`RaggedData`]. A `Vec` will do wherever a slice
/// does, and arrays, vectors and sets may be handed over by value. What is in standard layout and of the network's own type is taken as it is,
/// anything else copied once.
#[derive(Clone, Debug)]
pub struct InputData<'a> {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Values<'a>,
}

#[derive(Clone, Debug)]
pub(crate) enum Values<'a> {
    Numbers(Numbers<'a>),
    Sets(Cow<'a, MultiHot>),
    /// One array, or list, a sample.
    Sequences(Vec<Sequence<'a>>),
    /// The steps of all samples, and how many each has.
    Steps(Numbers<'a>, Vec<usize>),
}

/// Data for all inputs, or all targets, of a network.
///
/// `Kind` is [`Single`] for one input: then anything that converts into [`InputData`] will do. For several inputs `network!`
/// generates a struct with a field for each; its implementation lists the fields:
///
/// ```
/// use nn_runtime::train::{Feed, InputData};
///
/// struct DigitsInputs<A, B> { image: A, meta: B }
///
/// impl<'a, A: Into<InputData<'a>>, B: Into<InputData<'a>>> Feed<'a, DigitsInputs<(), ()>> for DigitsInputs<A, B> {
///     fn feed(self) -> Vec<(&'static str, InputData<'a>)> {
///         vec![("image", self.image.into()), ("meta", self.meta.into())]
///     }
/// }
/// ```
pub trait Feed<'a, Kind> {
    /// The data of each input, with the input's name; the name is empty for [`Single`].
    fn feed(self) -> Vec<(&'static str, InputData<'a>)>;
}

impl<'a, D: Into<InputData<'a>>> Feed<'a, Single> for D {
    fn feed(self) -> Vec<(&'static str, InputData<'a>)> {
        vec![("", self.into())]
    }
}

fn numbers<'a, E: Element>(shape: &[usize], values: Cow<'a, [E]>) -> InputData<'a> {
    InputData { shape: shape.to_vec(), values: Values::Numbers(E::numbers(values)) }
}

fn copied<E: Element, S: Data<Elem = E>, D: Dimension>(array: &ArrayBase<S, D>) -> InputData<'static> {
    numbers(array.shape(), Cow::Owned(array.iter().copied().collect()))
}

impl<'a, E: Element, S: Data<Elem = E>, D: Dimension> From<&'a ArrayBase<S, D>> for InputData<'a> {
    fn from(array: &'a ArrayBase<S, D>) -> InputData<'a> {
        match array.as_slice() {
            Some(values) => numbers(array.shape(), Cow::Borrowed(values)),
            None => copied(array),
        }
    }
}

impl<'a, E: Element, D: Dimension> From<ArrayBase<ViewRepr<&'a E>, D>> for InputData<'a> {
    fn from(array: ArrayView<'a, E, D>) -> InputData<'a> {
        match array.to_slice() {
            Some(values) => numbers(array.shape(), Cow::Borrowed(values)),
            None => copied(&array),
        }
    }
}

impl<E: Element, D: Dimension> From<ArrayBase<OwnedRepr<E>, D>> for InputData<'_> {
    fn from(array: ArrayBase<OwnedRepr<E>, D>) -> InputData<'static> {
        let shape = array.shape().to_vec();
        if array.is_standard_layout() {
            // The vector may be longer than the array: a slice of a larger one.
            let (values, offset) = array.into_raw_vec_and_offset();
            let len = shape.iter().product::<usize>();
            let from = offset.unwrap_or(0);
            if from == 0 && values.len() == len {
                return numbers(&shape, Cow::Owned(values));
            }
            let part = values.get(from..from.saturating_add(len)).unwrap_or(&[]);
            return numbers(&shape, Cow::Owned(part.to_vec()));
        }
        copied(&array)
    }
}

impl<'a, E: Element> From<&'a [E]> for InputData<'a> {
    fn from(values: &'a [E]) -> InputData<'a> {
        numbers(&[values.len()], Cow::Borrowed(values))
    }
}

impl<'a, E: Element> From<&'a Vec<E>> for InputData<'a> {
    fn from(values: &'a Vec<E>) -> InputData<'a> {
        values.as_slice().into()
    }
}

impl<E: Element> From<Vec<E>> for InputData<'_> {
    fn from(values: Vec<E>) -> InputData<'static> {
        numbers(&[values.len()], Cow::Owned(values))
    }
}

impl<'a, E: Element, const N: usize> From<&'a [E; N]> for InputData<'a> {
    fn from(values: &'a [E; N]) -> InputData<'a> {
        values.as_slice().into()
    }
}

impl<'a> From<&'a MultiHot> for InputData<'a> {
    fn from(sets: &'a MultiHot) -> InputData<'a> {
        InputData { shape: vec![sets.len()], values: Values::Sets(Cow::Borrowed(sets)) }
    }
}

impl From<MultiHot> for InputData<'_> {
    fn from(sets: MultiHot) -> InputData<'static> {
        InputData { shape: vec![sets.len()], values: Values::Sets(Cow::Owned(sets)) }
    }
}
