//! How rows are measured and printed: one JSON object a line, so that rows of several programs can be put in one table.
//!
//! | field | meaning |
//! |---|---|
//! | `w` | the workload |
//! | `peer` | `netkiln`, or with whom it is compared in the same run |
//! | `threads` | how many threads were allowed |
//! | `unit` | of the next three: `samples/s`, `us` or `ns` a call, `GFLOP/s`, `GB/s`, or `G/s` for billions of numbers |
//! | `median`, `min`, `max` (or `p99`) | over epochs, passes or calls |
//! | `loss` | of the last epoch, which proves that the work was done |
//! | `rss_mb`, `rss_before_fit_mb` | the most memory the process ever held, data included, after and before training |

use std::time::{Duration, Instant};

/// Prints one row; `extra` is appended as it is.
pub fn emit(workload: &str, threads: usize, unit: &str, values: Vec<f64>, extra: &str) {
    rates(workload, "netkiln", threads, unit, values, extra);
}

/// The same for a row of whoever takes part.
pub fn rates(workload: &str, peer: &str, threads: usize, unit: &str, mut values: Vec<f64>, extra: &str) {
    values.sort_by(f64::total_cmp);
    let (Some(min), Some(max)) = (values.first(), values.last()) else { return };
    let median = values[values.len() / 2];
    println!(
        "{{\"w\":\"{workload}\",\"peer\":\"{peer}\",\"threads\":{threads},\"unit\":\"{unit}\",\"median\":{median:.3},\
         \"min\":{min:.3},\"max\":{max:.3}{extra}}}"
    );
}

/// The middle one of the values; NaN of none.
pub fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The time of one call: warmed up, then two seconds' worth of calls, at least 200 and at most 20,000. For calls of a few
/// nanoseconds, `inner` of them are timed together.
pub fn latency(workload: &str, threads: usize, inner: u32, call: impl FnMut()) {
    latency_of(workload, "netkiln", threads, inner, call);
}

/// The same for a row of whoever takes part.
pub fn latency_of(workload: &str, peer: &str, threads: usize, inner: u32, mut call: impl FnMut()) {
    for _ in 0..20 * inner {
        call();
    }
    let start = Instant::now();
    let mut micros = Vec::with_capacity(20_000);
    while (start.elapsed() < Duration::from_secs(2) || micros.len() < 200) && micros.len() < 20_000 {
        let from = Instant::now();
        for _ in 0..inner {
            call();
        }
        micros.push(from.elapsed().as_nanos() as f64 / 1e3 / f64::from(inner));
    }
    micros.sort_by(f64::total_cmp);
    println!(
        "{{\"w\":\"W5-{workload}\",\"peer\":\"{peer}\",\"threads\":{threads},\"unit\":\"us\",\"median\":{:.3},\"p99\":{:.3},\
         \"min\":{:.3},\"n\":{}}}",
        micros[micros.len() / 2],
        micros[micros.len() * 99 / 100],
        micros[0],
        micros.len()
    );
}

/// Samples a second of a call that takes `batch` samples.
pub fn throughput(workload: &str, threads: usize, batch: usize, mut call: impl FnMut()) {
    for _ in 0..3 {
        call();
    }
    let start = Instant::now();
    let mut rates = Vec::new();
    while start.elapsed() < Duration::from_secs(2) || rates.len() < 5 {
        let from = Instant::now();
        call();
        rates.push(batch as f64 / from.elapsed().as_secs_f64());
    }
    emit(&format!("W6-{workload}"), threads, "samples/s", rates, "");
}

/// The most memory the process ever held, in MB; 0 but on Linux.
pub fn peak_mb() -> f64 {
    example_support::memory::peak_bytes().map_or(0.0, |bytes| bytes as f64 / 1024.0 / 1024.0)
}
