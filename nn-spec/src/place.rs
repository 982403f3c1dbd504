//! Where each buffer lies in the arena.

/// A buffer: its length and the steps from which to which it is live, both inclusive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Buffer {
    /// Its length.
    pub len: usize,
    /// The step that first writes it.
    pub first: usize,
    /// The last step that reads or writes it.
    pub last: usize,
}

impl Buffer {
    /// True when there is a step in which both are live.
    pub const fn meets(&self, other: &Buffer) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// Gives each buffer an offset so that no two that are live together overlap; returns the arena's length.
///
/// Largest first, each at the lowest offset that is free while it lives (greedy by size, Pisarchyk & Lee 2020). Where that is longer than
/// it has to be and there are few buffers, the best places are searched for. `order` and `offsets` are as long as `buffers`; shorter ones
/// place only as many.
pub const fn place(buffers: &[Buffer], order: &mut [usize], offsets: &mut [usize]) -> usize {
    let total = largest_first(buffers, order, offsets);
    let least = least(buffers);
    if total > least && buffers.len() <= order.len() && buffers.len() <= offsets.len() {
        return crate::search::search(buffers, offsets, total, least);
    }
    total
}

/// What no arena is shorter than: the most that is live in one step.
pub const fn least(buffers: &[Buffer]) -> usize {
    let (mut least, mut i) = (0, 0);
    while i < buffers.len() {
        // Live sets only grow where one begins.
        let (step, mut live, mut k) = (buffers[i].first, 0usize, 0);
        while k < buffers.len() {
            if buffers[k].first <= step && step <= buffers[k].last {
                live = live.saturating_add(buffers[k].len);
            }
            k += 1;
        }
        if live > least {
            least = live;
        }
        i += 1;
    }
    least
}

pub(crate) const fn largest_first(buffers: &[Buffer], order: &mut [usize], offsets: &mut [usize]) -> usize {
    let mut n = buffers.len();
    if order.len() < n {
        n = order.len();
    }
    if offsets.len() < n {
        n = offsets.len();
    }
    let mut i = 0;
    while i < n {
        order[i] = i;
        i += 1;
    }
    sort(buffers, order, n);
    // `order[..placed]` holds the buffers that have a place, sorted by offset; behind it those that wait, largest first.
    let (mut placed, mut total) = (0, 0usize);
    while placed < n {
        let index = order[placed];
        let buffer = buffers[index];
        let (mut at, mut free) = (0usize, 0usize);
        while at < placed {
            let other = order[at];
            if buffer.meets(&buffers[other]) && buffers[other].len > 0 {
                if offsets[other] >= free.saturating_add(buffer.len) {
                    break;
                }
                let end = offsets[other].saturating_add(buffers[other].len);
                if end > free {
                    free = end;
                }
            }
            at += 1;
        }
        offsets[index] = free;
        if free.saturating_add(buffer.len) > total {
            total = free.saturating_add(buffer.len);
        }
        // Insert by offset.
        let mut slot = placed;
        while slot > 0 && offsets[order[slot - 1]] > free {
            order[slot] = order[slot - 1];
            slot -= 1;
        }
        order[slot] = index;
        placed += 1;
    }
    total
}

/// The arena of a plan: offsets and lengths of its buffers, and the length of its two regions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout<const N: usize> {
    /// By buffer: its offset in its region.
    pub offsets: [usize; N],
    /// By buffer: its length.
    pub lens: [usize; N],
    /// Length of the region that grows with the samples, for one sample.
    pub scaled: usize,
    /// Length of the region that does not.
    pub fixed: usize,
    /// What the lengths of both regions cannot go below: see [`least`].
    pub least: usize,
}

impl<const N: usize> Layout<N> {
    /// Places the buffers; `fixed` says which lie in the fixed region.
    pub const fn plan(buffers: &[Buffer; N], fixed: &[bool; N]) -> Layout<N> {
        let mut layout = Layout { offsets: [0; N], lens: [0; N], scaled: 0, fixed: 0, least: 0 };
        let mut region = 0;
        while region < 2 {
            let (mut spans, mut order, mut places) = ([Buffer { len: 0, first: 0, last: 0 }; N], [0; N], [0; N]);
            let mut i = 0;
            while i < N {
                // A buffer of the other region takes no room in this one.
                if fixed[i] == (region == 1) {
                    spans[i] = buffers[i];
                }
                i += 1;
            }
            let total = place(&spans, &mut order, &mut places);
            layout.least = layout.least.saturating_add(least(&spans));
            i = 0;
            while i < N {
                if fixed[i] == (region == 1) {
                    layout.offsets[i] = places[i];
                    layout.lens[i] = buffers[i].len;
                }
                i += 1;
            }
            if region == 0 {
                layout.scaled = total;
            } else {
                layout.fixed = total;
            }
            region += 1;
        }
        layout
    }

    /// Offset and length of buffer `i`.
    pub const fn at(&self, i: usize) -> (usize, usize) {
        if i < N { (self.offsets[i], self.lens[i]) } else { (0, 0) }
    }
}

/// True when `a` is placed before `b`: larger first, then earlier, then by index.
const fn before(buffers: &[Buffer], a: usize, b: usize) -> bool {
    let (x, y) = (&buffers[a], &buffers[b]);
    if x.len != y.len {
        return x.len > y.len;
    }
    if x.first != y.first {
        return x.first < y.first;
    }
    a < b
}

/// Heap sort of `order[..n]`: `const` code has no `sort_by`.
const fn sort(buffers: &[Buffer], order: &mut [usize], n: usize) {
    let mut start = n / 2;
    let mut end = n;
    while end > 1 {
        if start > 0 {
            start -= 1;
        } else {
            end -= 1;
            let last = order[end];
            order[end] = order[0];
            order[0] = last;
        }
        let mut root = start;
        loop {
            let mut child = 2 * root + 1;
            if child >= end {
                break;
            }
            if child + 1 < end && before(buffers, order[child], order[child + 1]) {
                child += 1;
            }
            if !before(buffers, order[root], order[child]) {
                break;
            }
            let held = order[root];
            order[root] = order[child];
            order[child] = held;
            root = child;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reuses_memory_of_the_dead() {
        let buffers = [
            Buffer { len: 10, first: 0, last: 1 },
            Buffer { len: 10, first: 1, last: 2 },
            Buffer { len: 10, first: 2, last: 3 },
        ];
        let layout = Layout::plan(&buffers, &[false; 3]);
        assert_eq!((layout.offsets, layout.scaled), ([0, 10, 0], 20));
    }

    #[test]
    fn runs_in_const() {
        const PLACED: Layout<2> =
            Layout::plan(&[Buffer { len: 3, first: 0, last: 0 }, Buffer { len: 5, first: 0, last: 0 }], &[false, true]);
        assert_eq!((PLACED.offsets, PLACED.scaled, PLACED.fixed), ([0, 0], 3, 5));
    }
}
