//! What becomes of a tile's sums.

use super::{Place, load, part};
use crate::simd::block::Block;
use crate::simd::{Isa, Real, Weight};

/// Vectors of sums from which on a tile adds them to results by itself.
const MANY: usize = 8;

/// What writes results of which more is made: one for all sizes.
pub(crate) type Rare<'a, T, W, S> = unsafe fn(S, Sums<'_, <S as Isa<T>>::V>, &Block<'a, T, W>, &Place<T, W>);
/// The sums of a tile, row after row; how many rows, and vectors of each.
pub(crate) type Sums<'a, V> = (&'a [V], usize, usize);

/// Writes the results of a tile.
///
/// # Safety
/// The block must fit, and the tile must lie within it.
#[inline(always)]
pub(super) unsafe fn finish<'a, T: Real, W: Weight<Number = T>, S: Isa<T>, const ROWS: usize, const VECTORS: usize>(
    isa: S,
    sums: [[S::V; VECTORS]; ROWS],
    block: &Block<'a, T, W>,
    at: &Place<T, W>,
    rare: Rare<'a, T, W, S>,
) {
    // SAFETY: what columns are scaled by and added to has a number for each, and the results have room for the tile, as the block fits.
    unsafe {
        let simple = block.finish.is_simple();
        if simple && block.finish.beta == T::zero() {
            plain::<T, W, S, ROWS, VECTORS, false>(isa, sums, block, at);
        } else if const { ROWS * VECTORS >= MANY } && simple && block.finish.beta == T::one() && at.last == S::LANES {
            plain::<T, W, S, ROWS, VECTORS, true>(isa, sums, block, &Place { last: S::LANES, ..*at });
        } else {
            // Only here are they in memory.
            let (sums, at) = (sums, *at);
            rare(isa, (sums.as_flattened(), ROWS, VECTORS), block, &at);
        }
    }
}

/// Writes the first `len` numbers of a vector, or all.
///
/// # Safety
/// `to` must be valid for writing `len` numbers.
#[inline(always)]
unsafe fn store<T: Real, S: Isa<T>>(isa: S, to: *mut T, len: usize, value: S::V) {
    // SAFETY: promised by the caller.
    unsafe { if S::LANES == 1 || len == S::LANES { isa.store_ptr(to, value) } else { isa.store_part(to, len, value) } }
}

/// Writes results that are sums with a bias, or with `ADDS` adds them to what is there: nothing is multiplied, which would take the turn of the next
/// tile's products.
///
/// # Safety
/// The results must have room for the tile: `VECTORS - 1` vectors and `last` numbers of each row; and the bias, if there is any, a number for
/// each column.
#[inline(always)]
unsafe fn plain<
    T: Real,
    W: Weight<Number = T>,
    S: Isa<T>,
    const ROWS: usize,
    const VECTORS: usize,
    const ADDS: bool,
>(
    isa: S,
    sums: [[S::V; VECTORS]; ROWS],
    block: &Block<'_, T, W>,
    at: &Place<T, W>,
) {
    let mut bias = [isa.zero(); VECTORS];
    if !block.finish.bias.is_empty() {
        // SAFETY: promised by the caller.
        bias = unsafe { load(isa, block.finish.bias.as_ptr().wrapping_add(at.column), 1, at.last) };
    }
    let least = isa.splat(block.finish.least());
    each!(row I < ROWS {
        let row = at.c.wrapping_add(I * block.c.row_stride);
        each!(vector J < VECTORS {
            let (to, last) = (row.wrapping_add(J * S::LANES), if J + 1 < VECTORS { S::LANES } else { at.last });
            // SAFETY: promised by the caller.
            unsafe {
                let rest = if ADDS { isa.add(part(isa, to, last), bias[J]) } else { bias[J] };
                // `max` answers with its second operand where either is NaN: NaN stays.
                store(isa, to, last, isa.max(least, isa.add(sums[I][J], rest)));
            }
        });
    });
}

/// Writes the results of a tile with all that can become of sums.
///
/// # Safety
/// There must be as many sums as said. The results must have room for the tile: of each row whole vectors, and `last` numbers of the last one; and what columns are scaled by and
/// added to, if there is any, a number for each.
#[inline(always)]
pub(crate) unsafe fn finish_rare<T: Real, W: Weight<Number = T>, S: Isa<T>>(
    isa: S,
    (sums, rows, vectors): Sums<'_, S::V>,
    block: &Block<'_, T, W>,
    at: &Place<T, W>,
) {
    let how = &block.finish;
    let (beta, least) = (isa.splat(how.beta), isa.splat(how.least()));
    for j in 0..vectors {
        let last = if j + 1 < vectors { S::LANES } else { at.last };
        let column = at.column + j * S::LANES;
        // SAFETY: promised by the caller.
        let number = |of: &[W]| unsafe { part(isa, of.as_ptr().wrapping_add(column), last) };
        let scale = if how.scale.is_empty() { isa.splat(how.alpha) } else { number(how.scale) };
        let bias = if how.bias.is_empty() { isa.zero() } else { number(how.bias) };
        for i in 0..rows {
            let to = at.c.wrapping_add(i * block.c.row_stride + j * S::LANES);
            // SAFETY: promised by the caller.
            unsafe {
                let rest = if how.beta == T::zero() { bias } else { isa.fma(beta, part(isa, to, last), bias) };
                let sum = *sums.as_ptr().add(i * vectors + j);
                let mut value = isa.max(least, isa.fma(sum, scale, rest));
                if !how.mask.is_empty() {
                    let mask = how.mask.as_ptr().add(to.offset_from_unsigned(block.c.first));
                    value = isa.select(isa.gt(part(isa, mask, last), isa.zero()), value, isa.zero());
                }
                store(isa, to, last, value);
            }
        }
    }
}
