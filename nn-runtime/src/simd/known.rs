//! One row times a matrix whose sizes are known while compiling: of all ways for vectors and parts of them, those that it needs are compiled.

use super::narrow::{is_narrow, narrow_row};
use super::one::{Columns, Ending};
use super::{Isa, Real};

/// The sizes of a matrix.
pub(crate) trait Sizes {
    /// Numbers of a row that is multiplied by it.
    const DEPTH: usize;
    /// Numbers of what comes out.
    const COLUMNS: usize;
}

/// `y ← f(x · W + …)`, its sums made as those of rows among others. Nothing is done for a matrix of other sizes.
#[inline(always)]
pub(crate) fn known<T: Real, S: Isa<T>, M: Sizes>(isa: S, x: &[T], w: &[T], y: &mut [T], ending: Ending<'_, T>) {
    let fits = x.len() == M::DEPTH && y.len() == M::COLUMNS && w.len() == M::DEPTH * M::COLUMNS;
    debug_assert!(fits, "a matrix of other sizes");
    if !fits {
        return;
    }
    /// Code for a condition that is known.
    macro_rules! when {
        ($condition:expr => $code:expr) => {
            if const { $condition } {
                $code;
            }
        };
    }
    if const { is_narrow(S::LANES, M::DEPTH, M::COLUMNS) } {
        return narrow_row(isa, x, w, y, ending);
    }
    let mut row = Columns { isa, x, w, y, ending, at: 0 };
    when!(M::COLUMNS / S::LANES >= 8 => for _ in 0..M::COLUMNS / S::LANES / 8 {
        row.next::<8, false, false>(0);
    });
    when!(M::COLUMNS / S::LANES % 8 >= 4 => row.next::<4, false, false>(0));
    when!(M::COLUMNS / S::LANES % 4 >= 2 => row.next::<2, false, false>(0));
    when!(M::COLUMNS / S::LANES % 2 == 1 => row.next::<1, false, false>(0));
    when!(M::COLUMNS % S::LANES > 0 => row.next::<0, false, true>(0));
}
