//! A recurrent layer with gates, of one sample of which nothing is kept but the state: the sums of a unit's gates are made side by side in
//! registers, and what becomes of them at once.

use super::steps::{cut, row};
use super::walk::{Rows, Walk};
use crate::Scalar;
use crate::pass::copy;
use crate::simd::{Gated, Isa, Kernel, Purpose, Real, Scratch, Token};
use core::marker::PhantomData;

/// For fewer steps, copying the weights costs more than it saves.
const WORTH: usize = 4;
/// As many bytes of weights stay in the first cache from one step to the next.
const STAYS: usize = 40 << 10;

/// What a layer makes of its gates' sums.
pub(super) trait Cell<T: Scalar, const GATES: usize> {
    /// Whether it remembers cells beside its output.
    const CELLS: bool;

    /// The next state and the next cells of some vectors of units, from the gates' sums of the input and of the state before, with biases.
    /// Without cells, those are nothing.
    fn next<S: Isa<T>, const N: usize>(
        isa: S,
        of_input: [[S::V; GATES]; N],
        of_state: [[S::V; GATES]; N],
        h: [S::V; N],
        cells: [S::V; N],
    ) -> ([S::V; N], [S::V; N]);
}

/// Through the steps.
pub(super) struct OneSample<'a, T, C, const GATES: usize> {
    pub walk: &'a Walk<'a>,
    pub x: &'a [T],
    pub kernel: &'a [T],
    pub recurrent: &'a [T],
    /// Of the input and of the state.
    pub bias: [&'a [T]; 2],
    pub y: &'a mut [T],
    pub hidden: Rows<'a, T>,
    /// Nothing if there are none.
    pub cells: Rows<'a, T>,
    pub rest: &'a mut [T],
    pub cell: PhantomData<C>,
}

/// Whether this is the way for a layer that goes through `walk`. Without vectors there is little to keep side by side.
pub(super) fn suits<T: Real>(walk: &Walk<'_>, kernel: &[T], recurrent: &[T]) -> bool {
    Token::current().lanes::<T>() > 1
        && walk.samples == 1
        && (walk.len() < WORTH || size_of_val(kernel) + size_of_val(recurrent) <= STAYS)
}

/// What the gates of all steps are made of.
struct Way<'a, T, C, const GATES: usize> {
    walk: &'a Walk<'a>,
    w: Gated<'a, T, GATES>,
    r: Gated<'a, T, GATES>,
    bias: [Gated<'a, T, GATES>; 2],
    x: &'a [T],
    cell: PhantomData<C>,
}

/// The state before a step and after it, and cells, which are both.
struct States<'a, T> {
    h: &'a mut [T],
    next: &'a mut [T],
    cells: &'a mut [T],
}

impl<T: Scalar, C: Cell<T, GATES>, const GATES: usize> Kernel<T> for OneSample<'_, T, C, GATES> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        if const { S::LANES == 1 } {
            debug_assert!(false, "one number at a time");
            return;
        }
        let OneSample { walk, x, kernel, recurrent, bias, y, mut hidden, mut cells, mut rest, cell } = self;
        let (features, units) = (walk.g.features, walk.g.units);
        if let Some(first) = walk.steps().next() {
            hidden.carry(walk, first, 0);
            if C::CELLS {
                cells.carry(walk, first, 0);
            }
        }
        let (w, r) = (Gated::new(kernel, features, units), Gated::new(recurrent, units, units));
        let bias = bias.map(|bias| Gated::new(bias, 1, units));
        let (h0, c0) = (hidden.initial, cells.initial);
        let mut states = States { h: hidden.data, next: cut(&mut rest, units), cells: cells.data };
        let mut way = Way { walk, w, r, bias, x, cell };
        let vectors = units.div_ceil(S::LANES);
        let (strips, copies) = (if vectors.is_multiple_of(2) { 2 } else { 1 }, walk.len() >= WORTH);
        let mut memory = None;
        if copies {
            // In the thread's memory everything is whole vectors, at the beginnings of lines.
            let [of_input, of_state] = bias;
            let all = [w, r, of_input, of_state];
            let (rooms, state) = (all.map(|part| part.room::<S>(strips)), vectors * S::LANES);
            let memory = memory.insert(Scratch::take(Purpose::Factor));
            let mut memory = memory.numbers(rooms.iter().sum::<usize>() + 3 * state);
            let mut parts = all;
            for (part, room) in parts.iter_mut().zip(rooms) {
                *part = part.packed(isa, strips, cut(&mut memory, room));
            }
            let [w, r, of_input, of_state] = parts;
            way = Way { w, r, bias: [of_input, of_state], ..way };
            let [h, next, cells] = [(); 3].map(|()| cut(&mut memory, state));
            cells.fill(T::zero());
            copy(states.h, h);
            copy(states.cells, cells);
            states = States { h, next, cells };
        }
        match (copies, strips, units % S::LANES) {
            (true, 2, _) => way.go::<S, 2, true, false>(isa, &mut states, y),
            (true, ..) => way.go::<S, 1, true, false>(isa, &mut states, y),
            (false, 2, 0) => way.go::<S, 2, false, false>(isa, &mut states, y),
            _ => way.go::<S, 1, false, true>(isa, &mut states, y),
        }
        let States { h, next, cells } = states;
        walk.give(&Rows { data: &mut *h, initial: h0 }, 0, y);
        if C::CELLS {
            walk.give(&Rows { data: cells, initial: c0 }, 1, y);
        }
        if walk.len() % 2 == 1 {
            // What is to be remembered is where the next state was made.
            copy(h, next);
        }
    }
}

impl<T: Scalar, C: Cell<T, GATES>, const GATES: usize> Way<'_, T, C, GATES> {
    /// Through all steps: afterwards `h` is the last state.
    #[inline(always)]
    fn go<S: Isa<T>, const STRIPS: usize, const PACKED: bool, const PART: bool>(
        &self,
        isa: S,
        states: &mut States<'_, T>,
        y: &mut [T],
    ) {
        let (features, units) = (self.walk.g.features, self.walk.g.units);
        for now in self.walk.steps() {
            let x = row(self.x, now.t, features);
            for at in (0..units).step_by(STRIPS * S::LANES) {
                let of_input = self.product::<S, STRIPS, PACKED, PART>(isa, &self.w, x, 0, at);
                let of_state = self.product::<S, STRIPS, PACKED, PART>(isa, &self.r, states.h, 1, at);
                // Of constant length, but for parts: were there branches, one strip's results would be waited for before the next one's.
                let width = if PART { S::LANES.min(units - at) } else { STRIPS * S::LANES };
                let all = at..at + width;
                let place = |s: usize| s * S::LANES..width.min((s + 1) * S::LANES);
                let (mut h, mut cells) = ([isa.zero(); STRIPS], [isa.zero(); STRIPS]);
                let before = states.h.get(all.clone()).unwrap_or(&[]);
                for (s, h) in h.iter_mut().enumerate() {
                    *h = isa.load(before.get(place(s)).unwrap_or(&[]));
                }
                let kept = if C::CELLS { states.cells.get_mut(all.clone()).unwrap_or_default() } else { &mut [] };
                for (s, cells) in cells.iter_mut().enumerate() {
                    *cells = isa.load(kept.get(place(s)).unwrap_or(&[]));
                }
                let (h, cells) = C::next(isa, of_input, of_state, h, cells);
                let next = states.next.get_mut(all).unwrap_or_default();
                for (s, h) in h.into_iter().enumerate() {
                    isa.store(next.get_mut(place(s)).unwrap_or_default(), h);
                }
                for s in (0..STRIPS).filter(|_| C::CELLS) {
                    isa.store(kept.get_mut(place(s)).unwrap_or_default(), cells[s]);
                }
            }
            core::mem::swap(&mut states.h, &mut states.next);
            if let Some(y) = self.walk.place(now, 0).and_then(|at| y.get_mut(at..at + units)) {
                for (to, from) in y.chunks_mut(S::LANES).zip(states.h.chunks(S::LANES)) {
                    isa.store(to, isa.load(from));
                }
            }
        }
    }

    /// The gates' sums of the input or the state, with their biases.
    #[inline(always)]
    fn product<S: Isa<T>, const STRIPS: usize, const PACKED: bool, const PART: bool>(
        &self,
        isa: S,
        weights: &Gated<'_, T, GATES>,
        x: &[T],
        bias: usize,
        at: usize,
    ) -> [[S::V; GATES]; STRIPS] {
        let mut sums = weights.sums::<S, STRIPS, PACKED, PART>(isa, x, at);
        if let Some(bias) = self.bias.get(bias).filter(|bias| !bias.is_empty()) {
            let bias = bias.sums::<S, STRIPS, PACKED, PART>(isa, &[T::one()], at);
            for (sums, bias) in sums.iter_mut().zip(bias) {
                for (sum, bias) in sums.iter_mut().zip(bias) {
                    *sum = isa.add(*sum, bias);
                }
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use crate::Pass;
    use crate::kernels::{gru, lstm};
    use nn_spec::Activation;
    use nn_spec::layers::recurrent::Steps;

    fn numbers(seed: u32, len: usize) -> Vec<f32> {
        let mut state = seed.wrapping_mul(2_654_435_761) | 1;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..len).map(|_| next()).collect()
    }

    /// Whole vectors and parts of them, one step and many, weights that stay in the first cache and that do not.
    const SIZES: [(usize, usize, usize); 12] = [
        (1, 1, 1),
        (1, 3, 5),
        (2, 4, 16),
        (3, 2, 17),
        (5, 7, 31),
        (9, 3, 32),
        (4, 1, 33),
        (6, 5, 48),
        (1, 40, 64),
        (12, 9, 7),
        (1, 2, 40),
        (5, 60, 100),
    ];

    /// One sample's results are those it has among others, to the bit.
    fn check(gates: usize, biases: usize, run: impl Fn(Steps, &[f32], [&[f32]; 3], &mut [f32])) {
        const SAMPLES: usize = 3;
        for (seed, (steps, features, units)) in SIZES.into_iter().enumerate() {
            for (sequences, returned) in [(true, 0), (false, 0), (true, 1)] {
                let activation = Activation::Tanh;
                let g = Steps {
                    steps,
                    features,
                    units,
                    activation,
                    sequences,
                    backwards: seed % 3 == 1,
                    rate: 0.0,
                    truncate: 0,
                    returned,
                };
                let [w, r, b] = [features, units, biases].map(|rows| numbers(seed as u32 + 7, rows * gates * units));
                let x = numbers(seed as u32, SAMPLES * steps * features);
                let rows = g.rows() * units;
                let mut together = vec![f32::NAN; SAMPLES * rows];
                run(g, &x, [&w, &r, &b], &mut together);
                for (x, together) in x.chunks_exact(steps * features).zip(together.chunks_exact(rows)) {
                    let mut alone = vec![f32::NAN; rows];
                    run(g, x, [&w, &r, &b], &mut alone);
                    assert!(alone.iter().zip(together).all(|(a, b)| a.to_bits() == b.to_bits()), "{g:?}");
                }
            }
        }
    }

    fn pass(x: &[f32], g: &Steps) -> Pass<'static> {
        Pass::inference(x.len() / (g.steps * g.features))
    }

    #[test]
    fn an_lstm_alone_equals_one_among_others() {
        check(4, 1, |steps, x, [w, r, b], y| {
            let g = nn_spec::layers::lstm::Geometry {
                steps: Steps { returned: 2 * steps.returned, ..steps },
                gate: Activation::Sigmoid,
            };
            let mut scratch = vec![0.0; 64 * steps.units];
            let mut wide = vec![f32::NAN; x.len() / (steps.steps * steps.features) * g.steps.rows() * steps.units];
            lstm::forward(
                &g,
                &pass(x, &steps),
                x,
                &[],
                &[],
                w,
                r,
                b,
                &mut wide,
                &mut [],
                &mut [],
                &mut [],
                &mut [],
                &mut scratch,
            );
            // Without the cells, which stand behind the state.
            let (from, to) = (g.steps.rows() * steps.units, steps.rows() * steps.units);
            wide.chunks_exact(from).zip(y.chunks_exact_mut(to)).for_each(|(from, y)| y.copy_from_slice(&from[..to]));
        });
    }

    #[test]
    fn a_gru_alone_equals_one_among_others() {
        check(3, 2, |steps, x, [w, r, b], y| {
            let g = nn_spec::layers::gru::Geometry { steps, gate: Activation::Sigmoid, reset_after: true };
            let mut scratch = vec![0.0; 64 * steps.units];
            gru::forward(&g, &pass(x, &steps), x, &[], w, r, b, y, &mut [], &mut [], &mut [], &mut scratch);
        });
    }
}
