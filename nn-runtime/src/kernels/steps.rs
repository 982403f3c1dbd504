//! What recurrent layers have in common: steps in time as rows of matrices.
//!
//! Everything that belongs to a step lies at its time, whichever way the layer goes: only outputs are in the order of the steps.
//!
//! Of sequences of unequal length only real steps are gone through. As in Keras, an output that has every step repeats the last one in
//! padding, and holds zeros there where the padding was gone through first.

#[cfg(feature = "std")]
use crate::gemm::{Epilogue, gemm_fused};
use crate::gemm::{Factor, gemm};
use crate::pass::copy;
use crate::simd::{Isa, MatMut, MatRef, Weight, pieces_mut};
#[cfg(feature = "std")]
use crate::simd::{Purpose, Scratch};
use crate::{Lengths, Scalar};
use nn_spec::Activation;
use nn_spec::layers::recurrent::Steps;

/// The time of step `s`.
pub fn time(g: &Steps, s: usize) -> usize {
    if g.backwards { g.steps.saturating_sub(s + 1) } else { s }
}

/// Whether a gated layer's activations are the usual ones, which are computed on the way; all others go over the numbers once more.
pub fn usual(g: &Steps, gate: Activation) -> bool {
    gate == Activation::Sigmoid && g.activation == Activation::Tanh
}

/// How many samples `y` is of.
pub fn samples<T>(g: &Steps, y: &[T]) -> usize {
    y.len().checked_div(g.rows() * g.units).unwrap_or(0)
}

/// Outputs in padding.
pub fn fill_padding<T: Scalar>(g: &Steps, lengths: &Lengths<'_>, y: &mut [T]) {
    for (i, y) in pieces_mut(y, g.rows() * g.units).enumerate().take(lengths.each.len()) {
        let real = lengths.real(i, g.steps);
        let y = y.get_mut(..(g.rows() - g.returned) * g.units).unwrap_or(&mut []);
        match (real, g.sequences, g.backwards) {
            (0, ..) => y.fill(T::zero()),
            (_, false, _) => {}
            (_, true, true) => y.get_mut(..(g.steps - real) * g.units).unwrap_or(&mut []).fill(T::zero()),
            (_, true, false) => (real..g.steps).for_each(|s| copy_row(y, s - 1, s, g.units)),
        }
    }
}

/// The gradient of outputs in padding, which repeat the last step, is the last step's.
pub fn gather_padding<T: Scalar>(g: &Steps, lengths: &Lengths<'_>, dy: &mut [T]) {
    if !g.sequences || g.backwards {
        return;
    }
    for (i, dy) in dy.chunks_exact_mut((g.rows() * g.units).max(1)).enumerate().take(lengths.each.len()) {
        let dy = dy.get_mut(..g.steps * g.units).unwrap_or(&mut []);
        let (front, padding) = dy.split_at_mut_checked(lengths.real(i, g.steps) * g.units).unwrap_or_default();
        let last = front.len().saturating_sub(g.units);
        for d in padding.chunks_exact(g.units.max(1)) {
            front.get_mut(last..).unwrap_or(&mut []).iter_mut().zip(d).for_each(|(last, &d)| *last += d);
        }
    }
}

/// Row `i` of `data`, `width` wide.
pub fn row<T>(data: &[T], i: usize, width: usize) -> &[T] {
    data.get(i * width..(i + 1) * width).unwrap_or(&[])
}

/// [`row`], to write.
pub fn row_mut<T>(data: &mut [T], i: usize, width: usize) -> &mut [T] {
    data.get_mut(i * width..(i + 1) * width).unwrap_or(&mut [])
}

/// What all samples have at time `t`, a row each.
pub fn at<'a, T>(g: &Steps, data: &'a [T], samples: usize, t: usize, width: usize) -> MatRef<'a, T> {
    MatRef::with_strides(data.get(t * width..).unwrap_or(&[]), samples, width, g.steps * width, 1)
}

/// [`at`], to write.
pub fn at_mut<'a, T>(g: &Steps, data: &'a mut [T], samples: usize, t: usize, width: usize) -> MatMut<'a, T> {
    MatMut::with_row_stride(data.get_mut(t * width..).unwrap_or(&mut []), samples, width, g.steps * width)
}

/// Cuts `len` numbers off.
pub fn cut<'a, T>(rest: &mut &'a mut [T], len: usize) -> &'a mut [T] {
    let (front, back) = core::mem::take(rest).split_at_mut_checked(len).unwrap_or((&mut [], &mut []));
    *rest = back;
    front
}

/// Numbers of row `from` of `data` copied to row `to`.
pub fn copy_row<T: Copy>(data: &mut [T], from: usize, to: usize, width: usize) {
    let (low, high) = (from.min(to), from.max(to));
    if let Some((before, behind)) = data.split_at_mut_checked(high * width) {
        let (low, high) = (row_mut(before, low, width), row_mut(behind, 0, width));
        match from < to {
            true => copy(low, high),
            false => copy(high, low),
        }
    }
}

/// The inputs' part of the gates, `xₜ · W + b`.
///
/// Where few samples meet weights that do not stay in the first cache, of some steps at once: then the weights are fetched once for all.
pub struct Inputs<'a, T, W> {
    g: &'a Steps,
    x: &'a [T],
    ready: Factor<'a, W>,
    bias: &'a [W],
    samples: usize,
    width: usize,
    /// As they lie.
    #[cfg(feature = "std")]
    kernel: &'a [W],
    /// How many steps at once.
    #[cfg(feature = "std")]
    many: usize,
    /// The first step that is there; behind the last one at first.
    #[cfg(feature = "std")]
    from: usize,
    #[cfg(feature = "std")]
    memory: Scratch,
}

impl<'a, T: Scalar, W: Weight<Number = T>> Inputs<'a, T, W> {
    /// Of a layer with that kernel, whose rows are `width` long, and which is also given [`ready`](crate::gemm::Memory::ready).
    #[inline(always)]
    pub fn new(
        g: &'a Steps,
        samples: usize,
        x: &'a [T],
        (kernel, width): (&'a [W], usize),
        ready: Factor<'a, W>,
        bias: &'a [W],
    ) -> Self {
        #[cfg(not(feature = "std"))]
        let _ = kernel;
        Inputs {
            g,
            x,
            ready,
            bias,
            samples,
            width,
            #[cfg(feature = "std")]
            kernel,
            #[cfg(feature = "std")]
            many: at_once(g, samples, size_of_val(kernel)),
            #[cfg(feature = "std")]
            from: g.steps,
            #[cfg(feature = "std")]
            memory: Scratch::take(Purpose::Steps),
        }
    }

    /// Writes the part of step `s` to `z`, a row for each sample. Steps are asked for from the first to the last; the first ones, and the last, may be left out.
    #[inline(always)]
    pub fn of_step<S: Isa<T>>(&mut self, isa: S, s: usize, z: &mut [T]) {
        let (g, samples, width) = (self.g, self.samples, self.width);
        #[cfg(feature = "std")]
        if let (Some(kernel), Some(bias)) = (W::numbers(self.kernel), W::numbers(self.bias))
            && self.many > 1
        {
            let end = |from: usize| g.steps.min(from + self.many);
            let place = self.memory.numbers(samples * self.many * width);
            if s < self.from || s >= end(self.from) {
                self.from = s;
                let (first, count) = (time(g, s).min(time(g, end(s) - 1)), end(s) - s);
                let kernel = MatRef::new(kernel, g.features, width);
                let epilogue = Epilogue { bias, ..Epilogue::NONE };
                for (i, block) in place.chunks_exact_mut((self.many * width).max(1)).enumerate() {
                    let x = self.x.get((i * g.steps + first) * g.features..).unwrap_or(&[]);
                    let (x, z) = (MatRef::new(x, count, g.features), MatMut::new(block, count, width));
                    gemm_fused(T::one(), x, kernel, T::zero(), z, epilogue);
                }
            }
            // They lie in the order of time.
            let at = time(g, s) - time(g, self.from).min(time(g, end(self.from) - 1));
            for (to, block) in z.chunks_exact_mut(width.max(1)).zip(place.chunks_exact((self.many * width).max(1))) {
                to.copy_from_slice(row(block, at, width));
            }
            return;
        }
        let z = MatMut::new(z, samples, width);
        self.ready.multiply(isa, at(g, self.x, samples, time(g, s), g.features), T::zero(), z, self.bias);
    }
}

/// Steps whose inputs are multiplied at once: enough for the highest tiles.
#[cfg(feature = "std")]
fn at_once(g: &Steps, samples: usize, bytes: usize) -> usize {
    /// As much of the first cache as there is beside the recurrent weights.
    const STAYS: usize = 20 << 10;
    if samples >= 8 || bytes <= STAYS { 1 } else { g.steps.clamp(1, 28) }
}

/// `dR += Σ hₜ₋₁ᵀ · dzₜ` over all steps, sample by sample, for some columns of `dR`; `dz` has a row for each step of each sample. Before the
/// first step, `h` is `initial`; nothing stands for zeros.
#[allow(clippy::too_many_arguments)]
pub fn recurrent_gradient<T: Scalar>(
    g: &Steps,
    lengths: &Lengths<'_>,
    hidden: &[T],
    initial: &[T],
    dz: MatRef<'_, T>,
    columns: core::ops::Range<usize>,
    width: usize,
    dr: &mut [T],
) {
    if dr.is_empty() {
        return;
    }
    let (earlier, later) = if g.backwards { (1, 0) } else { (0, 1) };
    let hidden = MatRef::new(hidden, dz.rows(), g.units);
    for (sample, i) in (0..dz.rows()).step_by(g.steps).enumerate() {
        let real = lengths.real(sample, g.steps);
        let mut dr = MatMut::new(dr, g.units, width);
        if real > 0 && !initial.is_empty() {
            let first = if g.backwards { real - 1 } else { 0 };
            let (h, dz) = (
                MatRef::new(row(initial, sample, g.units), 1, g.units),
                dz.block(i + first..i + first + 1, 0..dz.cols()),
            );
            gemm(T::one(), h.t(), dz, T::one(), dr.block(0..g.units, columns.clone()));
        }
        if real < 2 {
            continue;
        }
        let h = hidden.block(i + earlier..i + earlier + real - 1, 0..g.units);
        let dz = dz.block(i + later..i + later + real - 1, 0..dz.cols());
        gemm(T::one(), h.t(), dz, T::one(), dr.block(0..g.units, columns.clone()));
    }
}

/// `dR += Σ pₜᵀ · dzₜ` over all real steps, for some columns of `dR`, where `p` is what they multiply at the same step.
pub fn past_gradient<T: Scalar>(
    g: &Steps,
    lengths: &Lengths<'_>,
    past: &[T],
    dz: MatRef<'_, T>,
    columns: core::ops::Range<usize>,
    width: usize,
    dr: &mut [T],
) {
    if dr.is_empty() {
        return;
    }
    let (past, mut dr) = (MatRef::new(past, dz.rows(), g.units), MatMut::new(dr, g.units, width));
    // Steps of one sample, or of all where none has padding.
    let many = if lengths.any() { g.steps } else { dz.rows() };
    for (sample, i) in (0..dz.rows()).step_by(many.max(1)).enumerate() {
        let rows = i..i + lengths.real(sample, many);
        let dz = dz.block(rows.clone(), 0..dz.cols());
        gemm(T::one(), past.block(rows, 0..g.units).t(), dz, T::one(), dr.block(0..g.units, columns.clone()));
    }
}

/// `dW += xᵀ · dz`, `dx = dz · Wᵀ` over all real steps at once; `dx` is 0 in padding.
#[allow(clippy::too_many_arguments)]
pub fn input_gradients<T: Scalar>(
    g: &Steps,
    lengths: &Lengths<'_>,
    width: usize,
    x: &[T],
    kernel: &[T],
    dz: &[T],
    dx: &mut [T],
    dkernel: &mut [T],
) {
    if lengths.any() {
        let (all, seen) = ((g.steps * width).max(1), g.steps * g.features);
        for (i, dz) in dz.chunks_exact(all).enumerate() {
            let real = lengths.real(i, g.steps);
            let x = x.get(i * seen..i * seen + real * g.features).unwrap_or(&[]);
            let dx = dx.get_mut(i * seen..(i + 1) * seen).unwrap_or(&mut []);
            let (dx, padding) = dx.split_at_mut_checked(real * g.features).unwrap_or_default();
            padding.fill(T::zero());
            let dz = dz.get(..real * width).unwrap_or(&[]);
            input_gradients(g, &Lengths::ALL, width, x, kernel, dz, dx, dkernel);
        }
        return;
    }
    let rows = dz.len().checked_div(width).unwrap_or(0);
    let dz = MatRef::new(dz, rows, width);
    if !dkernel.is_empty() {
        let x = MatRef::new(x, rows, g.features);
        gemm(T::one(), x.t(), dz, T::one(), MatMut::new(dkernel, g.features, width));
    }
    if !dx.is_empty() {
        let w = MatRef::new(kernel, g.features, width);
        gemm(T::one(), dz, w.t(), T::zero(), MatMut::new(dx, rows, g.features));
    }
}

/// `to ← to + from`, inside a kernel.
#[inline(always)]
pub fn accumulate<T: Scalar, S: Isa<T>>(isa: S, to: &mut [T], from: &[T]) {
    for (to, from) in to.chunks_mut(S::LANES).zip(from.chunks(S::LANES)) {
        isa.store(to, isa.add(isa.load(to), isa.load(from)));
    }
}
