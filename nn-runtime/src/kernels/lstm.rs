//! Long short-term memory: `cₜ = f · cₜ₋₁ + i · c̃`, `hₜ = o · act(cₜ)`, where the gates `i`, `f`, `o` and the candidate `c̃` are functions of
//! `xₜ · W + hₜ₋₁ · R + b`, in the order i f c̃ o.

mod gates;

use super::activation::{self, SigmoidSlope, TanhSlope};
#[cfg(feature = "std")]
use super::one_sample::{OneSample, suits};
use super::steps::{Inputs, accumulate, at, cut, fill_padding, gather_padding, input_gradients, recurrent_gradient, row, row_mut, samples, usual};
use crate::pass::copy;
use super::walk::{Dropped, Rows, Walk};
use crate::gemm::Memory;
use crate::math;
use crate::simd::{self, Isa, MatMut, MatRef, Same, Weight, dispatch, mul_assign};
use crate::{Lengths, Pass, Scalar};
#[cfg(feature = "std")]
use core::marker::PhantomData;
use gates::{cell, inside, output};
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
    pub fn forward<W>(
        g: &Geometry, pass: &Pass, x: &[T], h0: &[T], c0: &[T], kernel: &[W], recurrent: &[W], bias: &[W],
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
        let states = States { gates, cells, squashed, hidden };
        through(Forward { g, pass, walk: &walk, x, kernel, recurrent, bias, y, states, rest });
        fill_padding(&g.steps, walk.lengths, y);
    }

    /// One step: `h` and `c` are the state before, and become the next.
    pub fn forward_step<W>(
        g: &Geometry, pass: &Pass, x: &[T], _h0: &[T], _c0: &[T], kernel: &[W], recurrent: &[W], bias: &[W],
        y: &mut [T], h: &mut [T], c: &mut [T], scratch: &mut [T],
    ) {
        let walk = Walk::new(&g.steps, &Lengths::ALL, samples(&g.steps, y), false, true);
        let (cells, hidden) = (Rows { data: c, initial: &[] }, Rows { data: h, initial: &[] });
        let states = States { gates: &mut [], cells, squashed: &mut [], hidden };
        through(Forward { g, pass, walk: &walk, x, kernel, recurrent, bias, y, states, rest: scratch });
    }

    /// From the last step to the first, with `dh = dyₜ + dzₜ₊₁ · Rᵀ`: `do = dh · act(cₜ)`, `dc += dh · o · act′`, `di = dc · c̃`,
    /// `df = dc · cₜ₋₁`, `dc̃ = dc · i`, each times its own slope, which makes `dzₜ`; then `dc ← dc · f`. The parameters' gradients are products
    /// over all steps; `dh` and `dc` before the first step are the gradients of the initial states.
    #[cfg(feature = "train")]
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
        let (initial, kept) = ([&mut *dh0, &mut *dc0], Kept { gates, cells, c0, squashed });
        dispatch(Backward { g, pass, walk: &walk, dropped: &dropped, recurrent, kept, dy, dz, dc, dh, initial, dbias });
        let hidden = dropped.all(hidden, steps.steps, rest);
        recurrent_gradient(steps, lengths, hidden, dropped.first(h0), MatRef::new(dz, rows, width), 0..width, width, drecurrent);
        input_gradients(steps, lengths, width, x, kernel, dz, dx, dkernel);
    }
}

/// What is made at each step, and kept or not.
struct States<'a, T> {
    gates: &'a mut [T],
    cells: Rows<'a, T>,
    squashed: &'a mut [T],
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
        && usual(&all.g.steps, all.g.gate)
        && suits(all.walk, kernel, recurrent)
    {
        let Forward { walk, x, y, states, rest, .. } = all;
        let States { cells, hidden, .. } = states;
        let (bias, cell) = ([bias, &[]], PhantomData::<gates::Usual>);
        return dispatch(OneSample { walk, x, kernel, recurrent, bias, y, hidden, cells, rest, cell });
    }
    dispatch(all);
}

impl<T: Scalar, W: Weight<Number = T>> simd::Kernel<T> for Forward<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Forward { g, pass, walk, x, kernel, recurrent, bias, y, states, mut rest } = self;
        let States { gates, mut cells, squashed, mut hidden } = states;
        let (steps, n) = (&g.steps, walk.samples);
        let (units, width) = (steps.units, GATES * steps.units);
        let z = cut(&mut rest, n * width);
        let mut dropped = Dropped::new(steps, pass, n, &mut rest);
        let (w, r) = (MatRef::new(kernel, steps.features, width), MatRef::new(recurrent, units, width));
        let mut memory = Memory::take();
        let [of_input, of_state] = memory.ready(isa, [w, r], n, steps.steps);
        let mut inputs = Inputs::new(steps, n, x, (kernel, width), of_input, bias);
        for now in walk.steps() {
            inputs.of_step(isa, now.s, z);
            if let Some(h) = hidden.before(walk, now) {
                of_state.multiply(isa, dropped.shown(h), T::one(), MatMut::new(z, n, width), &[]);
            }
            for i in 0..n {
                cells.carry(walk, now, i);
                if !walk.is_real(now, i) {
                    hidden.carry(walk, now, i);
                    continue;
                }
                let (k, z) = (walk.row(now, i), row_mut(z, i, width));
                let (c, h) = (row_mut(cells.data, k, units), row_mut(hidden.data, k, units));
                let (gates, squashed) = (row_mut(gates, k, width), row_mut(squashed, k, units));
                if usual(&g.steps, g.gate) {
                    cell::<T, S, true>(isa, z, c, h, gates, squashed);
                } else {
                    gates_of(g, z);
                    cell::<T, S, false>(isa, z, c, h, gates, squashed);
                    copy(c, h);
                    math::activate(steps.activation, h);
                    copy(h, squashed);
                    mul_assign(h, row(z, 3, units));
                }
            }
            walk.show(now, &hidden, y);
        }
        walk.give(&hidden, 0, y);
        walk.give(&cells, 1, y);
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

/// What was kept of all steps.
struct Kept<'a, T> {
    gates: &'a [T],
    cells: &'a [T],
    c0: &'a [T],
    squashed: &'a [T],
}

/// Through the steps, from the last to the first.
struct Backward<'a, T> {
    g: &'a Geometry,
    pass: &'a Pass<'a>,
    walk: &'a Walk<'a>,
    dropped: &'a Dropped<'a, T>,
    recurrent: &'a [T],
    kept: Kept<'a, T>,
    dy: &'a [T],
    dz: &'a mut [T],
    dc: &'a mut [T],
    dh: &'a mut [T],
    /// The gradients of the initial states, if they are wanted.
    initial: [&'a mut [T]; 2],
    dbias: &'a mut [T],
}

#[cfg(feature = "train")]
impl<T: Scalar> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Backward { g, pass, walk, dropped, recurrent, kept, dy, dz, dc, dh, initial: [dh0, dc0], dbias } = self;
        let Kept { gates, cells, c0, squashed } = kept;
        let (steps, n) = (&g.steps, walk.samples);
        let (units, width) = (steps.units, GATES * steps.units);
        let mut memory = Memory::take();
        let [r] = memory.ready(isa, [MatRef::new(recurrent, units, width).t()], n, steps.steps.saturating_sub(1));
        for now in walk.steps().rev() {
            for i in 0..n {
                if !walk.is_real(now, i) {
                    continue;
                }
                let k = walk.row(now, i);
                let (dh, dc) = (row_mut(dh, i, units), row_mut(dc, i, units));
                walk.arrive(isa, now, i, 0, dy, dh);
                walk.arrive(isa, now, i, 1, dy, dc);
                let (z, squashed) = (row(gates, k, width), row(squashed, k, units));
                let (past, dz) = (walk.before(now, i, cells, c0), row_mut(dz, k, width));
                if usual(&g.steps, g.gate) {
                    output(isa, SigmoidSlope, TanhSlope, z, squashed, dh, dz);
                    inside(isa, SigmoidSlope, TanhSlope, z, past, dc, dz);
                } else {
                    output(isa, Same, Same, z, squashed, dh, dz);
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
            if walk.goes_on(now, dh0) {
                r.multiply(isa, at(steps, dz, n, now.t, width), T::zero(), MatMut::new(dh, n, units), &[]);
                dropped.back(dh);
            }
            walk.flow(now, dh, dh0);
            walk.flow(now, dc, dc0);
        }
    }
}
