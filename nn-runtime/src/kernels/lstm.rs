//! Long short-term memory: `cₜ = f · cₜ₋₁ + i · c̃`, `hₜ = o · act(cₜ)`, where the gates `i`, `f`, `o` and the candidate `c̃` are functions of
//! `xₜ · W + hₜ₋₁ · R + b`, in the order i f c̃ o.

use super::activation::{self, SigmoidSlope, TanhSlope};
use super::steps::{
    Inputs, accumulate, at, copy, cut, fill_padding, gather_padding, input_gradients, recurrent_gradient, row, row_mut, samples,
};
use super::walk::{At, Dropped, Rows, Walk};
use crate::gemm::Memory;
use crate::math::{
    self,
    lanes::{quotients, sigmoid_parts, tanh_parts},
};
use crate::simd::{self, Binary, Isa, MatMut, MatRef, Same, dispatch, mul_assign};
use crate::{Lengths, Pass, Scalar};
use nn_spec::Activation;
use nn_spec::layers::lstm::Geometry;

const GATES: usize = 4;

crate::view::params! {
    /// The parameters of an LSTM; the gates stand side by side, in the order input, forget, candidate, output.
    Params {
        /// Weights of a step, `[features, 4 · units]`.
        kernel: K,
        /// Weights of the state, `[units, 4 · units]`.
        recurrent_kernel: R,
        /// Four for each unit; none with `use_bias = false`.
        bias: B,
    }
}

kernel! { T =>
    /// Gates, cells, `act(cₜ)` and `hₜ` are kept unless they have no room. `h0` and `c0` are the states before the first step; nothing stands
    /// for zeros.
    pub fn forward(
        g: &Geometry, pass: &Pass, x: &[T], h0: &[T], c0: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], gates: &mut [T], cells: &mut [T], squashed: &mut [T], hidden: &mut [T], scratch: &mut [T],
    ) {
        let (n, units, mut rest) = (samples(&g.steps, y), g.steps.units, scratch);
        let keeps = !gates.is_empty();
        let (cells, hidden) = match keeps {
            true => (cells, hidden),
            false => (cut(&mut rest, n * units), cut(&mut rest, n * units)),
        };
        let walk = Walk::new(&g.steps, &pass.lengths[0], n, keeps, false);
        let (cells, hidden) = (Rows { data: cells, initial: c0 }, Rows { data: hidden, initial: h0 });
        through(g, pass, &walk, [x, kernel, recurrent, bias], y, States { gates, cells, squashed, hidden }, rest);
        fill_padding(&g.steps, walk.lengths, y);
    }

    /// One step: `h` and `c` are the state before, and become the next.
    pub fn forward_step(
        g: &Geometry, pass: &Pass, x: &[T], _h0: &[T], _c0: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], h: &mut [T], c: &mut [T], scratch: &mut [T],
    ) {
        let walk = Walk::new(&g.steps, &Lengths::ALL, samples(&g.steps, y), false, true);
        let (cells, hidden) = (Rows { data: c, initial: &[] }, Rows { data: h, initial: &[] });
        let states = States { gates: &mut [], cells, squashed: &mut [], hidden };
        through(g, pass, &walk, [x, kernel, recurrent, bias], y, states, scratch);
    }

    /// From the last step to the first, with `dh = dyₜ + dzₜ₊₁ · Rᵀ`: `do = dh · act(cₜ)`, `dc += dh · o · act′`, `di = dc · c̃`,
    /// `df = dc · cₜ₋₁`, `dc̃ = dc · i`, each times its own slope, which makes `dzₜ`; then `dc ← dc · f`. The parameters' gradients are products
    /// over all steps; `dh` and `dc` before the first step are the gradients of the initial states.
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], h0: &[T], c0: &[T], kernel: &[T], recurrent: &[T], _bias: &[T],
        gates: &[T], cells: &[T], squashed: &[T], hidden: &[T],
        dy: &mut [T], dx: &mut [T], dh0: &mut [T], dc0: &mut [T],
        dkernel: &mut [T], drecurrent: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let (steps, lengths) = (&g.steps, &pass.lengths[0]);
        let (n, units, width) = (samples(steps, dy), steps.units, GATES * steps.units);
        let (rows, mut rest) = (n * steps.steps, scratch);
        let dz = cut(&mut rest, rows * width);
        let (dc, dh) = (cut(&mut rest, n * units), cut(&mut rest, n * units));
        let mut dropped = Dropped::new(steps, pass, n, &mut rest);
        dc.fill(T::zero());
        dh.fill(T::zero());
        if lengths.any() {
            gather_padding(steps, lengths, dy);
            dz.fill(T::zero());
        }
        let walk = Walk::new(steps, lengths, n, true, false);
        walk.pass_by(0, dy, dh0);
        walk.pass_by(1, dy, dc0);
        let mut memory = Memory::take();
        let [r] = memory.ready([MatRef::new(recurrent, units, width).t()], n, steps.steps.saturating_sub(1));
        for now in walk.steps().rev() {
            dispatch(Backward { g, pass, walk: &walk, now, gates, cells, c0, squashed, dy, dz, dc, dh, dbias });
            if walk.goes_on(now, dh0) {
                r.multiply(at(steps, dz, n, now.t, width), T::zero(), MatMut::new(dh, n, units), &[]);
                dropped.back(dh);
            }
            walk.flow(now, dh, dh0);
            walk.flow(now, dc, dc0);
        }
        let hidden = dropped.all(hidden, steps.steps, rest);
        recurrent_gradient(steps, lengths, hidden, dropped.first(h0), MatRef::new(dz, rows, width), 0..width, width, drecurrent);
        input_gradients(steps, lengths, width, x, kernel, dz, dx, dkernel);
    }
}

/// Whether the activations are the usual ones, which are computed on the way; all others go over the numbers once more.
fn usual(g: &Geometry) -> bool {
    g.gate == Activation::Sigmoid && g.steps.activation == Activation::Tanh
}

/// What is made at each step, and kept or not.
struct States<'a, T> {
    gates: &'a mut [T],
    cells: Rows<'a, T>,
    squashed: &'a mut [T],
    hidden: Rows<'a, T>,
}

/// Through the steps, given `[x, kernel, recurrent, bias]`.
#[cfg_attr(not(feature = "std"), inline(always))]
fn through<T: Scalar>(
    g: &Geometry,
    pass: &Pass,
    walk: &Walk<'_>,
    [x, kernel, recurrent, bias]: [&[T]; 4],
    y: &mut [T],
    mut states: States<'_, T>,
    mut rest: &mut [T],
) {
    let (steps, n) = (&g.steps, walk.samples);
    let (units, width) = (steps.units, GATES * steps.units);
    let z = cut(&mut rest, n * width);
    let mut dropped = Dropped::new(steps, pass, n, &mut rest);
    let (w, r) = (MatRef::new(kernel, steps.features, width), MatRef::new(recurrent, units, width));
    let mut memory = Memory::take();
    let [of_input, of_state] = memory.ready([w, r], n, steps.steps);
    let mut inputs = Inputs::new(steps, n, x, w, of_input, bias);
    for now in walk.steps() {
        inputs.of_step(now.s, z);
        if let Some(h) = states.hidden.before(walk, now) {
            of_state.multiply(dropped.shown(h), T::one(), MatMut::new(z, n, width), &[]);
        }
        dispatch(Forward { g, walk, now, z, states: &mut states });
        walk.show(now, &states.hidden, y);
    }
    walk.give(&states.hidden, 0, y);
    walk.give(&states.cells, 1, y);
}

/// A step of all samples.
struct Forward<'a, 's, T> {
    g: &'a Geometry,
    walk: &'a Walk<'a>,
    now: At,
    z: &'a mut [T],
    states: &'a mut States<'s, T>,
}

impl<T: Scalar> simd::Kernel<T> for Forward<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Forward { g, walk, now, z, states } = self;
        let (units, width) = (g.steps.units, GATES * g.steps.units);
        let States { gates, cells, squashed, hidden } = states;
        for i in 0..walk.samples {
            cells.carry(walk, now, i);
            if !walk.is_real(now, i) {
                hidden.carry(walk, now, i);
                continue;
            }
            let (k, z) = (walk.row(now, i), row_mut(z, i, width));
            let (c, h) = (row_mut(cells.data, k, units), row_mut(hidden.data, k, units));
            let (gates, squashed) = (row_mut(gates, k, width), row_mut(squashed, k, units));
            if usual(g) {
                cell::<T, S, true>(isa, z, c, h, gates, squashed);
            } else {
                gates_of(g, z);
                cell::<T, S, false>(isa, z, c, h, gates, squashed);
                copy(c, h);
                math::activate(g.steps.activation, h);
                copy(h, squashed);
                mul_assign(h, row(z, 3, units));
            }
        }
    }
}

/// The gates of their sums.
fn gates_of<T: Scalar>(g: &Geometry, z: &mut [T]) {
    let units = g.steps.units;
    let (sides, rest) = z.split_at_mut_checked(2 * units).unwrap_or_default();
    let (candidate, out) = rest.split_at_mut_checked(units).unwrap_or_default();
    math::activate(g.gate, sides);
    math::activate(g.steps.activation, candidate);
    math::activate(g.gate, out);
}

/// Makes the next cell of `c`, `h = o · act(c)`, and, if they are kept, the gates and `act(c)`. `z` holds the gates' sums; the gates
/// themselves, without `USUAL`, when `act` is left out too.
#[inline(always)]
fn cell<T: Scalar, S: Isa<T>, const USUAL: bool>(
    isa: S,
    z: &[T],
    c: &mut [T],
    h: &mut [T],
    gates: &mut [T],
    squashed: &mut [T],
) {
    let units = c.len();
    let [input, forget, candidate, open] = [0, 1, 2, 3].map(|k| row(z, k, units));
    let mut kept = parts(gates, units);
    for (j, (c, h)) in c.chunks_mut(S::LANES).zip(h.chunks_mut(S::LANES)).enumerate() {
        let at = j * S::LANES..j * S::LANES + c.len();
        // No closure that handles vectors is given away: it would not be compiled for the instruction set.
        let load = |sums: &[T]| isa.load(sums.get(at.clone()).unwrap_or(&[]));
        let (i, f, new, o) = (load(input), load(forget), load(candidate), load(open));
        let [i, f, new, o] = match USUAL {
            true => {
                let (i, f, o) = (sigmoid_parts(isa, i), sigmoid_parts(isa, f), sigmoid_parts(isa, o));
                quotients(isa, [i, f, tanh_parts(isa, new), o])
            }
            false => [i, f, new, o],
        };
        let next = isa.fma(i, new, isa.mul(f, isa.load(c)));
        let shown = match USUAL {
            true => {
                let (top, bottom) = tanh_parts(isa, next);
                isa.div(top, bottom)
            }
            false => next,
        };
        isa.store(c, next);
        isa.store(h, isa.mul(o, shown));
        if let Some([input, forget, candidate, open]) = &mut kept {
            isa.store(input.get_mut(at.clone()).unwrap_or_default(), i);
            isa.store(forget.get_mut(at.clone()).unwrap_or_default(), f);
            isa.store(candidate.get_mut(at.clone()).unwrap_or_default(), new);
            isa.store(open.get_mut(at.clone()).unwrap_or_default(), o);
            isa.store(squashed.get_mut(at).unwrap_or_default(), shown);
        }
    }
}

/// The four parts of a row; none of nothing.
#[inline(always)]
fn parts<T>(z: &mut [T], units: usize) -> Option<[&mut [T]; GATES]> {
    let (a, rest) = z.split_at_mut_checked(units)?;
    let (b, rest) = rest.split_at_mut_checked(units)?;
    let (c, rest) = rest.split_at_mut_checked(units)?;
    Some([a, b, c, rest.get_mut(..units)?])
}

/// A step back of all samples.
struct Backward<'a, T> {
    g: &'a Geometry,
    pass: &'a Pass<'a>,
    walk: &'a Walk<'a>,
    now: At,
    gates: &'a [T],
    cells: &'a [T],
    c0: &'a [T],
    squashed: &'a [T],
    dy: &'a [T],
    dz: &'a mut [T],
    dc: &'a mut [T],
    dh: &'a mut [T],
    dbias: &'a mut [T],
}

impl<T: Scalar> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Backward { g, pass, walk, now, gates, cells, c0, squashed, dy, dz, dc, dh, dbias } = self;
        let (units, width) = (g.steps.units, GATES * g.steps.units);
        for i in 0..walk.samples {
            if !walk.is_real(now, i) {
                continue;
            }
            let k = walk.row(now, i);
            let (dh, dc) = (row_mut(dh, i, units), row_mut(dc, i, units));
            walk.arrive(isa, now, i, 0, dy, dh);
            walk.arrive(isa, now, i, 1, dy, dc);
            let (z, squashed) = (row(gates, k, width), row(squashed, k, units));
            let past = walk.before(now, i, cells, c0);
            let dz = row_mut(dz, k, width);
            if usual(g) {
                output(isa, SigmoidSlope, TanhSlope, z, squashed, dh, dz);
                inside(isa, SigmoidSlope, TanhSlope, z, past, dc, dz);
            } else {
                output(isa, Same, Same, z, squashed, dh, dz);
                activation::backward(&g.steps.activation, pass, squashed, row_mut(dz, 0, units));
                inside(isa, Same, Same, z, past, dc, dz);
                let part = |from, to| z.get(from * units..to * units).unwrap_or(&[]);
                let mut slope = |f, from, to| {
                    let d = dz.get_mut(from * units..to * units).unwrap_or_default();
                    activation::backward(f, pass, part(from, to), d);
                };
                slope(&g.gate, 0, 2);
                slope(&g.steps.activation, 2, 3);
                slope(&g.gate, 3, 4);
            }
            accumulate(isa, dbias, dz);
        }
    }
}

/// The output's part of a step backward: in the fourth part of `dz` `dh · act(c)`, in the first `dh · o`, times the
/// slopes.
#[inline(always)]
fn output<T: Scalar, S: Isa<T>>(
    isa: S,
    gate: impl Binary<T>,
    act: impl Binary<T>,
    z: &[T],
    squashed: &[T],
    dh: &[T],
    dz: &mut [T],
) {
    let units = dh.len();
    let Some([first, _, _, last]) = parts(dz, units) else { return };
    let from = dh.chunks(S::LANES).zip(squashed.chunks(S::LANES)).zip(row(z, 3, units).chunks(S::LANES));
    let to = first.chunks_mut(S::LANES).zip(last.chunks_mut(S::LANES));
    for (((dh, squashed), open), (first, last)) in from.zip(to) {
        let (dh, shown, o) = (isa.load(dh), isa.load(squashed), isa.load(open));
        isa.store(last, gate.call(isa, isa.mul(dh, shown), o));
        isa.store(first, act.call(isa, isa.mul(dh, o), shown));
    }
}

/// What is left of it: `dc ← dc` + the first part of `dz`; `dc · c̃`, `dc · cₜ₋₁` and `dc · i` in its first three parts, times the slopes; then
/// `dc ← dc · f`.
#[inline(always)]
fn inside<T: Scalar, S: Isa<T>>(
    isa: S,
    gate: impl Binary<T>,
    act: impl Binary<T>,
    z: &[T],
    past: &[T],
    dc: &mut [T],
    dz: &mut [T],
) {
    let units = dc.len();
    let Some([first, second, third, _]) = parts(dz, units) else { return };
    let to = first.chunks_mut(S::LANES).zip(second.chunks_mut(S::LANES)).zip(third.chunks_mut(S::LANES));
    let from = row(z, 0, units).chunks(S::LANES).zip(row(z, 1, units).chunks(S::LANES)).zip(row(z, 2, units).chunks(S::LANES));
    for (j, ((dc, ((first, second), third)), ((i, f), new))) in dc.chunks_mut(S::LANES).zip(to).zip(from).enumerate() {
        let d = isa.add(isa.load(dc), isa.load(first));
        let (i, f, new) = (isa.load(i), isa.load(f), isa.load(new));
        let past = isa.load(past.get(j * S::LANES..).unwrap_or(&[]));
        isa.store(first, gate.call(isa, isa.mul(d, new), i));
        isa.store(second, gate.call(isa, isa.mul(d, past), f));
        isa.store(third, act.call(isa, isa.mul(d, i), new));
        isa.store(dc, isa.mul(d, f));
    }
}
