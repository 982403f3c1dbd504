//! Sequences of unequal length: as callers have them, and as rows of one length with padding behind.

use super::numbers::NotWhole;
use super::shapes::strip;
use super::{Element, InputData, Numbers, Values};
use crate::train::Error;
use ndarray::{ArrayBase, Data, Dimension};
use nn_spec::Shape;
use std::borrow::Cow;

/// One sample: its shape, steps first, and its numbers.
#[derive(Clone, Debug)]
pub(crate) struct Sequence<'a> {
    pub shape: Vec<usize>,
    pub values: Numbers<'a>,
    /// The first step that has another number of values than the first, and how many.
    pub uneven: Option<(usize, usize)>,
}

/// Sequences of unequal length in one array, with the length of each.
///
/// `values` has either all steps one after the other, `[steps of all samples, features…]`, or, padded, samples first:
/// `[samples, steps, features…]`. What stands in the padding does not matter.
///
/// ```
/// use ndarray::array;
/// use nn_runtime::train::RaggedData;
///
/// // Two sequences, of two steps and of one, each step of two numbers.
/// let clips = RaggedData { values: &array![[0.1f32, 0.2], [0.3, 0.4], [0.5, 0.6]], lengths: [2, 1] };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RaggedData<V, L> {
    /// The steps.
    pub values: V,
    /// How many each sample has.
    pub lengths: L,
}

impl<'a, V: Into<InputData<'a>>, L: AsRef<[usize]>> From<RaggedData<V, L>> for InputData<'a> {
    fn from(data: RaggedData<V, L>) -> InputData<'a> {
        let InputData { shape, values } = data.values.into();
        let values = match values {
            Values::Numbers(numbers) => Values::Steps(numbers, data.lengths.as_ref().to_vec()),
            other => other,
        };
        InputData { shape, values }
    }
}

fn sequences<'a>(samples: impl ExactSizeIterator<Item = Sequence<'a>>) -> InputData<'a> {
    InputData { shape: vec![samples.len()], values: Values::Sequences(samples.collect()) }
}

fn sequence<E: Element>(shape: Vec<usize>, values: Cow<'_, [E]>) -> Sequence<'_> {
    Sequence { shape, values: E::numbers(values), uneven: None }
}

/// Lists of numbers as one sequence.
fn lists<'a, E: Element>(steps: &[Vec<E>]) -> Sequence<'a> {
    let width = steps.first().map_or(0, Vec::len);
    let odd = steps.iter().enumerate().find(|(_, step)| step.len() != width);
    let uneven = odd.map(|(at, step)| (at, step.len()));
    Sequence { uneven, ..sequence(vec![steps.len(), width], Cow::Owned(steps.concat())) }
}

impl<'a, E: Element> From<&'a [Vec<E>]> for InputData<'a> {
    fn from(samples: &'a [Vec<E>]) -> InputData<'a> {
        sequences(samples.iter().map(|steps| sequence(vec![steps.len()], Cow::Borrowed(steps.as_slice()))))
    }
}

impl<'a, E: Element, const N: usize> From<&'a [Vec<[E; N]>]> for InputData<'a> {
    fn from(samples: &'a [Vec<[E; N]>]) -> InputData<'a> {
        sequences(samples.iter().map(|steps| sequence(vec![steps.len(), N], Cow::Borrowed(steps.as_flattened()))))
    }
}

impl<'a, E: Element> From<&'a [Vec<Vec<E>>]> for InputData<'a> {
    fn from(samples: &'a [Vec<Vec<E>>]) -> InputData<'a> {
        sequences(samples.iter().map(|steps| lists(steps)))
    }
}

impl<'a, E: Element, S: Data<Elem = E>, D: Dimension> From<&'a [ArrayBase<S, D>]> for InputData<'a> {
    fn from(samples: &'a [ArrayBase<S, D>]) -> InputData<'a> {
        sequences(samples.iter().map(|array| {
            let values = match array.as_slice() {
                Some(values) => Cow::Borrowed(values),
                None => Cow::Owned(array.iter().copied().collect()),
            };
            sequence(array.shape().to_vec(), values)
        }))
    }
}

impl<E: Element> From<Vec<Vec<E>>> for InputData<'_> {
    fn from(samples: Vec<Vec<E>>) -> InputData<'static> {
        sequences(samples.into_iter().map(|steps| sequence(vec![steps.len()], Cow::Owned(steps))))
    }
}

impl<E: Element, const N: usize> From<Vec<Vec<[E; N]>>> for InputData<'_> {
    fn from(samples: Vec<Vec<[E; N]>>) -> InputData<'static> {
        sequences(samples.into_iter().map(|steps| sequence(vec![steps.len(), N], Cow::Owned(steps.into_flattened()))))
    }
}

impl<E: Element> From<Vec<Vec<Vec<E>>>> for InputData<'_> {
    fn from(samples: Vec<Vec<Vec<E>>>) -> InputData<'static> {
        sequences(samples.into_iter().map(|steps| lists(&steps)))
    }
}

impl<E: Element, S: Data<Elem = E>, D: Dimension> From<Vec<ArrayBase<S, D>>> for InputData<'_> {
    fn from(samples: Vec<ArrayBase<S, D>>) -> InputData<'static> {
        let own =
            |array: ArrayBase<S, D>| sequence(array.shape().to_vec(), Cow::Owned(array.iter().copied().collect()));
        sequences(samples.into_iter().map(own))
    }
}

macro_rules! owners {
    ($(($($generic:tt)*) $type:ty;)*) => {$(
        impl<'a, $($generic)*> From<&'a Vec<$type>> for InputData<'a> {
            fn from(samples: &'a Vec<$type>) -> InputData<'a> {
                samples.as_slice().into()
            }
        }
    )*};
}

owners! {
    (E: Element) Vec<E>;
    (E: Element, const N: usize) Vec<[E; N]>;
    (E: Element) Vec<Vec<E>>;
    (E: Element, S: Data<Elem = E>, D: Dimension) ArrayBase<S, D>;
}

/// Rows of one length, and how many steps of each are real.
pub(super) struct Padded<V> {
    pub values: Vec<V>,
    pub lengths: Vec<u32>,
}

/// What the sequences are wanted for.
pub(super) struct Wanted<'w> {
    /// The shape of a sample; the first axis counts the most steps, or all of them.
    pub shape: Shape,
    /// Whether samples may be shorter.
    pub ragged: bool,
    pub argument: &'w str,
}

impl Wanted<'_> {
    /// Whether the data has to be padded: samples may be shorter, or are handed over one by one.
    pub fn pads(&self, data: &InputData<'_>) -> bool {
        let full = matches!(&data.values, Values::Numbers(_)) && data.shape.get(1) == Some(&self.shape.dim(0));
        match data.values {
            Values::Sequences(_) | Values::Steps(..) => true,
            _ => self.ragged && !full,
        }
    }

    /// The lengths, where they may differ.
    pub fn kept(&self, lengths: Vec<u32>) -> Cow<'static, [u32]> {
        if self.ragged { Cow::Owned(lengths) } else { Cow::Borrowed(&[]) }
    }

    /// Whether these are the dimensions of a step; those of 1 at the end may be left out.
    fn is_step(&self, dims: &[usize]) -> bool {
        strip(dims) == strip(self.shape.dims().get(1..).unwrap_or(&[]))
    }

    /// Checks a sample's number of steps.
    fn steps(&self, sample: usize, given: usize) -> Result<usize, Error> {
        let (argument, most) = (self.argument.to_string(), self.shape.dim(0));
        match given {
            _ if !self.ragged && given != most => Err(Error::Steps { argument, sample, given, needed: most }),
            0 => Err(Error::NoSteps { argument, sample }),
            _ if given > most => Err(Error::TooLong { argument, sample, given, most }),
            _ => Ok(given),
        }
    }

    fn wrong_shape(&self, given: &[usize]) -> Error {
        Error::Shape {
            argument: self.argument.to_string(),
            given: given.to_vec(),
            needed: self.shape.dims().to_vec(),
            hint: String::new(),
        }
    }
}

/// Pads the sequences. `convert` reads numbers; `refuse` says what is wrong with one of a sample.
pub(super) fn pad<'a, V: Copy + 'a>(
    data: InputData<'a>,
    wanted: &Wanted<'_>,
    blank: V,
    convert: impl Fn(Numbers<'a>) -> Result<Cow<'a, [V]>, NotWhole>,
    refuse: &dyn Fn(usize, f64) -> Error,
) -> Result<Padded<V>, Error> {
    let width = wanted.shape.len();
    let step = width.checked_div(wanted.shape.dim(0)).unwrap_or(0);
    let room = |samples: usize| Padded { values: vec![blank; samples * width], lengths: Vec::with_capacity(samples) };
    let put = |padded: &mut Padded<V>, sample: usize, steps: usize, values: &[V]| {
        let to = padded.values.get_mut(sample * width..).unwrap_or_default();
        to.iter_mut().zip(values).for_each(|(to, value)| *to = *value);
        padded.lengths.push(steps as u32);
    };
    match data.values {
        Values::Sequences(samples) => {
            let mut padded = room(samples.len());
            for (sample, sequence) in samples.into_iter().enumerate() {
                let given = sequence.shape.first().copied().unwrap_or(0);
                if let Some((at, given)) = sequence.uneven {
                    let (argument, needed) = (wanted.argument.to_string(), step);
                    return Err(Error::Step { argument, sample, step: at, given, needed });
                }
                let steps = wanted.steps(sample, given)?;
                if !wanted.is_step(sequence.shape.get(1..).unwrap_or(&[])) {
                    let given = sequence.shape.iter().skip(1).product();
                    let argument = wanted.argument.to_string();
                    return Err(Error::Step { argument, sample, step: 0, given, needed: step });
                }
                let values = convert(sequence.values).map_err(|e| refuse(sample, e.value))?;
                put(&mut padded, sample, steps, &values);
            }
            Ok(padded)
        }
        Values::Steps(numbers, lengths) => {
            let shape = data.shape;
            let (front, behind) = (shape.first().copied().unwrap_or(0), shape.get(1..).unwrap_or(&[]));
            // Padded, samples come first; else all steps in a row.
            let stride = match behind.split_first() {
                Some((&steps, dims)) if wanted.is_step(dims) && shape.len() > wanted.shape.rank() => Some(steps),
                _ if wanted.is_step(behind) => None,
                _ => return Err(wanted.wrong_shape(&shape)),
            };
            let given = if stride.is_some() { lengths.len() } else { lengths.iter().sum() };
            if given != front {
                let what = if stride.is_some() { "lengths" } else { "steps by its lengths" };
                return Err(Error::Lengths { argument: wanted.argument.to_string(), given, what, needed: front });
            }
            let values = convert(numbers).map_err(|e| {
                let mut end = 0;
                let holds = |len: &usize| {
                    end += stride.unwrap_or(*len) * step;
                    e.at < end
                };
                refuse(lengths.iter().position(holds).unwrap_or(0), e.value)
            })?;
            let (mut padded, mut at) = (room(lengths.len()), 0);
            for (sample, &len) in lengths.iter().enumerate() {
                let steps = wanted.steps(sample, len)?;
                if let Some(most) = stride.filter(|stride| steps > *stride) {
                    return Err(Error::TooLong { argument: wanted.argument.to_string(), sample, given: len, most });
                }
                put(&mut padded, sample, steps, values.get(at..at + steps * step).unwrap_or(&[]));
                at += stride.unwrap_or(steps) * step;
            }
            Ok(padded)
        }
        Values::Numbers(numbers) => {
            let [samples, steps, dims @ ..] = data.shape.as_slice() else {
                return Err(wanted.wrong_shape(&data.shape));
            };
            if !wanted.is_step(dims) {
                return Err(wanted.wrong_shape(&data.shape));
            }
            let values = convert(numbers).map_err(|e| refuse(e.at / (steps * step).max(1), e.value))?;
            let mut padded = room(*samples);
            for sample in 0..*samples {
                let steps = wanted.steps(sample, *steps)?;
                let from = sample * steps * step;
                put(&mut padded, sample, steps, values.get(from..from + steps * step).unwrap_or(&[]));
            }
            Ok(padded)
        }
        Values::Sets(_) => {
            let argument = wanted.argument.to_string();
            Err(Error::Kind { argument, given: "sets of active positions", needed: "sequences" })
        }
    }
}
