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
        let (first, part, row) = match PACKED {
            true => (self.rows * GATES * at, width, GATES * STRIPS * S::LANES),
            false => (at, self.units, GATES * self.units),
        };
        let reach = first + self.rows.saturating_sub(1) * row + GATES.saturating_sub(1) * part + width;
        let kind = if PACKED { self.packed == STRIPS && !PART } else { self.packed == 0 };
        let whole = !PART || (STRIPS == 1 && S::LANES > 1);
        let fits = kind && whole && x.len() >= self.rows && reach <= self.data.len();
        debug_assert!(fits, "gates out of reach");
        let mut sums = [[isa.zero(); GATES]; STRIPS];
        if !fits {
            return sums;
        }
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
                    // SAFETY: the last row's last part's last vector lies inside, as was found. With `PART` only `width` numbers are read, at
                    // most a vector.
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
