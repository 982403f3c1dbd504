//! A step's formulas for one sample, forward and back, strip by strip.

use super::GATES;
use crate::Scalar;
#[cfg(feature = "std")]
use crate::kernels::one_sample::Cell;
use crate::kernels::steps::row;
use crate::math::lanes::{quotients, sigmoid_parts, tanh_parts};
use crate::simd::{Binary, Isa};

/// Of the gates' sums and some cells: the gates, the next cells and their `tanh`. All of them go through each part of the formula together,
/// as one alone waits longer for its own results than it computes.
#[inline(always)]
#[allow(clippy::type_complexity)]
pub(super) fn usual_cells<T: Scalar, S: Isa<T>, const N: usize>(
    isa: S,
    mut gates: [[S::V; GATES]; N],
    mut cells: [S::V; N],
) -> ([[S::V; GATES]; N], [S::V; N], [S::V; N]) {
    let mut parts = [[(isa.zero(), isa.zero()); GATES]; N];
    for (parts, &[i, f, new, o]) in parts.iter_mut().zip(&gates) {
        *parts = [sigmoid_parts(isa, i), sigmoid_parts(isa, f), tanh_parts(isa, new), sigmoid_parts(isa, o)];
    }
    for (gates, parts) in gates.iter_mut().zip(parts) {
        *gates = quotients(isa, parts);
    }
    for (c, &[i, f, new, _]) in cells.iter_mut().zip(&gates) {
        *c = isa.fma(i, new, isa.mul(f, *c));
    }
    let mut shown = cells;
    for (shown, &c) in shown.iter_mut().zip(&cells) {
        let (top, bottom) = tanh_parts(isa, c);
        *shown = isa.div(top, bottom);
    }
    (gates, cells, shown)
}

/// The usual cell of one sample.
#[cfg(feature = "std")]
pub(super) struct Usual;

#[cfg(feature = "std")]
impl<T: Scalar> Cell<T, GATES> for Usual {
    const CELLS: bool = true;

    #[inline(always)]
    fn next<S: Isa<T>, const N: usize>(
        isa: S,
        mut gates: [[S::V; GATES]; N],
        of_state: [[S::V; GATES]; N],
        mut h: [S::V; N],
        cells: [S::V; N],
    ) -> ([S::V; N], [S::V; N]) {
        for (gates, of_state) in gates.iter_mut().zip(of_state) {
            for (gate, of_state) in gates.iter_mut().zip(of_state) {
                *gate = isa.add(of_state, *gate);
            }
        }
        let (gates, cells, shown) = usual_cells(isa, gates, cells);
        for (h, ([.., open], shown)) in h.iter_mut().zip(gates.into_iter().zip(shown)) {
            *h = isa.mul(open, shown);
        }
        (h, cells)
    }
}

/// Makes the next cell of `c`, `h = o · act(c)`, and, if they are kept, the gates and `act(c)`. `z` holds the gates' sums; the gates
/// themselves, without `USUAL`, when `act` is left out too.
#[inline(always)]
pub(super) fn cell<T: Scalar, S: Isa<T>, const USUAL: bool>(
    isa: S,
    z: &[T],
    c: &mut [T],
    h: &mut [T],
    gates: &mut [T],
    squashed: &mut [T],
) {
    let units = c.len();
    let [input, forget, candidate, open] = [0, 1, 2, 3].map(|k| row(z, k, units));
    let mut kept = parts(gates, units);
    for (j, (c, h)) in c.chunks_mut(S::LANES).zip(h.chunks_mut(S::LANES)).enumerate() {
        let at = j * S::LANES..j * S::LANES + c.len();
        // No closure that handles vectors is given away: it would not be compiled for the instruction set.
        let load = |sums: &[T]| isa.load(sums.get(at.clone()).unwrap_or(&[]));
        let (i, f, new, o) = (load(input), load(forget), load(candidate), load(open));
        let before = isa.load(c);
        let ([i, f, new, o], next, shown) = match USUAL {
            true => {
                let ([gates], [next], [shown]) = usual_cells(isa, [[i, f, new, o]], [before]);
                (gates, next, shown)
            }
            false => {
                let next = isa.fma(i, new, isa.mul(f, before));
                ([i, f, new, o], next, next)
            }
        };
        isa.store(c, next);
        isa.store(h, isa.mul(o, shown));
        if let Some([input, forget, candidate, open]) = &mut kept {
            isa.store(input.get_mut(at.clone()).unwrap_or_default(), i);
            isa.store(forget.get_mut(at.clone()).unwrap_or_default(), f);
            isa.store(candidate.get_mut(at.clone()).unwrap_or_default(), new);
            isa.store(open.get_mut(at.clone()).unwrap_or_default(), o);
            isa.store(squashed.get_mut(at).unwrap_or_default(), shown);
        }
    }
}

/// The four parts of a row; none of nothing.
#[inline(always)]
fn parts<T>(z: &mut [T], units: usize) -> Option<[&mut [T]; GATES]> {
    let (a, rest) = z.split_at_mut_checked(units)?;
    let (b, rest) = rest.split_at_mut_checked(units)?;
    let (c, rest) = rest.split_at_mut_checked(units)?;
    Some([a, b, c, rest.get_mut(..units)?])
}

/// The output's part of a step backward: in the fourth part of `dz` `dh · act(c)`, in the first `dh · o`, times the
/// slopes.
#[inline(always)]
pub(super) fn output<T: Scalar, S: Isa<T>>(
    isa: S,
    gate: impl Binary<T>,
    act: impl Binary<T>,
    z: &[T],
    squashed: &[T],
    dh: &[T],
    dz: &mut [T],
) {
    let units = dh.len();
    let Some([first, _, _, last]) = parts(dz, units) else { return };
    let from = dh.chunks(S::LANES).zip(squashed.chunks(S::LANES)).zip(row(z, 3, units).chunks(S::LANES));
    let to = first.chunks_mut(S::LANES).zip(last.chunks_mut(S::LANES));
    for (((dh, squashed), open), (first, last)) in from.zip(to) {
        let (dh, shown, o) = (isa.load(dh), isa.load(squashed), isa.load(open));
        isa.store(last, gate.call(isa, isa.mul(dh, shown), o));
        isa.store(first, act.call(isa, isa.mul(dh, o), shown));
    }
}

/// What is left of it: `dc ← dc` + the first part of `dz`; `dc · c̃`, `dc · cₜ₋₁` and `dc · i` in its first three parts, times the slopes; then
/// `dc ← dc · f`.
#[inline(always)]
pub(super) fn inside<T: Scalar, S: Isa<T>>(
    isa: S,
    gate: impl Binary<T>,
    act: impl Binary<T>,
    z: &[T],
    past: &[T],
    dc: &mut [T],
    dz: &mut [T],
) {
    let units = dc.len();
    let Some([first, second, third, _]) = parts(dz, units) else { return };
    let to = first.chunks_mut(S::LANES).zip(second.chunks_mut(S::LANES)).zip(third.chunks_mut(S::LANES));
    let from = row(z, 0, units).chunks(S::LANES).zip(row(z, 1, units).chunks(S::LANES)).zip(row(z, 2, units).chunks(S::LANES));
    for (j, ((dc, ((first, second), third)), ((i, f), new))) in dc.chunks_mut(S::LANES).zip(to).zip(from).enumerate() {
        let d = isa.add(isa.load(dc), isa.load(first));
        let (i, f, new) = (isa.load(i), isa.load(f), isa.load(new));
        let past = isa.load(past.get(j * S::LANES..).unwrap_or(&[]));
        isa.store(first, gate.call(isa, isa.mul(d, new), i));
        isa.store(second, gate.call(isa, isa.mul(d, past), f));
        isa.store(third, act.call(isa, isa.mul(d, i), new));
        isa.store(dc, isa.mul(d, f));
    }
}
