//! Sets of active positions, one a sample: what a `MultiHot` input is fed with.

use crate::MultiHotBatch;

/// A dataset of sets: which words a text holds, which features are on. Stored as one run of indices (compressed sparse rows),
/// each set sorted, each index once.
///
/// A bag of words over 10,000 words takes as many numbers as the text has different words, not 10,000; the first dense layer
/// adds up just these rows of its weights.
///
/// ```
/// use nn_runtime::train::MultiHot;
///
/// let texts = MultiHot::from_rows([vec![7u32, 2, 7], vec![], vec![1]]);
/// assert_eq!(texts.len(), 3);
/// assert_eq!(texts.row(0), [2, 7]);
/// assert_eq!(texts.largest(), Some(7));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MultiHot {
    /// Where each sample's positions start, and where the last one's end.
    offsets: Vec<usize>,
    indices: Vec<u32>,
    largest: Option<u32>,
}

impl Default for MultiHot {
    fn default() -> MultiHot {
        MultiHot { offsets: vec![0], indices: Vec::new(), largest: None }
    }
}

impl MultiHot {
    /// One set a row; indices may come in any order and more than once. That they lie within the network's vocabulary is
    /// checked where the data is used.
    pub fn from_rows<R: AsRef<[u32]>>(rows: impl IntoIterator<Item = R>) -> MultiHot {
        let mut sets = MultiHot::default();
        for row in rows {
            sets.push(row.as_ref().iter().copied());
        }
        sets
    }

    /// Adds a sample.
    pub fn push(&mut self, row: impl IntoIterator<Item = u32>) {
        let start = self.indices.len();
        self.indices.extend(row);
        if let Some(new) = self.indices.get_mut(start..) {
            new.sort_unstable();
        }
        // What `dedup` does, on the new tail only.
        let mut kept = start;
        for i in start..self.indices.len() {
            if kept == start || self.indices[i] != self.indices[kept - 1] {
                self.indices[kept] = self.indices[i];
                kept += 1;
            }
        }
        self.indices.truncate(kept);
        if kept > start {
            self.largest = self.largest.max(self.indices.last().copied());
        }
        self.offsets.push(kept);
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// True when there is no sample.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The active positions of sample `i`, in rising order; none where there is no such sample.
    pub fn row(&self, i: usize) -> &[u32] {
        self.as_batch().sample(i)
    }

    /// The largest index of all.
    pub fn largest(&self) -> Option<u32> {
        self.largest
    }

    /// All samples as kernels read them.
    pub fn as_batch(&self) -> MultiHotBatch<'_> {
        MultiHotBatch { offsets: &self.offsets, indices: &self.indices }
    }
}

impl<R: IntoIterator<Item = u32>> FromIterator<R> for MultiHot {
    fn from_iter<I: IntoIterator<Item = R>>(rows: I) -> MultiHot {
        let mut sets = MultiHot::default();
        rows.into_iter().for_each(|row| sets.push(row));
        sets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_unique() {
        let sets = MultiHot::from_rows([vec![5u32, 1, 5, 3, 1], vec![], vec![9, 9]]);
        assert_eq!(sets.row(0), [1, 3, 5]);
        assert_eq!(sets.row(1), [0u32; 0]);
        assert_eq!(sets.row(2), [9]);
        assert_eq!(sets.row(3), [0u32; 0]);
        assert_eq!((sets.len(), sets.largest()), (3, Some(9)));
        assert_eq!(MultiHot::default().largest(), None);
        assert!(MultiHot::default().is_empty());
    }
}
