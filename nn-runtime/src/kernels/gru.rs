//! Gated recurrent unit: `hₜ = z · hₜ₋₁ + (1 − z) · h̃`, gates in the order z r h̃.
//!
//! `z` and `r` are functions of `xₜ · W + hₜ₋₁ · R + b`. With `reset_after`, `h̃ = act(xₜ · W + b + r · (hₜ₋₁ · R + b′))`; without,
//! `h̃ = act(xₜ · W + (r · hₜ₋₁) · R + b)`. What `r` multiplies, or made by multiplying, is called the *past*.

use super::activation;
use super::steps::{
    at, copy, cut, fill_padding, gather_padding, input_gradients, input_products, is_real, place, recurrent_gradient, row, row_mut, samples, time,
};
use crate::gemm::{Epilogue, gemm, gemm_fused};
use crate::simd::{self, Isa, MatMut, MatRef, Real, add_assign, dispatch, sum_columns};
use crate::{Lengths, Pass, Scalar, math};
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
    /// Gates, the past and `hₜ` are kept unless they have no room. With room, the input's part of all steps is one product.
    pub fn forward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], gates: &mut [T], past: &mut [T], hidden: &mut [T], scratch: &mut [T],
    ) {
        let (steps, lengths) = (&g.steps, &pass.lengths[0]);
        let longest = lengths.longest(steps.steps);
        let (n, units, width) = (samples(steps, y), steps.units, GATES * steps.units);
        let w = MatRef::new(kernel, steps.features, width);
        let (of_input, of_state) = bias.split_at_checked(width).unwrap_or((&[], &[]));
        let epilogue = Epilogue { bias: of_input, activation: Activation::Linear };
        let mut rest = scratch;
        let (now, state) = (cut(&mut rest, n * width), cut(&mut rest, n * width));
        let (h, spare) = (cut(&mut rest, n * units), cut(&mut rest, n * units));
        h.fill(T::zero());
        let keeps = !gates.is_empty();
        if keeps {
            input_products(steps, lengths, x, w, gates, epilogue);
        }
        for s in 0..steps.steps {
            let t = time(steps, s);
            if t >= longest {
                for k in (0..n).map(|i| i * steps.steps + t) {
                    row_mut(past, k, units).fill(T::zero());
                    row_mut(hidden, k, units).fill(T::zero());
                }
                continue;
            }
            if keeps {
                for i in 0..n {
                    copy(row(gates, i * steps.steps + t, width), row_mut(now, i, width));
                }
            } else {
                let x = at(steps, x, n, t, steps.features);
                gemm_fused(T::one(), x, w, T::zero(), MatMut::new(now, n, width), epilogue);
            }
            step(g, lengths, t, n, recurrent, of_state, now, state, h, spare);
            for i in 0..n {
                let (k, h) = (i * steps.steps + t, row(h, i, units));
                if !is_real(lengths, i, t) {
                    row_mut(past, k, units).fill(T::zero());
                    row_mut(hidden, k, units).fill(T::zero());
                    continue;
                }
                if keeps {
                    copy(row(now, i, width), row_mut(gates, k, width));
                    copy(row(spare, i, units), row_mut(past, k, units));
                    copy(h, row_mut(hidden, k, units));
                }
                if let Some(to) = place(steps, lengths, i, s).and_then(|from| y.get_mut(from..)) {
                    copy(h, to);
                }
            }
        }
        fill_padding(steps, lengths, y);
    }

    /// From the last step to the first, with `dh` the sum of `dyₜ` and what came from the step behind: `dz = dh · (hₜ₋₁ − h̃)` and
    /// `dh̃ = dh · (1 − z)`, each times its own slope, `dr` likewise from what `r` multiplied; `dh ← dh · z` and the products' parts. The
    /// parameters' gradients are products over all steps.
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], _bias: &[T],
        gates: &[T], past: &[T], hidden: &[T],
        dy: &mut [T], dx: &mut [T], dkernel: &mut [T], drecurrent: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let (steps, lengths) = (&g.steps, &pass.lengths[0]);
        let (n, units, width) = (samples(steps, dy), steps.units, GATES * steps.units);
        let r = MatRef::new(recurrent, units, width);
        let mut rest = scratch;
        // What reaches the input's product, and what reaches the state's: they differ in the candidate's part, with `reset_after`.
        let (dz, dq) = (cut(&mut rest, n * steps.steps * width), cut(&mut rest, n * steps.steps * width));
        let (dh, dpast) = (cut(&mut rest, n * units), cut(&mut rest, n * units));
        dh.fill(T::zero());
        if lengths.any() {
            dz.fill(T::zero());
            dq.fill(T::zero());
            gather_padding(steps, lengths, dy);
        }
        let longest = lengths.longest(steps.steps);
        for s in (0..steps.steps).rev() {
            let t = time(steps, s);
            if t >= longest {
                continue;
            }
            let before = |i: usize| {
                if s > 0 { row(hidden, i * steps.steps + time(steps, s - 1), units) } else { &[] }
            };
            for i in (0..n).filter(|&i| is_real(lengths, i, t)) {
                let k = i * steps.steps + t;
                let dh = row_mut(dh, i, units);
                if let Some(dy) = place(steps, lengths, i, s).and_then(|from| dy.get(from..)) {
                    add_assign(dh, dy);
                }
                let dz = row_mut(dz, k, width);
                dispatch(Mix { gates: row(gates, k, width), before: before(i), dh, dz });
                let candidate = row_mut(dz, 2, units);
                activation::backward(&steps.activation, pass, row(row(gates, k, width), 2, units), candidate);
            }
            if !g.reset_after {
                let candidate = at(steps, dz, n, t, width).block(0..n, 2 * units..width);
                let to = r.block(0..units, 2 * units..width).t();
                gemm(T::one(), candidate, to, T::zero(), MatMut::new(dpast, n, units));
            }
            for i in (0..n).filter(|&i| is_real(lengths, i, t)) {
                let k = i * steps.steps + t;
                let (dz, gates) = (row_mut(dz, k, width), row(gates, k, width));
                let reset = row(gates, 1, units);
                let (dh, dpast) = (row_mut(dh, i, units), row_mut(dpast, i, units));
                let (sides, candidate) = dz.split_at_mut_checked(2 * units).unwrap_or((&mut [], &mut []));
                if g.reset_after {
                    // The past is the product itself.
                    times(candidate, reset, dpast);
                    times(candidate, row(past, k, units), row_mut(sides, 1, units));
                } else {
                    times(dpast, before(i), row_mut(sides, 1, units));
                    dh.iter_mut().zip(dpast.iter().zip(reset)).for_each(|(dh, (&d, &r))| *dh += d * r);
                }
                activation::backward(&g.gate, pass, gates.get(..2 * units).unwrap_or(&[]), sides);
                let dq = row_mut(dq, k, width);
                copy(sides, dq);
                copy(if g.reset_after { dpast } else { candidate }, row_mut(dq, 2, units));
            }
            if s > 0 {
                let columns = if g.reset_after { width } else { 2 * units };
                let dq = at(steps, dq, n, t, width).block(0..n, 0..columns);
                gemm(T::one(), dq, r.block(0..units, 0..columns).t(), T::one(), MatMut::new(dh, n, units));
            }
        }
        let columns = if g.reset_after { width } else { 2 * units };
        recurrent_gradient(steps, lengths, hidden, dq, 0..columns, width, drecurrent);
        if !g.reset_after && !drecurrent.is_empty() {
            let rows = n * steps.steps;
            let past = MatRef::new(past, rows, units);
            let candidate = MatRef::new(dq, rows, width).block(0..rows, 2 * units..width);
            let mut dr = MatMut::new(drecurrent, units, width);
            gemm(T::one(), past.t(), candidate, T::one(), dr.block(0..units, 2 * units..width));
        }
        let (of_input, of_state) = dbias.split_at_mut_checked(width).unwrap_or((&mut [], &mut []));
        if !of_state.is_empty() {
            sum_columns(dq, of_state);
        }
        input_gradients(steps, lengths, width, x, kernel, dz, dx, dkernel, of_input);
    }
}

/// One step of all samples that have one at time `t`: `now` holds the input's part and becomes the gates, `h` the state before and becomes the next, `past` is made.
#[allow(clippy::too_many_arguments)]
fn step<T: Scalar>(
    g: &Geometry,
    lengths: &Lengths<'_>,
    t: usize,
    n: usize,
    recurrent: &[T],
    bias: &[T],
    now: &mut [T],
    state: &mut [T],
    h: &mut [T],
    past: &mut [T],
) {
    let (units, width) = (g.steps.units, GATES * g.steps.units);
    let r = MatRef::new(recurrent, units, width);
    // The products of the state: of all gates, or of the two that need no reset.
    let columns = if g.reset_after { width } else { 2 * units };
    let epilogue = Epilogue { bias, activation: Activation::Linear };
    let product = MatMut::with_row_stride(state, n, columns, width);
    gemm_fused(T::one(), MatRef::new(h, n, units), r.block(0..units, 0..columns), T::zero(), product, epilogue);
    for i in 0..n {
        let (now, state) = (row_mut(now, i, width), row(state, i, width));
        let (sides, candidate) = now.split_at_mut_checked(2 * units).unwrap_or((&mut [], &mut []));
        add_assign(sides, state.get(..2 * units).unwrap_or(&[]));
        math::activate(g.gate, sides);
        let (reset, past) = (row(sides, 1, units), row_mut(past, i, units));
        if g.reset_after {
            copy(row(state, 2, units), past);
            candidate.iter_mut().zip(reset.iter().zip(past)).for_each(|(c, (&r, &mut p))| *c += r * p);
        } else {
            times(reset, row(h, i, units), past);
        }
    }
    if !g.reset_after {
        let mut all = MatMut::new(now, n, width);
        let last = r.block(0..units, 2 * units..width);
        gemm(T::one(), MatRef::new(past, n, units), last, T::one(), all.block(0..n, 2 * units..width));
    }
    for i in (0..n).filter(|&i| is_real(lengths, i, t)) {
        let now = row_mut(now, i, width);
        math::activate(g.steps.activation, row_mut(now, 2, units));
        dispatch(Next { gates: now, h: row_mut(h, i, units) });
    }
}

/// `to ← a · b`, number by number; 0 where `b` has none.
fn times<T: Scalar>(a: &[T], b: &[T], to: &mut [T]) {
    to.fill(T::zero());
    to.iter_mut().zip(a.iter().zip(b)).for_each(|(to, (&a, &b))| *to = a * b);
}

/// `h ← z · h + (1 − z) · h̃`.
struct Next<'a, T> {
    gates: &'a [T],
    h: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Next<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let units = self.h.len();
        let (update, candidate) = (row(self.gates, 0, units), row(self.gates, 2, units));
        let gates = update.chunks(S::LANES).zip(candidate.chunks(S::LANES));
        for (h, (z, candidate)) in self.h.chunks_mut(S::LANES).zip(gates) {
            let candidate = isa.load(candidate);
            let apart = isa.sub(isa.load(h), candidate);
            isa.store(h, isa.fma(isa.load(z), apart, candidate));
        }
    }
}

/// `dz ← slope(z) · dh · (h − h̃)` without the slope, `dh̃ ← dh · (1 − z)`, then `dh ← dh · z`.
struct Mix<'a, T> {
    gates: &'a [T],
    before: &'a [T],
    dh: &'a mut [T],
    dz: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Mix<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let units = self.dh.len();
        let part = |from: &[T], at: usize| isa.load(from.get(at..).unwrap_or(&[]));
        for (j, dh) in self.dh.chunks_mut(S::LANES).enumerate() {
            let (at, len) = (j * S::LANES, dh.len());
            let (d, z) = (isa.load(dh), part(row(self.gates, 0, units), at));
            let apart = isa.sub(part(self.before, at), part(row(self.gates, 2, units), at));
            let kept = isa.mul(d, z);
            let mut write = |k: usize, value: S::V| {
                let to = k * units + at;
                if let Some(to) = self.dz.get_mut(to..to + len) {
                    isa.store(to, value);
                }
            };
            write(0, isa.mul(d, apart));
            write(2, isa.sub(d, kept));
            isa.store(dh, kept);
        }
    }
}
