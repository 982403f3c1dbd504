//! Checked data: one column an input or target, a run of rows.

use crate::train::MultiHot;
use crate::{Input, Lengths, MultiHotBatch, Scalar, Target};
use std::borrow::Cow;
use std::ops::Range;

/// The data of one input or target, one row a sample.
#[derive(Clone, Debug)]
pub(crate) enum Column<'a, T: Clone> {
    Real {
        values: Cow<'a, [T]>,
        width: usize,
        lengths: Lens<'a>,
    },
    /// Indices or classes.
    Whole {
        values: Cow<'a, [u32]>,
        width: usize,
        lengths: Lens<'a>,
    },
    Sets(Cow<'a, MultiHot>),
    /// The target of an output without a loss.
    Absent,
}

/// How many steps of each row are real, where rows are of unequal length; none where all are.
pub(crate) type Lens<'a> = Cow<'a, [u32]>;

/// The rows of all inputs, or of all targets.
#[derive(Clone, Debug)]
pub(crate) struct Dataset<'a, T: Clone> {
    pub samples: usize,
    pub columns: Vec<Column<'a, T>>,
}

/// Some rows of a column, one after another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows<'r, T> {
    /// With how many steps of each are real, or none.
    Real(&'r [T], &'r [u32]),
    Whole(&'r [u32], &'r [u32]),
    Sets(MultiHotBatch<'r>),
    Absent,
}

impl<T: Scalar> Column<'_, T> {
    /// How many steps of each row are real; none where all are.
    pub fn lengths(&self) -> &[u32] {
        match self {
            Column::Real { lengths, .. } | Column::Whole { lengths, .. } => lengths,
            _ => &[],
        }
    }

    /// The rows of some samples in a run, without copying.
    pub fn rows(&self, samples: Range<usize>) -> Rows<'_, T> {
        let span = |width: usize| samples.start.saturating_mul(width)..samples.end.saturating_mul(width);
        match self {
            Column::Real { values, width, lengths } => {
                Rows::Real(values.get(span(*width)).unwrap_or(&[]), lengths.get(samples).unwrap_or(&[]))
            }
            Column::Whole { values, width, lengths } => {
                Rows::Whole(values.get(span(*width)).unwrap_or(&[]), lengths.get(samples).unwrap_or(&[]))
            }
            Column::Sets(sets) => {
                let all = sets.as_batch();
                let offsets = all.offsets.get(samples.start..samples.end.saturating_add(1)).unwrap_or(&[]);
                Rows::Sets(MultiHotBatch { offsets, indices: all.indices })
            }
            Column::Absent => Rows::Absent,
        }
    }

    /// The share of the column from sample `from` up to `to`.
    pub fn part(&self, samples: Range<usize>) -> Column<'_, T> {
        match (self.rows(samples), self) {
            (Rows::Real(values, lengths), Column::Real { width, .. }) => {
                Column::Real { values: Cow::Borrowed(values), width: *width, lengths: Cow::Borrowed(lengths) }
            }
            (Rows::Whole(values, lengths), Column::Whole { width, .. }) => {
                Column::Whole { values: Cow::Borrowed(values), width: *width, lengths: Cow::Borrowed(lengths) }
            }
            (Rows::Sets(sets), _) => {
                let count = sets.offsets.len().saturating_sub(1);
                Column::Sets(Cow::Owned((0..count).map(|i| sets.sample(i).iter().copied()).collect()))
            }
            _ => Column::Absent,
        }
    }
}

impl<T: Scalar> Dataset<'_, T> {
    /// How long each sample is, summed over the inputs of unequal length; none where there is no such input.
    pub fn lengths(&self) -> Option<Vec<u32>> {
        let mut ragged = self.columns.iter().map(Column::lengths).filter(|lengths| !lengths.is_empty());
        let mut total = ragged.next()?.to_vec();
        ragged.for_each(|more| total.iter_mut().zip(more).for_each(|(total, len)| *total += len));
        Some(total)
    }

    /// The samples of a run.
    pub fn part(&self, samples: Range<usize>) -> Dataset<'_, T> {
        let columns = self.columns.iter().map(|column| column.part(samples.clone())).collect();
        Dataset { samples: samples.len(), columns }
    }
}

impl<'r, T> Rows<'r, T> {
    /// As an input of the network; `steps` is how many real steps all rows of the batch have.
    pub fn input(self, steps: usize) -> Input<'r, T> {
        match self {
            Rows::Real(values, []) => Input::Real(values),
            Rows::Whole(values, []) => Input::Indices(values),
            Rows::Real(values, each) => Input::Ragged(values, Lengths { each, batch: steps }),
            Rows::Whole(values, each) => Input::RaggedIndices(values, Lengths { each, batch: steps }),
            Rows::Sets(sets) => Input::MultiHot(sets),
            Rows::Absent => Input::Real(&[]),
        }
    }

    /// As a target.
    pub fn target(self) -> Target<'r, T> {
        match self {
            Rows::Real(values, _) => Target::Real(values),
            Rows::Whole(values, _) => Target::Class(values),
            _ => Target::Real(&[]),
        }
    }
}
