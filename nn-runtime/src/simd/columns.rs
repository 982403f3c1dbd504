//! The innermost loop of products on targets without vectors: some numbers times the columns of as many rows.

use super::{Real, Weight};

/// Columns that are summed at a time: as many as fit into the registers of a Cortex-M.
pub(crate) const TILE: usize = 4;

/// `sums += x · W` for the [`TILE`] columns from `at` on, of rows of `columns` numbers. Nothing is done where there are fewer rows than
/// numbers in `x`.
#[inline(always)]
pub(crate) fn add_tile<T: Real, W: Weight<Number = T>>(
    x: &[T],
    weights: &[W],
    columns: usize,
    at: usize,
    sums: &mut [T; TILE],
) {
    if !reaches(x.len(), weights.len(), columns, at, TILE) {
        return;
    }
    // Four names and not a loop, which a compiler that saves space would keep in memory.
    let [mut s0, mut s1, mut s2, mut s3] = *sums;
    let mut row = weights.as_ptr().wrapping_add(at);
    for &x in x {
        // SAFETY: the `TILE` numbers from `at` on of every row lie in `weights`, as was found. The pointer moves on by `wrapping_add`, as
        // after the last row it may be beyond the end.
        let [w0, w1, w2, w3] = unsafe { W::four(row) };
        s0 += x * w0;
        s1 += x * w1;
        s2 += x * w2;
        s3 += x * w3;
        row = row.wrapping_add(columns);
    }
    *sums = [s0, s1, s2, s3];
}

/// The same for one column.
#[inline(always)]
pub(crate) fn column<T: Real, W: Weight<Number = T>>(x: &[T], weights: &[W], columns: usize, at: usize) -> T {
    let mut sum = T::zero();
    if !reaches(x.len(), weights.len(), columns, at, 1) {
        return sum;
    }
    let mut row = weights.as_ptr().wrapping_add(at);
    for &x in x {
        // SAFETY: as above.
        sum += x * unsafe { *row }.widen();
        row = row.wrapping_add(columns);
    }
    sum
}

/// Whether `width` numbers from `at` on of each of the rows lie within `len`.
#[inline(always)]
fn reaches(rows: usize, len: usize, columns: usize, at: usize, width: usize) -> bool {
    let last = rows.saturating_sub(1).checked_mul(columns).and_then(|last| last.checked_add(at)?.checked_add(width));
    last.is_some_and(|end| end <= len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_reach_is_not_read() {
        let mut sums = [1.0f32; 4];
        add_tile(&[2.0, 3.0], &[1.0f32; 9], 5, 0, &mut sums);
        assert_eq!(sums, [6.0; 4]);
        for (rows, len, columns, at) in
            [(2, 8, 5, 0), (2, 9, 5, 1), (1, 3, 5, 0), (3, 9, usize::MAX, 0), (1, 9, 1, usize::MAX)]
        {
            add_tile(&[2.0, 3.0, 4.0][..rows], &[1.0f32; 9][..len], columns, at, &mut sums);
            assert_eq!(sums, [6.0; 4], "{rows} {len} {columns} {at}");
        }
        assert_eq!(column(&[2.0, 3.0], &[1.0, 2.0, 3.0, 4.0], 2, 1), 16.0);
        assert_eq!(column(&[2.0, 3.0], &[1.0, 2.0, 3.0], 2, 1), 0.0);
    }
}
