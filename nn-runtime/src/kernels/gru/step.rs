//! One step of a GRU of the usual kind, unit by unit: the sums of its three gates stay in registers, and no memory is needed but the output,
//! where the new state grows while the old one is still read.

use crate::Scalar;
use crate::pass::copy;
use crate::math::lanes::{quotient_pair, sigmoid_parts, tanh};
use crate::simd::{self, Gates, Isa, Weight, add_gates, add_gates_twice, pieces, pieces_mut};
use nn_spec::layers::gru::Geometry;

/// `h ← z · h + (1 − z) · h̃` for each sample, and `y` is the new state, as often as it has room for it.
pub(super) struct Step<'a, T, W> {
    pub g: &'a Geometry,
    pub x: &'a [T],
    pub kernel: &'a [W],
    pub recurrent: &'a [W],
    pub bias: &'a [W],
    pub y: &'a mut [T],
    pub h: &'a mut [T],
}

impl<T: Scalar, W: Weight<Number = T>> simd::Kernel<T> for Step<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Step { g, x, kernel, recurrent, bias, y, h } = self;
        let (units, features, rows) = (g.steps.units, g.steps.features, g.steps.rows());
        let samples = pieces(x, features).zip(pieces_mut(y, rows * units));
        for ((x, y), h) in samples.zip(pieces_mut(h, units)) {
            let Some((y, again)) = y.split_at_mut_checked(units) else { return };
            let step = Sums { x, h, kernel, recurrent, bias, units };
            let mut at = 0;
            while at + 2 * S::LANES <= units {
                let (mut first, mut second) = (step.start(isa, at), step.start(isa, at + S::LANES));
                step.add_twice(isa, at, &mut first, &mut second);
                step.finish(isa, at, first, y);
                step.finish(isa, at + S::LANES, second, y);
                at += 2 * S::LANES;
            }
            while at < units {
                let mut sums = step.start(isa, at);
                match units - at < S::LANES {
                    true => step.add::<S, true>(isa, at, &mut sums),
                    false => step.add::<S, false>(isa, at, &mut sums),
                }
                step.finish(isa, at, sums, y);
                at += S::LANES;
            }
            copy(y, h);
            pieces_mut(again, units).for_each(|again| copy(y, again));
        }
    }
}

/// What a sample's sums are made of.
struct Sums<'a, T, W> {
    x: &'a [T],
    h: &'a [T],
    kernel: &'a [W],
    recurrent: &'a [W],
    bias: &'a [W],
    units: usize,
}

/// Of a vector of units: the sums of the input's part and of the state's, to be added.
struct Pair<V> {
    input: Gates<V>,
    state: Gates<V>,
}

impl<T: Scalar, W: Weight<Number = T>> Sums<'_, T, W> {
    #[inline(always)]
    fn start<S: Isa<T>>(&self, isa: S, at: usize) -> Pair<S::V> {
        Pair {
            input: [self.bias(isa, 0, at), self.bias(isa, 1, at), self.bias(isa, 2, at)],
            state: [self.bias(isa, 3, at), self.bias(isa, 4, at), self.bias(isa, 5, at)],
        }
    }

    /// Of one of the input's three gates, or of the state's.
    #[inline(always)]
    fn bias<S: Isa<T>>(&self, isa: S, gate: usize, at: usize) -> S::V {
        W::load(isa, self.bias.get(gate * self.units + at..(gate + 1) * self.units).unwrap_or(&[]))
    }

    #[inline(always)]
    fn add<S: Isa<T>, const PART: bool>(&self, isa: S, at: usize, sums: &mut Pair<S::V>) {
        let span = (at, if PART { self.units - at } else { S::LANES });
        add_gates::<T, W, S, PART>(isa, self.x, self.kernel, self.units, span, &mut sums.input);
        add_gates::<T, W, S, PART>(isa, self.h, self.recurrent, self.units, span, &mut sums.state);
    }

    #[inline(always)]
    fn add_twice<S: Isa<T>>(&self, isa: S, at: usize, first: &mut Pair<S::V>, second: &mut Pair<S::V>) {
        add_gates_twice(isa, self.x, self.kernel, self.units, at, [&mut first.input, &mut second.input]);
        add_gates_twice(isa, self.h, self.recurrent, self.units, at, [&mut first.state, &mut second.state]);
    }

    #[inline(always)]
    fn finish<S: Isa<T>>(&self, isa: S, at: usize, sums: Pair<S::V>, y: &mut [T]) {
        let ([z, r, new], [of_z, of_r, past]) = (sums.input, sums.state);
        let (z, r) = (sigmoid_parts(isa, isa.add(z, of_z)), sigmoid_parts(isa, isa.add(r, of_r)));
        let (z, r) = quotient_pair(isa, z, r);
        let new = tanh(isa, isa.fma(r, past, new));
        let before = isa.load(self.h.get(at..).unwrap_or(&[]));
        isa.store(y.get_mut(at..).unwrap_or(&mut []), isa.fma(z, isa.sub(before, new), new));
    }
}
