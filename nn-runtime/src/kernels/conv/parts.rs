//! An axis cut into parts, so that within each every place is reached by the same steps.
//!
//! Near the edges windows lose places, and with strides, going backward, every `stride`-th input is seen by other places of the
//! windows. A part is a run of results that see the same places.

use nn_spec::layers::window::Axis;

/// Which way along an axis.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Each output gathers from the inputs in its window: convolution.
    Gather,
    /// Each input gathers from the outputs whose windows see it: convolution's gradient, and transposed convolution.
    Spread,
}

/// Results `first`, `first + step`, … that see the same places: the `j`-th sees, through the place `tap + t · tap_step`, the source
/// `source + j · per_result + t · per_tap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub first: usize,
    pub step: usize,
    pub count: usize,
    pub tap: usize,
    pub tap_step: usize,
    pub taps: usize,
    pub source: isize,
    pub per_result: isize,
    pub per_tap: isize,
}

impl Part {
    /// The parts of an axis. All results are in one of them, those that see nothing too.
    pub fn all(axis: &Axis, direction: Direction) -> impl Iterator<Item = Part> {
        let (lines, sources) = match direction {
            Direction::Gather => (1, axis.input),
            Direction::Spread => (axis.stride.min(axis.input), axis.output),
        };
        let axis = *axis;
        (0..lines).flat_map(move |phase| {
            let line = match direction {
                Direction::Gather => gather(&axis),
                Direction::Spread => spread(&axis, phase),
            };
            let mut from = 0;
            core::iter::from_fn(move || {
                let part = line.cut(from, sources)?;
                from += part.count;
                Some(part)
            })
        })
    }

    /// One output of an axis by itself, put where the first would be.
    pub fn one(axis: &Axis, output: usize) -> Option<Part> {
        gather(axis).cut(output, axis.input).map(|part| Part { first: 0, count: 1, ..part })
    }

    /// From result `from` of this line on, those that see the same places, given how many sources there are.
    fn cut(&self, from: usize, sources: usize) -> Option<Part> {
        if from >= self.count {
            return None;
        }
        let (low, high) = self.seen(from, sources);
        let alike = match self.last_whole(sources) {
            // Every place is seen, up to where the last one is beyond the end.
            Some(last) if low == 0 && high == self.taps => last.saturating_sub(from) + 1,
            _ => (from..self.count).take_while(|&j| self.seen(j, sources) == (low, high)).count(),
        };
        let count = alike.min(self.count - from);
        let (first, tap) = (self.first + from * self.step, self.tap + low * self.tap_step);
        let source = self.source + from as isize * self.per_result + low as isize * self.per_tap;
        Some(Part { first, count, tap, taps: high - low, source, ..*self })
    }

    /// The last result whose farthest tap sees a source, be there so many results or not.
    fn last_whole(&self, sources: usize) -> Option<usize> {
        let farthest = self.source + self.per_tap.max(0) * self.taps.checked_sub(1)? as isize;
        usize::try_from(floor(sources as isize - 1 - farthest, self.per_result)).ok()
    }

    /// The taps through which result `j` sees a source: from the first to before the second.
    fn seen(&self, j: usize, sources: usize) -> (usize, usize) {
        let at = self.source + j as isize * self.per_result;
        let last = sources as isize - 1;
        let step = self.per_tap.abs().max(1);
        // 0 ≤ at + t · per_tap ≤ last
        let (low, high) = if self.per_tap > 0 {
            (ceil(-at, step), floor(last - at, step))
        } else {
            (ceil(at - last, step), floor(at, step))
        };
        // `clamp` could panic.
        let taps = self.taps as isize;
        let low = low.max(0).min(taps);
        let high = (high + 1).max(low).min(taps);
        // Nothing is seen from everywhere alike.
        if low == high { (0, 0) } else { (low as usize, high as usize) }
    }
}

fn ceil(a: isize, b: isize) -> isize {
    -floor(-a, b)
}

/// `⌊a / b⌋` for `b` above 0.
fn floor(a: isize, b: isize) -> isize {
    a.checked_div_euclid(b).unwrap_or(0)
}

fn gather(axis: &Axis) -> Part {
    Part {
        first: 0,
        step: 1,
        count: axis.output,
        tap: 0,
        tap_step: 1,
        taps: axis.size,
        source: -(axis.before as isize),
        per_result: axis.stride as isize,
        per_tap: axis.dilation as isize,
    }
}

/// Inputs `phase`, `phase + stride`, …: input `i` is seen by output `o` through place `k` if `i = o · stride + k · dilation − before`.
fn spread(axis: &Axis, phase: usize) -> Part {
    let shift = phase + axis.before;
    let stride = axis.stride.max(1);
    let common = gcd(stride, axis.dilation).max(1);
    // The places that see this phase are one every so often, if there are any.
    let tap_step = (stride / common).max(1);
    let fits = |k: &usize| (k * axis.dilation) % stride == shift % stride;
    let tap = (0..tap_step.min(axis.size)).find(fits);
    let taps = tap.map_or(0, |tap| (axis.size - tap).div_ceil(tap_step));
    let tap = tap.unwrap_or(0);
    let source = floor(shift as isize - (tap * axis.dilation) as isize, stride as isize);
    Part {
        first: phase,
        step: stride,
        count: (axis.input - phase).div_ceil(stride),
        tap,
        tap_step,
        taps,
        source,
        per_result: 1,
        per_tap: -((axis.dilation / common) as isize),
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of result and place, found by trying all.
    fn pairs(axis: &Axis, direction: Direction) -> Vec<(usize, usize, usize)> {
        let mut pairs = vec![];
        for o in 0..axis.output {
            for k in 0..axis.size {
                if let Some(i) = (o * axis.stride + k * axis.dilation).checked_sub(axis.before).filter(|i| *i < axis.input) {
                    pairs.push(if direction == Direction::Gather { (o, k, i) } else { (i, k, o) });
                }
            }
        }
        pairs.sort_unstable();
        pairs
    }

    #[test]
    fn parts_reach_what_windows_see() {
        let mut tried = 0;
        for input in [1, 2, 5, 9] {
            for size in [1, 2, 3, 4] {
                for stride in [1, 2, 3, 5] {
                    for dilation in [1, 2, 3, 4] {
                        for before in [0, 1, 2, 4] {
                            for output in [1, 2, 3, 6] {
                                let axis = Axis { input, output, size, stride, dilation, before };
                                for direction in [Direction::Gather, Direction::Spread] {
                                    check(&axis, direction);
                                    tried += 1;
                                }
                            }
                        }
                    }
                }
            }
        }
        assert!(tried > 5000);
    }

    fn check(axis: &Axis, direction: Direction) {
        let (mut found, mut results) = (vec![], vec![]);
        for part in Part::all(axis, direction) {
            for j in 0..part.count {
                results.push(part.first + j * part.step);
                for t in 0..part.taps {
                    let source = part.source + j as isize * part.per_result + t as isize * part.per_tap;
                    found.push((part.first + j * part.step, part.tap + t * part.tap_step, source as usize));
                }
            }
        }
        found.sort_unstable();
        results.sort_unstable();
        assert_eq!(found, pairs(axis, direction), "{axis:?}");
        let all = if direction == Direction::Gather { axis.output } else { axis.input };
        assert_eq!(results, (0..all).collect::<Vec<_>>(), "{axis:?}");
    }
}
