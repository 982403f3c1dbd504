//! Long short-term memory: `cₜ = f · cₜ₋₁ + i · c̃`, `hₜ = o · act(cₜ)`, where the gates `i`, `f`, `o` and the candidate `c̃` are functions of
//! `xₜ · W + hₜ₋₁ · R + b`, in the order i f c̃ o.

use super::activation;
use super::steps::{
    at, at_mut, copy, copy_row, cut, fill_padding, gather_padding, input_gradients, input_products, is_real, place, recurrent_gradient, row, row_mut, samples, time,
};
use crate::gemm::{Epilogue, gemm, gemm_fused};
use crate::simd::{self, Isa, MatMut, MatRef, Real, add_assign, dispatch, mul_assign};
use crate::{Pass, Scalar, math};
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
    /// Gates, cells, `act(cₜ)` and `hₜ` are kept unless they have no room. With room, the input's part of all steps is one product.
    pub fn forward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], bias: &[T],
        y: &mut [T], gates: &mut [T], cells: &mut [T], squashed: &mut [T], hidden: &mut [T], scratch: &mut [T],
    ) {
        let (steps, lengths) = (&g.steps, &pass.lengths[0]);
        let longest = lengths.longest(steps.steps);
        let (n, units, width) = (samples(steps, y), steps.units, GATES * steps.units);
        let (w, r) = (MatRef::new(kernel, steps.features, width), MatRef::new(recurrent, units, width));
        let epilogue = Epilogue { bias, activation: Activation::Linear };
        if gates.is_empty() {
            let mut rest = scratch;
            let (z, c, h) = (cut(&mut rest, n * width), cut(&mut rest, n * units), cut(&mut rest, n * units));
            c.fill(T::zero());
            h.fill(T::zero());
            for s in 0..steps.steps {
                let t = time(steps, s);
                if t >= longest {
                    continue;
                }
                let x = at(steps, x, n, t, steps.features);
                gemm_fused(T::one(), x, w, T::zero(), MatMut::new(z, n, width), epilogue);
                if s > 0 {
                    gemm(T::one(), MatRef::new(h, n, units), r, T::one(), MatMut::new(z, n, width));
                }
                for i in (0..n).filter(|&i| is_real(lengths, i, t)) {
                    let (z, h) = (row_mut(z, i, width), row_mut(h, i, units));
                    cell(g, z, row_mut(c, i, units), h);
                    mul_assign(h, row(z, 3, units));
                    if let Some(to) = place(steps, lengths, i, s).and_then(|from| y.get_mut(from..)) {
                        copy(h, to);
                    }
                }
            }
            return fill_padding(steps, lengths, y);
        }
        input_products(steps, lengths, x, w, gates, epilogue);
        for s in 0..steps.steps {
            let t = time(steps, s);
            if s > 0 && t < longest {
                let h = at(steps, hidden, n, time(steps, s - 1), units);
                gemm(T::one(), h, r, T::one(), at_mut(steps, gates, n, t, width));
            }
            for i in 0..n {
                let k = i * steps.steps + t;
                if !is_real(lengths, i, t) {
                    row_mut(cells, k, units).fill(T::zero());
                    row_mut(hidden, k, units).fill(T::zero());
                    continue;
                }
                match s {
                    0 => row_mut(cells, k, units).fill(T::zero()),
                    _ => copy_row(cells, i * steps.steps + time(steps, s - 1), k, units),
                }
                let (z, squashed, h) = (row_mut(gates, k, width), row_mut(squashed, k, units), row_mut(hidden, k, units));
                cell(g, z, row_mut(cells, k, units), squashed);
                copy(squashed, h);
                mul_assign(h, row(z, 3, units));
                if let Some(to) = place(steps, lengths, i, s).and_then(|from| y.get_mut(from..)) {
                    copy(h, to);
                }
            }
        }
        fill_padding(steps, lengths, y);
    }

    /// From the last step to the first, with `dh = dyₜ + dzₜ₊₁ · Rᵀ`: `do = dh · act(cₜ)`, `dc += dh · o · act′`, `di = dc · c̃`,
    /// `df = dc · cₜ₋₁`, `dc̃ = dc · i`, each times its own slope, which makes `dzₜ`; then `dc ← dc · f`. The parameters' gradients are products
    /// over all steps.
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], recurrent: &[T], _bias: &[T],
        gates: &[T], cells: &[T], squashed: &[T], hidden: &[T],
        dy: &mut [T], dx: &mut [T], dkernel: &mut [T], drecurrent: &mut [T], dbias: &mut [T], scratch: &mut [T],
    ) {
        let (steps, lengths) = (&g.steps, &pass.lengths[0]);
        let (n, units, width) = (samples(steps, dy), steps.units, GATES * steps.units);
        let r = MatRef::new(recurrent, units, width);
        let mut rest = scratch;
        let dz = cut(&mut rest, n * steps.steps * width);
        let (dc, dh) = (cut(&mut rest, n * units), cut(&mut rest, n * units));
        dc.fill(T::zero());
        dh.fill(T::zero());
        if lengths.any() {
            dz.fill(T::zero());
            gather_padding(steps, lengths, dy);
        }
        let longest = lengths.longest(steps.steps);
        for s in (0..steps.steps).rev() {
            let t = time(steps, s);
            if t >= longest {
                continue;
            }
            for i in (0..n).filter(|&i| is_real(lengths, i, t)) {
                let k = i * steps.steps + t;
                let (dh, dc) = (row_mut(dh, i, units), row_mut(dc, i, units));
                if let Some(dy) = place(steps, lengths, i, s).and_then(|from| dy.get(from..)) {
                    add_assign(dh, dy);
                }
                let (z, squashed) = (row(gates, k, width), row(squashed, k, units));
                let past = if s > 0 { row(cells, i * steps.steps + time(steps, s - 1), units) } else { &[] };
                let dz = row_mut(dz, k, width);
                dispatch(Output { z, squashed, dh, dz });
                let (through, behind) = dz.split_at_mut_checked(3 * units).unwrap_or((&mut [], &mut []));
                let slope = row_mut(through, 0, units);
                activation::backward(&g.steps.activation, pass, squashed, slope);
                add_assign(dc, slope);
                dispatch(Inside { z, past, dc, dz: through });
                let (of_gates, of_candidate) = through.split_at_mut_checked(2 * units).unwrap_or((&mut [], &mut []));
                let sides = z.get(..2 * units).unwrap_or(&[]);
                activation::backward(&g.gate, pass, sides, of_gates);
                activation::backward(&g.steps.activation, pass, row(z, 2, units), of_candidate);
                activation::backward(&g.gate, pass, row(z, 3, units), behind);
            }
            if s > 0 {
                gemm(T::one(), at(steps, dz, n, t, width), r.t(), T::zero(), MatMut::new(dh, n, units));
            }
        }
        recurrent_gradient(steps, lengths, hidden, dz, 0..width, width, drecurrent);
        input_gradients(steps, lengths, width, x, kernel, dz, dx, dkernel, dbias);
    }
}

/// Makes gates of `z`, the next cell of `c`, and `act(c)`.
fn cell<T: Scalar>(g: &Geometry, z: &mut [T], c: &mut [T], squashed: &mut [T]) {
    let units = g.steps.units;
    let (sides, rest) = z.split_at_mut_checked(2 * units).unwrap_or((&mut [], &mut []));
    let (candidate, out) = rest.split_at_mut_checked(units).unwrap_or((&mut [], &mut []));
    math::activate(g.gate, sides);
    math::activate(g.steps.activation, candidate);
    math::activate(g.gate, out);
    dispatch(Next { z, c });
    copy(c, squashed);
    math::activate(g.steps.activation, squashed);
}

/// `c ← f · c + i · c̃`.
struct Next<'a, T> {
    z: &'a [T],
    c: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Next<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let units = self.c.len();
        let gate = |k: usize, at: usize| isa.load(row(self.z, k, units).get(at..).unwrap_or(&[]));
        for (j, c) in self.c.chunks_mut(S::LANES).enumerate() {
            let at = j * S::LANES;
            let kept = isa.mul(gate(1, at), isa.load(c));
            isa.store(c, isa.fma(gate(0, at), gate(2, at), kept));
        }
    }
}

/// The output's part of a step backward: in the fourth part of `dz` `dh · act(c)`, in the first `dh · o`.
struct Output<'a, T> {
    z: &'a [T],
    squashed: &'a [T],
    dh: &'a [T],
    dz: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Output<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let units = self.dh.len();
        let open = row(self.z, 3, units);
        let (first, rest) = self.dz.split_at_mut_checked(units).unwrap_or((&mut [], &mut []));
        let last = row_mut(rest, 2, units);
        let from = self.dh.chunks(S::LANES).zip(self.squashed.chunks(S::LANES)).zip(open.chunks(S::LANES));
        let to = first.chunks_mut(S::LANES).zip(last.chunks_mut(S::LANES));
        for (((dh, squashed), open), (first, last)) in from.zip(to) {
            let dh = isa.load(dh);
            isa.store(last, isa.mul(dh, isa.load(squashed)));
            isa.store(first, isa.mul(dh, isa.load(open)));
        }
    }
}

/// What is left of it: `dc · c̃`, `dc · cₜ₋₁` and `dc · i` in the first three parts of `dz`; then `dc ← dc · f`.
struct Inside<'a, T> {
    z: &'a [T],
    past: &'a [T],
    dc: &'a mut [T],
    dz: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Inside<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let units = self.dc.len();
        let part = |from: &[T], at: usize| isa.load(from.get(at..).unwrap_or(&[]));
        for (j, dc) in self.dc.chunks_mut(S::LANES).enumerate() {
            let (at, len) = (j * S::LANES, dc.len());
            let d = isa.load(dc);
            let [open, kept, candidate] = [0, 1, 2].map(|k| part(row(self.z, k, units), at));
            let mut write = |k: usize, value: S::V| {
                let to = k * units + at;
                if let Some(to) = self.dz.get_mut(to..to + len) {
                    isa.store(to, value);
                }
            };
            write(0, isa.mul(d, candidate));
            write(1, isa.mul(d, part(self.past, at)));
            write(2, isa.mul(d, open));
            isa.store(dc, isa.mul(d, kept));
        }
    }
}
