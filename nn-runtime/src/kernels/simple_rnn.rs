//! The simplest recurrent layer: `hₜ = f(xₜ · W + hₜ₋₁ · R + b)`.

use super::activation;
use super::steps::{Inputs, accumulate, at, cut, fill_padding, gather_padding, input_gradients, recurrent_gradient, row, row_mut, samples};
use crate::pass::copy;
use super::walk::{Dropped, Rows, Walk};
use crate::gemm::Memory;
use crate::simd::{self, Isa, MatMut, MatRef, Weight, dispatch};
use crate::{Lengths, Pass, Scalar, math};
use nn_spec::layers::simple_rnn::Geometry;

crate::view::params! {
    /// The parameters of a simple recurrent layer.
    Params {
        /// Weights of a step, `[features, units]`.
        kernel: K,
        /// Weights of the state, `[units, units]`.
        recurrent_kernel: R,
        /// One for each unit; none with `use_bias = false`.
        bias: B,
    }
}

kernel! { T =>
    /// `hₜ = f(xₜ · W + hₜ₋₁ · R + b)`; all `hₜ` are kept unless they have no room. `h0` is the state before the first step; nothing stands for
    /// zeros.
    pub fn forward<W>(
        g: &Geometry, pass: &Pass, x: &[T], h0: &[T], kernel: &[W], recurrent: &[W], bias: &[W],
        y: &mut [T], hidden: &mut [T], scratch: &mut [T],
    ) {
        let (n, mut rest) = (samples(g, y), scratch);
        let keeps = !hidden.is_empty();
        let hidden = if keeps { hidden } else { cut(&mut rest, n * g.units) };
        let walk = Walk::new(g, &pass.lengths[0], n, keeps, false);
        let hidden = Rows { data: hidden, initial: h0 };
        dispatch(Forward { g, pass, walk: &walk, x, kernel, recurrent, bias, y, hidden, rest });
        fill_padding(g, walk.lengths, y);
    }

    /// One step: `h` is the state before, and becomes the next.
    pub fn forward_step<W>(
        g: &Geometry, pass: &Pass, x: &[T], _h0: &[T], kernel: &[W], recurrent: &[W], bias: &[W],
        y: &mut [T], h: &mut [T], scratch: &mut [T],
    ) {
        let walk = Walk::new(g, &Lengths::ALL, samples(g, y), false, true);
        let hidden = Rows { data: h, initial: &[] };
        dispatch(Forward { g, pass, walk: &walk, x, kernel, recurrent, bias, y, hidden, rest: scratch });
    }

    /// From the last step to the first: `dzₜ = f′(hₜ) · (dyₜ + dzₜ₊₁ · Rᵀ)`; then `dW += Σ xₜᵀ · dzₜ`, `dR += Σ hₜ₋₁ᵀ · dzₜ`, `db += Σ dzₜ`,
    /// `dxₜ = dzₜ · Wᵀ`.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], h0: &[T], kernel: &[T], recurrent: &[T], _bias: &[T], hidden: &[T],
        dy: &mut [T], dx: &mut [T], dh0: &mut [T], dkernel: &mut [T], drecurrent: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let (lengths, n, units, mut rest) = (&pass.lengths[0], samples(g, dy), g.units, scratch);
        let rows = n * g.steps;
        let (dz, dh) = (cut(&mut rest, rows * units), cut(&mut rest, n * units));
        let mut dropped = Dropped::new(g, pass, n, &mut rest);
        dh.fill(T::zero());
        if lengths.any() {
            gather_padding(g, lengths, dy);
            dz.fill(T::zero());
        }
        let walk = Walk::new(g, lengths, n, true, false);
        walk.pass_by(0, dy, dh0);
        dispatch(Backward { g, pass, walk: &walk, dropped: &dropped, recurrent, hidden, dy, dz, dh, dh0, dbias });
        let hidden = dropped.all(hidden, g.steps, rest);
        let h0 = dropped.first(h0);
        recurrent_gradient(g, lengths, hidden, h0, MatRef::new(dz, rows, units), 0..units, units, drecurrent);
        input_gradients(g, lengths, units, x, kernel, dz, dx, dkernel);
    }
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
    hidden: Rows<'a, T>,
    rest: &'a mut [T],
}

impl<T: Scalar, W: Weight<Number = T>> simd::Kernel<T> for Forward<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Forward { g, pass, walk, x, kernel, recurrent, bias, y, mut hidden, mut rest } = self;
        let (n, units) = (walk.samples, g.units);
        let z = cut(&mut rest, n * units);
        let mut dropped = Dropped::new(g, pass, n, &mut rest);
        let (w, r) = (MatRef::new(kernel, g.features, units), MatRef::new(recurrent, units, units));
        let mut memory = Memory::take();
        let [of_input, of_state] = memory.ready(isa, [w, r], n, g.steps);
        let mut inputs = Inputs::new(g, n, x, (kernel, units), of_input, bias);
        for now in walk.steps() {
            inputs.of_step(isa, now.s, z);
            if let Some(h) = hidden.before(walk, now) {
                of_state.multiply(isa, dropped.shown(h), T::one(), MatMut::new(z, n, units), &[]);
            }
            math::activate(g.activation, z);
            for i in 0..n {
                match walk.is_real(now, i) {
                    true => copy(row(z, i, units), row_mut(hidden.data, walk.row(now, i), units)),
                    false => hidden.carry(walk, now, i),
                }
            }
            walk.show(now, &hidden, y);
        }
        walk.give(&hidden, 0, y);
    }
}

/// Through the steps, from the last to the first.
struct Backward<'a, T> {
    g: &'a Geometry,
    pass: &'a Pass<'a>,
    walk: &'a Walk<'a>,
    dropped: &'a Dropped<'a, T>,
    recurrent: &'a [T],
    hidden: &'a [T],
    dy: &'a [T],
    dz: &'a mut [T],
    dh: &'a mut [T],
    dh0: &'a mut [T],
    dbias: &'a mut [T],
}

#[cfg(feature = "train")]
impl<T: Scalar> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Backward { g, pass, walk, dropped, recurrent, hidden, dy, dz, dh, dh0, dbias } = self;
        let (n, units) = (walk.samples, g.units);
        let mut memory = Memory::take();
        let [r] = memory.ready(isa, [MatRef::new(recurrent, units, units).t()], n, g.steps.saturating_sub(1));
        for now in walk.steps().rev() {
            for i in 0..n {
                if !walk.is_real(now, i) {
                    continue;
                }
                let (k, dh) = (walk.row(now, i), row_mut(dh, i, units));
                walk.arrive(isa, now, i, 0, dy, dh);
                activation::backward(&g.activation, pass, row(hidden, k, units), dh);
                copy(dh, row_mut(dz, k, units));
                accumulate(isa, dbias, dh);
            }
            if walk.goes_on(now, dh0) {
                r.multiply(isa, at(g, dz, n, now.t, units), T::zero(), MatMut::new(dh, n, units), &[]);
                dropped.back(dh);
            }
            walk.flow(now, dh, dh0);
        }
    }
}
