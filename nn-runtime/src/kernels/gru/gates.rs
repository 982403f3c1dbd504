//! A step's formulas for one sample, forward and back, strip by strip.

use crate::Scalar;
#[cfg(feature = "std")]
use crate::kernels::one_sample::Cell;
use crate::kernels::steps::{row, row_mut};
use crate::math::lanes::{quotient_pair, sigmoid_parts, tanh_parts};
use crate::simd::{Binary, Isa};

/// The usual unit of one sample, the reset after the product.
#[cfg(feature = "std")]
pub(super) struct Usual;

#[cfg(feature = "std")]
impl<T: Scalar> Cell<T, { super::GATES }> for Usual {
    const CELLS: bool = false;

    #[inline(always)]
    fn next<S: Isa<T>, const N: usize>(
        isa: S,
        of_input: [[S::V; super::GATES]; N],
        of_state: [[S::V; super::GATES]; N],
        mut h: [S::V; N],
        cells: [S::V; N],
    ) -> ([S::V; N], [S::V; N]) {
        let mut sides = [(isa.zero(), isa.zero()); N];
        for (sides, ([update, reset, _], [q_update, q_reset, _])) in sides.iter_mut().zip(of_input.into_iter().zip(of_state)) {
            let (z, r) = (isa.add(update, q_update), isa.add(reset, q_reset));
            *sides = quotient_pair(isa, sigmoid_parts(isa, z), sigmoid_parts(isa, r));
        }
        let mut new = h;
        for (new, ((_, reset), ([.., sum], [.., past]))) in new.iter_mut().zip(sides.into_iter().zip(of_input.into_iter().zip(of_state))) {
            let (top, bottom) = tanh_parts(isa, isa.fma(reset, past, sum));
            *new = isa.div(top, bottom);
        }
        for (h, ((update, _), new)) in h.iter_mut().zip(sides.into_iter().zip(new)) {
            *h = isa.fma(update, isa.sub(*h, new), new);
        }
        (h, cells)
    }
}

/// `z` and `r` of both products' parts, in the first two parts of `z`; without `USUAL`, their sums.
#[inline(always)]
pub(super) fn sides<T: Scalar, S: Isa<T>, const USUAL: bool>(isa: S, units: usize, z: &mut [T], q: &[T]) {
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
pub(super) fn reset_product<T: Scalar, S: Isa<T>>(isa: S, z: &mut [T], q: &[T], past: &mut [T]) {
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
pub(super) fn reset_state<T: Scalar, S: Isa<T>>(isa: S, reset: &[T], h: &[T], past: &mut [T]) {
    for ((reset, h), past) in reset.chunks(S::LANES).zip(h.chunks(S::LANES)).zip(past.chunks_mut(S::LANES)) {
        isa.store(past, isa.mul(isa.load(reset), isa.load(h)));
    }
}

/// `h ← z · h + (1 − z) · h̃`, with `h̃` made of its sum; without `USUAL`, it is there already.
#[inline(always)]
pub(super) fn next<T: Scalar, S: Isa<T>, const USUAL: bool>(isa: S, z: &mut [T], h: &mut [T]) {
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

/// `dz ← slope(z) · dh · (h − h̃)`, `dh̃ ← slope(h̃) · dh · (1 − z)`, then `dh ← dh · z`.
#[inline(always)]
pub(super) fn mix<T: Scalar, S: Isa<T>>(
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
pub(super) fn through_product<T: Scalar, S: Isa<T>>(
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
pub(super) fn through_state<T: Scalar, S: Isa<T>>(
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
