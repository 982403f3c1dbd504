//! Every result as the sum of what its window sees in the same channel, times the weights: depthwise convolution, and its
//! gradient by the input.

use crate::kernels::conv::parts::{Direction, Part};
use super::sliding::{Finish, Sliding};
use crate::simd::{self, Channels, Isa, Real, ReluBackward, Weight, Zip, dispatch, part, part_mut};
use nn_spec::layers::window::{Axis, MAX_SPACE};

/// Results of a row that are computed together, so that a weight is loaded once for all of them.
const ROWS: usize = 4;

/// `target[r, c] = (Σ source[s, c] · weights[tap, c]) · scale[c] + bias[c]` over the taps through which `r` sees `s`, of one sample.
pub struct Channelwise<'a, T, W = T> {
    pub axes: &'a [Axis; MAX_SPACE],
    pub direction: Direction,
    /// Of both sides.
    pub channels: usize,
    /// Read: positions of channels.
    pub source: &'a [T],
    /// `[taps…, channels]`
    pub weights: &'a [W],
    /// What the sums of each channel are multiplied by, or empty.
    pub scale: &'a [W],
    /// One for each channel, or empty.
    pub bias: &'a [W],
    /// Whether negative results become 0.
    pub relu: bool,
    /// Where one number for each result is not above zero, the result becomes 0; or empty.
    pub mask: &'a [T],
    /// Written: positions of channels.
    pub target: &'a mut [T],
}

impl<T: Real, W: Weight<Number = T>> Channelwise<'_, T, W> {
    /// Computes the results.
    pub fn run(self) {
        dispatch(Share { all: self, first: None });
    }

    /// Computes some rows of outputs, which is all that `target` holds: from the `first`, counted through all depths, on.
    pub fn rows(self, first: usize) {
        dispatch(Share { all: self, first: Some(first) });
    }

    /// The results of one part of each axis, which are in a range of the target.
    #[inline(always)]
    fn region<S: Isa<T>>(&mut self, isa: S, parts: [Part; MAX_SPACE], target: core::ops::Range<usize>) {
        let (inputs, outputs) = (self.axes.map(|axis| axis.input), self.axes.map(|axis| axis.output));
        let (from, to) = match self.direction {
            Direction::Gather => (inputs, outputs),
            Direction::Spread => (outputs, inputs),
        };
        let strides = |size: [usize; MAX_SPACE]| [size[1] * size[2] * self.channels, size[2] * self.channels, self.channels];
        let (from, to, taps) = (strides(from), strides(to), strides(self.axes.map(|axis| axis.size)));
        let region = Region {
            parts: &parts,
            from: from.map(|step| step as isize),
            to,
            taps,
            channels: self.channels,
            source: self.source,
            weights: self.weights,
            scale: self.scale,
            bias: self.bias,
            relu: self.relu,
            target: self.target.get_mut(target).unwrap_or_default(),
        };
        region.run(isa);
    }
}

/// All results, or some rows of them.
struct Share<'a, T, W> {
    all: Channelwise<'a, T, W>,
    first: Option<usize>,
}

impl<T: Real, W: Weight<Number = T>> Share<'_, T, W> {
    /// The `i`-th pair of parts of depth and height, and which of the target's numbers it is about.
    #[inline(always)]
    fn unit(&self, i: usize) -> Option<(Part, Part, core::ops::Range<usize>)> {
        let ([depth, height, width], direction) = (self.all.axes, self.all.direction);
        match self.first {
            None => {
                let heights = Part::all(height, direction).count().max(1);
                let d = Part::all(depth, direction).nth(i / heights)?;
                let h = Part::all(height, direction).nth(i % heights)?;
                Some((d, h, 0..self.all.target.len()))
            }
            Some(first) => {
                let row = width.output * self.all.channels;
                let (at, target) = (first + i, i * row..(i + 1) * row);
                let heights = height.output.max(1);
                let (d, h) = (Part::one(depth, at / heights)?, Part::one(height, at % heights)?);
                (target.end <= self.all.target.len()).then_some((d, h, target))
            }
        }
    }
}

impl<T: Real, W: Weight<Number = T>> simd::Kernel<T> for Share<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(mut self, isa: S) {
        let all = &mut self.all;
        // Without vectors it is to be small.
        let sliding = if S::LANES > 1 { Sliding::of(all.axes, all.direction, all.channels) } else { None };
        if let Some(sliding) = sliding {
            let finish = Finish { scale: all.scale, bias: all.bias, relu: all.relu };
            return sliding.run(isa, self.first.unwrap_or(0), all.source, all.weights, finish, all.mask, all.target);
        }
        let mut i = 0;
        while let Some((depth, height, target)) = self.unit(i) {
            for width in Part::all(&self.all.axes[2], self.all.direction) {
                self.all.region(isa, [depth, height, width], target.clone());
            }
            i += 1;
        }
        Zip { y: self.all.target, x: self.all.mask, f: ReluBackward }.eval(isa);
    }
}

struct Region<'a, T, W> {
    parts: &'a [Part; MAX_SPACE],
    /// From a place on each axis to the next: of the source, the target and the weights.
    from: [isize; MAX_SPACE],
    to: [usize; MAX_SPACE],
    taps: [usize; MAX_SPACE],
    channels: usize,
    source: &'a [T],
    weights: &'a [W],
    scale: &'a [W],
    bias: &'a [W],
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

impl<T: Real, W: Weight<Number = T>> Region<'_, T, W> {
    #[inline(always)]
    fn run<S: Isa<T>>(mut self, isa: S) {
        let [depth, height, _] = self.parts;
        for d in 0..depth.count {
            for h in 0..height.count {
                for at in (0..self.channels).step_by(S::LANES) {
                    let end = self.channels.min(at + S::LANES);
                    let tile = self.tile([d, h, 0], at, end);
                    self.places(isa, tile);
                }
            }
        }
    }

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

    /// What is done with the sums of a tile's channels.
    #[inline(always)]
    fn finish<S: Isa<T>>(&self, isa: S, tile: Tile) -> Channels<S::V> {
        let scale = self.scale.get(tile.at..tile.end).map(|scale| W::load(isa, scale));
        Channels::new(isa, scale, W::load(isa, self.bias.get(tile.at..tile.end).unwrap_or(&[])), self.relu)
    }

    /// A row of results.
    #[inline(always)]
    fn places<S: Isa<T>>(&mut self, isa: S, tile: Tile) {
        let width = &self.parts[2];
        let mut w = 0;
        while w < width.count {
            let mut tile = tile;
            tile.source += w as isize * width.per_result * self.from[2];
            tile.target += w * width.step * self.to[2];
            if w + ROWS <= width.count {
                self.compute::<S, ROWS>(isa, tile);
                w += ROWS;
            } else {
                self.compute::<S, 1>(isa, tile);
                w += 1;
            }
        }
    }

    /// `R` results side by side.
    #[inline(always)]
    fn compute<S: Isa<T>, const R: usize>(&mut self, isa: S, tile: Tile) {
        let [depth, height, width] = self.parts;
        let len = tile.end - tile.at;
        let across = width.per_result * self.from[2];
        let finish = self.finish(isa, tile);
        let mut sums = [finish.start(isa); R];
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
                    let weight = W::load(isa, part(self.weights, tap, len));
                    for (r, sum) in sums.iter_mut().enumerate() {
                        // What a tap sees lies within the source: parts leave out the others.
                        let from = (source + r as isize * across) as usize;
                        *sum = isa.fma(isa.load(part(self.source, from, len)), weight, *sum);
                    }
                }
            }
        }
        for (r, sum) in sums.into_iter().enumerate() {
            let to = tile.target + r * width.step * self.to[2];
            isa.store(part_mut(self.target, to, len), finish.finish(isa, sum));
        }
    }
}
