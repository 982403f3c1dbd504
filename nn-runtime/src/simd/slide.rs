//! A window three places wide that slides along a row, every channel for itself: the innermost loops of depthwise convolution.
//!
//! The window's weights stay in registers, and each number of the input is loaded once, for the three windows that see it: the sums of
//! two windows are open while a place is read that begins a third. So a row's ends are no case of their own: what lies beyond them is
//! simply not read. Where channels are so few that several places fit into a vector, places side by side are one run of numbers ([`flat`](super::flat)).

use super::{Isa, Real};

/// Places of the window along the row.
pub(crate) const WIDE: usize = 3;
/// Rows of the input that a window sees at most.
pub(crate) const HIGH: usize = 3;

/// Rows of a window's numbers, one vector of channels for each of its places.
pub(crate) type Taps<V, const ROWS: usize> = [[V; WIDE]; ROWS];

/// Windows one place apart along a row: window `o` sees the places `o − before` to `o − before + 2`, as far as there are such.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Places of the input.
    pub input: usize,
    /// Windows.
    pub output: usize,
    /// Places that are missing in front of the first window.
    pub before: usize,
}

impl Row {
    /// Whether each window sees a place, and each place is seen as often as windows reach over it.
    #[inline(always)]
    pub fn regular(&self) -> bool {
        let (places, windows) = (self.input + self.before, self.output);
        self.input > 0 && self.before < WIDE && windows <= places && places < windows + WIDE
    }

    /// The windows that see three places: from the first to before the second.
    #[inline(always)]
    pub(super) fn whole(&self) -> (usize, usize) {
        let end = (self.input + self.before).saturating_sub(WIDE - 1).min(self.output);
        (self.before.min(end), end)
    }
}

/// Up to three rows that a window sees at once, and the channels in question.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a, T, const ROWS: usize> {
    /// Where its numbers are.
    pub data: &'a [T],
    /// Where each row starts.
    pub rows: [usize; ROWS],
    /// From a place to the next.
    pub step: usize,
    /// Channels: at most a vector of them, or some vectors side by side.
    pub width: usize,
}

impl<T, const ROWS: usize> Seen<'_, T, ROWS> {
    /// Whether the rows lie within the data, and the windows within `results` numbers.
    #[inline(always)]
    pub(super) fn reaches(&self, row: Row, results: usize, lanes: usize) -> bool {
        let far = |places: usize| (places.checked_sub(1)?).checked_mul(self.step)?.checked_add(self.width);
        let seen = far(row.input).is_some_and(|far| {
            self.rows.iter().all(|start| start.checked_add(far).is_some_and(|end| end <= self.data.len()))
        });
        let fits = seen && far(row.output).is_some_and(|far| far <= results) && self.width <= lanes && row.regular();
        debug_assert!(fits, "row out of reach");
        fits
    }
}

/// What is done with the sums of a vector of channels: `f(sum · scale + bias)`.
#[derive(Clone, Copy)]
pub(crate) struct Channels<V> {
    /// What sums are multiplied by, if by anything.
    pub scale: Option<V>,
    /// Added.
    pub bias: V,
    /// What lesser results become: 0, or −∞ where they stay.
    pub least: V,
}

impl<V: Copy> Channels<V> {
    /// Of a scale and a bias; with `relu` negative results become 0.
    #[inline(always)]
    pub fn new<T: Real, S: Isa<T, V = V>>(isa: S, scale: Option<V>, bias: V, relu: bool) -> Channels<V> {
        Channels { scale, bias, least: isa.splat(if relu { T::zero() } else { T::neg_infinity() }) }
    }

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
        isa.max(self.least, value)
    }
}

/// `results[o, c] = f((Σ seen[row, o − before + k, c] · weights[row, k, c]) · scale + bias)` for each window, of as many vectors of channels
/// side by side: the sums of two windows of each are open, and the more of them, the less one addition waits for the one before.
///
/// Nothing is done if the data or the results end too early, or the row is not regular.
#[inline(always)]
pub(crate) fn slide<T: Real, S: Isa<T>, const ROWS: usize, const VECTORS: usize>(
    isa: S,
    seen: Seen<'_, T, ROWS>,
    weights: &[Taps<S::V, ROWS>; VECTORS],
    row: Row,
    results: &mut [T],
    channels: &[Channels<S::V>; VECTORS],
) {
    if !seen.reaches(row, results.len(), VECTORS * S::LANES) {
        return;
    }
    let (rows, to) = (seen.rows.map(|row| seen.data.as_ptr().wrapping_add(row)), results.as_mut_ptr());
    // SAFETY: the data reach as far as the row's places, and the results as far as its windows.
    unsafe {
        if seen.width == VECTORS * S::LANES {
            all::<T, S, ROWS, VECTORS, false>(isa, rows, seen, weights, row, to, channels);
        } else if VECTORS == 1 {
            all::<T, S, ROWS, VECTORS, true>(isa, rows, seen, weights, row, to, channels);
        }
    }
}

/// # Safety
/// The rows must be valid for reading vectors side by side, with `PART` only `width` numbers, at the row's places, and the results for writing
/// them at its windows. The row must be regular.
#[inline(always)]
unsafe fn all<T: Real, S: Isa<T>, const ROWS: usize, const VECTORS: usize, const PART: bool>(
    isa: S,
    mut rows: [*const T; ROWS],
    Seen { step, width, .. }: Seen<'_, T, ROWS>,
    weights: &[Taps<S::V, ROWS>; VECTORS],
    row: Row,
    mut to: *mut T,
    channels: &[Channels<S::V>; VECTORS],
) {
    let mut start = [isa.zero(); VECTORS];
    for (start, channels) in start.iter_mut().zip(channels) {
        *start = channels.start(isa);
    }
    /// Reads a place: what it adds to the sums of the windows that end there, that are open, and that begin.
    macro_rules! place {
        ($ending:ident, $open:ident) => {{
            let mut begun = start;
            for (i, row) in rows.iter_mut().enumerate() {
                for (v, weights) in weights.iter().enumerate() {
                    // SAFETY: promised by the caller, for each place once.
                    let x = unsafe { load::<T, S, PART>(isa, row.wrapping_add(v * S::LANES), width) };
                    $ending[v] = isa.fma(x, weights[i][2], $ending[v]);
                    $open[v] = isa.fma(x, weights[i][1], $open[v]);
                    begun[v] = isa.fma(x, weights[i][0], begun[v]);
                }
                *row = row.wrapping_add(step);
            }
            begun
        }};
    }
    /// Writes the results of a window.
    macro_rules! write {
        ($sums:expr) => {{
            for (v, (sum, channels)) in $sums.into_iter().zip(channels).enumerate() {
                let to = to.wrapping_add(v * S::LANES);
                // SAFETY: promised by the caller, as a regular row has this window.
                unsafe { store::<T, S, PART>(isa, to, width, channels.finish(isa, sum)) };
            }
            to = to.wrapping_add(step);
        }};
    }
    let (mut ending, mut open) = (start, start);
    // No window ends before the third place, or as much earlier as places are missing.
    let unseen = (WIDE - 1 - row.before).min(row.input);
    for _ in 0..unseen {
        let begun = place!(ending, open);
        (ending, open) = (open, begun);
    }
    for _ in unseen..row.input {
        let begun = place!(ending, open);
        write!(ending);
        (ending, open) = (open, begun);
    }
    // Windows that reach beyond the last place: at most two. The first has to be one of the row's.
    let written = row.input - unseen;
    let skipped = (WIDE - 1 - row.before) - unseen;
    for (i, sums) in [ending, open].into_iter().enumerate() {
        if i >= skipped && written + (i - skipped) < row.output {
            write!(sums);
        }
    }
}

/// `sums[row, k, c] += Σ seen[row, o − before + k, c] · results[o, c]` over all windows: a row's share of the weights' gradient.
///
/// Nothing is done if the data or the results end too early, or the row is not regular.
#[inline(always)]
pub(crate) fn slide_gradient<T: Real, S: Isa<T>, const ROWS: usize>(
    isa: S,
    seen: Seen<'_, T, ROWS>,
    row: Row,
    results: &[T],
    sums: &mut Taps<S::V, ROWS>,
) {
    if !seen.reaches(row, results.len(), S::LANES) {
        return;
    }
    let rows = seen.rows.map(|row| seen.data.as_ptr().wrapping_add(row));
    // SAFETY: the data reach as far as the row's places, and the results as far as its windows.
    unsafe {
        if seen.width == S::LANES {
            gradient::<T, S, ROWS, false>(isa, rows, seen, row, results.as_ptr(), sums);
        } else {
            gradient::<T, S, ROWS, true>(isa, rows, seen, row, results.as_ptr(), sums);
        }
    }
}

/// # Safety
/// As for [`all`], but the results are read.
#[inline(always)]
unsafe fn gradient<T: Real, S: Isa<T>, const ROWS: usize, const PART: bool>(
    isa: S,
    mut rows: [*const T; ROWS],
    Seen { step, width, .. }: Seen<'_, T, ROWS>,
    row: Row,
    results: *const T,
    sums: &mut Taps<S::V, ROWS>,
) {
    // The gradients of the windows that end at a place, see it in the middle, and begin there.
    let (mut ends, mut middle) = (isa.zero(), isa.zero());
    for window in 0..row.before.min(row.output) {
        // SAFETY: promised by the caller for the row's windows.
        let d = unsafe { load::<T, S, PART>(isa, results.wrapping_add(window * step), width) };
        (ends, middle) = (middle, d);
    }
    if row.output < row.before {
        (ends, middle) = (middle, isa.zero());
    }
    for place in 0..row.input {
        let begins = if place + row.before < row.output {
            // SAFETY: promised by the caller for the row's windows.
            unsafe { load::<T, S, PART>(isa, results.wrapping_add((place + row.before) * step), width) }
        } else {
            isa.zero()
        };
        for (row, sums) in rows.iter_mut().zip(sums.iter_mut()) {
            // SAFETY: promised by the caller.
            let x = unsafe { load::<T, S, PART>(isa, *row, width) };
            sums[0] = isa.fma(x, begins, sums[0]);
            sums[1] = isa.fma(x, middle, sums[1]);
            sums[2] = isa.fma(x, ends, sums[2]);
            *row = row.wrapping_add(step);
        }
        (ends, middle) = (middle, begins);
    }
}

/// # Safety
/// `from` must be valid for reading a vector, with `PART` only `width` numbers, fewer than a vector.
#[inline(always)]
unsafe fn load<T, S: Isa<T>, const PART: bool>(isa: S, from: *const T, width: usize) -> S::V {
    // SAFETY: promised by the caller.
    unsafe { if PART { isa.load_part(from, width) } else { isa.load_ptr(from) } }
}

/// # Safety
/// `to` must be valid for writing a vector, with `PART` only `width` numbers, fewer than a vector.
#[inline(always)]
unsafe fn store<T, S: Isa<T>, const PART: bool>(isa: S, to: *mut T, width: usize, v: S::V) {
    // SAFETY: promised by the caller.
    unsafe { if PART { isa.store_part(to, width, v) } else { isa.store_ptr(to, v) } }
}
