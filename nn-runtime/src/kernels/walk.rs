//! The way of a recurrent layer through time: which steps there are, what is remembered from one to the next, and what is dropped of it.
//!
//! This is the frame of every recurrent layer: what a layer adds is what it does at a step.

use super::dropout::Drop;
use super::steps::{accumulate, copy_row, cut, row, row_mut, time};
use crate::pass::copy;
use crate::simd::{Isa, MatRef, dispatch, mul_assign, pieces_mut};
use crate::{Lengths, Pass, Scalar};
use nn_spec::layers::recurrent::Steps;

/// The steps of a pass. Those that are padding in every sample are left out.
pub struct Walk<'a> {
    pub g: &'a Steps,
    pub lengths: &'a Lengths<'a>,
    pub samples: usize,
    first: usize,
    end: usize,
    /// Rows of a state for each sample: one for every time, or the last alone.
    pub many: usize,
    /// Whether what is remembered was there before the first step.
    live: bool,
}

/// Where a walk is.
#[derive(Clone, Copy)]
pub struct At {
    /// The step, in the order of the walk.
    pub s: usize,
    /// Its time.
    pub t: usize,
    /// The row of its state, and of the one before; none before the first step.
    pub now: usize,
    pub before: Option<usize>,
}

impl<'a> Walk<'a> {
    /// Over samples of which every time is `kept`, or, with `live`, one step by itself that goes on from the state that is there.
    pub fn new(g: &'a Steps, lengths: &'a Lengths<'a>, samples: usize, kept: bool, live: bool) -> Self {
        let longest = lengths.longest(g.steps);
        // Padding stands behind the real steps: backwards, it comes first.
        let (first, end) = if g.backwards { (g.steps - longest, g.steps) } else { (0, longest) };
        Walk { g, lengths, samples, first, end, many: if kept { g.steps } else { 1 }, live }
    }

    #[inline(always)]
    fn at(&self, s: usize) -> At {
        let place = |s| if self.many > 1 { time(self.g, s) } else { 0 };
        let before = match s > self.first {
            true => Some(place(s - 1)),
            false => self.live.then_some(0),
        };
        At { s, t: time(self.g, s), now: place(s), before }
    }

    /// From the first step to the last.
    #[inline(always)]
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = At> + '_ {
        (self.first..self.end).map(|s| self.at(s))
    }

    /// How many steps there are.
    #[cfg(feature = "std")]
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.end - self.first
    }

    /// Whether something reaches what is before this step: another step, or a state that was given.
    #[inline(always)]
    pub fn goes_on<T>(&self, at: At, dinitial: &[T]) -> bool {
        at.s > self.first || !dinitial.is_empty()
    }

    /// The first step of sample `i`, and the one behind its last.
    #[inline(always)]
    fn span(&self, i: usize) -> (usize, usize) {
        let real = self.lengths.real(i, self.g.steps);
        if self.g.backwards { (self.g.steps - real, self.g.steps) } else { (0, real) }
    }

    /// Whether sample `i` has this step.
    #[inline(always)]
    pub fn is_real(&self, at: At, i: usize) -> bool {
        self.lengths.each.get(i).is_none_or(|&len| at.t < len as usize)
    }

    /// The place in the output of this step of sample `i`; none where the output is the last step and this is another.
    #[inline(always)]
    pub fn place(&self, at: At, i: usize) -> Option<usize> {
        let first = i * self.g.rows();
        match self.g.sequences {
            true => Some((first + at.s) * self.g.units),
            false => (at.s + 1 == self.span(i).1).then_some(first * self.g.units),
        }
    }

    /// Writes the state of this step to the output.
    #[inline(always)]
    pub fn show<T: Scalar>(&self, at: At, hidden: &Rows<'_, T>, y: &mut [T]) {
        for i in (0..self.samples).filter(|&i| self.is_real(at, i)) {
            if let Some(to) = self.place(at, i).and_then(|from| y.get_mut(from..from + self.g.units)) {
                copy(row(hidden.data, i * self.many + at.now, self.g.units), to);
            }
        }
    }

    /// Writes the last state, number `j`, behind the output.
    pub fn give<T: Scalar>(&self, state: &Rows<'_, T>, j: usize, y: &mut [T]) {
        if self.g.returned == 0 {
            return;
        }
        for i in 0..self.samples {
            let last = match self.end > self.first || self.live {
                true => row(state.data, i * self.many + self.at(self.end.max(1) - 1).now, self.g.units),
                false => row(state.initial, i, self.g.units),
            };
            let to = row_mut(y, self.returned(i, j), self.g.units);
            to.fill(T::zero());
            copy(last, to);
        }
    }

    /// The row of the output with the last state, number `j`, of sample `i`.
    fn returned(&self, i: usize, j: usize) -> usize {
        (i + 1) * self.g.rows() - self.g.returned + j
    }

    /// Adds to `d` what comes to the state of this step from outside: by the output, for number 0, and by the last state.
    #[inline(always)]
    pub fn arrive<T: Scalar, S: Isa<T>>(&self, isa: S, at: At, i: usize, j: usize, dy: &[T], d: &mut [T]) {
        if let (0, Some(from)) = (j, self.place(at, i)) {
            accumulate(isa, d, dy.get(from..from + self.g.units).unwrap_or(&[]));
        }
        if self.g.returned > 0 && at.s + 1 == self.span(i).1 {
            accumulate(isa, d, row(dy, self.returned(i, j), self.g.units));
        }
    }

    /// What flows on from this step, in `d`, ends where gradients are truncated, and is the initial state's where a sample begins. Parts are
    /// counted from a sample's last step, so that the last output has its full share.
    #[inline(always)]
    pub fn flow<T: Scalar>(&self, at: At, d: &mut [T], dinitial: &mut [T]) {
        if self.g.truncate > 0 || !dinitial.is_empty() {
            self.stop(at, d, dinitial);
        }
    }

    fn stop<T: Scalar>(&self, at: At, d: &mut [T], dinitial: &mut [T]) {
        let (units, truncate) = (self.g.units, self.g.truncate);
        for i in 0..self.samples {
            let ((first, end), d) = (self.span(i), row_mut(d, i, units));
            if at.s == first && first < end {
                copy(d, row_mut(dinitial, i, units));
            } else if truncate > 0 && at.s < end && (end - at.s).is_multiple_of(truncate) {
                d.fill(T::zero());
            }
        }
    }

    /// The gradient of the initial state, number `j`, of samples without steps: it is the last one.
    pub fn pass_by<T: Scalar>(&self, j: usize, dy: &[T], dinitial: &mut [T]) {
        for (i, d) in dinitial.chunks_exact_mut(self.g.units.max(1)).enumerate() {
            if self.lengths.real(i, self.g.steps) == 0 {
                d.fill(T::zero());
                if self.g.returned > 0 {
                    copy(row(dy, self.returned(i, j), self.g.units), d);
                }
            }
        }
    }

    /// Sample `i`'s state before this step, of all states that were kept; nothing stands for zeros.
    #[inline(always)]
    pub fn before<'s, T>(&self, at: At, i: usize, kept: &'s [T], initial: &'s [T]) -> &'s [T] {
        match at.before {
            Some(before) => row(kept, i * self.many + before, self.g.units),
            None => row(initial, i, self.g.units),
        }
    }

    /// The row of what is kept of sample `i` at this step.
    #[inline(always)]
    pub fn row(&self, at: At, i: usize) -> usize {
        i * self.many + at.now
    }
}

/// A state of all samples.
pub struct Rows<'a, T> {
    pub data: &'a mut [T],
    /// What it is before the first step; nothing stands for zeros.
    pub initial: &'a [T],
}

impl<T: Scalar> Rows<'_, T> {
    /// All samples' state before a step; none where it is zeros.
    #[inline(always)]
    pub fn before(&self, walk: &Walk<'_>, at: At) -> Option<MatRef<'_, T>> {
        let (n, units) = (walk.samples, walk.g.units);
        match at.before {
            Some(before) => {
                let from = self.data.get(before * units..).unwrap_or(&[]);
                Some(MatRef::with_strides(from, n, units, walk.many * units, 1))
            }
            None if self.initial.is_empty() => None,
            None => Some(MatRef::new(self.initial, n, units)),
        }
    }

    /// Copies what it was before a step to the place of that step.
    #[inline(always)]
    pub fn carry(&mut self, walk: &Walk<'_>, at: At, i: usize) {
        let (units, now) = (walk.g.units, walk.row(at, i));
        match at.before {
            Some(before) if before == at.now => {}
            Some(before) => copy_row(self.data, i * walk.many + before, now, units),
            None if self.initial.is_empty() => row_mut(self.data, now, units).fill(T::zero()),
            None => copy(row(self.initial, i, units), row_mut(self.data, now, units)),
        }
    }
}

/// What is dropped of the state on its way to the next step: one mask for all steps and gates of a sample (Gal & Ghahramani 2016, with tied
/// weights), drawn by the sample's place in the batch. Empty where nothing is.
pub struct Dropped<'a, T> {
    /// A factor for each unit of each sample.
    pub mask: &'a mut [T],
    /// A state without what is dropped.
    pub room: &'a mut [T],
    units: usize,
}

impl<'a, T: Scalar> Dropped<'a, T> {
    /// Draws it. The memory is cut off `rest`.
    pub fn new(g: &Steps, pass: &Pass, samples: usize, rest: &mut &'a mut [T]) -> Self {
        let len = if pass.training && g.rate > 0.0 { samples * g.units } else { 0 };
        let (mask, room) = (cut(rest, len), cut(rest, len));
        mask.fill(T::one());
        let first = (pass.first as u64).wrapping_mul(g.units as u64);
        if len > 0 {
            dispatch(Drop { y: &mut *mask, seed: pass.seed, first, rate: g.rate });
        }
        Dropped { mask, room, units: g.units }
    }

    pub fn any(&self) -> bool {
        !self.mask.is_empty()
    }

    /// A state of all samples as the products see it.
    #[inline(always)]
    pub fn shown<'s>(&'s mut self, state: MatRef<'s, T>) -> MatRef<'s, T> {
        if !self.any() {
            return state;
        }
        for (i, to) in pieces_mut(self.room, self.units).enumerate() {
            copy(state.row(i).unwrap_or(&[]), to);
        }
        mul_assign(self.room, self.mask);
        MatRef::new(self.room, state.rows(), self.units)
    }

    /// An initial state as the first product saw it.
    pub fn first<'s>(&'s mut self, initial: &'s [T]) -> &'s [T] {
        if !self.any() || initial.is_empty() {
            return initial;
        }
        copy(initial, self.room);
        mul_assign(self.room, self.mask);
        self.room
    }

    /// The gradient of what the products saw becomes that of the state.
    pub fn back(&self, d: &mut [T]) {
        if self.any() {
            mul_assign(d, self.mask);
        }
    }

    /// States, `many` rows of each sample, as the products saw them, in `room` if some was dropped.
    pub fn all<'s>(&self, states: &'s [T], many: usize, room: &'s mut [T]) -> &'s [T] {
        if !self.any() {
            return states;
        }
        let room = room.get_mut(..states.len()).unwrap_or(&mut []);
        copy(states, room);
        for (k, state) in pieces_mut(room, self.units).enumerate() {
            mul_assign(state, row(self.mask, k.checked_div(many).unwrap_or(0), self.units));
        }
        room
    }
}
