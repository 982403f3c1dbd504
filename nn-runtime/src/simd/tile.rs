//! The innermost loop of matrix products and convolutions: a tile of sums held in registers.
//!
//! Each step loads some vectors of a row of the right factor and spreads one number of each row of the left one (Goto & van de Geijn 2008,
//! with the roles of rows and columns as suits row after row storage).

use super::block::{Block, Lines, runs};
use super::{Isa, Real, Weight};

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

/// One tile: where its factors and results start.
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
pub(super) unsafe fn tile<T: Real, W: Weight<Number = T>, S: Isa<T>, const ROWS: usize, const VECTORS: usize>(
    isa: S,
    block: &Block<'_, T, W>,
    at: &Place<T, W>,
) {
    let Block { counts, a, b, .. } = block;
    let mut sums = [[isa.zero(); VECTORS]; ROWS];
    let (mut a0, mut b0) = (at.a, at.b);
    for _ in 0..counts[0] {
        let (mut a1, mut b1) = (a0, b0);
        for _ in 0..counts[1] {
            let (mut a2, mut b2) = (a1, b1);
            for _ in 0..counts[2] {
                // SAFETY: the caller found that both factors reach as far as all steps read. The pointers move on by `wrapping_offset`, as after
                // the last step of a level they may be beyond the end.
                unsafe {
                    if a.steps[3] == 1 || counts[3] == 1 {
                        along(isa, counts[3], (a2, a.across), (b2, b.steps[3], b.across), at.last, &mut sums);
                    } else {
                        across(isa, counts[3], (a2, a.steps[3]), (b2, b.steps[3], b.across), at.last, &mut sums);
                    }
                }
                (a2, b2) = (a2.wrapping_offset(a.steps[2]), b2.wrapping_offset(b.steps[2]));
            }
            (a1, b1) = (a1.wrapping_offset(a.steps[1]), b1.wrapping_offset(b.steps[1]));
        }
        (a0, b0) = (a0.wrapping_offset(a.steps[0]), b0.wrapping_offset(b.steps[0]));
    }
    let how = &block.finish;
    let plain = how.scale.is_empty() && how.alpha == T::one() && how.beta == T::zero();
    // SAFETY: what columns are scaled by and added to has a number for each, and the results have room for the tile, as the caller found.
    unsafe {
        match plain && at.last == S::LANES {
            true => finish::<T, W, S, ROWS, VECTORS, true>(isa, sums, block, at),
            false => finish::<T, W, S, ROWS, VECTORS, false>(isa, sums, block, at),
        }
    }
}

/// Steps over numbers of the left factor that are side by side; its rows are at a distance.
///
/// # Safety
/// Both factors must reach as far as the steps read: `ROWS` numbers of `a`, and of `b` `VECTORS - 1` vectors and `last` numbers.
#[inline(always)]
unsafe fn along<T: Real, W: Weight<Number = T>, S: Isa<T>, const ROWS: usize, const VECTORS: usize>(
    isa: S,
    count: usize,
    (a, a_across): (*const T, usize),
    (mut b, b_step, b_across): (*const W, isize, usize),
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
            let row: [S::V; VECTORS] = unsafe { load(isa, b, b_across, last) };
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
    (mut a, a_step): (*const T, isize),
    (mut b, b_step, b_across): (*const W, isize, usize),
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
        // SAFETY: promised by the caller. A mask takes a multiplier's turn, a branch does not.
        row[J] = unsafe {
            if S::LANES == 1 || J + 1 < VECTORS || last == S::LANES { W::load_ptr(isa, b) } else { W::load_part(isa, b, last) }
        };
    });
    row
}

/// Writes the results. With `PLAIN` they are sums with a bias, and the last vector is whole: nothing is multiplied, which would take the turn
/// of the next tile's products, and nothing needs a mask.
///
/// # Safety
/// The results must have room for the tile: `VECTORS - 1` vectors and `last` numbers of each row; and what columns are scaled by and added to,
/// if there is any, a number for each.
#[inline(always)]
unsafe fn finish<
    T: Real,
    W: Weight<Number = T>,
    S: Isa<T>,
    const ROWS: usize,
    const VECTORS: usize,
    const PLAIN: bool,
>(
    isa: S,
    sums: [[S::V; VECTORS]; ROWS],
    block: &Block<'_, T, W>,
    at: &Place<T, W>,
) {
    let how = &block.finish;
    let last = if PLAIN { S::LANES } else { at.last };
    let (mut scale, mut bias) = ([isa.splat(how.alpha); VECTORS], [isa.zero(); VECTORS]);
    // SAFETY: promised by the caller.
    unsafe {
        if !PLAIN && !how.scale.is_empty() {
            scale = load(isa, how.scale.as_ptr().wrapping_add(at.column), 1, last);
        }
        if !how.bias.is_empty() {
            bias = load(isa, how.bias.as_ptr().wrapping_add(at.column), 1, last);
        }
    }
    let beta = if PLAIN || how.beta == T::zero() { None } else { Some(isa.splat(how.beta)) };
    let least = isa.splat(if how.relu { T::zero() } else { T::neg_infinity() });
    each!(row I < ROWS {
        let row = at.c.wrapping_add(I * block.c.row_stride);
        each!(vector J < VECTORS {
            let to = row.wrapping_add(J * S::LANES);
            let whole = PLAIN || S::LANES == 1 || J + 1 < VECTORS;
            // SAFETY: promised by the caller. A mask says how much there is of the last vector, be it the whole.
            unsafe {
                let mut rest = bias[J];
                if let Some(beta) = beta {
                    rest = isa.fma(beta, if whole { isa.load_ptr(to) } else { isa.load_part(to, last) }, rest);
                }
                let value = if PLAIN { isa.add(sums[I][J], rest) } else { isa.fma(sums[I][J], scale[J], rest) };
                // `max` answers with its second operand where either is NaN: NaN stays.
                let value = isa.max(least, value);
                if whole { isa.store_ptr(to, value) } else { isa.store_part(to, last, value) }
            }
        });
    });
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
