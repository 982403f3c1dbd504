//! Single convolutions (W8): billions of additions and multiplications a second, forward alone and with both gradients, as a share of the
//! most that the machine's multipliers do in the same round.
//!
//! With several threads each takes its share of the samples, as the lanes of a batch do; one sample stays with one thread.

use super::peak::{ROUNDS, peak, rate};
use super::{data, measure};
use nn_runtime::{Pass, kernels};
use nn_spec::Activation;
use nn_spec::layers::window::Axis;
use nn_spec::layers::{conv, depthwise};
use rayon::prelude::*;
use std::hint::black_box;
use std::ops::{Deref, DerefMut};

/// A convolution that keeps the size of a square image.
struct Case {
    name: &'static str,
    samples: usize,
    side: usize,
    channels: usize,
    filters: usize,
    window: usize,
    depthwise: bool,
}

const CASES: [Case; 10] = [
    case("conv56x64-n1", 1, 56, [64, 64], 3, false),
    case("conv56x64-n32", 32, 56, [64, 64], 3, false),
    case("dw112x32-n1", 1, 112, [32, 32], 3, true),
    case("dw112x32-n32", 32, 112, [32, 32], 3, true),
    case("conv14x256-1x1-n1", 1, 14, [256, 256], 1, false),
    case("conv28x1x32-n32", 32, 28, [1, 32], 3, false),
    case("conv112x3x32-n1", 1, 112, [3, 32], 3, false),
    case("dw28x64-n1", 1, 28, [64, 64], 3, true),
    case("dw64x3-n1", 1, 64, [3, 3], 3, true),
    case("conv28x16-n1", 1, 28, [16, 16], 3, false),
];

const fn case(
    name: &'static str,
    samples: usize,
    side: usize,
    [channels, filters]: [usize; 2],
    window: usize,
    depthwise: bool,
) -> Case {
    Case { name, samples, side, channels, filters, window, depthwise }
}

impl Case {
    /// Numbers of a sample of the input, of the output, and of the weights.
    fn sizes(&self) -> [usize; 3] {
        let places = self.side * self.side;
        let inner = if self.depthwise { 1 } else { self.channels };
        [places * self.channels, places * self.filters, self.window * self.window * inner * self.filters]
    }

    /// Additions and multiplications of a sample forward.
    fn flop(&self) -> f64 {
        2.0 * (self.side * self.side * self.sizes()[2]) as f64
    }

    fn axes(&self) -> [Axis; 3] {
        let axis = Axis {
            input: self.side,
            output: self.side,
            size: self.window,
            stride: 1,
            dilation: 1,
            before: self.window / 2,
        };
        [Axis::POINT, axis, axis]
    }

    fn forward(&self, x: &[f32], w: &[f32], y: &mut [f32]) {
        let pass = Pass::inference(x.len() / self.sizes()[0]);
        if self.depthwise {
            kernels::depthwise_conv2d::forward(&self.depthwise(), &pass, x, w, &[], y, &mut []);
        } else {
            kernels::conv2d::forward(&self.conv(), &pass, x, w, &[], y);
        }
    }

    fn backward(&self, x: &[f32], w: &[f32], dy: &mut [f32], dx: &mut [f32], dw: &mut [f32]) {
        let pass = Pass::inference(x.len() / self.sizes()[0]);
        if self.depthwise {
            kernels::depthwise_conv2d::backward(&self.depthwise(), &pass, x, w, &[], dy, dx, dw, &mut [], &mut []);
        } else {
            kernels::conv2d::backward(&self.conv(), &pass, x, w, &[], dy, dx, dw, &mut []);
        }
    }

    fn conv(&self) -> conv::Geometry {
        let (channels, filters, activation) = (self.channels, self.filters, Activation::Linear);
        conv::Geometry { axes: self.axes(), channels, filters, groups: 1, activation }
    }

    fn depthwise(&self) -> depthwise::Geometry {
        let (channels, activation) = (self.channels, Activation::Linear);
        depthwise::Geometry { axes: self.axes(), channels, multiplier: 1, activation }
    }
}

/// What a thread works on.
struct Share {
    x: Aligned,
    y: Aligned,
    dy: Aligned,
    dx: Aligned,
    dw: Aligned,
}

/// Numbers from the start of a cache line on, as they lie in the arenas of training.
pub struct Aligned {
    memory: Vec<f32>,
    from: usize,
    len: usize,
}

impl Aligned {
    pub fn new(values: &[f32]) -> Aligned {
        const LINE: usize = 64;
        let mut memory = vec![0.0; values.len() + LINE / 4];
        let from = (LINE - memory.as_ptr().addr() % LINE) % LINE / 4;
        memory[from..from + values.len()].copy_from_slice(values);
        Aligned { memory, from, len: values.len() }
    }

    pub fn zeros(len: usize) -> Aligned {
        Aligned::new(&vec![0.0; len])
    }
}

impl Deref for Aligned {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.memory[self.from..self.from + self.len]
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.memory[self.from..self.from + self.len]
    }
}

/// Every case.
pub fn all(threads: usize) -> Result<(), netkiln::Error> {
    CASES.iter().for_each(|case| run(case, threads));
    Ok(())
}

fn run(case: &Case, threads: usize) {
    let [seen, results, weights] = case.sizes();
    let w = data::uniform(weights);
    let lanes = threads.min(case.samples);
    let mut shares: Vec<Share> = (0..lanes)
        .map(|lane| {
            let samples = case.samples * (lane + 1) / lanes - case.samples * lane / lanes;
            Share {
                x: Aligned::new(&data::uniform(samples * seen)),
                y: Aligned::zeros(samples * results),
                dy: Aligned::new(&data::uniform(samples * results)),
                dx: Aligned::zeros(samples * seen),
                dw: Aligned::zeros(weights),
            }
        })
        .collect();
    let flop = case.flop() * case.samples as f64;
    let (mut peaks, mut rates) = (Vec::new(), [const { Vec::new() }; 3]);
    for _ in 0..ROUNDS {
        peaks.push(peak(threads));
        rates[0].push(rate(|| {
            each(&mut shares, |share| case.forward(black_box(&share.x), &w, black_box(&mut share.y)));
            flop
        }));
        rates[1].push(rate(|| {
            each(&mut shares, |Share { x, y, dy, dx, dw }| {
                case.forward(black_box(x), &w, black_box(y));
                case.backward(x, &w, dy, black_box(dx), black_box(dw));
            });
            3.0 * flop
        }));
        rates[2].push(rate(|| {
            each(&mut shares, |Share { x, dy, dw, .. }| case.backward(black_box(x), &w, dy, &mut [], black_box(dw)));
            flop
        }));
    }
    let top = measure::median(&peaks);
    measure::rates(&format!("W8-{}", case.name), "fma-peak", threads, "GFLOP/s", peaks, "");
    for (what, rates) in ["fwd", "fwdbwd", "dw"].into_iter().zip(rates) {
        let share = format!(",\"share_of_peak\":{:.3}", measure::median(&rates) / top);
        measure::emit(&format!("W8-{}-{what}", case.name), threads, "GFLOP/s", rates, &share);
    }
}

/// Runs every thread's share.
fn each(shares: &mut [Share], work: impl Fn(&mut Share) + Sync + Send) {
    match shares {
        [share] => work(share),
        shares => shares.par_iter_mut().with_max_len(1).for_each(work),
    }
}
