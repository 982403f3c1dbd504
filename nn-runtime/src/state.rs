//! What a network remembers between two steps.

use crate::Scalar;

/// The memory of a network that runs one step at a time: what it remembers, what it works with, and the places in its rings.
///
/// Plain numbers without a pointer: it may be a `static`, it may be copied to go on from the same moment twice, and its size is
/// `size_of` it. A network's own is what its `state()` gives, all 0: nothing has come yet.
#[derive(Clone, Debug, PartialEq)]
pub struct State<T, const KEPT: usize, const WORK: usize, const COUNTERS: usize> {
    /// What is remembered from one step to the next.
    #[doc(hidden)]
    pub kept: [T; KEPT],
    /// What a step works with.
    #[doc(hidden)]
    pub work: [T; WORK],
    /// Places in rings, and steps until a window is full.
    #[doc(hidden)]
    pub counters: [usize; COUNTERS],
}

macro_rules! new {
    ($($number:ty),*) => {
        $(impl<const KEPT: usize, const WORK: usize, const COUNTERS: usize> State<$number, KEPT, WORK, COUNTERS> {
            /// That of a network to which nothing has come yet.
            #[must_use]
            pub const fn new() -> Self {
                State { kept: [0.0; KEPT], work: [0.0; WORK], counters: [0; COUNTERS] }
            }
        })*
    };
}
new!(f32, f64);

impl<T: Scalar, const KEPT: usize, const WORK: usize, const COUNTERS: usize> Default
    for State<T, KEPT, WORK, COUNTERS>
{
    fn default() -> Self {
        State { kept: [T::zero(); KEPT], work: [T::zero(); WORK], counters: [0; COUNTERS] }
    }
}

impl<T: Scalar, const KEPT: usize, const WORK: usize, const COUNTERS: usize> State<T, KEPT, WORK, COUNTERS> {
    /// Forgets everything: the next step is the first of a new sequence.
    pub fn reset(&mut self) {
        self.kept.fill(T::zero());
        self.counters.fill(0);
    }
}

/// The state of a network that cannot run one step at a time: nothing.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct NoState;

/// Whether a window is complete with the step that comes: the `first` one, counted from 1, and then each `stride`-th.
#[inline(always)]
pub fn tick(counter: &mut usize, first: usize, stride: usize) -> bool {
    *counter += 1;
    let again = *counter == first + stride;
    if again {
        *counter = first;
    }
    again || *counter == first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_complete_when_their_last_step_comes() {
        let when = |first, stride| {
            let mut counter = 0;
            (0..12).filter(|_| tick(&mut counter, first, stride)).collect::<Vec<usize>>()
        };
        assert_eq!(when(1, 1), (0..12).collect::<Vec<_>>());
        assert_eq!(when(1, 3), [0, 3, 6, 9]);
        assert_eq!(when(4, 1), (3..12).collect::<Vec<_>>());
        assert_eq!(when(2, 5), [1, 6, 11]);
    }
}
