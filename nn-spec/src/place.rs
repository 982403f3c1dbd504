//! Where each buffer lies in the arena.

/// A buffer: its length, the steps from which to which it is live, both inclusive, and what it may lie over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Buffer {
    /// Its length.
    pub len: usize,
    /// The step that first writes it.
    pub first: usize,
    /// The last step that reads or writes it.
    pub last: usize,
    /// What it may lie over.
    pub over: Option<Over>,
}

/// That the output of a step may lie over its input: the step reads each number before it writes there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Over {
    /// Which buffer is the input. It is live in no other step of the output's.
    pub input: usize,
    /// How far in front of the input the output has to start, at least.
    pub lead: usize,
}

impl Buffer {
    /// A buffer that lies over no other.
    pub const fn new(len: usize, first: usize, last: usize) -> Buffer {
        Buffer { len, first, last, over: None }
    }

    /// The same, where the rule says that the output may lie over buffer `input`: see [`Facts::lead`](crate::Facts::lead).
    #[must_use]
    pub const fn over(mut self, input: usize, lead: Option<usize>) -> Buffer {
        if let Some(lead) = lead {
            self.over = Some(Over { input, lead });
        }
        self
    }

    /// True when there is a step in which both are live.
    pub const fn meets(&self, other: &Buffer) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// How far in front of buffer `input` buffer `output` has to start to lie over it; none where it may not.
pub(crate) const fn lead(buffers: &[Buffer], output: usize, input: usize) -> Option<usize> {
    match buffers[output].over {
        Some(over) if over.input == input => Some(over.lead),
        _ => None,
    }
}

/// Whether buffer `k` may start at `start` where buffer `other` starts at `at`.
pub(crate) const fn clear(buffers: &[Buffer], (k, start): (usize, usize), (other, at): (usize, usize)) -> bool {
    let (a, b) = (&buffers[k], &buffers[other]);
    if a.len == 0 || b.len == 0 || !a.meets(b) {
        return true;
    }
    if start.saturating_add(a.len) <= at || at.saturating_add(b.len) <= start {
        return true;
    }
    match (lead(buffers, k, other), lead(buffers, other, k)) {
        (Some(lead), _) => start.saturating_add(lead) <= at,
        (_, Some(lead)) => at.saturating_add(lead) <= start,
        _ => false,
    }
}

/// From where on buffer `k` may start, whatever lies above, where buffer `other`, which it meets, starts at `at`.
pub(crate) const fn above(buffers: &[Buffer], k: usize, other: usize, at: usize) -> usize {
    let len = buffers[other].len;
    match lead(buffers, other, k) {
        Some(lead) if lead < len => at.saturating_add(lead),
        _ => at.saturating_add(len),
    }
}

/// How much less room buffer `k` and what it lies over take together than apart.
const fn saved(buffers: &[Buffer], k: usize) -> usize {
    let Some(Over { input, lead }) = buffers[k].over else { return 0 };
    if input >= buffers.len() || !buffers[k].meets(&buffers[input]) {
        return 0;
    }
    let (output, input) = (buffers[k].len, buffers[input].len);
    let together = input.saturating_add(lead);
    let together = if together > output { together } else { output };
    input.saturating_add(output).saturating_sub(together)
}

/// Gives each buffer an offset so that no two that are live together overlap, but for outputs that may lie over their inputs; returns the
/// arena's length.
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

/// [`place`], but outputs lie over their inputs only where the arena is shorter for it: the others forget that they may.
pub const fn place_frugally(buffers: &mut [Buffer], order: &mut [usize], offsets: &mut [usize]) -> usize {
    let (total, mut k) = (place(buffers, order, offsets), 0);
    while k < buffers.len() {
        if buffers[k].over.is_some() {
            let over = buffers[k].over;
            buffers[k].over = None;
            if place(buffers, order, offsets) > total {
                buffers[k].over = over;
            }
        }
        k += 1;
    }
    place(buffers, order, offsets)
}

/// What no arena is shorter than: the most that is live in one step.
pub const fn least(buffers: &[Buffer]) -> usize {
    let (mut least, mut i) = (0, 0);
    while i < buffers.len() {
        // Live sets only grow where one begins.
        let live = live(buffers, buffers[i].first);
        if live > least {
            least = live;
        }
        i += 1;
    }
    least
}

/// What is live in a step; of an output that may lie over its input and the input, what both take together.
pub(crate) const fn live(buffers: &[Buffer], step: usize) -> usize {
    let (mut live, mut shared, mut k) = (0usize, 0usize, 0);
    while k < buffers.len() {
        if buffers[k].first <= step && step <= buffers[k].last {
            live = live.saturating_add(buffers[k].len);
            if buffers[k].first == step {
                shared = shared.saturating_add(saved(buffers, k));
            }
        }
        k += 1;
    }
    live.saturating_sub(shared)
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
        let (mut free, mut raised) = (0usize, true);
        // Once is enough, but where the order of an output and its input lets one pass in front of the other.
        while raised {
            raised = false;
            let mut at = 0;
            while at < placed {
                let (other, place) = (order[at], offsets[order[at]]);
                if place >= free.saturating_add(buffer.len) {
                    break;
                }
                if !clear(buffers, (index, free), (other, place)) {
                    free = above(buffers, index, other, place);
                    raised = true;
                }
                at += 1;
            }
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
            let (mut spans, mut order, mut places) = ([Buffer::new(0, 0, 0); N], [0; N], [0; N]);
            let mut i = 0;
            while i < N {
                // A buffer of the other region takes no room in this one.
                if fixed[i] == (region == 1) {
                    spans[i] = buffers[i];
                }
                i += 1;
            }
            layout.least = layout.least.saturating_add(least(&spans));
            let total = place_frugally(&mut spans, &mut order, &mut places);
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
        let buffers = [Buffer::new(10, 0, 1), Buffer::new(10, 1, 2), Buffer::new(10, 2, 3)];
        let layout = Layout::plan(&buffers, &[false; 3]);
        assert_eq!((layout.offsets, layout.scaled), ([0, 10, 0], 20));
    }

    #[test]
    fn runs_in_const() {
        const PLACED: Layout<2> = Layout::plan(&[Buffer::new(3, 0, 0), Buffer::new(5, 0, 0)], &[false, true]);
        assert_eq!((PLACED.offsets, PLACED.scaled, PLACED.fixed), ([0, 0], 3, 5));
    }
}
