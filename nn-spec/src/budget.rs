//! `#[budget(…)]`: whether a network fits, and if not, what takes most. Run by rustc, which knows every size.

use crate::place::live;
use crate::{Buffer, Text};

/// Words that sizes in a budget may use.
pub mod units {
    /// 1,024 bytes.
    pub const KIB: usize = 1024;
    /// 1,024 KiB.
    pub const MIB: usize = 1024 * KIB;
}

/// Why a network does not fit: a sentence, and a line for each part that takes much.
pub type Report = Text<1200>;

/// A layer, or a buffer, and what it takes.
pub type Part<'a> = (&'a str, u64);

/// How many parts are shown.
const SHOWN: usize = 6;
/// Where their numbers start.
const COLUMN: usize = 26;

/// Compares the sum of `parts` with `budget`; `what` says what is counted: `bytes of flash for its weights`.
pub const fn sum(network: &str, what: &str, budget: u64, parts: &[Part]) -> Option<Report> {
    let (mut total, mut i) = (0u64, 0);
    while i < parts.len() {
        total = total.saturating_add(parts[i].1);
        i += 1;
    }
    if total <= budget {
        return None;
    }
    Some(largest(over(network, what, total, budget).text("; the costliest layers:"), parts))
}

/// Compares an arena of `total` bytes with `budget`. `buffers` are what lies in it, with their names; `steps` names the layer
/// that runs at each time.
pub const fn peak<const N: usize>(
    network: &str,
    budget: u64,
    total: usize,
    buffers: &[(&str, Buffer); N],
    steps: &[&str],
) -> Option<Report> {
    if total as u64 <= budget {
        return None;
    }
    let (mut spans, mut i) = ([Buffer::new(0, 0, 0); N], 0);
    while i < N {
        spans[i] = buffers[i].1;
        i += 1;
    }
    let (mut step, mut most, mut at) = (0, 0, 0);
    while at < steps.len() {
        let live = live(&spans, at);
        if live > most {
            (step, most) = (at, live);
        }
        at += 1;
    }
    let mut parts = [("", 0u64); N];
    i = 0;
    while i < N {
        if buffers[i].1.first <= step && step <= buffers[i].1.last {
            parts[i] = (buffers[i].0, 4 * buffers[i].1.len as u64);
        }
        i += 1;
    }
    let why = over(network, "bytes of RAM for its arena", total as u64, budget).text("; the peak is step ");
    let why = why.number(step + 1).text(" of ").number(steps.len());
    let why = if step < steps.len() { why.text(", `").text(steps[step]).text("`") } else { why };
    Some(largest(why.text(", where these are live:"), &parts))
}

const fn over(network: &str, what: &str, total: u64, budget: u64) -> Report {
    let why = Report::of("`").text(network).text("` needs ").grouped(total as usize).text(" ").text(what);
    why.text(", ").grouped((total - budget) as usize).text(" more than its budget of ").grouped(budget as usize)
}

/// Appends a line for each of the largest parts.
const fn largest(mut text: Report, parts: &[Part]) -> Report {
    let (mut shown, mut before) = (0, (u64::MAX, 0));
    while shown < SHOWN {
        // The next one: smaller than the last shown, or as large and behind it.
        let (mut next, mut i) = (None, 0);
        while i < parts.len() {
            let behind = parts[i].1 < before.0 || parts[i].1 == before.0 && shown > 0 && i > before.1;
            let larger = match next {
                Some((size, _)) => parts[i].1 > size,
                None => parts[i].1 > 0,
            };
            if behind && larger {
                next = Some((parts[i].1, i));
            }
            i += 1;
        }
        let Some((size, i)) = next else { break };
        text = text.text("\n");
        let from = text.len();
        text = text.text("  ").text(parts[i].0).pad(from, COLUMN).grouped(size as usize);
        before = (size, i);
        shown += 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_silent() {
        assert!(sum("N", "bytes", 30, &[("a", 10), ("b", 20)]).is_none());
        assert!(peak("N", 40, 40, &[("a", Buffer::new(10, 0, 0))], &["a"]).is_none());
    }

    #[test]
    fn the_costliest_come_first() {
        let parts = [("a", 10), ("b", 2000), ("c", 0), ("d", 10), ("e", 30), ("f", 1), ("g", 2), ("h", 3)];
        let report = sum("N", "bytes of flash for its weights", 1000, &parts).unwrap_or_default();
        let lines: Vec<&str> = report.as_str().lines().collect();
        assert_eq!(
            lines[0],
            "`N` needs 2,056 bytes of flash for its weights, 1,056 more than its budget of 1,000; the costliest layers:"
        );
        let names: Vec<_> = lines[1..].iter().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
        assert_eq!(names, [["b", "2,000"], ["e", "30"], ["a", "10"], ["d", "10"], ["h", "3"], ["g", "2"]]);
    }

    #[test]
    fn the_peak_is_named() {
        let buffers = [("a", Buffer::new(10, 0, 1)), ("b", Buffer::new(30, 1, 2)), ("c", Buffer::new(20, 2, 3))];
        let report = peak("N", 100, 200, &buffers, &["one", "two", "three", "four"]).unwrap_or_default();
        assert!(report.as_str().contains("the peak is step 3 of 4, `three`, where these are live:\n  b "), "{report}");
        assert!(!report.as_str().contains("\n  a "), "{report}");
    }

    extern crate std;
    use std::vec::Vec;
}
