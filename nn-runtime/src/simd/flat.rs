//! [`slide`] for channels so few that several places fit into a vector: places side by side are one run of numbers, of which each vector
//! takes as many whole places as it can.

use super::slide::{Channels, Row, Seen, Taps, WIDE, slide, slide_gradient};
use super::{Isa, Real, Weight};

/// Numbers in the longest vector.
const LONGEST: usize = 16;

/// Numbers of places side by side that fit into a vector, whole places only; 0 where no two of them do.
#[inline(always)]
pub(crate) fn side_by_side<T, S: Isa<T>>(channels: usize) -> usize {
    match S::LANES.checked_div(channels) {
        Some(places) if places >= 2 && S::LANES <= LONGEST => places * channels,
        _ => 0,
    }
}

/// A vector with some numbers again and again, one for each channel; zeros of none.
#[inline(always)]
pub(crate) fn again<W: Weight, S: Isa<W::Number>>(isa: S, numbers: &[W]) -> S::V {
    let mut lanes = [W::default(); LONGEST];
    for lanes in lanes.chunks_mut(numbers.len().max(1)) {
        lanes.iter_mut().zip(numbers).for_each(|(lane, &number)| *lane = number);
    }
    W::load(isa, &lanes)
}

/// The sums of the lanes of each channel, added to `numbers`, where the first `side` lanes belong to the channels again and again.
#[inline(always)]
pub(crate) fn gathered<T: Real, S: Isa<T>>(isa: S, v: S::V, side: usize, numbers: &mut [T]) {
    let mut lanes = [T::zero(); LONGEST];
    isa.store(&mut lanes, v);
    for lanes in lanes.get(..side).unwrap_or(&[]).chunks_exact(numbers.len().max(1)) {
        numbers.iter_mut().zip(lanes).for_each(|(number, &lane)| *number += lane);
    }
}

impl<'a, T: Real, const ROWS: usize> Seen<'a, T, ROWS> {
    /// The windows at both ends of a row, which see fewer than three places: what they see, and where the first of them is.
    #[inline(always)]
    fn ends(&self, row: Row) -> [(Seen<'a, T, ROWS>, Row, usize); 2] {
        let (from, end) = row.whole();
        let front = Row { input: (from + WIDE - 1).saturating_sub(row.before).min(row.input), output: from, ..row };
        let skipped = end.saturating_sub(row.before);
        let before = row.before.saturating_sub(end);
        let back = Row { input: row.input.saturating_sub(skipped), output: row.output - end, before };
        let rows = self.rows.map(|start| start + skipped * self.step);
        [(*self, front, 0), (Seen { rows, ..*self }, back, end)]
    }
}

/// As [`slide`], for `step` channels, which weights, scale and bias have [`again`] and again.
#[inline(always)]
pub(crate) fn flat<T: Real, S: Isa<T>, const ROWS: usize>(
    isa: S,
    seen: Seen<'_, T, ROWS>,
    weights: &Taps<S::V, ROWS>,
    row: Row,
    results: &mut [T],
    channels: Channels<S::V>,
) {
    let side = side_by_side::<T, S>(seen.step);
    if side == 0 || !seen.reaches(row, results.len(), S::LANES) {
        return;
    }
    let (from, end) = row.whole();
    let rows = seen.rows.map(|start| seen.data.as_ptr().wrapping_add(start).wrapping_sub(row.before * seen.step));
    let (to, mut at, end_at) = (results.as_mut_ptr(), from * seen.step, end * seen.step);
    while at + side <= end_at {
        // SAFETY: the results reach as far as the row's windows, and the data as far as what whole windows see.
        unsafe {
            some(isa, rows.map(|row| row.wrapping_add(at)), seen.step, side, weights, to.wrapping_add(at), channels)
        };
        at += side;
    }
    if at < end_at {
        // SAFETY: as above.
        unsafe {
            some(
                isa,
                rows.map(|row| row.wrapping_add(at)),
                seen.step,
                end_at - at,
                weights,
                to.wrapping_add(at),
                channels,
            )
        };
    }
    for (seen, row, first) in seen.ends(row) {
        if row.output > 0 {
            let results = results.get_mut(first * seen.step..).unwrap_or(&mut []);
            slide(isa, seen, core::array::from_ref(weights), row, results, &[channels]);
        }
    }
}

/// # Safety
/// The rows must be valid for reading `width` numbers, at most a vector, at three places `step` apart, and the results for writing as many.
#[inline(always)]
unsafe fn some<T: Real, S: Isa<T>, const ROWS: usize>(
    isa: S,
    rows: [*const T; ROWS],
    step: usize,
    width: usize,
    weights: &Taps<S::V, ROWS>,
    to: *mut T,
    channels: Channels<S::V>,
) {
    let mut sums = [channels.start(isa), isa.zero(), isa.zero()];
    for (row, weights) in rows.iter().zip(weights) {
        for (k, (sum, &weight)) in sums.iter_mut().zip(weights).enumerate() {
            // SAFETY: promised by the caller.
            let x = unsafe { isa.load_part(row.wrapping_add(k * step), width) };
            *sum = isa.fma(x, weight, *sum);
        }
    }
    let sum = isa.add(isa.add(sums[0], sums[1]), sums[2]);
    // SAFETY: promised by the caller.
    unsafe { isa.store_part(to, width, channels.finish(isa, sum)) };
}

/// As [`slide_gradient`], for `step` channels, which the sums have again and again: they are yet to be [`gathered`].
#[inline(always)]
pub(crate) fn flat_gradient<T: Real, S: Isa<T>, const ROWS: usize>(
    isa: S,
    seen: Seen<'_, T, ROWS>,
    row: Row,
    results: &[T],
    sums: &mut Taps<S::V, ROWS>,
) {
    let side = side_by_side::<T, S>(seen.step);
    if side == 0 || !seen.reaches(row, results.len(), S::LANES) {
        return;
    }
    let (from, end) = row.whole();
    let rows = seen.rows.map(|start| seen.data.as_ptr().wrapping_add(start).wrapping_sub(row.before * seen.step));
    let (mut at, end_at) = (from * seen.step, end * seen.step);
    while at < end_at {
        let width = side.min(end_at - at);
        // SAFETY: the results reach as far as the row's windows.
        let d = unsafe { isa.load_part(results.as_ptr().wrapping_add(at), width) };
        for (row, sums) in rows.iter().zip(sums.iter_mut()) {
            for (k, sum) in sums.iter_mut().enumerate() {
                // SAFETY: `width` numbers of whole windows, which see places of the row, and the data reach as far as these.
                let x = unsafe { isa.load_part(row.wrapping_add(at + k * seen.step), width) };
                *sum = isa.fma(x, d, *sum);
            }
        }
        at += width;
    }
    for (seen, row, first) in seen.ends(row) {
        if row.output > 0 {
            slide_gradient(isa, seen, row, results.get(first * seen.step..).unwrap_or(&[]), sums);
        }
    }
}
