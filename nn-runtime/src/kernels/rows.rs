//! Rows of a table of weights, picked by index: what a dense layer over active positions and an embedding have in common.

use crate::MultiHotBatch;
use crate::simd::{self, Isa, Real, Weight, dispatch, pieces_mut};
use core::ops::Range;

/// Where row `index` lies in a table of `width` columns.
#[inline(always)]
pub fn range(index: u32, width: usize) -> Option<Range<usize>> {
    let start = (index as usize).checked_mul(width)?;
    Some(start..start.checked_add(width)?)
}

/// `y = b + Σ W[row]` over the rows of each set.
#[inline(always)]
pub fn sum<T: Real, W: Weight<Number = T>>(
    width: usize,
    sets: MultiHotBatch<'_>,
    table: &[W],
    bias: &[W],
    y: &mut [T],
) {
    dispatch(Sum { width, sets, table, bias, y });
}

/// `W[row] += d` for the rows of each set; `d` has one row a set.
#[inline(always)]
pub fn scatter_sets<T: Real>(width: usize, sets: MultiHotBatch<'_>, d: &[T], table: &mut [T]) {
    dispatch(ScatterSets { width, sets, d, table });
}

/// `W[row] += d` for each index; `d` has one row an index.
#[inline(always)]
pub fn scatter<T: Real>(width: usize, indices: &[u32], d: &[T], table: &mut [T]) {
    dispatch(Scatter { width, indices, d, table });
}

struct Sum<'a, T, W> {
    width: usize,
    sets: MultiHotBatch<'a>,
    table: &'a [W],
    bias: &'a [W],
    y: &'a mut [T],
}

impl<T: Real, W: Weight<Number = T>> simd::Kernel<T> for Sum<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        for (i, y) in pieces_mut(self.y, self.width).enumerate() {
            let indices = self.sets.sample(i);
            let mut at = 0;
            for y in y.chunks_mut(4 * S::LANES) {
                let columns = Columns { table: self.table, width: self.width, at, len: y.len() };
                let bias = self.bias.get(at..).unwrap_or(&[]);
                // A sum waits for the addition before it, so there are always four side by side: of columns or of rows.
                match y.len().div_ceil(S::LANES) {
                    1 => columns.sum::<S, 1, 4>(isa, indices, bias, y),
                    2 => columns.sum::<S, 2, 2>(isa, indices, bias, y),
                    3 => columns.sum::<S, 3, 1>(isa, indices, bias, y),
                    _ => columns.sum::<S, 4, 1>(isa, indices, bias, y),
                }
                at += y.len();
            }
        }
    }
}

/// Some columns of a table.
struct Columns<'a, W> {
    table: &'a [W],
    width: usize,
    at: usize,
    len: usize,
}

impl<T: Real, W: Weight<Number = T>> Columns<'_, W> {
    /// This part of a row.
    #[inline(always)]
    fn row(&self, index: u32) -> Option<&[W]> {
        let start = (index as usize).checked_mul(self.width)?.checked_add(self.at)?;
        self.table.get(start..start.checked_add(self.len)?)
    }

    /// `sums += W[row]`
    #[inline(always)]
    fn add_row<S: Isa<T>, const V: usize>(&self, isa: S, sums: &mut [S::V; V], index: u32) {
        if let Some(row) = self.row(index) {
            for (v, sum) in sums.iter_mut().enumerate() {
                *sum = isa.add(*sum, W::load(isa, row.get(v * S::LANES..).unwrap_or(&[])));
            }
        }
    }

    /// `y = b + Σ W[row]`: `V` vectors of columns, `R` rows at a time.
    #[inline(always)]
    fn sum<S: Isa<T>, const V: usize, const R: usize>(&self, isa: S, indices: &[u32], bias: &[W], y: &mut [T]) {
        let mut sums = [[isa.zero(); V]; R];
        let mut groups = indices.chunks_exact(R);
        for group in &mut groups {
            for r in 0..R {
                self.add_row(isa, &mut sums[r], group[r]);
            }
        }
        for &index in groups.remainder() {
            self.add_row(isa, &mut sums[0], index);
        }
        for v in 0..V {
            let mut total = W::load(isa, bias.get(v * S::LANES..).unwrap_or(&[]));
            for sum in &sums {
                total = isa.add(total, sum[v]);
            }
            isa.store(&mut y[v * S::LANES..], total);
        }
    }
}

struct ScatterSets<'a, T> {
    width: usize,
    sets: MultiHotBatch<'a>,
    d: &'a [T],
    table: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for ScatterSets<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        for (i, d) in self.d.chunks_exact(self.width.max(1)).enumerate() {
            for &index in self.sets.sample(i) {
                add_to_row(isa, self.width, index, d, self.table);
            }
        }
    }
}

struct Scatter<'a, T> {
    width: usize,
    indices: &'a [u32],
    d: &'a [T],
    table: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Scatter<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        for (d, &index) in self.d.chunks_exact(self.width.max(1)).zip(self.indices) {
            add_to_row(isa, self.width, index, d, self.table);
        }
    }
}

/// `W[index] += d`
#[inline(always)]
fn add_to_row<T: Real, S: Isa<T>>(isa: S, width: usize, index: u32, d: &[T], table: &mut [T]) {
    if let Some(row) = range(index, width).and_then(|row| table.get_mut(row)) {
        for (w, d) in row.chunks_mut(S::LANES).zip(d.chunks(S::LANES)) {
            isa.store(w, isa.add(isa.load(w), isa.load(d)));
        }
    }
}
