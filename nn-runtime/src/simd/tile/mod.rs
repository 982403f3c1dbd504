//! The innermost loop of matrix products and convolutions: a tile of sums held in registers.
//!
//! Each step loads some vectors of a row of the right factor and spreads one number of each row of the left one (Goto & van de Geijn 2008,
//! with the roles of rows and columns as suits row after row storage).

use super::block::{Block, LEVELS, Lines, runs};
use super::{Isa, Real, Weight};
use core::hint::black_box;

/// Rows that are reached from one pointer: as many as an address can hold the distance of, so that no row's address waits for another's.
const GROUP: usize = 3;
/// Pointers to the rows of the highest tile.
const GROUPS: usize = 5;
/// Steps at a time where the left factor's numbers are side by side: their addresses are then constants apart, and what computes addresses takes
/// multipliers' turns.
const UNROLL: usize = 4;
/// Rows that are a multiple of this apart compete for the same few lines of the first cache.
const CLASH_BYTES: usize = 4096;
/// As many of these rows as the cache holds beside all else.
const CLASHING: usize = 8;

/// Repeats a block for a constant from 0 to before the number of rows, or of vectors. The compiler unrolls loops or does not; and sums must
/// not stay in memory.
macro_rules! each {
    (row $i:ident < $rows:ident $body:block) => {
        each!(@ $i $rows $body 0 1 2 3 4 5 6 7 8 9 10 11 12 13)
    };
    (step $u:ident < UNROLL $body:block) => {
        each!(@ $u UNROLL $body 0 1 2 3)
    };
    (vector $j:ident < $vectors:ident $body:block) => {
        each!(@ $j $vectors $body 0 1 2 3 4 5 6 7)
    };
    (@ $i:ident $end:ident $body:block $($n:literal)+) => {
        $(if const { $n < $end } {
            const $i: usize = $n;
            $body
        })+
    };
}

mod finish;

use finish::{Rare, finish};
pub(super) use finish::{Sums, finish_rare};

/// One tile: where its factors and results start.
#[derive(Clone, Copy)]
pub(super) struct Place<T, W> {
    pub a: *const T,
    pub b: *const W,
    pub c: *mut T,
    /// The first column.
    pub column: usize,
    /// Columns of the last vector.
    pub last: usize,
}

/// `ROWS` rows and `VECTORS` vectors of columns, of which the last may be part of one.
///
/// # Safety
/// The block must fit, and the tile must lie within it.
#[inline(always)]
pub(super) unsafe fn tile<'a, T: Real, W: Weight<Number = T>, S: Isa<T>, const ROWS: usize, const VECTORS: usize>(
    isa: S,
    block: &Block<'a, T, W>,
    at: &Place<T, W>,
    rare: Rare<'a, T, W, S>,
) {
    let mut sums = [[isa.zero(); VECTORS]; ROWS];
    let (mut from, mut weights) = (at.a, at.b);
    let mut done = [0; LEVELS - 1];
    let some = block.counts.iter().all(|&count| count > 0);
    while some && done[0] < block.counts[0] {
        // What the compiler knows of the block, it prepares for each tile, or compiles loops once more for.
        let Block { counts, a, b, .. } = if S::LANES > 1 { black_box(block) } else { block };
        let (left, right) = ((from, (a.across, a.steps[3])), (weights, (b.across, b.steps[3])));
        // SAFETY: the caller found that both factors reach as far as all steps read. The pointers move on by `wrapping_offset`, as after the last
        // step of a level they may be beyond the end.
        unsafe {
            if a.steps[3] != 1 && counts[3] != 1 {
                across(isa, counts[3], left, right, at.last, &mut sums);
            } else if VECTORS == 1 && S::LANES > 1 && at.last < S::LANES {
                // A narrow tile waits for what it loads: a mask stays in a register.
                along::<T, W, S, ROWS, VECTORS, true>(isa, counts[3], left, right, at.last, &mut sums);
            } else {
                along::<T, W, S, ROWS, VECTORS, false>(isa, counts[3], left, right, at.last, &mut sums);
            }
        }
        // The next step of the innermost level that has one left; those within it begin anew.
        for level in (0..LEVELS - 1).rev() {
            (from, weights) = (from.wrapping_offset(a.steps[level]), weights.wrapping_offset(b.steps[level]));
            done[level] += 1;
            if done[level] < counts[level] || level == 0 {
                break;
            }
            done[level] = 0;
            let back = (counts[level] as isize).wrapping_neg();
            from = from.wrapping_offset(a.steps[level].wrapping_mul(back));
            weights = weights.wrapping_offset(b.steps[level].wrapping_mul(back));
        }
    }
    // SAFETY: what columns are scaled by and added to has a number for each, and the results have room for the tile, as the caller found.
    unsafe { finish(isa, sums, block, at, rare) }
}

/// Steps over numbers of the left factor that are side by side; its rows are at a distance. With `PART`, there is only part of a vector.
///
/// # Safety
/// Both factors must reach as far as the steps read: `ROWS` numbers of `a`, and of `b` `VECTORS - 1` vectors and `last` numbers.
#[inline(always)]
unsafe fn along<
    T: Real,
    W: Weight<Number = T>,
    S: Isa<T>,
    const ROWS: usize,
    const VECTORS: usize,
    const PART: bool,
>(
    isa: S,
    count: usize,
    (a, (a_across, _)): (*const T, (usize, isize)),
    (mut b, (b_across, b_step)): (*const W, (usize, isize)),
    last: usize,
    sums: &mut [[S::V; VECTORS]; ROWS],
) {
    let mut rows = [a; GROUPS];
    for (i, row) in rows.iter_mut().enumerate() {
        *row = row.wrapping_add(i * GROUP * a_across);
    }
    /// One step, so many numbers on from where the pointers are.
    macro_rules! step {
        ($U:ident) => {{
            // SAFETY: promised by the caller.
            let row = unsafe { if PART { [W::load_part(isa, b, last); VECTORS] } else { load(isa, b, b_across, last) } };
            b = b.wrapping_offset(b_step);
            each!(row I < ROWS {
                // SAFETY: promised by the caller.
                let x = isa.splat(unsafe { *rows[I / GROUP].wrapping_add(I % GROUP * a_across + $U) });
                each!(vector J < VECTORS { sums[I][J] = isa.fma(x, row[J], sums[I][J]); });
            });
        }};
    }
    let mut left = count;
    while left > 0 {
        // Each step ends with a branch: else the compiler loads all steps' numbers first, and sums leave the registers for them.
        each!(step U < UNROLL {
            step!(U);
            if left == U + 1 {
                return;
            }
        });
        for row in rows.iter_mut().take(ROWS.div_ceil(GROUP)) {
            *row = row.wrapping_add(UNROLL);
        }
        left -= UNROLL;
    }
}

/// Steps at a distance in the left factor, whose rows' numbers are side by side.
///
/// # Safety
/// As for [`along`].
#[inline(always)]
unsafe fn across<T: Real, W: Weight<Number = T>, S: Isa<T>, const ROWS: usize, const VECTORS: usize>(
    isa: S,
    count: usize,
    (mut a, (_, a_step)): (*const T, (usize, isize)),
    (mut b, (b_across, b_step)): (*const W, (usize, isize)),
    last: usize,
    sums: &mut [[S::V; VECTORS]; ROWS],
) {
    for _ in 0..count {
        // SAFETY: promised by the caller.
        let row: [S::V; VECTORS] = unsafe { load(isa, b, b_across, last) };
        each!(row I < ROWS {
            // SAFETY: promised by the caller.
            let x = isa.splat(unsafe { *a.wrapping_add(I) });
            each!(vector J < VECTORS { sums[I][J] = isa.fma(x, row[J], sums[I][J]); });
        });
        (a, b) = (a.wrapping_offset(a_step), b.wrapping_offset(b_step));
    }
}

/// A row of the right factor.
///
/// # Safety
/// `b` must be valid for reading all vectors, of the last only the first `last` numbers.
#[inline(always)]
unsafe fn load<W: Weight, S: Isa<W::Number>, const VECTORS: usize>(
    isa: S,
    b: *const W,
    b_across: usize,
    last: usize,
) -> [S::V; VECTORS] {
    let mut row = [isa.zero(); VECTORS];
    each!(vector J < VECTORS {
        let b = b.wrapping_add(J * S::LANES * b_across);
        // SAFETY: promised by the caller.
        row[J] = unsafe { part(isa, b, if J + 1 < VECTORS { S::LANES } else { last }) };
    });
    row
}

/// The first `len` numbers of a vector, or all. A mask takes a multiplier's turn, a branch does not.
///
/// # Safety
/// `from` must be valid for reading `len` numbers.
#[inline(always)]
unsafe fn part<W: Weight, S: Isa<W::Number>>(isa: S, from: *const W, len: usize) -> S::V {
    // SAFETY: promised by the caller.
    unsafe { if S::LANES == 1 || len == S::LANES { W::load_ptr(isa, from) } else { W::load_part(isa, from, len) } }
}

/// Goes through the tiles of a block: `size` makes of a tile's vectors and rows what computes such tiles, once for all of them, and `tile` gets
/// it with each tile's place.
///
/// The block must fit.
#[inline(always)]
pub(super) fn all<T: Real, W: Weight<Number = T>, F: Copy>(
    block: &Block<'_, T, W>,
    tiles: super::Tiles,
    size: impl Fn(usize, usize) -> F,
    tile: impl Fn(F, Place<T, W>),
) {
    let lanes = tiles.lanes;
    let clash = block.a.across > 0 && (block.a.across * size_of::<T>()).is_multiple_of(CLASH_BYTES);
    let a = block.a.data.as_ptr().wrapping_add(block.a.start);
    let b = block.b.data.as_ptr().wrapping_add(block.b.start);
    let [outer, inner] = block.lines;
    let mut from = 0;
    // Columns that go through all rows together, so that their part of the right factor stays in cache.
    for (count, vectors) in runs(block.columns.div_ceil(lanes), tiles.widest(block.rows)) {
        if count == 0 {
            continue;
        }
        let highest = if clash { tiles.rows(vectors).min(CLASHING) } else { tiles.rows(vectors) };
        // Names, as the compiler keeps an array of these in memory.
        let [(most, height), (rest, lower)] = runs(block.rows, highest);
        let (size, lesser) = (size(vectors, height), size(vectors, lower));
        for _ in 0..count {
            let last = (block.columns - from).min(vectors * lanes) - (vectors - 1) * lanes;
            let b = b.wrapping_add(from * block.b.across);
            for i in 0..outer.count {
                for j in 0..inner.count {
                    // Lines with columns of their own lie side by side.
                    let own = |line: &Lines, at: usize| if line.b > 0 { at * line.c } else { 0 };
                    let column = from + own(&outer, i) + own(&inner, j);
                    let b = b.wrapping_add(i * outer.b + j * inner.b);
                    let mut a = a.wrapping_add(i * outer.a + j * inner.a);
                    let mut c = block.c.first.wrapping_add(i * outer.c + j * inner.c + from);
                    for _ in 0..most {
                        tile(size, Place { a, b, c, column, last });
                        a = a.wrapping_add(height * block.a.across);
                        c = c.wrapping_add(height * block.c.row_stride);
                    }
                    for _ in 0..rest {
                        tile(lesser, Place { a, b, c, column, last });
                        a = a.wrapping_add(lower * block.a.across);
                        c = c.wrapping_add(lower * block.c.row_stride);
                    }
                }
            }
            from += vectors * lanes;
        }
    }
}
