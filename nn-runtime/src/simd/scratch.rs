//! Working memory that each thread keeps.

use super::Weight;
use core::cell::Cell;

/// A cache line, so that vectors do not straddle two.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u64; 8]);

/// Memory for one purpose: what one purpose holds, another can take beside it.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// A packed left factor.
    Left,
    /// A packed right factor.
    Right,
    /// Right factors kept for many products.
    Factor,
    /// The inputs' part of some steps.
    Steps,
    /// What lies between two parts of one kernel.
    Between,
    /// Numbers for each channel.
    Channels,
    /// An input that the output lies over.
    Input,
}

const PURPOSES: usize = 7;

thread_local! {
    static KEPT: [Cell<Vec<Line>>; PURPOSES] = const { [const { Cell::new(Vec::new()) }; PURPOSES] };
}

/// Memory lent to whoever holds this, given back to the thread on drop.
///
/// While it is lent the thread's place for it is empty: whoever asks for the same meanwhile gets memory of its own.
///
/// (A guard rather than a closure: a closure would not be compiled for the instruction set of the kernel it stands in.)
pub(crate) struct Scratch {
    lines: Vec<Line>,
    purpose: Purpose,
}

impl Scratch {
    /// Takes the thread's memory for a purpose.
    pub(crate) fn take(purpose: Purpose) -> Scratch {
        let lines = KEPT.try_with(|kept| kept[purpose as usize].take()).unwrap_or_default();
        Scratch { lines, purpose }
    }

    /// `len` numbers, aligned to a cache line. What is in them is left from earlier use.
    pub(crate) fn numbers<T: Weight>(&mut self, len: usize) -> &mut [T] {
        let needed = len.saturating_mul(size_of::<T>()).div_ceil(size_of::<Line>());
        if self.lines.len() < needed {
            self.lines.resize(needed, Line([0; 8]));
        }
        // SAFETY: the lines are initialised memory, aligned for `T`, which is `f32`, `f64` or `F16` (`Weight` is sealed), of which any
        // bit pattern is valid; `needed` lines hold `len` numbers.
        unsafe { core::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast::<T>(), len) }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let lines = core::mem::take(&mut self.lines);
        // A thread on its way out keeps nothing.
        let _ = KEPT.try_with(|kept| kept[self.purpose as usize].set(lines));
    }
}
