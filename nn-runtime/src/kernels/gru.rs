//! Gated recurrent unit: `hₜ = z · hₜ₋₁ + (1 − z) · h̃`, gates in the order z r h̃.
//!
//! `z` and `r` are functions of `xₜ · W + hₜ₋₁ · R + b`. With `reset_after`, `h̃ = act(xₜ · W + b + r · (hₜ₋₁ · R + b′))`; without,
//! `h̃ = act(xₜ · W + (r · hₜ₋₁) · R + b)`. What `r` multiplies, or made by multiplying, is called the *past*.

use super::activation::{self, SigmoidSlope, TanhSlope};
use super::steps::{
    Inputs, accumulate, at, at_mut, copy, cut, fill_padding, gather_padding, input_gradients, past_gradient, recurrent_gradient, row, row_mut, samples,
};
use super::walk::{At, Dropped, Rows, Walk};
use crate::gemm::Memory;
use crate::math::{
    self,
    lanes::{quotient_pair, sigmoid_parts, tanh_parts},
};
use crate::simd::{self, Binary, Isa, MatMut, MatRef, Same, add_assign, dispatch, mul_assign};
use crate::{Lengths, Pass, Scalar};
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
    /// Gates, the past and `hₜ` are kept unless they have no room. `h0` is the state before the first step; nothing stands for zeros.
    pub fn forward(
        g: &Geometry, pass: &Pass, x: &[T], h0: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], gates: &mut [T], past: &mut [T], hidden: &mut [T], scratch: &mut [T],
    ) {
        let (n, units, mut rest) = (samples(&g.steps, y), g.steps.units, scratch);
        let keeps = !gates.is_empty();
        let hidden = if keeps { hidden } else { cut(&mut rest, n * units) };
        let past = if keeps { past } else { cut(&mut rest, n * units) };
        let walk = Walk::new(&g.steps, &pass.lengths[0], n, keeps, false);
        let states = States { gates, past, hidden: Rows { data: hidden, initial: h0 } };
        through(g, pass, &walk, [x, kernel, recurrent, bias], y, states, rest);
        fill_padding(&g.steps, walk.lengths, y);
    }

    /// One step: `h` is the state before, and becomes the next.
    pub fn forward_step(
        g: &Geometry, pass: &Pass, x: &[T], _h0: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], h: &mut [T], scratch: &mut [T],
    ) {
        let (n, mut rest) = (samples(&g.steps, y), scratch);
        let walk = Walk::new(&g.steps, &Lengths::ALL, n, false, true);
        let past = cut(&mut rest, n * g.steps.units);
        let states = States { gates: &mut [], past, hidden: Rows { data: h, initial: &[] } };
        through(g, pass, &walk, [x, kernel, recurrent, bias], y, states, rest);
    }

    /// From the last step to the first, with `dh` the sum of `dyₜ` and what came from the step behind: `dz = dh · (hₜ₋₁ − h̃)` and
    /// `dh̃ = dh · (1 − z)`, each times its own slope, `dr` likewise from what `r` multiplied; `dh ← dh · z` and the products' parts. The
    /// parameters' gradients are products over all steps.
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], h0: &[T], kernel: &[T], recurrent: &[T], _bias: &[T],
        gates: &[T], past: &[T], hidden: &[T],
        dy: &mut [T], dx: &mut [T], dh0: &mut [T], dkernel: &mut [T], drecurrent: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let (steps, lengths) = (&g.steps, &pass.lengths[0]);
        let (n, units, width) = (samples(steps, dy), steps.units, GATES * steps.units);
        let (rows, mut rest) = (n * steps.steps, scratch);
        // What reaches the input's product, and what reaches the past: with `reset_after`, the state's product.
        let (dz, dpast) = (cut(&mut rest, rows * width), cut(&mut rest, rows * units));
        let dh = cut(&mut rest, n * units);
        let mut dropped = Dropped::new(steps, pass, n, &mut rest);
        dh.fill(T::zero());
        if lengths.any() {
            gather_padding(steps, lengths, dy);
            dz.fill(T::zero());
            dpast.fill(T::zero());
        }
        let walk = Walk::new(steps, lengths, n, true, false);
        walk.pass_by(0, dy, dh0);
        let r = MatRef::new(recurrent, units, width);
        let mut memory = Memory::take();
        let factors = [r.block(0..units, 0..2 * units).t(), r.block(0..units, 2 * units..width).t()];
        let [of_sides, of_past] = memory.ready(factors, n, steps.steps);
        for now in walk.steps().rev() {
            dispatch(Mix { g, pass, walk: &walk, now, gates, hidden, h0, dy, dz, dh });
            if !g.reset_after {
                let candidate = at(steps, dz, n, now.t, width).block(0..n, 2 * units..width);
                of_past.multiply(candidate, T::zero(), at_mut(steps, dpast, n, now.t, units), &[]);
                for i in (0..n).filter(|_| dropped.any()) {
                    mul_assign(row_mut(dpast, walk.row(now, i), units), row(dropped.mask, i, units));
                }
            }
            dispatch(Reset { g, pass, walk: &walk, now, gates, past, hidden, h0, dz, dpast, dh, dbias });
            if walk.goes_on(now, dh0) {
                // Of the products, some may be dropped.
                let (d, new) = if dropped.any() { (&mut *dropped.room, T::zero()) } else { (&mut *dh, T::one()) };
                let sides = at(steps, dz, n, now.t, width).block(0..n, 0..2 * units);
                of_sides.multiply(sides, new, MatMut::new(d, n, units), &[]);
                if g.reset_after {
                    of_past.multiply(at(steps, dpast, n, now.t, units), T::one(), MatMut::new(d, n, units), &[]);
                }
                if dropped.any() {
                    mul_assign(dropped.room, dropped.mask);
                    add_assign(dh, dropped.room);
                }
            }
            walk.flow(now, dh, dh0);
        }
        let hidden = dropped.all(hidden, steps.steps, rest);
        let (h0, all) = (dropped.first(h0), MatRef::new(dz, rows, width));
        recurrent_gradient(steps, lengths, hidden, h0, all.block(0..rows, 0..2 * units), 0..2 * units, width, drecurrent);
        let columns = 2 * units..width;
        match g.reset_after {
            true => recurrent_gradient(steps, lengths, hidden, h0, MatRef::new(dpast, rows, units), columns, width, drecurrent),
            false => past_gradient(steps, lengths, past, all.block(0..rows, columns.clone()), columns, width, drecurrent),
        }
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
    past: &'a mut [T],
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
    let (steps, n, many) = (&g.steps, walk.samples, walk.many);
    let (units, width) = (steps.units, GATES * steps.units);
    let (of_input, of_state) = bias.split_at_checked(width).unwrap_or((&[], &[]));
    let (z, q) = (cut(&mut rest, n * width), cut(&mut rest, n * width));
    let mut dropped = Dropped::new(steps, pass, n, &mut rest);
    let (w, r) = (MatRef::new(kernel, steps.features, width), MatRef::new(recurrent, units, width));
    // The columns whose product is made of the state, and those of the candidate, if it is made of the reset state.
    let columns = if g.reset_after { width } else { 2 * units };
    let (early, late) = (r.block(0..units, 0..columns), r.block(0..units, columns..width));
    let mut memory = Memory::take();
    let [w_ready, early, late] = memory.ready([w, early, late], n, steps.steps);
    let mut inputs = Inputs::new(steps, n, x, w, w_ready, of_input);
    for now in walk.steps() {
        inputs.of_step(now.s, z);
        (0..n).for_each(|i| states.hidden.carry(walk, now, i));
        let rows = |data| MatRef::with_strides(data, n, units, many * units, 1);
        let h = dropped.shown(rows(states.hidden.data.get(now.now * units..).unwrap_or(&[])));
        early.multiply(h, T::zero(), MatMut::with_row_stride(q, n, columns, width), of_state);
        dispatch(Gates { g, walk, now, z, q, h, past: states.past });
        if !g.reset_after {
            let past = rows(states.past.get(now.now * units..).unwrap_or(&[]));
            late.multiply(past, T::one(), MatMut::new(z, n, width).block(0..n, columns..width), &[]);
        }
        dispatch(Next { g, walk, now, z, states: &mut states });
        walk.show(now, &states.hidden, y);
    }
    walk.give(&states.hidden, 0, y);
}

/// The gates of all samples, and what comes of the past.
struct Gates<'a, T> {
    g: &'a Geometry,
    walk: &'a Walk<'a>,
    now: At,
    z: &'a mut [T],
    q: &'a [T],
    h: MatRef<'a, T>,
    past: &'a mut [T],
}

impl<T: Scalar> simd::Kernel<T> for Gates<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Gates { g, walk, now, z, q, h, past } = self;
        let (units, width) = (g.steps.units, GATES * g.steps.units);
        for i in 0..walk.samples {
            let (z, q) = (row_mut(z, i, width), row(q, i, width));
            if usual(g) {
                sides::<T, S, true>(isa, units, z, q);
            } else {
                sides::<T, S, false>(isa, units, z, q);
                math::activate(g.gate, z.get_mut(..2 * units).unwrap_or_default());
            }
            let past = row_mut(past, walk.row(now, i), units);
            match g.reset_after {
                true => reset_product(isa, z, row(q, 2, units), past),
                false => reset_state(isa, row(z, 1, units), h.row(i).unwrap_or(&[]), past),
            }
        }
    }
}

/// The next state of all samples.
struct Next<'a, 's, T> {
    g: &'a Geometry,
    walk: &'a Walk<'a>,
    now: At,
    z: &'a mut [T],
    states: &'a mut States<'s, T>,
}

impl<T: Scalar> simd::Kernel<T> for Next<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Next { g, walk, now, z, states } = self;
        let (units, width) = (g.steps.units, GATES * g.steps.units);
        for i in (0..walk.samples).filter(|&i| walk.is_real(now, i)) {
            let k = walk.row(now, i);
            let (z, h) = (row_mut(z, i, width), row_mut(states.hidden.data, k, units));
            if usual(g) {
                next::<T, S, true>(isa, z, h);
            } else {
                math::activate(g.steps.activation, row_mut(z, 2, units));
                next::<T, S, false>(isa, z, h);
            }
            copy(z, row_mut(states.gates, k, width));
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

/// A step back of all samples: how the candidate was mixed with the state before.
struct Mix<'a, T> {
    g: &'a Geometry,
    pass: &'a Pass<'a>,
    walk: &'a Walk<'a>,
    now: At,
    gates: &'a [T],
    hidden: &'a [T],
    h0: &'a [T],
    dy: &'a [T],
    dz: &'a mut [T],
    dh: &'a mut [T],
}

impl<T: Scalar> simd::Kernel<T> for Mix<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Mix { g, pass, walk, now, gates, hidden, h0, dy, dz, dh } = self;
        let (units, width) = (g.steps.units, GATES * g.steps.units);
        for i in (0..walk.samples).filter(|&i| walk.is_real(now, i)) {
            let (k, dh) = (walk.row(now, i), row_mut(dh, i, units));
            walk.arrive(isa, now, i, 0, dy, dh);
            let (gates, dz, before) = (row(gates, k, width), row_mut(dz, k, width), walk.before(now, i, hidden, h0));
            if usual(g) {
                mix(isa, SigmoidSlope, TanhSlope, gates, before, dh, dz);
            } else {
                mix(isa, Same, Same, gates, before, dh, dz);
                activation::backward(&g.gate, pass, row(gates, 0, units), row_mut(dz, 0, units));
                activation::backward(&g.steps.activation, pass, row(gates, 2, units), row_mut(dz, 2, units));
            }
        }
    }
}

/// A step back of all samples: what was reset.
struct Reset<'a, T> {
    g: &'a Geometry,
    pass: &'a Pass<'a>,
    walk: &'a Walk<'a>,
    now: At,
    gates: &'a [T],
    past: &'a [T],
    hidden: &'a [T],
    h0: &'a [T],
    dz: &'a mut [T],
    dpast: &'a mut [T],
    dh: &'a mut [T],
    dbias: &'a mut [T],
}

impl<T: Scalar> simd::Kernel<T> for Reset<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Reset { g, pass, walk, now, gates, past, hidden, h0, dz, dpast, dh, dbias } = self;
        let (units, width) = (g.steps.units, GATES * g.steps.units);
        let (of_input, of_state) = dbias.split_at_mut_checked(width).unwrap_or_default();
        for i in (0..walk.samples).filter(|&i| walk.is_real(now, i)) {
            let (k, before) = (walk.row(now, i), walk.before(now, i, hidden, h0));
            let (dh, dpast, past) = (row_mut(dh, i, units), row_mut(dpast, k, units), row(past, k, units));
            let (dz, reset) = (row_mut(dz, k, width), row(row(gates, k, width), 1, units));
            let (sides, candidate) = dz.split_at_mut_checked(2 * units).unwrap_or_default();
            let dreset = row_mut(sides, 1, units);
            match (usual(g), g.reset_after) {
                (true, true) => through_product(isa, SigmoidSlope, reset, past, candidate, dreset, dpast),
                (false, true) => through_product(isa, Same, reset, past, candidate, dreset, dpast),
                (true, false) => through_state(isa, SigmoidSlope, reset, before, dpast, dreset, dh),
                (false, false) => through_state(isa, Same, reset, before, dpast, dreset, dh),
            }
            if !usual(g) {
                activation::backward(&g.gate, pass, reset, dreset);
            }
            accumulate(isa, of_input, dz);
            let (of_sides, of_past) = of_state.split_at_mut_checked(2 * units).unwrap_or_default();
            accumulate(isa, of_sides, dz);
            accumulate(isa, of_past, dpast);
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
