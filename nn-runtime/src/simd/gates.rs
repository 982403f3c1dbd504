//! The innermost loop of a gated layer's step: some numbers times the columns of as many rows that belong to the same units, in each of three
//! gates.

use super::{Isa, Real, Weight};

/// Sums of three gates, a vector of units each.
pub(crate) type Gates<V> = [V; 3];

/// `sums += x · W` for the units from `at` on, of rows of three times `units` numbers: a vector of them, or only `width`. Nothing is done where
/// there are fewer rows than numbers in `x`, or fewer units.
#[inline(always)]
pub(crate) fn add_gates<T: Real, W: Weight<Number = T>, S: Isa<T>, const PART: bool>(
    isa: S,
    x: &[T],
    weights: &[W],
    units: usize,
    (at, width): (usize, usize),
    sums: &mut Gates<S::V>,
) {
    if !reaches(x.len(), weights.len(), units, at, width) || (width != S::LANES && !(PART && width < S::LANES)) {
        return;
    }
    // Names and not a loop, which a compiler that saves space would keep in memory.
    let [mut a, mut b, mut c] = *sums;
    let mut row = weights.as_ptr().wrapping_add(at);
    for &x in x {
        let x = isa.splat(x);
        // SAFETY: the `width` numbers from `at` on of each gate of every row lie in `weights`, as was found. The pointer moves on by
        // `wrapping_add`, as after the last row it may be beyond the end.
        unsafe {
            a = isa.fma(x, load::<W, S, PART>(isa, row, width), a);
            b = isa.fma(x, load::<W, S, PART>(isa, row.add(units), width), b);
            c = isa.fma(x, load::<W, S, PART>(isa, row.add(2 * units), width), c);
        }
        row = row.wrapping_add(3 * units);
    }
    *sums = [a, b, c];
}

/// # Safety
/// `from` must be valid for reading a vector, with `PART` only `width` numbers, fewer than a vector.
#[inline(always)]
unsafe fn load<W: Weight, S: Isa<W::Number>, const PART: bool>(isa: S, from: *const W, width: usize) -> S::V {
    // SAFETY: promised by the caller.
    unsafe { if PART { W::load_part(isa, from, width) } else { W::load_ptr(isa, from) } }
}

/// The same for two vectors of units.
#[inline(always)]
pub(crate) fn add_gates_twice<T: Real, W: Weight<Number = T>, S: Isa<T>>(
    isa: S,
    x: &[T],
    weights: &[W],
    units: usize,
    at: usize,
    [first, second]: [&mut Gates<S::V>; 2],
) {
    if !reaches(x.len(), weights.len(), units, at, 2 * S::LANES) {
        return;
    }
    let ([mut a, mut b, mut c], [mut d, mut e, mut f]) = (*first, *second);
    let mut row = weights.as_ptr().wrapping_add(at);
    for &x in x {
        let x = isa.splat(x);
        // SAFETY: as above, for two vectors.
        unsafe {
            let [w0, w3] = W::load_two(isa, row);
            let [w1, w4] = W::load_two(isa, row.add(units));
            let [w2, w5] = W::load_two(isa, row.add(2 * units));
            (a, d) = (isa.fma(x, w0, a), isa.fma(x, w3, d));
            (b, e) = (isa.fma(x, w1, b), isa.fma(x, w4, e));
            (c, f) = (isa.fma(x, w2, c), isa.fma(x, w5, f));
        }
        row = row.wrapping_add(3 * units);
    }
    (*first, *second) = ([a, b, c], [d, e, f]);
}

/// Whether `width` units from `at` on are in each of the rows, of three times `units` numbers each.
#[inline(always)]
fn reaches(rows: usize, len: usize, units: usize, at: usize, width: usize) -> bool {
    let all = units.checked_mul(3).and_then(|row| row.checked_mul(rows));
    all.is_some_and(|all| all <= len) && at.checked_add(width).is_some_and(|end| end <= units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Scalar;

    #[test]
    fn what_is_out_of_reach_is_not_read() {
        let weights: [f32; 12] = core::array::from_fn(|i| i as f32);
        let (mut first, mut second) = ([0.0; 3], [0.0; 3]);
        add_gates::<f32, f32, _, false>(Scalar, &[1.0, 2.0], &weights, 2, (1, 1), &mut first);
        assert_eq!(first, [15.0, 21.0, 27.0]);
        add_gates_twice(Scalar, &[1.0], &weights, 2, 0, [&mut first, &mut second]);
        assert_eq!((first, second), ([15.0, 23.0, 31.0], [1.0, 3.0, 5.0]));
        for (rows, units, at) in [(3, 2, 0), (2, 2, 2), (2, 3, 0), (1, usize::MAX, 0), (1, 2, usize::MAX)] {
            add_gates::<f32, f32, _, false>(Scalar, &[1.0; 3][..rows], &weights, units, (at, 1), &mut first);
            add_gates_twice(Scalar, &[1.0; 3][..rows], &weights, units, at, [&mut first, &mut second]);
            assert_eq!((first, second), ([15.0, 23.0, 31.0], [1.0, 3.0, 5.0]), "{rows} {units} {at}");
        }
    }
}
