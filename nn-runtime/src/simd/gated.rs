//! One row times a matrix whose columns are the parts of several gates: the sums of a unit's gates are made side by side, and stay in
//! registers for what is done with them.

use super::{Isa, Real};

/// A matrix of `GATES` parts side by side.
#[derive(Clone, Copy)]
pub(crate) struct Gated<'a, T, const GATES: usize> {
    data: &'a [T],
    rows: usize,
    /// Numbers of a part.
    units: usize,
    /// Vectors of each part that lie together, if it is a copy; else 0.
    packed: usize,
}

impl<'a, T: Real, const GATES: usize> Gated<'a, T, GATES> {
    /// As it lies: `rows` rows of parts of `units` numbers.
    #[inline(always)]
    pub fn new(data: &'a [T], rows: usize, units: usize) -> Self {
        Gated { data, rows, units, packed: 0 }
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Numbers of a copy.
    #[inline(always)]
    pub fn room<S: Isa<T>>(&self, strips: usize) -> usize {
        if self.is_empty() { 0 } else { self.rows * GATES * self.units.next_multiple_of(strips * S::LANES) }
    }

    /// A copy in which lies together what is multiplied together: for each `strips` vectors of units all rows, of each row these vectors of
    /// each part. The memory should be aligned.
    #[inline(always)]
    pub fn packed<S: Isa<T>>(self, isa: S, strips: usize, memory: &'a mut [T]) -> Self {
        let width = strips * S::LANES;
        let starts = (0..self.units).step_by(width.max(1));
        for (panel, at) in memory.chunks_exact_mut((self.rows * GATES * width).max(1)).zip(starts) {
            for (i, to) in panel.chunks_exact_mut(width).enumerate() {
                let (from, end) = (i * self.units + at, i * self.units + self.units.min(at + width));
                let from = self.data.get(from..end).unwrap_or(&[]);
                for (s, to) in to.chunks_exact_mut(S::LANES).enumerate() {
                    isa.store(to, isa.load(from.get(s * S::LANES..).unwrap_or(&[])));
                }
            }
        }
        Gated { data: memory, packed: strips, ..self }
    }

    /// Whether the matrix is of the kind, packed for that many vectors or, with 0, as it lies, and every row's parts hold the `width` numbers from `at` on.
    #[inline(always)]
    fn reaches(&self, at: usize, width: usize, packed: usize, lanes: usize) -> bool {
        let units = if packed > 0 { self.units.checked_next_multiple_of(packed * lanes) } else { Some(self.units) };
        let all = units.and_then(|units| units.checked_mul(GATES)?.checked_mul(self.rows));
        self.packed == packed
            && all.is_some_and(|all| all <= self.data.len())
            && at.checked_add(width).zip(units).is_some_and(|(end, units)| end <= units)
    }

    /// `sums[s][g] = Σₚ x[p] · w[p, g, at + s · LANES …]`, added in the order of `p`, as all products are. `PACKED` says which of the two kinds
    /// the matrix is; with `PART` parts end within the vector.
    ///
    /// Zeros if the matrix or `x` ends too early.
    #[inline(always)]
    pub fn sums<S: Isa<T>, const STRIPS: usize, const PACKED: bool, const PART: bool>(
        &self,
        isa: S,
        x: &[T],
        at: usize,
    ) -> [[S::V; GATES]; STRIPS] {
        let width = if PART { self.units.saturating_sub(at).min(S::LANES) } else { STRIPS * S::LANES };
        let fits = self.reaches(at, width, if PACKED { STRIPS } else { 0 }, S::LANES) && x.len() >= self.rows;
        let whole = !PART || (STRIPS == 1 && S::LANES > 1 && !PACKED);
        debug_assert!(fits && whole, "gates out of reach");
        let mut sums = [[isa.zero(); GATES]; STRIPS];
        if !fits || !whole {
            return sums;
        }
        let (first, part, row) = match PACKED {
            true => (self.rows * GATES * at, width, GATES * width),
            false => (at, self.units, GATES * self.units),
        };
        // A pointer for each part, as offsets would leave the registers; of a packed matrix all parts are found from the first.
        let mut parts: [*const T; GATES] = core::array::from_fn(|g| self.data.as_ptr().wrapping_add(first + g * part));
        for x in x.iter().take(self.rows) {
            let x = isa.splat(*x);
            for g in 0..GATES {
                for (s, sums) in sums.iter_mut().enumerate() {
                    let from = match PACKED {
                        true => parts[0].wrapping_add((g * STRIPS + s) * S::LANES),
                        false => parts[g].wrapping_add(s * S::LANES),
                    };
                    // SAFETY: the `width` numbers from `at` on of each part of every row lie inside, as was found. With `PART` only these are read,
                    // at most a vector.
                    let w = unsafe { if PART { isa.load_part(from, width) } else { isa.load_ptr(from) } };
                    sums[g] = isa.fma(x, w, sums[g]);
                }
            }
            // `wrapping`, as after the last row they may be beyond the end.
            for part in parts.iter_mut().take(if PACKED { 1 } else { GATES }) {
                *part = part.wrapping_add(row);
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Scalar;

    #[test]
    fn parts_are_summed_side_by_side() {
        let weights: [f32; 12] = core::array::from_fn(|i| i as f32);
        let matrix = Gated::<f32, 3>::new(&weights, 2, 2);
        assert_eq!(matrix.sums::<_, 1, false, false>(Scalar, &[1.0, 2.0], 1), [[15.0, 21.0, 27.0]]);
        let mut memory = [9.0; 12];
        let packed = matrix.packed(Scalar, 2, &mut memory);
        let both = [[12.0, 18.0, 24.0], [15.0, 21.0, 27.0]];
        assert_eq!(matrix.sums::<_, 2, false, false>(Scalar, &[1.0, 2.0], 0), both);
        assert_eq!(packed.sums::<_, 2, true, false>(Scalar, &[1.0, 2.0], 0), both);
    }

    #[test]
    fn what_is_out_of_reach_is_known() {
        let weights = [0.0f32; 12];
        for (rows, units, at, packed) in [
            (3, 2, 0, 0),
            (2, 2, 2, 0),
            (2, 3, 0, 0),
            (1, usize::MAX, 0, 0),
            (1, 2, usize::MAX, 0),
            (usize::MAX, 2, 0, 0),
            (2, 2, 0, 1),
        ] {
            let matrix = Gated::<f32, 3>::new(&weights, rows, units);
            assert!(!matrix.reaches(at, 1, packed, 1), "{rows} {units} {at} {packed}");
        }
        assert!(Gated::<f32, 3>::new(&weights, 2, 2).reaches(1, 1, 0, 1));
    }
}
