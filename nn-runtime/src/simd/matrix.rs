//! Matrices as views of slices, which can be cut into blocks.

use core::marker::PhantomData;
use core::ops::Range;

/// A matrix to read: `rows × cols` numbers of a slice, at distances of `row_stride` and `col_stride`.
///
/// Every element lies within the slice: what would not is cut off when the view is made.
#[derive(Clone, Copy, Debug)]
pub struct MatRef<'a, T> {
    place: Place,
    data: *const T,
    slice: PhantomData<&'a [T]>,
}

/// A matrix to write: as [`MatRef`], and no two elements share a place.
///
/// Unlike a slice it can also be cut between columns, see [`split_cols`](MatMut::split_cols).
#[derive(Debug)]
pub struct MatMut<'a, T> {
    place: Place,
    data: *mut T,
    slice: PhantomData<&'a mut [T]>,
}

// SAFETY: the view is a shared borrow of a slice of `T`.
unsafe impl<T: Sync> Send for MatRef<'_, T> {}
// SAFETY: the view is a shared borrow of a slice of `T`.
unsafe impl<T: Sync> Sync for MatRef<'_, T> {}
// SAFETY: the view is an exclusive borrow of its elements, which no other view shares.
unsafe impl<T: Send> Send for MatMut<'_, T> {}
// SAFETY: shared, the view only reads.
unsafe impl<T: Sync> Sync for MatMut<'_, T> {}

/// Where the elements are.
#[derive(Clone, Copy, Debug)]
struct Place {
    rows: usize,
    cols: usize,
    row_stride: usize,
    col_stride: usize,
}

impl Place {
    /// As many of the rows as `len` numbers can hold.
    #[inline(always)]
    fn within(len: usize, rows: usize, cols: usize, row_stride: usize, col_stride: usize) -> Place {
        let fit = if rows == 0 || cols == 0 {
            rows
        } else {
            // The numbers from a row's first to its last.
            let span = (cols - 1).checked_mul(col_stride).and_then(|span| span.checked_add(1));
            match span.and_then(|span| len.checked_sub(span)) {
                None => 0,
                Some(_) if row_stride == 0 => rows,
                Some(room) => rows.min(room / row_stride + 1),
            }
        };
        debug_assert!(fit == rows, "{len} numbers cannot hold {rows} rows of {cols}");
        Place { rows: fit, cols, row_stride, col_stride }
    }

    /// Rows become columns.
    fn t(self) -> Place {
        Place { rows: self.cols, cols: self.rows, row_stride: self.col_stride, col_stride: self.row_stride }
    }

    /// A block, cut to the matrix, and how far its first element is from the matrix'.
    #[inline(always)]
    fn block(self, rows: Range<usize>, cols: Range<usize>) -> (Place, usize) {
        let (rows, cols) = (rows.start..rows.end.min(self.rows), cols.start..cols.end.min(self.cols));
        if rows.is_empty() || cols.is_empty() {
            // No element, so no distance to go.
            return (Place { rows: rows.len(), cols: cols.len(), ..self }, 0);
        }
        let offset = rows.start * self.row_stride + cols.start * self.col_stride;
        (Place { rows: rows.len(), cols: cols.len(), ..self }, offset)
    }
}

impl<'a, T> MatRef<'a, T> {
    /// Row after row. Rows for which the slice is too short are cut off.
    #[inline]
    pub fn new(data: &'a [T], rows: usize, cols: usize) -> Self {
        Self::with_strides(data, rows, cols, cols, 1)
    }

    /// Element `(i, j)` is `data[i * row_stride + j * col_stride]`. Rows for which the slice is too short are cut off.
    #[inline]
    pub fn with_strides(data: &'a [T], rows: usize, cols: usize, row_stride: usize, col_stride: usize) -> Self {
        let place = Place::within(data.len(), rows, cols, row_stride, col_stride);
        MatRef { place, data: data.as_ptr(), slice: PhantomData }
    }

    /// The transposed matrix; nothing is moved.
    #[inline]
    #[must_use]
    pub fn t(self) -> Self {
        MatRef { place: self.place.t(), ..self }
    }

    /// A block, cut to the matrix.
    #[inline(always)]
    #[must_use]
    pub fn block(self, rows: Range<usize>, cols: Range<usize>) -> Self {
        let (place, offset) = self.place.block(rows, cols);
        // SAFETY: zero, or the distance to an element of the matrix.
        MatRef { place, data: unsafe { self.data.add(offset) }, slice: PhantomData }
    }

    /// Rows.
    #[inline(always)]
    pub fn rows(&self) -> usize {
        self.place.rows
    }

    /// Columns.
    #[inline(always)]
    pub fn cols(&self) -> usize {
        self.place.cols
    }

    /// The distance from a row to the next.
    #[inline(always)]
    pub fn row_stride(&self) -> usize {
        self.place.row_stride
    }

    /// The distance from a column to the next.
    #[inline(always)]
    pub fn col_stride(&self) -> usize {
        self.place.col_stride
    }

    /// From the first element of the matrix to its last, with what lies between them; empty for a matrix without elements.
    #[inline(always)]
    pub(crate) fn span(&self) -> &'a [T] {
        if self.rows() == 0 || self.cols() == 0 {
            return &[];
        }
        let last = (self.rows() - 1) * self.row_stride() + (self.cols() - 1) * self.col_stride();
        // SAFETY: first and last element lie in the borrowed slice.
        unsafe { core::slice::from_raw_parts(self.data, last + 1) }
    }

    /// A row, if its elements are side by side and there is such a row.
    #[inline(always)]
    pub fn row(&self, row: usize) -> Option<&'a [T]> {
        if row >= self.rows() || self.cols() == 0 || (self.col_stride() != 1 && self.cols() > 1) {
            return None;
        }
        // SAFETY: the row's elements lie in the borrowed slice, from its first on, one by one.
        Some(unsafe { core::slice::from_raw_parts(self.data.add(row * self.row_stride()), self.cols()) })
    }
}

impl<T: Copy + Default> MatRef<'_, T> {
    /// An element; zero outside.
    #[inline(always)]
    pub fn get(&self, row: usize, col: usize) -> T {
        if row < self.rows() && col < self.cols() {
            // SAFETY: every element lies in the borrowed slice.
            unsafe { *self.data.add(row * self.row_stride() + col * self.col_stride()) }
        } else {
            T::default()
        }
    }
}

impl<'a, T> MatMut<'a, T> {
    /// Row after row. Rows for which the slice is too short are cut off.
    #[inline]
    pub fn new(data: &'a mut [T], rows: usize, cols: usize) -> Self {
        Self::with_row_stride(data, rows, cols, cols)
    }

    /// Element `(i, j)` is `data[i * row_stride + j]`. Rows for which the slice is too short are cut off; a row stride
    /// shorter than a row cuts the columns.
    #[inline]
    pub fn with_row_stride(data: &'a mut [T], rows: usize, cols: usize, row_stride: usize) -> Self {
        let cols = if rows > 1 { cols.min(row_stride) } else { cols };
        let place = Place::within(data.len(), rows, cols, row_stride, 1);
        MatMut { place, data: data.as_mut_ptr(), slice: PhantomData }
    }

    /// The transposed matrix; nothing is moved.
    #[inline]
    #[must_use]
    pub fn t(self) -> Self {
        MatMut { place: self.place.t(), ..self }
    }

    /// The same matrix, borrowed for a shorter time.
    #[inline(always)]
    pub fn reborrow(&mut self) -> MatMut<'_, T> {
        MatMut { place: self.place, data: self.data, slice: PhantomData }
    }

    /// The same matrix, to read.
    #[inline(always)]
    pub fn as_ref(&self) -> MatRef<'_, T> {
        MatRef { place: self.place, data: self.data, slice: PhantomData }
    }

    /// A block, cut to the matrix.
    #[inline(always)]
    pub fn block(&mut self, rows: Range<usize>, cols: Range<usize>) -> MatMut<'_, T> {
        let (place, offset) = self.place.block(rows, cols);
        // SAFETY: zero, or the distance to an element of the matrix.
        MatMut { place, data: unsafe { self.data.add(offset) }, slice: PhantomData }
    }

    /// The first `at` rows, and the others.
    #[inline]
    pub fn split_rows(mut self, at: usize) -> (Self, Self) {
        let (at, rows, cols) = (at.min(self.rows()), self.rows(), self.cols());
        let MatMut { place, data, .. } = self.block(at..rows, 0..cols);
        let rest = MatMut { place, data, slice: PhantomData };
        self.place.rows = at;
        (self, rest)
    }

    /// The first `at` columns, and the others.
    #[inline]
    pub fn split_cols(self, at: usize) -> (Self, Self) {
        let (left, right) = self.t().split_rows(at);
        (left.t(), right.t())
    }

    /// Rows.
    #[inline(always)]
    pub fn rows(&self) -> usize {
        self.place.rows
    }

    /// Columns.
    #[inline(always)]
    pub fn cols(&self) -> usize {
        self.place.cols
    }

    /// The distance from a row to the next.
    #[inline(always)]
    pub fn row_stride(&self) -> usize {
        self.place.row_stride
    }

    /// The distance from a column to the next.
    #[inline(always)]
    pub fn col_stride(&self) -> usize {
        self.place.col_stride
    }

    /// A row, if its elements are side by side and there is such a row.
    #[inline(always)]
    pub fn row_mut(&mut self, row: usize) -> Option<&mut [T]> {
        if row >= self.rows() || self.cols() == 0 || (self.col_stride() != 1 && self.cols() > 1) {
            return None;
        }
        // SAFETY: the row's elements lie in the borrowed slice, from its first on, one by one, and belong to this view alone.
        Some(unsafe { core::slice::from_raw_parts_mut(self.data.add(row * self.row_stride()), self.cols()) })
    }

    /// The first element, and how many numbers there are from it to the last, if those of a row are side by side.
    #[inline(always)]
    pub(super) fn side_by_side(self) -> Option<(*mut T, usize)> {
        let span = self.as_ref().span().len();
        (self.col_stride() == 1 || self.cols() <= 1).then_some((self.data, span))
    }
}

impl<T: Copy + Default> MatMut<'_, T> {
    /// An element; zero outside.
    #[inline(always)]
    pub fn get(&self, row: usize, col: usize) -> T {
        self.as_ref().get(row, col)
    }

    /// Writes an element; nothing outside.
    #[inline(always)]
    pub fn set(&mut self, row: usize, col: usize, value: T) {
        if row < self.rows() && col < self.cols() {
            // SAFETY: every element lies in the borrowed slice and belongs to this view alone.
            unsafe { *self.data.add(row * self.row_stride() + col * self.col_stride()) = value }
        }
    }
}
