//! Every result as the sum of what its window sees in the same channel, times the weights: depthwise convolution, and its
//! gradient by the input.

use crate::kernels::conv::parts::{Direction, Part};
use crate::simd::{self, Isa, Real, dispatch};
use nn_spec::layers::window::{Axis, MAX_SPACE};

/// Results of a row that are computed together, so that a weight is loaded once for all of them.
const ROWS: usize = 4;
/// Vectors of channels that are computed together.
const VECTORS: usize = 2;

/// `target[r, c] = Σ source[s, c] · weights[tap, c] + bias[c]` over the taps through which `r` sees `s`, of one sample.
pub struct Channelwise<'a, T> {
    pub axes: &'a [Axis; MAX_SPACE],
    pub direction: Direction,
    /// Of both sides.
    pub channels: usize,
    /// Read: positions of channels.
    pub source: &'a [T],
    /// `[taps…, channels]`
    pub weights: &'a [T],
    /// One for each channel, or empty.
    pub bias: &'a [T],
    /// Whether negative results become 0.
    pub relu: bool,
    /// Written: positions of channels.
    pub target: &'a mut [T],
}

impl<T: Real> Channelwise<'_, T> {
    /// Computes the results.
    pub fn run(mut self) {
        for depth in Part::all(&self.axes[0], self.direction) {
            for height in Part::all(&self.axes[1], self.direction) {
                for width in Part::all(&self.axes[2], self.direction) {
                    self.region([depth, height, width]);
                }
            }
        }
    }

    /// Computes one row of outputs, which is all that `target` holds.
    pub fn row(mut self, depth: usize, height: usize) {
        let (Some(depth), Some(height)) = (Part::one(&self.axes[0], depth), Part::one(&self.axes[1], height)) else { return };
        for width in Part::all(&self.axes[2], Direction::Gather) {
            self.region([depth, height, width]);
        }
    }

    /// The results of one part of each axis.
    fn region(&mut self, parts: [Part; MAX_SPACE]) {
        let (inputs, outputs) = (self.axes.map(|axis| axis.input), self.axes.map(|axis| axis.output));
        let (from, to) = match self.direction {
            Direction::Gather => (inputs, outputs),
            Direction::Spread => (outputs, inputs),
        };
        let strides = |size: [usize; MAX_SPACE]| [size[1] * size[2] * self.channels, size[2] * self.channels, self.channels];
        let (from, to, taps) = (strides(from), strides(to), strides(self.axes.map(|axis| axis.size)));
        dispatch(Region {
            parts: &parts,
            from: from.map(|step| step as isize),
            to,
            taps,
            channels: self.channels,
            source: self.source,
            weights: self.weights,
            bias: self.bias,
            relu: self.relu,
            target: self.target,
        });
    }
}

struct Region<'a, T> {
    parts: &'a [Part; MAX_SPACE],
    /// From a place on each axis to the next: of the source, the target and the weights.
    from: [isize; MAX_SPACE],
    to: [usize; MAX_SPACE],
    taps: [usize; MAX_SPACE],
    channels: usize,
    source: &'a [T],
    weights: &'a [T],
    bias: &'a [T],
    relu: bool,
    target: &'a mut [T],
}

/// Where a tile is.
#[derive(Clone, Copy)]
struct Tile {
    /// What its first result sees through its first tap.
    source: isize,
    /// Its first tap.
    tap: usize,
    /// Its first result.
    target: usize,
    /// Its channels.
    at: usize,
    end: usize,
}

impl<T: Real> simd::Kernel<T> for Region<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(mut self, isa: S) {
        let [depth, height, width] = self.parts;
        let wide = VECTORS * S::LANES;
        for d in 0..depth.count {
            for h in 0..height.count {
                let mut at = 0;
                while at < self.channels {
                    let whole = at + wide <= self.channels;
                    let end = if whole { at + wide } else { self.channels.min(at + S::LANES) };
                    let mut w = 0;
                    while w < width.count {
                        let tile = self.tile([d, h, w], at, end);
                        let many = w + ROWS <= width.count;
                        match (many, whole) {
                            (true, true) => self.compute::<S, ROWS, VECTORS>(isa, tile),
                            (true, false) => self.compute::<S, ROWS, 1>(isa, tile),
                            (false, true) => self.compute::<S, 1, VECTORS>(isa, tile),
                            (false, false) => self.compute::<S, 1, 1>(isa, tile),
                        }
                        w += if many { ROWS } else { 1 };
                    }
                    at = end;
                }
            }
        }
    }
}

impl<T: Real> Region<'_, T> {
    #[inline(always)]
    fn tile(&self, place: [usize; MAX_SPACE], at: usize, end: usize) -> Tile {
        let mut tile = Tile { source: at as isize, tap: at, target: at, at, end };
        for (axis, (part, place)) in self.parts.iter().zip(place).enumerate() {
            tile.source += (part.source + place as isize * part.per_result) * self.from[axis];
            tile.tap += part.tap * self.taps[axis];
            tile.target += (part.first + place * part.step) * self.to[axis];
        }
        tile
    }

    /// `R` results side by side, of `V` vectors of channels, of which the last may be part of one.
    #[inline(always)]
    fn compute<S: Isa<T>, const R: usize, const V: usize>(&mut self, isa: S, tile: Tile) {
        let [depth, height, width] = self.parts;
        // A whole tile has a length that the compiler knows.
        let len = if V > 1 { V * S::LANES } else { tile.end - tile.at };
        let across = width.per_result * self.from[2];
        let mut sums = [[isa.zero(); V]; R];
        if !self.bias.is_empty() {
            let bias = &self.bias[tile.at..tile.at + len];
            for v in 0..V {
                let bias = isa.load(&bias[v * S::LANES..]);
                sums.iter_mut().for_each(|sums| sums[v] = bias);
            }
        }
        for td in 0..depth.taps {
            for th in 0..height.taps {
                for tw in 0..width.taps {
                    let source = tile.source
                        + td as isize * depth.per_tap * self.from[0]
                        + th as isize * height.per_tap * self.from[1]
                        + tw as isize * width.per_tap * self.from[2];
                    let tap = tile.tap
                        + td * depth.tap_step * self.taps[0]
                        + th * height.tap_step * self.taps[1]
                        + tw * width.tap_step * self.taps[2];
                    let weights = &self.weights[tap..tap + len];
                    let mut loaded = [isa.zero(); V];
                    for v in 0..V {
                        loaded[v] = isa.load(&weights[v * S::LANES..]);
                    }
                    for (r, sums) in sums.iter_mut().enumerate() {
                        // What a tap sees lies within the source: parts leave out the others.
                        let from = (source + r as isize * across) as usize;
                        let seen = &self.source[from..from + len];
                        for v in 0..V {
                            sums[v] = isa.fma(isa.load(&seen[v * S::LANES..]), loaded[v], sums[v]);
                        }
                    }
                }
            }
        }
        for (r, sums) in sums.into_iter().enumerate() {
            let to = tile.target + r * width.step * self.to[2];
            let target = &mut self.target[to..to + len];
            for (v, sum) in sums.into_iter().enumerate() {
                // `max` answers with its second operand where either is NaN: NaN stays.
                let value = if self.relu { isa.max(isa.zero(), sum) } else { sum };
                isa.store(&mut target[v * S::LANES..], value);
            }
        }
    }
}
