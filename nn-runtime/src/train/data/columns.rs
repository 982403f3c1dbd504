//! Checked data: one column an input or target, a run of rows.

use crate::train::MultiHot;
use crate::{Input, MultiHotBatch, Scalar, Target};
use std::borrow::Cow;
use std::ops::Range;

/// The data of one input or target, one row a sample.
#[derive(Clone, Debug)]
pub(crate) enum Column<'a, T: Clone> {
    Real {
        values: Cow<'a, [T]>,
        width: usize,
    },
    /// Indices or classes.
    Whole {
        values: Cow<'a, [u32]>,
        width: usize,
    },
    Sets(Cow<'a, MultiHot>),
    /// The target of an output without a loss.
    Absent,
}

/// The rows of all inputs, or of all targets.
#[derive(Clone, Debug)]
pub(crate) struct Dataset<'a, T: Clone> {
    pub samples: usize,
    pub columns: Vec<Column<'a, T>>,
}

/// Some rows of a column, one after another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows<'r, T> {
    Real(&'r [T]),
    Whole(&'r [u32]),
    Sets(MultiHotBatch<'r>),
    Absent,
}

impl<T: Scalar> Column<'_, T> {
    /// The rows of some samples in a run, without copying.
    pub fn rows(&self, samples: Range<usize>) -> Rows<'_, T> {
        let span = |width: usize| samples.start.saturating_mul(width)..samples.end.saturating_mul(width);
        match self {
            Column::Real { values, width } => Rows::Real(values.get(span(*width)).unwrap_or(&[])),
            Column::Whole { values, width } => Rows::Whole(values.get(span(*width)).unwrap_or(&[])),
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
            (Rows::Real(values), Column::Real { width, .. }) => {
                Column::Real { values: Cow::Borrowed(values), width: *width }
            }
            (Rows::Whole(values), Column::Whole { width, .. }) => {
                Column::Whole { values: Cow::Borrowed(values), width: *width }
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
    /// The samples of a run.
    pub fn part(&self, samples: Range<usize>) -> Dataset<'_, T> {
        let columns = self.columns.iter().map(|column| column.part(samples.clone())).collect();
        Dataset { samples: samples.len(), columns }
    }
}

impl<'r, T> Rows<'r, T> {
    /// As an input of the network.
    pub fn input(self) -> Input<'r, T> {
        match self {
            Rows::Real(values) => Input::Real(values),
            Rows::Whole(values) => Input::Indices(values),
            Rows::Sets(sets) => Input::MultiHot(sets),
            Rows::Absent => Input::Real(&[]),
        }
    }

    /// As a target.
    pub fn target(self) -> Target<'r, T> {
        match self {
            Rows::Real(values) => Target::Real(values),
            Rows::Whole(values) => Target::Class(values),
            _ => Target::Real(&[]),
        }
    }
}
