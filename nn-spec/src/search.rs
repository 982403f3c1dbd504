//! The best places for a few buffers, where taking the largest first does not find them.

use crate::Buffer;
use crate::place::{above, lead};

/// More buffers than these are not searched for,
pub(crate) const MOST: usize = 16;
/// and after so many attempts the best found stands, so that a build never waits.
const ATTEMPTS: usize = 1000;

/// Places the buffers so that the arena is shorter than `total`, and gives its new length; `total` where it cannot, or after
/// [`ATTEMPTS`]. Nothing is shorter than `least`.
///
/// In some arrangement of the shortest length each buffer stands on the floor or on one that is live with it; an input that its output lies
/// over stands on the part of it that has to be in front. Built up from the floor, each therefore stands as high as the highest of those that are
/// there and live with it. So it is enough to try orders, and of those only the ones that do not go down (branch and bound).
pub(crate) const fn search(buffers: &[Buffer], offsets: &mut [usize], total: usize, least: usize) -> usize {
    let (mut members, mut n, mut i) = ([0; MOST], 0, 0);
    while i < buffers.len() {
        if buffers[i].len > 0 {
            if n == MOST {
                return total;
            }
            members[n] = i;
            n += 1;
        }
        i += 1;
    }
    let mut state = State { buffers, members, n, at: [0; MOST], placed: [false; MOST] };
    let (mut stack, mut next) = ([0; MOST], [0; MOST]);
    let (mut depth, mut best, mut attempts) = (0, total, 0);
    while best > least && attempts < ATTEMPTS {
        let mut k = next[depth];
        while k < n {
            if !state.placed[k] {
                let floor = state.floor(k);
                let up = depth == 0 || {
                    let below = stack[depth - 1];
                    floor > state.at[below] || (floor == state.at[below] && k > below)
                };
                if up && floor.saturating_add(buffers[members[k]].len) < best {
                    state.at[k] = floor;
                    break;
                }
            }
            k += 1;
        }
        if k == n {
            // Nothing left to try here.
            if depth == 0 {
                break;
            }
            depth -= 1;
            state.placed[stack[depth]] = false;
            continue;
        }
        attempts += 1;
        next[depth] = k + 1;
        state.placed[k] = true;
        if depth + 1 == n {
            best = state.height();
            i = 0;
            while i < n {
                offsets[members[i]] = state.at[i];
                i += 1;
            }
            state.placed[k] = false;
        } else if state.promises(best) {
            stack[depth] = k;
            depth += 1;
            next[depth] = 0;
        } else {
            state.placed[k] = false;
        }
    }
    best
}

/// An arrangement that is being built.
struct State<'a> {
    buffers: &'a [Buffer],
    /// The first `n` are the buffers that take room.
    members: [usize; MOST],
    n: usize,
    /// By member: its offset,
    at: [usize; MOST],
    /// where it has one.
    placed: [bool; MOST],
}

impl State<'_> {
    const fn buffer(&self, k: usize) -> &Buffer {
        &self.buffers[self.members[k]]
    }

    const fn end(&self, k: usize) -> usize {
        self.at[k].saturating_add(self.buffer(k).len)
    }

    /// Where member `k` stands on the highest that is live with it.
    const fn floor(&self, k: usize) -> usize {
        let (mut floor, mut under, mut i) = (0, None, 0);
        while i < self.n {
            if self.placed[i] && self.buffer(i).meets(self.buffer(k)) {
                match lead(self.buffers, self.members[k], self.members[i]) {
                    Some(lead) => under = Some((i, lead)),
                    None => {
                        let above = above(self.buffers, self.members[k], self.members[i], self.at[i]);
                        if above > floor {
                            floor = above;
                        }
                    }
                }
            }
            i += 1;
        }
        // Over its input, where it starts early enough.
        match under {
            Some((i, lead)) if floor.saturating_add(lead) > self.at[i] && floor < self.end(i) => self.end(i),
            _ => floor,
        }
    }

    const fn height(&self) -> usize {
        let (mut height, mut i) = (0, 0);
        while i < self.n {
            if self.end(i) > height {
                height = self.end(i);
            }
            i += 1;
        }
        height
    }

    /// How much outputs and inputs that are not both placed may have in common at a step.
    const fn shared(&self, step: usize) -> usize {
        let (mut shared, mut k) = (0usize, 0);
        while k < self.n {
            let mut i = 0;
            while i < self.n && self.buffer(k).first == step && self.buffer(k).over.is_some() {
                let pair = lead(self.buffers, self.members[k], self.members[i]).is_some();
                if pair && self.buffer(i).last >= step && !(self.placed[k] && self.placed[i]) {
                    let (output, input) = (self.buffer(k).len, self.buffer(i).len);
                    shared = shared.saturating_add(if output < input { output } else { input });
                }
                i += 1;
            }
            k += 1;
        }
        shared
    }

    /// Whether what is still to come, live at the same step, has room below `best` on top of what is there.
    const fn promises(&self, best: usize) -> bool {
        let mut moment = 0;
        while moment < self.n {
            // Live sets only grow where one begins.
            let step = self.buffer(moment).first;
            let (mut top, mut more, mut i) = (0, 0usize, 0);
            while i < self.n {
                if self.buffer(i).first <= step && step <= self.buffer(i).last {
                    if !self.placed[i] {
                        more = more.saturating_add(self.buffer(i).len);
                    } else if self.end(i) > top {
                        top = self.end(i);
                    }
                }
                i += 1;
            }
            more = more.saturating_sub(self.shared(step));
            if more.saturating_add(top) >= best {
                return false;
            }
            moment += 1;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use crate::place::{clear, least, place};
    use std::vec;
    use std::vec::Vec;

    /// The shortest arena: every order is tried, each buffer at the lowest offset where it is free.
    fn shortest(buffers: &[Buffer], at: &mut Vec<Option<usize>>) -> usize {
        let end = |i: usize, at: &[Option<usize>]| at[i].map(|at| at + buffers[i].len);
        if at.iter().all(Option::is_some) {
            return (0..buffers.len()).filter_map(|i| end(i, at)).max().unwrap_or(0);
        }
        let mut best = usize::MAX;
        for i in 0..buffers.len() {
            if at[i].is_some() {
                continue;
            }
            let taken: Vec<(usize, usize)> = (0..buffers.len()).filter_map(|j| Some((j, at[j]?))).collect();
            at[i] = (0..).find(|&from| taken.iter().all(|&other| clear(buffers, (i, from), other)));
            best = best.min(shortest(buffers, at));
            at[i] = None;
        }
        best
    }

    fn random(state: &mut u64, below: u64) -> usize {
        *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((*state >> 33) % below) as usize
    }

    fn buffers(state: &mut u64, count: usize, len: u64, steps: u64) -> Vec<Buffer> {
        let mut buffer = || {
            let first = random(state, steps);
            Buffer::new(random(state, len), first, first + random(state, 4))
        };
        let mut buffers: Vec<Buffer> = (0..count).map(|_| buffer()).collect();
        // Some outputs may lie over an input that is live in their first step only.
        for k in 0..count {
            let input = (0..count)
                .find(|&i| i != k && buffers[i].last == buffers[k].first && buffers[i].first < buffers[k].first);
            if let Some(input) = input.filter(|_| random(state, 2) == 0) {
                let lead = random(state, len / 2 + 1);
                buffers[k] = buffers[k].over(input, Some(lead));
            }
        }
        buffers
    }

    /// The length, after checking that what lives together lies apart or as an output may over its input.
    fn placed(buffers: &[Buffer]) -> usize {
        let (mut order, mut at) = (vec![0; buffers.len()], vec![0; buffers.len()]);
        let total = place(buffers, &mut order, &mut at);
        let end = |i: usize| at[i] + buffers[i].len;
        assert_eq!(total, (0..buffers.len()).map(end).max().unwrap_or(0));
        for i in 0..buffers.len() {
            for j in i + 1..buffers.len() {
                assert!(clear(buffers, (i, at[i]), (j, at[j])), "{buffers:?} at {at:?}");
            }
        }
        total
    }

    #[test]
    fn few_buffers_get_the_best_places() {
        let (mut state, mut better) = (1, 0);
        for round in 0..300 {
            let buffers = buffers(&mut state, 2 + round % 5, 9, 6);
            let best = shortest(&buffers, &mut vec![None; buffers.len()]);
            assert_eq!(placed(&buffers), best, "{buffers:?}");
            let (mut order, mut at) = (vec![0; buffers.len()], vec![0; buffers.len()]);
            better += usize::from(crate::place::largest_first(&buffers, &mut order, &mut at) > best);
        }
        assert!(better > 0, "the largest first was always best: nothing was searched");
    }

    #[test]
    fn a_search_that_ends_early_leaves_a_valid_arrangement() {
        let mut state = 2;
        for round in 0..200 {
            let buffers = buffers(&mut state, 8 + round % 12, 1000, 12);
            assert!(placed(&buffers) >= least(&buffers));
        }
    }
}
