//! What the machine can do at most: multiply, divide, and move numbers from and to each level of its memory.

use super::super::conv::Aligned;
use super::super::{measure, peak};
use super::{Case, batch, seconds};
use nn_runtime::simd::{Isa, Kernel, Real, dispatch};
use std::hint::black_box;

/// Where the numbers lie that a kernel works on.
#[derive(Clone, Copy, PartialEq)]
pub enum Level {
    First,
    Second,
    Memory,
}

impl Level {
    const ALL: [Level; 3] = [Level::First, Level::Second, Level::Memory];

    pub fn name(self) -> &'static str {
        ["L1", "L2", "memory"][self as usize]
    }

    /// Numbers of each of `arrays` arrays that fill a third of the first cache, half of the second, or three times the last one.
    pub fn numbers(self, arrays: usize) -> usize {
        const KB: usize = 1 << 10;
        let bytes = [16 * KB, 384 * KB, 96 * KB * KB][self as usize];
        bytes / 4 / arrays / 64 * 64
    }
}

/// How reading and writing are mixed.
#[derive(Clone, Copy, PartialEq)]
pub enum Mix {
    /// Reading alone.
    Read,
    /// `y = f(y)`
    Map,
    /// `y = f(x)`
    Copy,
    /// `y = f(x, y)`
    Zip,
    /// Writing alone.
    Fill,
}

impl Mix {
    const ALL: [Mix; 5] = [Mix::Read, Mix::Map, Mix::Copy, Mix::Zip, Mix::Fill];

    fn name(self) -> &'static str {
        ["read", "map", "copy", "zip", "fill"][self as usize]
    }

    /// Arrays, and bytes moved for each number of one of them.
    fn sizes(self) -> (usize, f64) {
        [(1, 4.0), (1, 8.0), (2, 8.0), (2, 12.0), (1, 4.0)][self as usize]
    }
}

/// A stream with nothing to compute.
struct Stream<'a> {
    mix: Mix,
    x: &'a [f32],
    y: &'a mut [f32],
}

impl Kernel<f32> for Stream<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<f32>>(self, isa: S) {
        /// Vectors at a time.
        const WIDE: usize = 8;
        // What the compiler knows, it leaves out.
        let one = isa.splat(black_box(1.0));
        let mut sums = [isa.zero(); WIDE];
        let strides = self.y.chunks_exact_mut(WIDE * S::LANES);
        match self.mix {
            Mix::Read => {
                for y in strides {
                    for (y, sum) in y.chunks_exact(S::LANES).zip(&mut sums) {
                        *sum = isa.add(*sum, isa.load(y));
                    }
                }
            }
            Mix::Map => {
                for y in strides {
                    y.chunks_exact_mut(S::LANES).for_each(|y| isa.store(y, isa.mul(isa.load(y), one)));
                }
            }
            Mix::Fill => {
                for y in strides {
                    y.chunks_exact_mut(S::LANES).for_each(|y| isa.store(y, one));
                }
            }
            Mix::Copy => {
                for (y, x) in strides.zip(self.x.chunks_exact(WIDE * S::LANES)) {
                    for (y, x) in y.chunks_exact_mut(S::LANES).zip(x.chunks_exact(S::LANES)) {
                        isa.store(y, isa.mul(isa.load(x), one));
                    }
                }
            }
            Mix::Zip => {
                for (y, x) in strides.zip(self.x.chunks_exact(WIDE * S::LANES)) {
                    for (y, x) in y.chunks_exact_mut(S::LANES).zip(x.chunks_exact(S::LANES)) {
                        isa.store(y, isa.add(isa.load(x), isa.load(y)));
                    }
                }
            }
        }
        let mut out = [0.0; 16];
        for sum in sums {
            isa.store(&mut out, sum);
            black_box(&out);
        }
    }
}

/// Divisions, or square roots, of numbers in registers.
struct Divider(bool);

const DIVISIONS: usize = 1000;

impl<T: Real> Kernel<T> for Divider {
    type Output = usize;

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) -> usize {
        let by = isa.splat(T::real(1.000_1));
        let mut values = [isa.splat(T::real(1.5)); 12];
        for _ in 0..DIVISIONS {
            for value in &mut values {
                *value = if self.0 { isa.sqrt(*value) } else { isa.div(*value, by) };
            }
        }
        let mut out = vec![T::zero(); S::LANES];
        for value in values {
            isa.store(&mut out, value);
            black_box(&out);
        }
        12 * DIVISIONS * S::LANES
    }
}

/// Rates of a round, and of all rounds.
pub struct Roofs {
    memory: [[Aligned; 2]; 3],
    /// Operations of the multipliers, divisions, roots: numbers a second.
    units: [Vec<f64>; 3],
    /// Bytes a second of each level and mix.
    streams: [[Vec<f64>; 5]; 3],
}

impl Roofs {
    pub fn new() -> Roofs {
        let memory = Level::ALL.map(|level| [(); 2].map(|()| Aligned::zeros(level.numbers(1))));
        Roofs { memory, units: [const { Vec::new() }; 3], streams: [const { [const { Vec::new() }; 5] }; 3] }
    }

    /// A round's turn.
    pub fn measure(&mut self) {
        self.units[0].push(peak::peak(1) / 2.0 * 1e9);
        for (unit, roots) in [(1, false), (2, true)] {
            let divisions = dispatch::<f32, _>(Divider(roots)) as f64;
            let mut call = || {
                black_box(dispatch::<f32, _>(Divider(roots)));
            };
            self.units[unit].push(divisions / seconds(&mut call, 1));
        }
        for (memory, (level, streams)) in self.memory.iter_mut().zip(Level::ALL.into_iter().zip(&mut self.streams)) {
            let [x, y] = memory;
            for (mix, rates) in Mix::ALL.into_iter().zip(streams) {
                let (arrays, bytes) = mix.sizes();
                let len = level.numbers(arrays);
                let mut call = || dispatch(Stream { mix, x: black_box(&x[..len]), y: black_box(&mut y[..len]) });
                let batch = batch(&mut call);
                rates.push(bytes * len as f64 / seconds(&mut call, batch));
            }
        }
    }

    /// The lowest roof over a kernel in the last round: its name, and the seconds of a call below it.
    pub fn over(&self, case: &Case) -> (&'static str, f64) {
        let last = |rates: &Vec<f64>| rates.last().copied().unwrap_or(f64::NAN);
        let each = &case.each;
        let stream = &self.streams[case.level as usize][each.mix as usize];
        let least = [
            ("multiply", each.multiply / last(&self.units[0])),
            ("add", each.other / last(&self.units[0])),
            ("divide", each.divide / last(&self.units[1]) + each.root / last(&self.units[2])),
            (case.level.name(), each.bytes / last(stream)),
        ];
        let (name, seconds) = least.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or(("", f64::NAN));
        (name, seconds * case.numbers as f64)
    }

    pub fn print(&self) {
        let billions = |rates: &Vec<f64>, times: f64| rates.iter().map(|rate| rate * times / 1e9).collect::<Vec<_>>();
        measure::rates("W9", "fma-peak", 1, "GFLOP/s", billions(&self.units[0], 2.0), "");
        measure::rates("W9", "division-peak", 1, "G/s", billions(&self.units[1], 1.0), "");
        measure::rates("W9", "root-peak", 1, "G/s", billions(&self.units[2], 1.0), "");
        for (level, streams) in Level::ALL.into_iter().zip(&self.streams) {
            for (mix, rates) in Mix::ALL.into_iter().zip(streams) {
                measure::rates(&format!("W9-{}", level.name()), mix.name(), 1, "GB/s", billions(rates, 1.0), "");
            }
        }
    }
}
