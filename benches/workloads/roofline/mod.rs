//! Every kernel beside the roof over it (W9): the least time that its multiplications, its other operations, its divisions, or its bytes
//! take on this machine, whichever is longest, as a share of the time it takes.
//!
//! The machine's rates are measured in the same rounds, in turns ([`roofs`]). Bytes are each input once and each output once, however
//! often a kernel goes over them. `gflops` counts what the multipliers do, two for each operation of a vector's number, so that a share of the peak is
//! a share of their time; additions, comparisons and roundings run beside them, on units that are no more numerous. Kernels run on one thread. `ROOFLINE`
//! picks those whose name contains it.

mod elements;
mod losses;
mod optimizers;
mod recurrent;
mod roofs;
mod rows;
mod windows;

use super::measure;
use roofs::{Level, Mix, Roofs};
use std::time::Instant;

/// As often each kernel has its turn.
const ROUNDS: usize = 9;
/// Seconds of a turn.
const TURN: f64 = 0.004;
/// Seconds of calls between two looks at the clock.
const BATCH: f64 = 20e-6;

/// What a kernel does to each number, at least.
#[derive(Clone, Copy)]
struct Each {
    /// Multiplications, with or without an addition.
    multiply: f64,
    /// Additions, comparisons, roundings and scalings.
    other: f64,
    divide: f64,
    root: f64,
    /// Read once and written once.
    bytes: f64,
    mix: Mix,
}

impl Each {
    const fn new(multiply: f64, other: f64, bytes: f64, mix: Mix) -> Each {
        Each { multiply, other, divide: 0.0, root: 0.0, bytes, mix }
    }

    const fn divided(mut self, divide: f64, root: f64) -> Each {
        (self.divide, self.root) = (divide, root);
        self
    }
}

/// A kernel with its data.
struct Case {
    name: String,
    level: Level,
    /// How often `each` is done in a call.
    numbers: usize,
    each: Each,
    call: Box<dyn FnMut()>,
}

impl Case {
    fn new(name: &str, level: Level, numbers: usize, each: Each, call: impl FnMut() + 'static) -> Case {
        Case { name: format!("{name}-{}", level.name()), level, numbers, each, call: Box::new(call) }
    }
}

/// A case whose data are made when it is known that it runs.
struct Plan {
    name: String,
    make: Box<dyn FnOnce() -> Case>,
}

/// All cases.
#[derive(Default)]
struct Plans(Vec<Plan>);

impl Plans {
    fn add(&mut self, name: impl Into<String>, level: Level, make: impl FnOnce(&str) -> Case + 'static) {
        let name = name.into();
        let full = format!("{name}-{}", level.name());
        self.0.push(Plan { name: full, make: Box::new(move || make(&name)) });
    }
}

/// Every kernel.
pub fn all(_threads: usize) -> Result<(), netkiln::Error> {
    let mut plans = Plans::default();
    elements::plan(&mut plans);
    rows::plan(&mut plans);
    windows::plan(&mut plans);
    recurrent::plan(&mut plans);
    losses::plan(&mut plans);
    optimizers::plan(&mut plans);
    let asked = std::env::var("ROOFLINE").unwrap_or_default();
    let mut cases: Vec<Case> =
        plans.0.into_iter().filter(|plan| plan.name.contains(&asked)).map(|plan| (plan.make)()).collect();
    let batches: Vec<u32> = cases.iter_mut().map(|case| batch(&mut case.call)).collect();
    let mut roofs = Roofs::new();
    let mut taken = vec![(Vec::new(), Vec::new()); cases.len()];
    let mut reached = vec![""; cases.len()];
    for _ in 0..ROUNDS {
        roofs.measure();
        for (i, case) in cases.iter_mut().enumerate() {
            let seconds = seconds(&mut case.call, batches[i]);
            let (roof, least) = roofs.over(case);
            let (times, shares) = &mut taken[i];
            times.push(seconds * 1e9);
            shares.push(least / seconds);
            reached[i] = roof;
        }
    }
    roofs.print();
    for ((case, (times, shares)), roof) in cases.iter().zip(taken).zip(reached) {
        let (ns, numbers) = (measure::median(&times), case.numbers as f64);
        let extra = format!(
            ",\"gflops\":{:.1},\"gbs\":{:.1},\"roof\":\"{roof}\",\"share\":{:.2}",
            2.0 * case.each.multiply * numbers / ns,
            case.each.bytes * numbers / ns,
            measure::median(&shares),
        );
        measure::emit(&format!("W9-{}", case.name), 1, "ns", times, &extra);
    }
    Ok(())
}

/// How many calls are timed together, once everything is warm.
fn batch(call: &mut dyn FnMut()) -> u32 {
    call();
    let start = Instant::now();
    call();
    (BATCH / start.elapsed().as_secs_f64().max(1e-9)).clamp(1.0, 1e4) as u32
}

/// The time of a call, over a turn.
fn seconds(call: &mut dyn FnMut(), batch: u32) -> f64 {
    // Whoever had the turn before has taken the caches.
    call();
    let (start, mut calls) = (Instant::now(), 0);
    loop {
        (0..batch).for_each(|_| call());
        calls += batch;
        let seconds = start.elapsed().as_secs_f64();
        if seconds >= TURN {
            return seconds / f64::from(calls);
        }
    }
}
