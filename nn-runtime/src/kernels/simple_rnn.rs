//! The simplest recurrent layer: `hₜ = f(xₜ · W + hₜ₋₁ · R + b)`.

use super::activation;
use super::steps::{at, copy, cut, fill_padding, gather_padding, input_gradients, is_real, place, recurrent_gradient, row, row_mut, samples, time};
use crate::gemm::{Epilogue, gemm, gemm_fused};
use crate::simd::{MatMut, MatRef, add_assign};
use crate::{Pass, math};
use nn_spec::Activation;
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
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], hidden: &mut [T], scratch: &mut [T],
    ) {
        let (n, units, lengths) = (samples(g, y), g.units, &pass.lengths[0]);
        let longest = lengths.longest(g.steps);
        let keeps = !hidden.is_empty();
        let (w, r) = (MatRef::new(kernel, g.features, units), MatRef::new(recurrent, units, units));
        let epilogue = Epilogue { bias, activation: Activation::Linear };
        let mut rest = scratch;
        let (now, before) = (cut(&mut rest, n * units), cut(&mut rest, n * units));
        before.fill(T::zero());
        for s in 0..g.steps {
            let t = time(g, s);
            if t >= longest {
                continue;
            }
            gemm_fused(T::one(), at(g, x, n, t, g.features), w, T::zero(), MatMut::new(now, n, units), epilogue);
            if s > 0 {
                gemm(T::one(), MatRef::new(before, n, units), r, T::one(), MatMut::new(now, n, units));
            }
            math::activate(g.activation, now);
            for i in (0..n).filter(|&i| is_real(lengths, i, t)) {
                let h = row(now, i, units);
                copy(h, row_mut(before, i, units));
                if keeps {
                    copy(h, row_mut(hidden, i * g.steps + t, units));
                }
                if let Some(to) = place(g, lengths, i, s).and_then(|from| y.get_mut(from..)) {
                    copy(h, to);
                }
            }
        }
        fill_padding(g, lengths, y);
    }

    /// From the last step to the first: `dzₜ = f′(hₜ) · (dyₜ + dzₜ₊₁ · Rᵀ)`; then `dW += Σ xₜᵀ · dzₜ`, `dR += Σ hₜ₋₁ᵀ · dzₜ`, `db += Σ dzₜ`,
    /// `dxₜ = dzₜ · Wᵀ`.
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], _bias: &[T], hidden: &[T],
        dy: &mut [T], dx: &mut [T], dkernel: &mut [T], drecurrent: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let (n, units, lengths) = (samples(g, dy), g.units, &pass.lengths[0]);
        let r = MatRef::new(recurrent, units, units);
        let mut rest = scratch;
        let (dz, dh) = (cut(&mut rest, n * g.steps * units), cut(&mut rest, n * units));
        dh.fill(T::zero());
        if lengths.any() {
            dz.fill(T::zero());
            gather_padding(g, lengths, dy);
        }
        let longest = lengths.longest(g.steps);
        for s in (0..g.steps).rev() {
            let t = time(g, s);
            if t >= longest {
                continue;
            }
            for i in (0..n).filter(|&i| is_real(lengths, i, t)) {
                let dh = row_mut(dh, i, units);
                if let Some(dy) = place(g, lengths, i, s).and_then(|from| dy.get(from..)) {
                    add_assign(dh, dy);
                }
                activation::backward(&g.activation, pass, row(hidden, i * g.steps + t, units), dh);
                copy(dh, row_mut(dz, i * g.steps + t, units));
            }
            if s > 0 {
                gemm(T::one(), at(g, dz, n, t, units), r.t(), T::zero(), MatMut::new(dh, n, units));
            }
        }
        recurrent_gradient(g, lengths, hidden, dz, 0..units, units, drecurrent);
        input_gradients(g, lengths, units, x, kernel, dz, dx, dkernel, dbias);
    }
}
