//! A block of a convolution's results, cut into tiles that fit the registers.

use crate::simd::{LEVELS, Output, Real, Walk};

/// Sums of products for `rows × columns` results, walked through in nested steps.
pub struct Block<'a, T> {
    /// How many steps each level has.
    pub counts: [usize; LEVELS],
    /// The left factor, which has the rows.
    pub a: Walk<'a, T>,
    /// The right factor, which has the columns.
    pub b: Walk<'a, T>,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// From a row of the results to the next.
    pub row_stride: usize,
    /// Whether the sums are added to what is there.
    pub add: bool,
    /// Added to each row; or empty.
    pub bias: &'a [T],
    /// Whether negative results become 0.
    pub relu: bool,
}

impl<T: Real> Block<'_, T> {
    /// Columns that go through all rows together, so that their part of the right factor stays in cache.
    pub fn panel() -> usize {
        T::largest_tile().1
    }

    /// Computes the columns of the panel that starts at `from`, of all rows; `c` starts with the first result of all.
    pub fn compute(&self, from: usize, c: &mut [T]) {
        let (highest, widest) = T::largest_tile();
        let width = widest.min(self.columns - from);
        // Equal heights: the last tile is no lower than the others, but for the remainder of the division.
        let tallest = self.rows.div_ceil(self.rows.div_ceil(highest).max(1)).max(1);
        for row in (0..self.rows).step_by(tallest) {
            let a = Walk { start: self.a.start + row * self.a.across, ..self.a };
            let b = Walk { start: self.b.start + from * self.b.across, ..self.b };
            let Some(data) = c.get_mut(row * self.row_stride + from..) else { return };
            let bias = self.bias.get(from..).unwrap_or(&[]);
            let out = Output { data, row_stride: self.row_stride, width, add: self.add, bias, relu: self.relu };
            T::tile(tallest.min(self.rows - row), &self.counts, a, b, out);
        }
    }
}
