//! From what the caller handed over to checked columns.

use super::columns::{Column, Dataset, Lens};
use super::ragged::{Padded, Wanted, pad};
use super::shapes::{check_shape, class_dims, strip};
use super::{InputData, Numbers, Values};
use crate::Scalar;
use crate::network::{InputInfo, OutputInfo};
use crate::train::{Error, MultiHot};
use nn_spec::{Kind, Loss, Shape};
use std::borrow::Cow;

type Fed<'a> = Vec<(&'static str, InputData<'a>)>;

/// The inputs of a network, checked. `role` stands before the arguments' names: `validation `, or nothing.
pub(crate) fn inputs<'a, T: Scalar>(
    mut fed: Fed<'a>,
    infos: &[InputInfo],
    role: &str,
) -> Result<Dataset<'a, T>, Error> {
    let mut columns = Vec::with_capacity(infos.len());
    for info in infos {
        let (argument, data) = take(&mut fed, info.name, role, "x")?;
        let shape = info.value.shape;
        columns.push((
            argument.clone(),
            match info.value.kind {
                Kind::Real => real(data, Wanted { shape, ragged: info.ragged, argument: &argument })?,
                Kind::Indices { below } => {
                    indices(data, below, Wanted { shape, ragged: info.ragged, argument: &argument })?
                }
                Kind::MultiHot => sets(data, shape.len(), &argument)?,
            },
        ));
    }
    dataset(columns)
}

/// The targets of a network's losses, checked; outputs without a loss get [`Column::Absent`].
pub(crate) fn targets<'a, T: Scalar>(
    mut fed: Fed<'a>,
    infos: &[OutputInfo],
    role: &str,
) -> Result<Dataset<'a, T>, Error> {
    let mut columns = Vec::with_capacity(infos.len());
    for info in infos {
        let Some((loss, _)) = info.loss else {
            columns.push((String::new(), (usize::MAX, Column::Absent)));
            continue;
        };
        let (argument, data) = take(&mut fed, info.name, role, "y")?;
        let column = match loss.target() {
            nn_spec::Target::Class => classes(data, info, &argument)?,
            nn_spec::Target::Real => labels(data, info, loss, &argument)?,
        };
        columns.push((argument, column));
    }
    dataset(columns)
}

/// The gradients of a network's outputs, checked; outputs nobody names get [`Column::Absent`].
pub(crate) fn upstream<'a, T: Scalar>(mut fed: Fed<'a>, infos: &[OutputInfo]) -> Result<Dataset<'a, T>, Error> {
    let mut columns = Vec::with_capacity(infos.len());
    for info in infos {
        columns.push(match take(&mut fed, info.name, "", "upstream") {
            Ok((argument, data)) => {
                let column = real(data, Wanted { shape: info.shape, ragged: false, argument: &argument })?;
                (argument, column)
            }
            Err(error) if infos.len() == 1 => return Err(error),
            Err(_) => (String::new(), (usize::MAX, Column::Absent)),
        });
    }
    dataset(columns)
}

/// An error unless both have the same number of samples, and each sample's target as many steps as its input.
pub(crate) fn same_samples<T: Scalar>(
    x: &Dataset<'_, T>,
    y: &Dataset<'_, T>,
    outputs: &[OutputInfo],
    role: &str,
    y_name: &str,
) -> Result<(), Error> {
    if x.samples == y.samples {
        for (info, column) in outputs.iter().zip(&y.columns) {
            let of_input = info.mask.and_then(|i| x.columns.get(i)).map_or(&[][..], Column::lengths);
            let mut both = column.lengths().iter().zip(of_input).enumerate();
            if let Some((sample, (&given, &needed))) = both.find(|(_, (given, needed))| given != needed) {
                let argument =
                    if outputs.len() > 1 { format!("{role}{}", info.name) } else { format!("{role}{y_name}") };
                let (given, needed) = (given as usize, needed as usize);
                return Err(Error::Steps { argument, sample, given, needed });
            }
        }
        return Ok(());
    }
    Err(Error::Samples {
        argument: format!("{role}{y_name}"),
        given: y.samples,
        other: format!("{role}x"),
        needed: x.samples,
    })
}

/// The data of that name. One argument alone has no name, and is called `alone`.
fn take<'a>(fed: &mut Fed<'a>, name: &str, role: &str, alone: &str) -> Result<(String, InputData<'a>), Error> {
    match fed.iter().position(|(given, _)| given.is_empty() || *given == name) {
        Some(at) => {
            let (given, data) = fed.swap_remove(at);
            Ok((format!("{role}{}", if given.is_empty() { alone } else { name }), data))
        }
        None => Err(Error::Missing { argument: format!("{role}{name}") }),
    }
}

type Counted<'a, T> = (usize, Column<'a, T>);

fn dataset<'a, T: Scalar>(columns: Vec<(String, Counted<'a, T>)>) -> Result<Dataset<'a, T>, Error> {
    let mut first: Option<(String, usize)> = None;
    let mut checked = Vec::with_capacity(columns.len());
    for (argument, (samples, column)) in columns {
        if !matches!(column, Column::Absent) {
            match &first {
                None if samples == 0 => return Err(Error::Empty { argument }),
                None => first = Some((argument, samples)),
                Some((other, needed)) if samples != *needed => {
                    return Err(Error::Samples { argument, given: samples, other: other.clone(), needed: *needed });
                }
                Some(_) => {}
            }
        }
        checked.push(column);
    }
    Ok(Dataset { samples: first.map_or(0, |(_, samples)| samples), columns: checked })
}

fn real<'a, T: Scalar>(data: InputData<'a>, wanted: Wanted<'_>) -> Result<Counted<'a, T>, Error> {
    let Wanted { shape, argument, .. } = wanted;
    let width = shape.len();
    let (values, lengths, samples) = if wanted.pads(&data) {
        let Padded { values, lengths } =
            pad(data, &wanted, T::zero(), |numbers| Ok(numbers.reals::<T>()), &|sample, value| Error::NotFinite {
                argument: argument.to_string(),
                sample,
                value,
            })?;
        let samples = lengths.len();
        (Cow::Owned(values), wanted.kept(lengths), samples)
    } else {
        let samples = check_shape(&data.shape, shape.dims(), argument)?;
        (numbers(data.values, argument, "numbers")?.reals::<T>(), Cow::Borrowed(&[][..]), samples)
    };
    if let Some(at) = first_not_finite(&values) {
        let value = values.get(at).map_or(f64::NAN, |x| x.f64());
        return Err(Error::NotFinite { argument: argument.to_string(), sample: at / width.max(1), value });
    }
    Ok((samples, Column::Real { values, width, lengths }))
}

fn labels<'a, T: Scalar>(
    data: InputData<'a>,
    info: &OutputInfo,
    loss: Loss,
    argument: &str,
) -> Result<Counted<'a, T>, Error> {
    let shape = info.shape;
    let categorical = matches!(loss, Loss::CategoricalCrossentropy { .. } | Loss::KlDivergence);
    if categorical && shape.last() > 1 && strip(data.shape.get(1..).unwrap_or(&[])) == strip(class_dims(shape.dims())) {
        return Err(Error::Shape {
            argument: argument.to_string(),
            given: data.shape,
            needed: shape.dims().to_vec(),
            hint: String::from("class numbers are what the loss `sparse_categorical_crossentropy` compares with"),
        });
    }
    let (samples, column) = real(data, Wanted { shape, ragged: info.mask.is_some(), argument })?;
    let range = match loss {
        Loss::BinaryCrossentropy { .. } | Loss::CategoricalCrossentropy { .. } | Loss::KlDivergence => {
            Some((0.0, 1.0, "from 0 to 1"))
        }
        Loss::Hinge => Some((-1.0, 1.0, "-1 and 1, or 0 and 1")),
        Loss::Poisson => Some((0.0, f64::INFINITY, "0 or more")),
        _ => None,
    };
    if let (Some((low, high, needed)), Column::Real { values, width, .. }) = (range, &column)
        && let Some(at) = first_outside(values, T::of(low), T::of(high))
    {
        return Err(Error::Label {
            argument: argument.to_string(),
            sample: at / (*width).max(1),
            value: values.get(at).map_or(f64::NAN, |x| x.f64()),
            needed: needed.to_string(),
        });
    }
    Ok((samples, column))
}

fn classes<'a, T: Scalar>(data: InputData<'a>, info: &OutputInfo, argument: &str) -> Result<Counted<'a, T>, Error> {
    let shape = info.shape;
    let dims = class_dims(shape.dims());
    let given = data.shape.get(1..).unwrap_or(&[]);
    if strip(given) == strip(shape.dims()) && strip(given) != strip(dims) {
        return Err(Error::Shape {
            argument: argument.to_string(),
            given: data.shape,
            needed: dims.to_vec(),
            hint: String::from("one-hot rows are what the loss `categorical_crossentropy` compares with"),
        });
    }
    let (width, classes) = (shape.rows(), shape.last());
    let label = |at: usize, value: f64| Error::Label {
        argument: argument.to_string(),
        sample: at / width.max(1),
        value,
        needed: format!("whole numbers from 0 to {}", classes.saturating_sub(1)),
    };
    let wanted = Wanted { shape: Shape::new(dims), ragged: info.mask.is_some(), argument };
    let (samples, values, lengths) = wholes(data, &wanted, "class numbers", &label)?;
    match beyond(&values, classes) {
        Some((at, value)) => Err(label(at, f64::from(value))),
        None => Ok((samples, Column::Whole { values, width, lengths })),
    }
}

fn indices<'a, T: Scalar>(data: InputData<'a>, below: usize, wanted: Wanted<'_>) -> Result<Counted<'a, T>, Error> {
    let Wanted { shape, argument, .. } = wanted;
    let width = shape.len();
    let index =
        |at: usize, value| Error::Index { argument: argument.to_string(), sample: at / width.max(1), value, below };
    let (samples, values, lengths) = wholes(data, &wanted, "indices", &index)?;
    match beyond(&values, below) {
        Some((at, value)) => Err(index(at, f64::from(value))),
        None => Ok((samples, Column::Whole { values, width, lengths })),
    }
}

type Wholes<'a> = (usize, Cow<'a, [u32]>, Lens<'a>);

/// Whole numbers; `refuse` says what is wrong with another, from its place among all.
fn wholes<'a>(
    data: InputData<'a>,
    wanted: &Wanted<'_>,
    needed: &'static str,
    refuse: &dyn Fn(usize, f64) -> Error,
) -> Result<Wholes<'a>, Error> {
    if wanted.pads(&data) {
        let width = wanted.shape.len();
        let refuse = |sample: usize, value| refuse(sample * width, value);
        let Padded { values, lengths } = pad(data, wanted, 0, Numbers::wholes, &refuse)?;
        return Ok((lengths.len(), Cow::Owned(values), wanted.kept(lengths)));
    }
    let samples = check_shape(&data.shape, wanted.shape.dims(), wanted.argument)?;
    let values = numbers(data.values, wanted.argument, needed)?.wholes().map_err(|e| refuse(e.at, e.value))?;
    Ok((samples, values, Cow::Borrowed(&[])))
}

fn sets<'a, T: Scalar>(data: InputData<'a>, below: usize, argument: &str) -> Result<Counted<'a, T>, Error> {
    let sets = match data.values {
        Values::Sets(sets) => sets,
        Values::Numbers(dense) => {
            let samples = check_shape(&data.shape, &[below], argument)?;
            Cow::Owned(from_dense(dense, samples, below, argument)?)
        }
        Values::Sequences(rows) => {
            let mut sets = MultiHot::default();
            for (sample, row) in rows.into_iter().enumerate() {
                let refuse = |value| Error::Index { argument: argument.to_string(), sample, value, below };
                if row.shape.len() != 1 {
                    return Err(Error::Kind { argument: argument.to_string(), given: "sequences", needed: "sets" });
                }
                sets.push(row.values.wholes().map_err(|e| refuse(e.value))?.iter().copied());
            }
            Cow::Owned(sets)
        }
        Values::Steps(..) => {
            return Err(Error::Kind { argument: argument.to_string(), given: "sequences", needed: "sets" });
        }
    };
    if let Some(largest) = sets.largest().filter(|&largest| largest as usize >= below) {
        let sample = (0..sets.len()).find(|&i| sets.row(i).last() == Some(&largest)).unwrap_or(0);
        return Err(Error::Index { argument: argument.to_string(), sample, value: f64::from(largest), below });
    }
    Ok((sets.len(), Column::Sets(sets)))
}

/// Rows of zeros and ones as sets.
fn from_dense(dense: Numbers<'_>, samples: usize, width: usize, argument: &str) -> Result<MultiHot, Error> {
    let refuse = |at: usize, value| Error::Value {
        argument: argument.to_string(),
        sample: at / width.max(1),
        value,
        needed: "0 and 1",
    };
    let values = dense.wholes().map_err(|e| refuse(e.at, e.value))?;
    if let Some((at, value)) = beyond(&values, 2) {
        return Err(refuse(at, f64::from(value)));
    }
    let row = |i: usize| values.get(i * width..(i + 1) * width).unwrap_or(&[]);
    Ok((0..samples).map(|i| (0u32..).zip(row(i)).filter(|(_, on)| **on == 1).map(|(index, _)| index)).collect())
}

fn numbers<'a>(values: Values<'a>, argument: &str, needed: &'static str) -> Result<Numbers<'a>, Error> {
    match values {
        Values::Numbers(numbers) => Ok(numbers),
        Values::Sets(_) => {
            Err(Error::Kind { argument: argument.to_string(), given: "sets of active positions", needed })
        }
        // What is of unequal length went another way.
        Values::Sequences(_) | Values::Steps(..) => {
            Err(Error::Kind { argument: argument.to_string(), given: "sequences", needed })
        }
    }
}

fn beyond(values: &[u32], below: usize) -> Option<(usize, u32)> {
    let largest = values.iter().fold(0, |a, &b| a.max(b));
    if (largest as usize) < below || values.is_empty() {
        return None;
    }
    values.iter().copied().enumerate().find(|(_, value)| *value as usize >= below)
}

routines! { Checks, T =>
    /// Where the first NaN or infinity stands. Blocks are read without a branch in between, as fast as memory delivers.
    pub fn first_not_finite(values: &[T]) -> Option<usize> {
        let block = values.chunks(4096).position(|block| !block.iter().fold(true, |all, x| all & x.is_finite()))?;
        let from = block * 4096;
        values.get(from..)?.iter().position(|x| !x.is_finite()).map(|at| from + at)
    }

    /// Where the first number outside `low..=high` stands.
    pub fn first_outside(values: &[T], low: T, high: T) -> Option<usize> {
        values.iter().position(|&x| x < low || x > high)
    }
}
