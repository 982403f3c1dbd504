//! Gated recurrent unit: `hₜ = z · hₜ₋₁ + (1 − z) · h̃`, gates in the order z r h̃.
//!
//! `z` and `r` are functions of `xₜ · W + hₜ₋₁ · R + b`. With `reset_after`, `h̃ = act(xₜ · W + b + r · (hₜ₋₁ · R + b′))`; without,
//! `h̃ = act(xₜ · W + (r · hₜ₋₁) · R + b)`. What `r` multiplies, or made by multiplying, is called the *past*.

mod gates;
mod step;

use super::activation::{self, SigmoidSlope, TanhSlope};
#[cfg(feature = "std")]
use super::one_sample::{OneSample, suits};
use super::steps::{Inputs, accumulate, at, at_mut, cut, fill_padding, gather_padding, input_gradients, past_gradient, recurrent_gradient, row, row_mut, samples, usual};
use crate::pass::copy;
use super::walk::{Dropped, Rows, Walk};
use crate::gemm::Memory;
use crate::math;
use crate::simd::{self, Isa, MatMut, MatRef, Same, Weight, add_assign, dispatch, mul_assign};
use crate::{Lengths, Pass, Scalar};
#[cfg(feature = "std")]
use core::marker::PhantomData;
use gates::{mix, next, reset_product, reset_state, sides, through_product, through_state};
use nn_spec::layers::gru::Geometry;
use step::Step;

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
    pub fn forward<W>(
        g: &Geometry, pass: &Pass, x: &[T], h0: &[T], kernel: &[W], recurrent: &[W], bias: &[W],
        y: &mut [T], gates: &mut [T], past: &mut [T], hidden: &mut [T], scratch: &mut [T],
    ) {
        let (n, units, mut rest) = (samples(&g.steps, y), g.steps.units, scratch);
        let keeps = !gates.is_empty();
        let hidden = if keeps { hidden } else { cut(&mut rest, n * units) };
        let past = if keeps { past } else { cut(&mut rest, n * units) };
        let walk = Walk::new(&g.steps, &pass.lengths[0], n, keeps, false);
        let states = States { gates, past, hidden: Rows { data: hidden, initial: h0 } };
        through(Forward { g, pass, walk: &walk, x, kernel, recurrent, bias, y, states, rest });
        fill_padding(&g.steps, walk.lengths, y);
    }

    /// One step: `h` is the state before, and becomes the next.
    pub fn forward_step<W>(
        g: &Geometry, pass: &Pass, x: &[T], _h0: &[T], kernel: &[W], recurrent: &[W], bias: &[W],
        y: &mut [T], h: &mut [T], scratch: &mut [T],
    ) {
        if g.direct() {
            return dispatch(Step { g, x, kernel, recurrent, bias, y, h });
        }
        let (n, mut rest) = (samples(&g.steps, y), scratch);
        let walk = Walk::new(&g.steps, &Lengths::ALL, n, false, true);
        let past = cut(&mut rest, n * g.steps.units);
        let states = States { gates: &mut [], past, hidden: Rows { data: h, initial: &[] } };
        through(Forward { g, pass, walk: &walk, x, kernel, recurrent, bias, y, states, rest });
    }

    /// From the last step to the first, with `dh` the sum of `dyₜ` and what came from the step behind: `dz = dh · (hₜ₋₁ − h̃)` and
    /// `dh̃ = dh · (1 − z)`, each times its own slope, `dr` likewise from what `r` multiplied; `dh ← dh · z` and the products' parts. The
    /// parameters' gradients are products over all steps.
    #[cfg(feature = "train")]
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
        let kept = Kept { gates, past, hidden, h0 };
        dispatch(Backward { g, pass, walk: &walk, dropped: &mut dropped, recurrent, kept, dy, dz, dpast, dh, dh0, dbias });
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

/// What is made at each step, and kept or not.
struct States<'a, T> {
    gates: &'a mut [T],
    past: &'a mut [T],
    hidden: Rows<'a, T>,
}

/// Through the steps.
struct Forward<'a, T, W> {
    g: &'a Geometry,
    pass: &'a Pass<'a>,
    walk: &'a Walk<'a>,
    x: &'a [T],
    kernel: &'a [W],
    recurrent: &'a [W],
    bias: &'a [W],
    y: &'a mut [T],
    states: States<'a, T>,
    rest: &'a mut [T],
}

/// One sample of which nothing is kept has a kernel of its own.
fn through<T: Scalar, W: Weight<Number = T>>(all: Forward<'_, T, W>) {
    #[cfg(feature = "std")]
    if let (Some(kernel), Some(recurrent), Some(bias)) = (W::numbers(all.kernel), W::numbers(all.recurrent), W::numbers(all.bias))
        && all.states.gates.is_empty()
        && !all.pass.training
        && all.g.reset_after
        && usual(&all.g.steps, all.g.gate)
        && suits(all.walk, kernel, recurrent)
    {
        let Forward { walk, x, y, states, rest, .. } = all;
        let (of_input, of_state) = bias.split_at_checked(GATES * walk.g.units).unwrap_or((&[], &[]));
        let (bias, cells, cell) = ([of_input, of_state], Rows { data: &mut [][..], initial: &[] }, PhantomData::<gates::Usual>);
        return dispatch(OneSample { walk, x, kernel, recurrent, bias, y, hidden: states.hidden, cells, rest, cell });
    }
    dispatch(all);
}

impl<T: Scalar, W: Weight<Number = T>> simd::Kernel<T> for Forward<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Forward { g, pass, walk, x, kernel, recurrent, bias, y, states, mut rest } = self;
        let States { gates, past, mut hidden } = states;
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
        let [w_ready, early, late] = memory.ready(isa, [w, early, late], n, steps.steps);
        let mut inputs = Inputs::new(steps, n, x, (kernel, width), w_ready, of_input);
        for now in walk.steps() {
            inputs.of_step(isa, now.s, z);
            (0..n).for_each(|i| hidden.carry(walk, now, i));
            let from = hidden.data.get(now.now * units..).unwrap_or(&[]);
            let h = dropped.shown(MatRef::with_strides(from, n, units, many * units, 1));
            early.multiply(isa, h, T::zero(), MatMut::with_row_stride(q, n, columns, width), of_state);
            for i in 0..n {
                let (z, q) = (row_mut(z, i, width), row(q, i, width));
                if usual(&g.steps, g.gate) {
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
            if !g.reset_after {
                let from = past.get(now.now * units..).unwrap_or(&[]);
                let past = MatRef::with_strides(from, n, units, many * units, 1);
                late.multiply(isa, past, T::one(), MatMut::new(z, n, width).block(0..n, columns..width), &[]);
            }
            for i in 0..n {
                if !walk.is_real(now, i) {
                    continue;
                }
                let k = walk.row(now, i);
                let (z, h) = (row_mut(z, i, width), row_mut(hidden.data, k, units));
                if usual(&g.steps, g.gate) {
                    next::<T, S, true>(isa, z, h);
                } else {
                    math::activate(steps.activation, row_mut(z, 2, units));
                    next::<T, S, false>(isa, z, h);
                }
                copy(z, row_mut(gates, k, width));
            }
            walk.show(now, &hidden, y);
        }
        walk.give(&hidden, 0, y);
    }
}

/// What was kept of all steps.
struct Kept<'a, T> {
    gates: &'a [T],
    past: &'a [T],
    hidden: &'a [T],
    h0: &'a [T],
}

/// Through the steps, from the last to the first.
struct Backward<'a, 'd, T> {
    g: &'a Geometry,
    pass: &'a Pass<'a>,
    walk: &'a Walk<'a>,
    dropped: &'a mut Dropped<'d, T>,
    recurrent: &'a [T],
    kept: Kept<'a, T>,
    dy: &'a [T],
    dz: &'a mut [T],
    dpast: &'a mut [T],
    dh: &'a mut [T],
    dh0: &'a mut [T],
    dbias: &'a mut [T],
}

#[cfg(feature = "train")]
impl<T: Scalar> simd::Kernel<T> for Backward<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Backward { g, pass, walk, dropped, recurrent, kept, dy, dz, dpast, dh, dh0, dbias } = self;
        let Kept { gates, past, hidden, h0 } = kept;
        let (steps, n) = (&g.steps, walk.samples);
        let (units, width) = (steps.units, GATES * steps.units);
        let (of_input, of_state) = dbias.split_at_mut_checked(width).unwrap_or_default();
        let r = MatRef::new(recurrent, units, width);
        let mut memory = Memory::take();
        let factors = [r.block(0..units, 0..2 * units).t(), r.block(0..units, 2 * units..width).t()];
        let [of_sides, of_past] = memory.ready(isa, factors, n, steps.steps);
        for now in walk.steps().rev() {
            for i in 0..n {
                if !walk.is_real(now, i) {
                    continue;
                }
                let (k, dh) = (walk.row(now, i), row_mut(dh, i, units));
                walk.arrive(isa, now, i, 0, dy, dh);
                let (gates, dz) = (row(gates, k, width), row_mut(dz, k, width));
                let before = walk.before(now, i, hidden, h0);
                if usual(&g.steps, g.gate) {
                    mix(isa, SigmoidSlope, TanhSlope, gates, before, dh, dz);
                } else {
                    mix(isa, Same, Same, gates, before, dh, dz);
                    activation::backward(&g.gate, pass, row(gates, 0, units), row_mut(dz, 0, units));
                    activation::backward(&steps.activation, pass, row(gates, 2, units), row_mut(dz, 2, units));
                }
            }
            if !g.reset_after {
                let candidate = at(steps, dz, n, now.t, width).block(0..n, 2 * units..width);
                of_past.multiply(isa, candidate, T::zero(), at_mut(steps, dpast, n, now.t, units), &[]);
                for i in (0..n).filter(|_| dropped.any()) {
                    mul_assign(row_mut(dpast, walk.row(now, i), units), row(dropped.mask, i, units));
                }
            }
            for i in 0..n {
                if !walk.is_real(now, i) {
                    continue;
                }
                let (k, before) = (walk.row(now, i), walk.before(now, i, hidden, h0));
                let (dh, dpast, past) = (row_mut(dh, i, units), row_mut(dpast, k, units), row(past, k, units));
                let (dz, reset) = (row_mut(dz, k, width), row(row(gates, k, width), 1, units));
                let (sides, candidate) = dz.split_at_mut_checked(2 * units).unwrap_or_default();
                let dreset = row_mut(sides, 1, units);
                match (usual(&g.steps, g.gate), g.reset_after) {
                    (true, true) => through_product(isa, SigmoidSlope, reset, past, candidate, dreset, dpast),
                    (false, true) => through_product(isa, Same, reset, past, candidate, dreset, dpast),
                    (true, false) => through_state(isa, SigmoidSlope, reset, before, dpast, dreset, dh),
                    (false, false) => through_state(isa, Same, reset, before, dpast, dreset, dh),
                }
                if !usual(&g.steps, g.gate) {
                    activation::backward(&g.gate, pass, reset, dreset);
                }
                accumulate(isa, of_input, dz);
                let (of_sides, of_past) = of_state.split_at_mut_checked(2 * units).unwrap_or_default();
                accumulate(isa, of_sides, dz);
                accumulate(isa, of_past, dpast);
            }
            if walk.goes_on(now, dh0) {
                // Of the products, some may be dropped.
                let (d, new) = if dropped.any() { (&mut *dropped.room, T::zero()) } else { (&mut *dh, T::one()) };
                let sides = at(steps, dz, n, now.t, width).block(0..n, 0..2 * units);
                of_sides.multiply(isa, sides, new, MatMut::new(d, n, units), &[]);
                if g.reset_after {
                    of_past.multiply(isa, at(steps, dpast, n, now.t, units), T::one(), MatMut::new(d, n, units), &[]);
                }
                if dropped.any() {
                    mul_assign(dropped.room, dropped.mask);
                    add_assign(dh, dropped.room);
                }
            }
            walk.flow(now, dh, dh0);
        }
    }
}
