//! A window three places wide that slides along a row, every channel for itself: the innermost loops of depthwise convolution.
//!
//! The window's weights stay in registers, and each number of the input is loaded once for the three places that see it. Only as many
//! results are in the making as registers hold; the processor overlaps them with the next ones by itself.

use super::{Isa, Real};

/// Places of the window along the row.
pub const WIDE: usize = 3;

/// Up to three rows that a window sees at once, and the vector of channels in question.
#[derive(Clone, Copy)]
pub struct Seen<'a, T, const ROWS: usize> {
    /// Where its numbers are.
    pub data: &'a [T],
    /// Where the first window starts in each row.
    pub rows: [usize; ROWS],
    /// From a place to the next.
    pub step: usize,
    /// Channels: at most a vector of them.
    pub width: usize,
}

impl<T, const ROWS: usize> Seen<'_, T, ROWS> {
    /// Whether that many windows lie within the data.
    #[inline(always)]
    fn reaches(&self, windows: usize) -> bool {
        let last = (windows + WIDE - 2).checked_mul(self.step).and_then(|last| last.checked_add(self.width));
        last.is_some_and(|last| {
            self.rows.iter().all(|row| row.checked_add(last).is_some_and(|end| end <= self.data.len()))
        })
    }
}

/// What is done with the sums of a vector of channels: `f(sum · scale + bias)`.
#[derive(Clone, Copy)]
pub(crate) struct Channels<V> {
    /// What sums are multiplied by, if by anything.
    pub scale: Option<V>,
    /// Added.
    pub bias: V,
    /// Whether negative results become 0.
    pub relu: bool,
}

impl<V: Copy> Channels<V> {
    /// What sums start from.
    #[inline(always)]
    pub fn start<T, S: Isa<T, V = V>>(&self, isa: S) -> V {
        if self.scale.is_some() { isa.zero() } else { self.bias }
    }

    /// The result.
    #[inline(always)]
    pub fn finish<T, S: Isa<T, V = V>>(&self, isa: S, sum: V) -> V {
        let value = match self.scale {
            Some(scale) => isa.fma(sum, scale, self.bias),
            None => sum,
        };
        // `max` answers with its second operand where either is NaN: NaN stays.
        if self.relu { isa.max(isa.zero(), value) } else { value }
    }
}

/// `results[w, c] = f((Σ seen[row, w + place, c] · weights[row, place, c]) · scale + bias)` for `windows` windows.
///
/// Nothing is done if the data or the results end before the last window.
#[inline(always)]
pub(crate) fn slide<T: Real, S: Isa<T>, const ROWS: usize>(
    isa: S,
    seen: Seen<'_, T, ROWS>,
    weights: &[[S::V; WIDE]; ROWS],
    windows: usize,
    results: &mut [T],
    channels: Channels<S::V>,
) {
    let room = windows > 0 && (windows - 1) * seen.step + seen.width <= results.len() && seen.width <= S::LANES;
    debug_assert!(room && seen.reaches(windows), "row out of reach");
    if !(room && seen.reaches(windows)) {
        return;
    }
    let (data, to) = (seen.data.as_ptr(), results.as_mut_ptr());
    let rows = seen.rows.map(|row| data.wrapping_add(row));
    // SAFETY: both reach as far as `windows` windows.
    unsafe {
        if seen.width == S::LANES {
            all::<T, S, ROWS, false>(isa, rows, seen.step, seen.width, weights, windows, to, channels);
        } else {
            all::<T, S, ROWS, true>(isa, rows, seen.step, seen.width, weights, windows, to, channels);
        }
    }
}

/// # Safety
/// The rows must be valid for reading vectors, with `PART` only `width` numbers, at `windows + 2` places `step` apart, and the results for
/// writing them at `windows` places.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
unsafe fn all<T: Real, S: Isa<T>, const ROWS: usize, const PART: bool>(
    isa: S,
    mut rows: [*const T; ROWS],
    step: usize,
    width: usize,
    weights: &[[S::V; WIDE]; ROWS],
    windows: usize,
    mut to: *mut T,
    channels: Channels<S::V>,
) {
    /// Windows side by side.
    const MANY: usize = 4;
    let mut left = windows;
    while left >= MANY {
        // SAFETY: so many windows are left.
        unsafe { some::<T, S, ROWS, MANY, PART>(isa, rows, step, width, weights, to, channels) };
        rows = rows.map(|row| row.wrapping_add(MANY * step));
        to = to.wrapping_add(MANY * step);
        left -= MANY;
    }
    while left > 0 {
        // SAFETY: a window is left.
        unsafe { some::<T, S, ROWS, 1, PART>(isa, rows, step, width, weights, to, channels) };
        rows = rows.map(|row| row.wrapping_add(step));
        to = to.wrapping_add(step);
        left -= 1;
    }
}

/// # Safety
/// As for [`all`], for `WINDOWS` windows.
#[inline(always)]
unsafe fn some<T: Real, S: Isa<T>, const ROWS: usize, const WINDOWS: usize, const PART: bool>(
    isa: S,
    rows: [*const T; ROWS],
    step: usize,
    width: usize,
    weights: &[[S::V; WIDE]; ROWS],
    to: *mut T,
    channels: Channels<S::V>,
) {
    let mut sums = [channels.start(isa); WINDOWS];
    for (row, weights) in rows.into_iter().zip(weights) {
        for place in 0..WINDOWS + WIDE - 1 {
            let from = row.wrapping_add(place * step);
            // SAFETY: promised by the caller.
            let x = unsafe { load::<T, S, PART>(isa, from, width) };
            for (k, &weight) in weights.iter().enumerate() {
                if place >= k && place - k < WINDOWS {
                    sums[place - k] = isa.fma(x, weight, sums[place - k]);
                }
            }
        }
    }
    for (w, sum) in sums.into_iter().enumerate() {
        let (to, value) = (to.wrapping_add(w * step), channels.finish(isa, sum));
        // SAFETY: promised by the caller.
        unsafe { if PART { isa.store_part(to, width, value) } else { isa.store_ptr(to, value) } }
    }
}

/// `Σ seen[row, w + place, c] · results[w, c]` over `windows` windows: a row's share of the weights' gradient.
///
/// Zeros if the data or the results end before the last window.
#[inline(always)]
pub(crate) fn slide_gradient<T: Real, S: Isa<T>, const ROWS: usize>(
    isa: S,
    seen: Seen<'_, T, ROWS>,
    windows: usize,
    results: &[T],
) -> [[S::V; WIDE]; ROWS] {
    let mut sums = [[isa.zero(); WIDE]; ROWS];
    let room = windows > 0 && (windows - 1) * seen.step + seen.width <= results.len() && seen.width <= S::LANES;
    debug_assert!(room && seen.reaches(windows), "row out of reach");
    if !(room && seen.reaches(windows)) {
        return sums;
    }
    let rows = seen.rows.map(|row| seen.data.as_ptr().wrapping_add(row));
    // SAFETY: both reach as far as `windows` windows.
    unsafe {
        if seen.width == S::LANES {
            gradient::<T, S, ROWS, false>(isa, rows, seen.step, seen.width, windows, results.as_ptr(), &mut sums);
        } else {
            gradient::<T, S, ROWS, true>(isa, rows, seen.step, seen.width, windows, results.as_ptr(), &mut sums);
        }
    }
    sums
}

/// # Safety
/// The rows must be valid for reading vectors, with `PART` only `width` numbers, at `windows + 2` places `step` apart, and the results at
/// `windows` places.
#[inline(always)]
unsafe fn gradient<T: Real, S: Isa<T>, const ROWS: usize, const PART: bool>(
    isa: S,
    mut rows: [*const T; ROWS],
    step: usize,
    width: usize,
    windows: usize,
    mut results: *const T,
    sums: &mut [[S::V; WIDE]; ROWS],
) {
    /// Windows side by side: with AVX2, a window of three rows leaves no registers for more.
    const MANY: usize = 4;
    let mut left = windows;
    while left > 0 {
        let many = if left >= MANY { MANY } else { 1 };
        if many == MANY {
            let mut d = [isa.zero(); MANY];
            for (w, d) in d.iter_mut().enumerate() {
                // SAFETY: promised by the caller, as `MANY` windows are left.
                *d = unsafe { load::<T, S, PART>(isa, results.wrapping_add(w * step), width) };
            }
            for (row, sums) in rows.iter().zip(sums.iter_mut()) {
                for place in 0..MANY + WIDE - 1 {
                    // SAFETY: promised by the caller, as `MANY` windows are left.
                    let x = unsafe { load::<T, S, PART>(isa, row.wrapping_add(place * step), width) };
                    for (k, sum) in sums.iter_mut().enumerate() {
                        if place >= k && place - k < MANY {
                            *sum = isa.fma(x, d[place - k], *sum);
                        }
                    }
                }
            }
        } else {
            // SAFETY: promised by the caller, as a window is left.
            let d = unsafe { load::<T, S, PART>(isa, results, width) };
            for (row, sums) in rows.iter().zip(sums.iter_mut()) {
                for (k, sum) in sums.iter_mut().enumerate() {
                    // SAFETY: promised by the caller, as a window is left.
                    let x = unsafe { load::<T, S, PART>(isa, row.wrapping_add(k * step), width) };
                    *sum = isa.fma(x, d, *sum);
                }
            }
        }
        rows = rows.map(|row| row.wrapping_add(many * step));
        results = results.wrapping_add(many * step);
        left -= many;
    }
}

/// # Safety
/// `from` must be valid for reading a vector, with `PART` only `width` numbers, fewer than a vector.
#[inline(always)]
unsafe fn load<T, S: Isa<T>, const PART: bool>(isa: S, from: *const T, width: usize) -> S::V {
    // SAFETY: promised by the caller.
    unsafe { if PART { isa.load_part(from, width) } else { isa.load_ptr(from) } }
}
