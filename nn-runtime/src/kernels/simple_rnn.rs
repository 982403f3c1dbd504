//! The simplest recurrent layer: `hₜ = f(xₜ · W + hₜ₋₁ · R + b)`.

use super::activation;
use super::steps::{
    Inputs, accumulate, at, copy, cut, input_gradients, place, recurrent_gradient, row, row_mut, samples, time,
};
use crate::gemm::Memory;
use crate::simd::{self, Isa, MatMut, MatRef, dispatch};
use crate::{Pass, Scalar, math};
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
    /// `hₜ = f(xₜ · W + hₜ₋₁ · R + b)`; all `hₜ` are kept unless they have no room.
    pub fn forward(
        g: &Geometry, _pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], hidden: &mut [T], scratch: &mut [T],
    ) {
        dispatch(Forward { g, x, kernel, recurrent, bias, y, hidden, before: &mut [], scratch });
    }

    /// One step: `h` is the state before, and becomes the next.
    pub fn forward_step(
        g: &Geometry, _pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], h: &mut [T], scratch: &mut [T],
    ) {
        dispatch(Forward { g, x, kernel, recurrent, bias, y, hidden: &mut [], before: h, scratch });
    }

    /// From the last step to the first: `dzₜ = f′(hₜ) · (dyₜ + dzₜ₊₁ · Rᵀ)`; then `dW += Σ xₜᵀ · dzₜ`, `dR += Σ hₜ₋₁ᵀ · dzₜ`, `db += Σ dzₜ`,
    /// `dxₜ = dzₜ · Wᵀ`.
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], _bias: &[T], hidden: &[T],
        dy: &mut [T], dx: &mut [T], dkernel: &mut [T], drecurrent: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let rows = samples(g, dy) * g.steps;
        let mut rest = scratch;
        let dz = cut(&mut rest, rows * g.units);
        dispatch(Backward { g, pass, recurrent, hidden, dy, dz, dbias, scratch: rest });
        recurrent_gradient(g, hidden, MatRef::new(dz, rows, g.units), 0..g.units, g.units, drecurrent);
        input_gradients(g, g.units, x, kernel, dz, dx, dkernel);
    }
}

struct Forward<'a, T> {
    g: &'a Geometry,
    x: &'a [T],
    kernel: &'a [T],
    recurrent: &'a [T],
    bias: &'a [T],
    y: &'a mut [T],
    hidden: &'a mut [T],
    /// The state before; without room there is none.
    before: &'a mut [T],
    scratch: &'a mut [T],
}

impl<T: Scalar> simd::Kernel<T> for Forward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Forward { g, x, kernel, recurrent, bias, y, hidden, before, scratch } = self;
        let (n, units) = (samples(g, y), g.units);
        let mut rest = scratch;
        let (now, fresh) = (cut(&mut rest, n * units), before.is_empty());
        let before = if fresh { cut(&mut rest, n * units) } else { before };
        let (w, r) = (MatRef::new(kernel, g.features, units), MatRef::new(recurrent, units, units));
        let mut memory = Memory::take();
        let [of_input, of_state] = memory.ready(isa, [w, r], n, g.steps);
        let mut inputs = Inputs::new(g, n, x, w, of_input, bias);
        for s in 0..g.steps {
            inputs.of_step(isa, s, now);
            if s > 0 || !fresh {
                of_state.multiply(isa, MatRef::new(before, n, units), T::one(), MatMut::new(now, n, units), &[]);
            }
            math::activate(g.activation, now);
            copy(now, before);
            for i in 0..n {
                let h = row(now, i, units);
                copy(h, row_mut(hidden, i * g.steps + time(g, s), units));
                if let Some(to) = place(g, i, s).and_then(|from| y.get_mut(from..from + units)) {
                    copy(h, to);
                }
            }
        }
    }
}

struct Backward<'a, T> {
    g: &'a Geometry,
    pass: &'a Pass,
    recurrent: &'a [T],
    hidden: &'a [T],
    dy: &'a [T],
    dz: &'a mut [T],
    dbias: &'a mut [T],
    scratch: &'a mut [T],
}

impl<T: Scalar> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Backward { g, pass, recurrent, hidden, dy, dz, dbias, scratch } = self;
        let (n, units) = (samples(g, dy), g.units);
        let mut rest = scratch;
        let dh = cut(&mut rest, n * units);
        dh.fill(T::zero());
        let mut memory = Memory::take();
        let [r] = memory.ready(isa, [MatRef::new(recurrent, units, units).t()], n, g.steps.saturating_sub(1));
        for s in (0..g.steps).rev() {
            let t = time(g, s);
            for i in 0..n {
                let dh = row_mut(dh, i, units);
                if let Some(dy) = place(g, i, s).and_then(|from| dy.get(from..from + units)) {
                    accumulate(isa, dh, dy);
                }
                activation::backward(&g.activation, pass, row(hidden, i * g.steps + t, units), dh);
                copy(dh, row_mut(dz, i * g.steps + t, units));
                accumulate(isa, dbias, dh);
            }
            if s > 0 {
                r.multiply(isa, at(g, dz, n, t, units), T::zero(), MatMut::new(dh, n, units), &[]);
            }
        }
    }
}
