//! Gated recurrent unit: `hₜ = z · hₜ₋₁ + (1 − z) · h̃`, gates in the order z r h̃.
//!
//! `z` and `r` are functions of `xₜ · W + hₜ₋₁ · R + b`. With `reset_after`, `h̃ = act(xₜ · W + b + r · (hₜ₋₁ · R + b′))`; without,
//! `h̃ = act(xₜ · W + (r · hₜ₋₁) · R + b)`. What `r` multiplies, or made by multiplying, is called the *past*.

use super::activation::{self, SigmoidSlope, TanhSlope};
use super::steps::{
    Inputs, accumulate, at, at_mut, copy, copy_row, cut, input_gradients, place, recurrent_gradient, row, row_mut, samples, time,
};
use crate::gemm::{Memory, gemm};
use crate::math::{
    self,
    lanes::{quotient_pair, sigmoid_parts, tanh_parts},
};
use crate::simd::{self, Binary, Isa, MatMut, MatRef, Same, dispatch};
use crate::{Pass, Scalar};
use nn_spec::Activation;
use nn_spec::layers::gru::Geometry;

const GATES: usize = 3;

crate::view::params! {
    /// The parameters of a GRU; the gates stand side by side, in the order update, reset, candidate.
    Params {
        /// Weights of a step, `[features, 3 · units]`.
        kernel: K,
        /// Weights of the state, `[units, 3 · units]`.
        recurrent_kernel: R,
        /// `[2, 3 · units]`, of the input and of the state; `[1, 3 · units]` with `reset_after = false`; none with `use_bias = false`.
        bias: B,
    }
}

kernel! { T =>
    /// Gates, the past and `hₜ` are kept unless they have no room. Without room for gates, what is in `hidden` is the state before.
    pub fn forward(
        g: &Geometry, _pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], gates: &mut [T], past: &mut [T], hidden: &mut [T], scratch: &mut [T],
    ) {
        dispatch(Forward { g, x, kernel, recurrent, bias, y, gates, past, hidden, scratch });
    }

    /// One step: `h` is the state before, and becomes the next.
    pub fn forward_step(
        g: &Geometry, _pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], h: &mut [T], scratch: &mut [T],
    ) {
        dispatch(Forward { g, x, kernel, recurrent, bias, y, gates: &mut [], past: &mut [], hidden: h, scratch });
    }

    /// From the last step to the first, with `dh` the sum of `dyₜ` and what came from the step behind: `dz = dh · (hₜ₋₁ − h̃)` and
    /// `dh̃ = dh · (1 − z)`, each times its own slope, `dr` likewise from what `r` multiplied; `dh ← dh · z` and the products' parts. The
    /// parameters' gradients are products over all steps.
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], _bias: &[T],
        gates: &[T], past: &[T], hidden: &[T],
        dy: &mut [T], dx: &mut [T], dkernel: &mut [T], drecurrent: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let steps = &g.steps;
        let (n, units, width) = (samples(steps, dy), steps.units, GATES * steps.units);
        let rows = n * steps.steps;
        let mut rest = scratch;
        // What reaches the input's product, and what reaches the past: with `reset_after`, the state's product.
        let (dz, dpast) = (cut(&mut rest, rows * width), cut(&mut rest, rows * units));
        dispatch(Backward { g, pass, recurrent, gates, past, hidden, dy, dz, dpast, dbias, scratch: rest });
        let sides = MatRef::new(dz, rows, width).block(0..rows, 0..2 * units);
        recurrent_gradient(steps, hidden, sides, 0..2 * units, width, drecurrent);
        if g.reset_after {
            recurrent_gradient(steps, hidden, MatRef::new(dpast, rows, units), 2 * units..width, width, drecurrent);
        } else if !drecurrent.is_empty() {
            let candidate = MatRef::new(dz, rows, width).block(0..rows, 2 * units..width);
            let mut dr = MatMut::new(drecurrent, units, width);
            let past = MatRef::new(past, rows, units);
            gemm(T::one(), past.t(), candidate, T::one(), dr.block(0..units, 2 * units..width));
        }
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
    past: &'a mut [T],
    hidden: &'a mut [T],
    scratch: &'a mut [T],
}

impl<T: Scalar> simd::Kernel<T> for Forward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Forward { g, x, kernel, recurrent, bias, y, gates, past, hidden, scratch } = self;
        let steps = &g.steps;
        let (n, units, width) = (samples(steps, y), steps.units, GATES * steps.units);
        let (of_input, of_state) = bias.split_at_checked(width).unwrap_or((&[], &[]));
        let keeps = !gates.is_empty();
        let mut rest = scratch;
        let (z, state) = (cut(&mut rest, n * width), cut(&mut rest, n * width));
        let (h, spare) = (cut(&mut rest, n * units), cut(&mut rest, n * units));
        // What is kept lies at its time; else there is one row for each sample.
        let fresh = keeps || hidden.is_empty();
        let (past, hidden, many) = match keeps {
            true => (past, hidden, steps.steps),
            false => (spare, if fresh { h } else { hidden }, 1),
        };
        let (w, r) = (MatRef::new(kernel, steps.features, width), MatRef::new(recurrent, units, width));
        // The columns whose product is made of the state, and those of the candidate, if it is made of the reset state.
        let columns = if g.reset_after { width } else { 2 * units };
        let (early, late) = (r.block(0..units, 0..columns), r.block(0..units, columns..width));
        let mut memory = Memory::take();
        let [w_ready, early, late] = memory.ready(isa, [w, early, late], n, steps.steps);
        let mut inputs = Inputs::new(steps, n, x, w, w_ready, of_input);
        for s in 0..steps.steps {
            let (t, before) = if keeps { (time(steps, s), time(steps, s.saturating_sub(1))) } else { (0, 0) };
            inputs.of_step(isa, s, z);
            for i in 0..n {
                let k = i * many + t;
                match s {
                    0 if fresh => row_mut(hidden, k, units).fill(T::zero()),
                    _ if keeps => copy_row(hidden, i * many + before, k, units),
                    _ => {}
                }
            }
            let h = MatRef::with_strides(hidden.get(t * units..).unwrap_or(&[]), n, units, many * units, 1);
            early.multiply(isa, h, T::zero(), MatMut::with_row_stride(state, n, columns, width), of_state);
            for i in 0..n {
                let (z, q, k) = (row_mut(z, i, width), row(state, i, width), i * many + t);
                if usual(g) {
                    sides::<T, S, true>(isa, units, z, q);
                } else {
                    sides::<T, S, false>(isa, units, z, q);
                    math::activate(g.gate, z.get_mut(..2 * units).unwrap_or_default());
                }
                let past = row_mut(past, k, units);
                match g.reset_after {
                    true => reset_product(isa, z, row(q, 2, units), past),
                    false => reset_state(isa, row(z, 1, units), row(hidden, k, units), past),
                }
            }
            if !g.reset_after {
                let past = MatRef::with_strides(past.get(t * units..).unwrap_or(&[]), n, units, many * units, 1);
                let mut z = MatMut::new(z, n, width);
                late.multiply(isa, past, T::one(), z.block(0..n, columns..width), &[]);
            }
            for i in 0..n {
                let (z, h) = (row_mut(z, i, width), row_mut(hidden, i * many + t, units));
                if usual(g) {
                    next::<T, S, true>(isa, z, h);
                } else {
                    math::activate(steps.activation, row_mut(z, 2, units));
                    next::<T, S, false>(isa, z, h);
                }
                if keeps {
                    copy(z, row_mut(gates, i * many + t, width));
                }
                if let Some(to) = place(steps, i, s).and_then(|from| y.get_mut(from..from + units)) {
                    copy(h, to);
                }
            }
        }
    }
}

/// `z` and `r` of both products' parts, in the first two parts of `z`; without `USUAL`, their sums.
#[inline(always)]
fn sides<T: Scalar, S: Isa<T>, const USUAL: bool>(isa: S, units: usize, z: &mut [T], q: &[T]) {
    let (update, rest) = z.split_at_mut_checked(units).unwrap_or_default();
    let parts = update.chunks_mut(S::LANES).zip(rest.chunks_mut(S::LANES));
    let state = row(q, 0, units).chunks(S::LANES).zip(row(q, 1, units).chunks(S::LANES));
    for ((update, reset), (q_update, q_reset)) in parts.zip(state) {
        let reset = reset.get_mut(..update.len()).unwrap_or_default();
        let z = isa.add(isa.load(update), isa.load(q_update));
        let r = isa.add(isa.load(reset), isa.load(q_reset));
        let (z, r) = if USUAL { quotient_pair(isa, sigmoid_parts(isa, z), sigmoid_parts(isa, r)) } else { (z, r) };
        isa.store(update, z);
        isa.store(reset, r);
    }
}

/// The candidate's sum, `… + r · q`, where `q` becomes the past.
#[inline(always)]
fn reset_product<T: Scalar, S: Isa<T>>(isa: S, z: &mut [T], q: &[T], past: &mut [T]) {
    let units = past.len();
    let (sides, candidate) = z.split_at_mut_checked(2 * units).unwrap_or_default();
    let parts = row(sides, 1, units).chunks(S::LANES).zip(candidate.chunks_mut(S::LANES));
    for ((reset, candidate), (q, past)) in parts.zip(q.chunks(S::LANES).zip(past.chunks_mut(S::LANES))) {
        let q = isa.load(q);
        isa.store(candidate, isa.fma(isa.load(reset), q, isa.load(candidate)));
        isa.store(past, q);
    }
}

/// The past, `r · h`.
#[inline(always)]
fn reset_state<T: Scalar, S: Isa<T>>(isa: S, reset: &[T], h: &[T], past: &mut [T]) {
    for ((reset, h), past) in reset.chunks(S::LANES).zip(h.chunks(S::LANES)).zip(past.chunks_mut(S::LANES)) {
        isa.store(past, isa.mul(isa.load(reset), isa.load(h)));
    }
}

/// `h ← z · h + (1 − z) · h̃`, with `h̃` made of its sum; without `USUAL`, it is there already.
#[inline(always)]
fn next<T: Scalar, S: Isa<T>, const USUAL: bool>(isa: S, z: &mut [T], h: &mut [T]) {
    let units = h.len();
    let (sides, candidate) = z.split_at_mut_checked(2 * units).unwrap_or_default();
    let parts = row(sides, 0, units).chunks(S::LANES).zip(candidate.chunks_mut(S::LANES));
    for (h, (update, candidate)) in h.chunks_mut(S::LANES).zip(parts) {
        let mut new = isa.load(candidate);
        if USUAL {
            let (top, bottom) = tanh_parts(isa, new);
            new = isa.div(top, bottom);
            isa.store(candidate, new);
        }
        isa.store(h, isa.fma(isa.load(update), isa.sub(isa.load(h), new), new));
    }
}

struct Backward<'a, T> {
    g: &'a Geometry,
    pass: &'a Pass,
    recurrent: &'a [T],
    gates: &'a [T],
    past: &'a [T],
    hidden: &'a [T],
    dy: &'a [T],
    dz: &'a mut [T],
    dpast: &'a mut [T],
    dbias: &'a mut [T],
    scratch: &'a mut [T],
}

impl<T: Scalar> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Backward { g, pass, recurrent, gates, past, hidden, dy, dz, dpast, dbias, scratch } = self;
        let steps = &g.steps;
        let (n, units, width) = (samples(steps, dy), steps.units, GATES * steps.units);
        let r = MatRef::new(recurrent, units, width);
        let mut rest = scratch;
        let dh = cut(&mut rest, n * units);
        dh.fill(T::zero());
        let (of_input, of_state) = dbias.split_at_mut_checked(width).unwrap_or_default();
        let mut memory = Memory::take();
        let factors = [r.block(0..units, 0..2 * units).t(), r.block(0..units, 2 * units..width).t()];
        let [of_sides, of_past] = memory.ready(isa, factors, n, steps.steps);
        for s in (0..steps.steps).rev() {
            let t = time(steps, s);
            let before = |i: usize| {
                if s > 0 { row(hidden, i * steps.steps + time(steps, s - 1), units) } else { &[] }
            };
            for i in 0..n {
                let k = i * steps.steps + t;
                let dh = row_mut(dh, i, units);
                if let Some(dy) = place(steps, i, s).and_then(|from| dy.get(from..from + units)) {
                    accumulate(isa, dh, dy);
                }
                let (gates, dz) = (row(gates, k, width), row_mut(dz, k, width));
                if usual(g) {
                    mix(isa, SigmoidSlope, TanhSlope, gates, before(i), dh, dz);
                } else {
                    mix(isa, Same, Same, gates, before(i), dh, dz);
                    activation::backward(&g.gate, pass, row(gates, 0, units), row_mut(dz, 0, units));
                    activation::backward(&steps.activation, pass, row(gates, 2, units), row_mut(dz, 2, units));
                }
            }
            if !g.reset_after {
                let candidate = at(steps, dz, n, t, width).block(0..n, 2 * units..width);
                of_past.multiply(isa, candidate, T::zero(), at_mut(steps, dpast, n, t, units), &[]);
            }
            for i in 0..n {
                let k = i * steps.steps + t;
                let (gates, dz) = (row(gates, k, width), row_mut(dz, k, width));
                let (dh, dpast, past) = (row_mut(dh, i, units), row_mut(dpast, k, units), row(past, k, units));
                let reset = row(gates, 1, units);
                let (sides, candidate) = dz.split_at_mut_checked(2 * units).unwrap_or_default();
                let dreset = row_mut(sides, 1, units);
                match (usual(g), g.reset_after) {
                    (true, true) => through_product(isa, SigmoidSlope, reset, past, candidate, dreset, dpast),
                    (false, true) => through_product(isa, Same, reset, past, candidate, dreset, dpast),
                    (true, false) => through_state(isa, SigmoidSlope, reset, before(i), dpast, dreset, dh),
                    (false, false) => through_state(isa, Same, reset, before(i), dpast, dreset, dh),
                }
                if !usual(g) {
                    activation::backward(&g.gate, pass, reset, dreset);
                }
                accumulate(isa, of_input, dz);
                let (of_sides, of_past) = of_state.split_at_mut_checked(2 * units).unwrap_or_default();
                accumulate(isa, of_sides, dz);
                accumulate(isa, of_past, dpast);
            }
            if s > 0 {
                let sides = at(steps, dz, n, t, width).block(0..n, 0..2 * units);
                of_sides.multiply(isa, sides, T::one(), MatMut::new(dh, n, units), &[]);
                if g.reset_after {
                    of_past.multiply(isa, at(steps, dpast, n, t, units), T::one(), MatMut::new(dh, n, units), &[]);
                }
            }
        }
    }
}

/// `dz ← slope(z) · dh · (h − h̃)`, `dh̃ ← slope(h̃) · dh · (1 − z)`, then `dh ← dh · z`.
#[inline(always)]
fn mix<T: Scalar, S: Isa<T>>(
    isa: S,
    gate: impl Binary<T>,
    act: impl Binary<T>,
    gates: &[T],
    before: &[T],
    dh: &mut [T],
    dz: &mut [T],
) {
    let units = dh.len();
    let (sides, candidate) = dz.split_at_mut_checked(2 * units).unwrap_or_default();
    let to = row_mut(sides, 0, units).chunks_mut(S::LANES).zip(candidate.chunks_mut(S::LANES));
    let from = row(gates, 0, units).chunks(S::LANES).zip(row(gates, 2, units).chunks(S::LANES));
    for (j, ((dh, (update, candidate)), (z, new))) in dh.chunks_mut(S::LANES).zip(to).zip(from).enumerate() {
        let (d, z, new) = (isa.load(dh), isa.load(z), isa.load(new));
        let before = isa.load(before.get(j * S::LANES..).unwrap_or(&[]));
        let kept = isa.mul(d, z);
        isa.store(update, gate.call(isa, isa.mul(d, isa.sub(before, new)), z));
        isa.store(candidate, act.call(isa, isa.sub(d, kept), new));
        isa.store(dh, kept);
    }
}

/// `dr ← slope(r) · dh̃ · q` and `dq ← dh̃ · r`, where `q` is the state's product.
#[inline(always)]
fn through_product<T: Scalar, S: Isa<T>>(
    isa: S,
    gate: impl Binary<T>,
    reset: &[T],
    q: &[T],
    dnew: &[T],
    dreset: &mut [T],
    dq: &mut [T],
) {
    let from = reset.chunks(S::LANES).zip(q.chunks(S::LANES)).zip(dnew.chunks(S::LANES));
    let to = dreset.chunks_mut(S::LANES).zip(dq.chunks_mut(S::LANES));
    for (((reset, q), dnew), (dreset, dq)) in from.zip(to) {
        let (r, d) = (isa.load(reset), isa.load(dnew));
        isa.store(dreset, gate.call(isa, isa.mul(d, isa.load(q)), r));
        isa.store(dq, isa.mul(d, r));
    }
}

/// `dr ← slope(r) · dp · h` and `dh ← dh + dp · r`, where `p = r · h` and `h` is the state before.
#[inline(always)]
fn through_state<T: Scalar, S: Isa<T>>(
    isa: S,
    gate: impl Binary<T>,
    reset: &[T],
    before: &[T],
    dpast: &[T],
    dreset: &mut [T],
    dh: &mut [T],
) {
    let from = reset.chunks(S::LANES).zip(dpast.chunks(S::LANES));
    let to = dreset.chunks_mut(S::LANES).zip(dh.chunks_mut(S::LANES));
    for (j, ((reset, dpast), (dreset, dh))) in from.zip(to).enumerate() {
        let (r, d) = (isa.load(reset), isa.load(dpast));
        let before = isa.load(before.get(j * S::LANES..).unwrap_or(&[]));
        isa.store(dreset, gate.call(isa, isa.mul(d, before), r));
        isa.store(dh, isa.fma(d, r, isa.load(dh)));
    }
}
