//! Shapes of one sample: the batch is never part of them.

use core::fmt;

/// The most dimensions a sample may have: three of space, time in front, channels behind, and one to spare.
pub const MAX_RANK: usize = 6;

/// The shape of one sample, channels last, without the batch: `[28, 28, 1]`.
///
/// A plain `Copy` value whose every method is `const`, so that shape rules can run in the compiler.
#[derive(Clone, Copy)]
pub struct Shape {
    dims: [usize; MAX_RANK],
    rank: usize,
}

impl Shape {
    /// The shape of a value whose layer was refused: its users stay silent.
    pub const POISON: Shape = Shape { dims: [0; MAX_RANK], rank: usize::MAX };

    /// A shape from its dimensions; more than [`MAX_RANK`] make [`Shape::POISON`].
    pub const fn new(dims: &[usize]) -> Shape {
        if dims.len() > MAX_RANK {
            return Shape::POISON;
        }
        let mut shape = Shape { dims: [1; MAX_RANK], rank: dims.len() };
        let mut i = 0;
        while i < dims.len() {
            shape.dims[i] = dims[i];
            i += 1;
        }
        shape
    }

    /// True for the shape of a refused layer.
    pub const fn is_poison(&self) -> bool {
        self.rank > MAX_RANK
    }

    /// The number of dimensions.
    pub const fn rank(&self) -> usize {
        if self.is_poison() { 0 } else { self.rank }
    }

    /// The dimensions as a slice.
    pub const fn dims(&self) -> &[usize] {
        self.dims.split_at(self.rank()).0
    }

    /// Dimension `i`, 1 where there is none.
    pub const fn dim(&self, i: usize) -> usize {
        if i < self.rank() { self.dims[i] } else { 1 }
    }

    /// The last dimension: the channels. 1 for a shape without dimensions.
    pub const fn last(&self) -> usize {
        if self.rank() == 0 { 1 } else { self.dims[self.rank() - 1] }
    }

    /// The number of values, saturating: a shape too large for memory is refused by the compiler, not here.
    pub const fn len(&self) -> usize {
        self.len_of(0, self.rank())
    }

    /// True when some dimension is 0.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The product of the dimensions `from..to`.
    pub const fn len_of(&self, from: usize, to: usize) -> usize {
        let (mut i, mut n) = (from, 1usize);
        while i < to {
            n = n.saturating_mul(self.dim(i));
            i += 1;
        }
        n
    }

    /// The number of rows when the last dimension is the row: positions a dense layer is applied to.
    pub const fn rows(&self) -> usize {
        if self.rank() == 0 { 1 } else { self.len_of(0, self.rank() - 1) }
    }

    /// The same shape with another last dimension.
    pub const fn with_last(mut self, size: usize) -> Shape {
        if self.rank() > 0 {
            self.dims[self.rank - 1] = size;
        }
        self
    }

    /// The same shape with dimension `i` replaced.
    pub const fn with(mut self, i: usize, size: usize) -> Shape {
        if i < self.rank() {
            self.dims[i] = size;
        }
        self
    }

    /// The shape with one dimension more at the end; [`Shape::POISON`] beyond [`MAX_RANK`].
    pub const fn push(mut self, size: usize) -> Shape {
        if self.rank() >= MAX_RANK {
            return Shape::POISON;
        }
        self.dims[self.rank] = size;
        self.rank += 1;
        self
    }

    /// True when rank and all dimensions are the same (`==`, usable in `const`).
    pub const fn same(&self, other: &Shape) -> bool {
        if self.rank != other.rank {
            return false;
        }
        let mut i = 0;
        while i < self.rank() {
            if self.dims[i] != other.dims[i] {
                return false;
            }
            i += 1;
        }
        true
    }

    /// Keras' axis convention: axis 0 is the batch, so the first axis of a sample is 1; negative counts from the end.
    /// `None` when the sample has no such axis.
    pub const fn axis(&self, axis: i64) -> Option<usize> {
        let rank = self.rank() as i64;
        let at = if axis < 0 { axis.saturating_add(rank) } else { axis - 1 };
        if at >= 0 && at < rank { Some(at as usize) } else { None }
    }
}

impl PartialEq for Shape {
    fn eq(&self, other: &Shape) -> bool {
        self.same(other)
    }
}

impl Eq for Shape {}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::Message::new().shape(self).as_str())
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
