//! Long short-term memory: `cₜ = f · cₜ₋₁ + i · c̃`, `hₜ = o · act(cₜ)`, where the gates `i`, `f`, `o` and the candidate `c̃` are functions of
//! `xₜ · W + hₜ₋₁ · R + b`, in the order i f c̃ o.

use super::activation::{self, SigmoidSlope, TanhSlope};
use super::steps::{
    Inputs, accumulate, at, copy, copy_row, cut, input_gradients, place, recurrent_gradient, row, row_mut, samples, time,
};
use crate::gemm::Memory;
use crate::math::{
    self,
    lanes::{quotients, sigmoid_parts, tanh_parts},
};
use crate::simd::{self, Binary, Isa, MatMut, MatRef, Same, dispatch, mul_assign};
use crate::{Pass, Scalar};
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
    /// Gates, cells, `act(cₜ)` and `hₜ` are kept unless they have no room. Without room for gates, what is in `cells` and `hidden` is the state
    /// before.
    pub fn forward(
        g: &Geometry, _pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], gates: &mut [T], cells: &mut [T], squashed: &mut [T], hidden: &mut [T], scratch: &mut [T],
    ) {
        dispatch(Forward { g, x, kernel, recurrent, bias, y, gates, cells, squashed, hidden, scratch });
    }

    /// One step: `h` and `c` are the state before, and become the next.
    pub fn forward_step(
        g: &Geometry, _pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], h: &mut [T], c: &mut [T], scratch: &mut [T],
    ) {
        dispatch(Forward { g, x, kernel, recurrent, bias, y, gates: &mut [], cells: c, squashed: &mut [], hidden: h, scratch });
    }

    /// From the last step to the first, with `dh = dyₜ + dzₜ₊₁ · Rᵀ`: `do = dh · act(cₜ)`, `dc += dh · o · act′`, `di = dc · c̃`,
    /// `df = dc · cₜ₋₁`, `dc̃ = dc · i`, each times its own slope, which makes `dzₜ`; then `dc ← dc · f`. The parameters' gradients are products
    /// over all steps.
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], _bias: &[T],
        gates: &[T], cells: &[T], squashed: &[T], hidden: &[T],
        dy: &mut [T], dx: &mut [T], dkernel: &mut [T], drecurrent: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let steps = &g.steps;
        let width = GATES * steps.units;
        let mut rest = scratch;
        let dz = cut(&mut rest, samples(steps, dy) * steps.steps * width);
        dispatch(Backward { g, pass, recurrent, gates, cells, squashed, dy, dz, dbias, scratch: rest });
        let rows = dz.len().checked_div(width).unwrap_or(0);
        recurrent_gradient(steps, hidden, MatRef::new(dz, rows, width), 0..width, width, drecurrent);
        input_gradients(steps, width, x, kernel, dz, dx, dkernel);
    }
}

/// Whether the activations are the usual ones, which are computed on the way; all others go over the numbers once more.
fn usual(g: &Geometry) -> bool {
    g.gate == Activation::Sigmoid && g.steps.activation == Activation::Tanh
}

struct Forward<'a, T> {
    g: &'a Geometry,
    x: &'a [T],
    kernel: &'a [T],
    recurrent: &'a [T],
    bias: &'a [T],
    y: &'a mut [T],
    gates: &'a mut [T],
    cells: &'a mut [T],
    squashed: &'a mut [T],
    hidden: &'a mut [T],
    scratch: &'a mut [T],
}

impl<T: Scalar> simd::Kernel<T> for Forward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Forward { g, x, kernel, recurrent, bias, y, gates, cells, squashed, hidden, scratch } = self;
        let steps = &g.steps;
        let (n, units, width) = (samples(steps, y), steps.units, GATES * steps.units);
        let keeps = !gates.is_empty();
        let mut rest = scratch;
        let z = cut(&mut rest, n * width);
        // What is kept lies at its time; else there is one row for each sample.
        let fresh = keeps || hidden.is_empty();
        let (cells, hidden, many) = match (keeps, fresh) {
            (true, _) => (cells, hidden, steps.steps),
            (_, true) => (cut(&mut rest, n * units), cut(&mut rest, n * units), 1),
            (_, false) => (cells, hidden, 1),
        };
        let (w, r) = (MatRef::new(kernel, steps.features, width), MatRef::new(recurrent, units, width));
        let mut memory = Memory::take();
        let [of_input, of_state] = memory.ready(isa, [w, r], n, steps.steps);
        let mut inputs = Inputs::new(steps, n, x, w, of_input, bias);
        for s in 0..steps.steps {
            let (t, before) = if keeps { (time(steps, s), time(steps, s.saturating_sub(1))) } else { (0, 0) };
            inputs.of_step(isa, s, z);
            if s > 0 || !fresh {
                let h = hidden.get(before * units..).unwrap_or(&[]);
                let h = MatRef::with_strides(h, n, units, many * units, 1);
                of_state.multiply(isa, h, T::one(), MatMut::new(z, n, width), &[]);
            }
            for i in 0..n {
                let (k, z) = (i * many + t, row_mut(z, i, width));
                match s {
                    0 if fresh => row_mut(cells, k, units).fill(T::zero()),
                    _ if keeps => copy_row(cells, i * many + before, k, units),
                    _ => {}
                }
                let (c, h) = (row_mut(cells, k, units), row_mut(hidden, k, units));
                let (gates, squashed) = match keeps {
                    true => (row_mut(gates, k, width), row_mut(squashed, k, units)),
                    false => (&mut [][..], &mut [][..]),
                };
                if usual(g) {
                    cell::<T, S, true>(isa, z, c, h, gates, squashed);
                } else {
                    gates_of(g, z);
                    cell::<T, S, false>(isa, z, c, h, gates, squashed);
                    copy(c, h);
                    math::activate(steps.activation, h);
                    copy(h, squashed);
                    mul_assign(h, row(z, 3, units));
                }
                if let Some(to) = place(steps, i, s).and_then(|from| y.get_mut(from..from + units)) {
                    copy(h, to);
                }
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

struct Backward<'a, T> {
    g: &'a Geometry,
    pass: &'a Pass,
    recurrent: &'a [T],
    gates: &'a [T],
    cells: &'a [T],
    squashed: &'a [T],
    dy: &'a [T],
    dz: &'a mut [T],
    dbias: &'a mut [T],
    scratch: &'a mut [T],
}

impl<T: Scalar> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Backward { g, pass, recurrent, gates, cells, squashed, dy, dz, dbias, scratch } = self;
        let steps = &g.steps;
        let (n, units, width) = (samples(steps, dy), steps.units, GATES * steps.units);
        let mut rest = scratch;
        let (dc, dh) = (cut(&mut rest, n * units), cut(&mut rest, n * units));
        dc.fill(T::zero());
        dh.fill(T::zero());
        let mut memory = Memory::take();
        let [r] = memory.ready(isa, [MatRef::new(recurrent, units, width).t()], n, steps.steps.saturating_sub(1));
        for s in (0..steps.steps).rev() {
            let t = time(steps, s);
            for i in 0..n {
                let k = i * steps.steps + t;
                let (dh, dc) = (row_mut(dh, i, units), row_mut(dc, i, units));
                let dy = place(steps, i, s).map_or(&[][..], |from| dy.get(from..from + units).unwrap_or(&[]));
                let (z, squashed) = (row(gates, k, width), row(squashed, k, units));
                let past = if s > 0 { row(cells, i * steps.steps + time(steps, s - 1), units) } else { &[] };
                let dz = row_mut(dz, k, width);
                if usual(g) {
                    output(isa, SigmoidSlope, TanhSlope, z, squashed, dy, dh, dz);
                    inside(isa, SigmoidSlope, TanhSlope, z, past, dc, dz);
                } else {
                    output(isa, Same, Same, z, squashed, dy, dh, dz);
                    activation::backward(&steps.activation, pass, squashed, row_mut(dz, 0, units));
                    inside(isa, Same, Same, z, past, dc, dz);
                    let part = |from, to| z.get(from * units..to * units).unwrap_or(&[]);
                    let mut slope = |f, from, to| {
                        let d = dz.get_mut(from * units..to * units).unwrap_or_default();
                        activation::backward(f, pass, part(from, to), d);
                    };
                    slope(&g.gate, 0, 2);
                    slope(&steps.activation, 2, 3);
                    slope(&g.gate, 3, 4);
                }
                accumulate(isa, dbias, dz);
            }
            if s > 0 {
                r.multiply(isa, at(steps, dz, n, t, width), T::zero(), MatMut::new(dh, n, units), &[]);
            }
        }
    }
}

/// The output's part of a step backward, with `dh ← dh + dy`: in the fourth part of `dz` `dh · act(c)`, in the first `dh · o`, times the
/// slopes.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn output<T: Scalar, S: Isa<T>>(
    isa: S,
    gate: impl Binary<T>,
    act: impl Binary<T>,
    z: &[T],
    squashed: &[T],
    dy: &[T],
    dh: &[T],
    dz: &mut [T],
) {
    let units = dh.len();
    let Some([first, _, _, last]) = parts(dz, units) else { return };
    let from = dh.chunks(S::LANES).zip(squashed.chunks(S::LANES)).zip(row(z, 3, units).chunks(S::LANES));
    let to = first.chunks_mut(S::LANES).zip(last.chunks_mut(S::LANES));
    for (j, (((dh, squashed), open), (first, last))) in from.zip(to).enumerate() {
        let dh = isa.add(isa.load(dh), isa.load(dy.get(j * S::LANES..).unwrap_or(&[])));
        let (shown, o) = (isa.load(squashed), isa.load(open));
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
