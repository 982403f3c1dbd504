//! Copying the samples of a batch to where a lane reads them in a run.

use crate::train::data::columns::Rows;
use crate::train::data::{Column, Dataset};
use crate::{MultiHotBatch, Scalar};
use std::ops::Range;

/// Which samples of a dataset make up a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'b> {
    /// A run of samples, from this one on: read where they lie.
    From(usize),
    /// These, in this order: copied together.
    Picked(&'b [usize]),
}

impl Which<'_> {
    /// The sum of `lengths` over the first `samples` samples.
    pub fn total(self, lengths: &[u32], samples: usize) -> usize {
        let sum = |run: &mut dyn Iterator<Item = &u32>| run.map(|&len| len as usize).sum();
        match self {
            _ if lengths.is_empty() => 0,
            Which::From(first) => sum(&mut lengths.iter().skip(first).take(samples)),
            Which::Picked(order) => sum(&mut order.iter().take(samples).filter_map(|&i| lengths.get(i))),
        }
    }
}

/// Memory for some samples of each column of a dataset.
pub(crate) struct Gathered<T> {
    columns: Vec<Buffer<T>>,
}

enum Buffer<T> {
    Real(Vec<T>, Vec<u32>),
    Whole(Vec<u32>, Vec<u32>),
    Sets { offsets: Vec<usize>, indices: Vec<u32> },
    Absent,
}

impl<T: Scalar> Gathered<T> {
    /// Room for `samples` samples of `data`.
    pub fn new(data: &Dataset<'_, T>, samples: usize) -> Gathered<T> {
        let buffer = |column: &Column<'_, T>| match column {
            Column::Real { width, .. } => {
                Buffer::Real(Vec::with_capacity(samples * width), Vec::with_capacity(samples))
            }
            Column::Whole { width, .. } => {
                Buffer::Whole(Vec::with_capacity(samples * width), Vec::with_capacity(samples))
            }
            Column::Sets(sets) => {
                let longest = (0..sets.len()).map(|i| sets.row(i).len()).max().unwrap_or(0);
                let (offsets, indices) = (Vec::with_capacity(samples + 1), Vec::with_capacity(samples * longest));
                Buffer::Sets { offsets, indices }
            }
            Column::Absent => Buffer::Absent,
        };
        Gathered { columns: data.columns.iter().map(buffer).collect() }
    }

    /// Makes the samples `range` of a batch ready.
    pub fn fill(&mut self, data: &Dataset<'_, T>, which: Which<'_>, range: Range<usize>) {
        let Which::Picked(order) = which else { return };
        let picked = order.get(range).unwrap_or(&[]);
        for (buffer, column) in self.columns.iter_mut().zip(&data.columns) {
            match (buffer, column) {
                (Buffer::Real(to, each), Column::Real { values, width, lengths }) => {
                    pick(values, *width, picked, to);
                    pick(lengths, 1, picked, each);
                }
                (Buffer::Whole(to, each), Column::Whole { values, width, lengths }) => {
                    pick(values, *width, picked, to);
                    pick(lengths, 1, picked, each);
                }
                (Buffer::Sets { offsets, indices }, Column::Sets(sets)) => {
                    offsets.clear();
                    indices.clear();
                    offsets.push(0);
                    for &i in picked {
                        indices.extend_from_slice(sets.row(i));
                        offsets.push(indices.len());
                    }
                }
                _ => {}
            }
        }
    }

    /// The samples made ready, column by column.
    pub fn rows<'g>(
        &'g self,
        data: &'g Dataset<'_, T>,
        which: Which<'_>,
        range: Range<usize>,
    ) -> impl ExactSizeIterator<Item = Rows<'g, T>> {
        self.columns.iter().zip(&data.columns).map(move |(buffer, column)| match (which, buffer) {
            (Which::From(first), _) => column.rows(first + range.start..first + range.end),
            (_, Buffer::Real(values, lengths)) => Rows::Real(values, lengths),
            (_, Buffer::Whole(values, lengths)) => Rows::Whole(values, lengths),
            (_, Buffer::Sets { offsets, indices }) => Rows::Sets(MultiHotBatch { offsets, indices }),
            (_, Buffer::Absent) => Rows::Absent,
        })
    }
}

fn pick<V: Copy>(values: &[V], width: usize, picked: &[usize], to: &mut Vec<V>) {
    to.clear();
    for &i in picked {
        to.extend_from_slice(values.get(i * width..(i + 1) * width).unwrap_or(&[]));
    }
}
