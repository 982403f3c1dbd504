//! Tiles of sums held in registers while both factors are walked through in nested steps.
//!
//! This is the innermost loop of convolutions. A patch of an image is no row of a matrix, but it is reached by steps of fixed
//! size: over the window's rows, over its columns, over the channels. So patches need not be copied.

use super::{Isa, Real};

/// Rows that are reached from one pointer in tiles one vector wide: as many as an address can hold the distance of, so that no row's address
/// waits for another's. Wider tiles leave time for that.
pub(super) const GROUP: usize = 3;
/// Pointers to the rows of the highest tile.
pub(super) const GROUPS: usize = 5;

/// How deep steps are nested.
pub const LEVELS: usize = 4;

/// A factor of the sums.
#[derive(Clone, Copy)]
pub struct Walk<'a, T> {
    /// Where its numbers are.
    pub data: &'a [T],
    /// Its first number.
    pub start: usize,
    /// From a row of the results to the next in the left factor; from a column to the next in the right one, 1 unless vectors have
    /// a single lane.
    pub across: usize,
    /// How far a step of each level goes, outermost first.
    pub steps: [isize; LEVELS],
}

/// Runs of rows at equal distances: how many there are, and from each to the next.
#[derive(Clone, Copy)]
pub struct Lines {
    /// How many.
    pub count: usize,
    /// In the left factor.
    pub a: usize,
    /// In the results.
    pub c: usize,
}

/// Sums of products for lines of rows of columns: `cᵢⱼ = f((Σ aᵢ bⱼ) · scaleⱼ + biasⱼ)` over all steps.
///
/// Nothing is done if a factor does not reach as far as the steps go, or the results have no room.
pub struct Block<'a, T> {
    /// How many steps each level has.
    pub counts: [usize; LEVELS],
    /// The left factor, which has the rows.
    pub a: Walk<'a, T>,
    /// The right factor, which has the columns.
    pub b: Walk<'a, T>,
    /// Rows of a line.
    pub rows: usize,
    /// Lines, and lines of lines, outermost first.
    pub lines: [Lines; 2],
    /// Columns.
    pub columns: usize,
    /// From the block's first result on.
    pub c: &'a mut [T],
    /// From a row of the results to the next.
    pub row_stride: usize,
    /// Whether the sums are added to what is there.
    pub add: bool,
    /// What the sums of each column are multiplied by; or empty.
    pub scale: &'a [T],
    /// Added to each row; or empty.
    pub bias: &'a [T],
    /// Whether negative results become 0.
    pub relu: bool,
}

impl<T: Real> Block<'_, T> {
    /// Computes the results.
    pub fn run(self) {
        T::block(self);
    }

    /// The numbers that a factor reaches from its start on, backwards and forwards, given the last step's distance of rows or columns.
    fn reach(&self, walk: &Walk<'_, T>, across: Option<usize>) -> bool {
        let bounds = || {
            let mut low = isize::try_from(walk.start).ok()?;
            let mut high = low.checked_add(isize::try_from(across?).ok()?)?;
            for (&count, &step) in self.counts.iter().zip(&walk.steps) {
                let far = isize::try_from(count.checked_sub(1)?).ok()?.checked_mul(step)?;
                let end = if far < 0 { &mut low } else { &mut high };
                *end = end.checked_add(far)?;
            }
            Some(low >= 0 && high < walk.data.len() as isize)
        };
        bounds().unwrap_or(false)
    }

    /// From the first of all rows to the last, at distances that `of` gives for lines.
    fn extent(&self, row: usize, of: fn(&Lines) -> usize) -> Option<usize> {
        let mut far = self.rows.checked_sub(1)?.checked_mul(row)?;
        for line in &self.lines {
            far = far.checked_add(line.count.checked_sub(1)?.checked_mul(of(line))?)?;
        }
        Some(far)
    }

    /// Whether both factors and the results are long enough.
    fn fits(&self, lanes: usize) -> bool {
        let some = self.counts.iter().all(|&count| count > 0);
        let last = self.columns.checked_sub(1);
        let room = self.extent(self.row_stride, |line| line.c).zip(last).and_then(|(far, last)| far.checked_add(last));
        let columns = last.and_then(|last| last.checked_mul(self.b.across));
        let rows = self.extent(self.a.across, |line| line.a);
        room.is_some_and(|last| last < self.c.len())
            && (lanes == 1 || self.b.across == 1)
            && (!some || (self.reach(&self.a, rows) && self.reach(&self.b, columns)))
    }
}

/// One tile: where its factors and results start.
struct Place<T> {
    a: *const T,
    b: *const T,
    c: *mut T,
    /// The first column.
    column: usize,
    /// Columns of the last vector.
    last: usize,
}

/// `ROWS` rows and `VECTORS` vectors of columns, of which the last may be part of one.
///
/// # Safety
/// The block must fit, and the tile must lie within it.
#[inline(always)]
unsafe fn walk<T: Real, S: Isa<T>, const ROWS: usize, const VECTORS: usize>(
    isa: S,
    block: &Block<'_, T>,
    at: &Place<T>,
) {
    let Block { counts, a, b, .. } = block;
    let column = |j: usize| at.column + j * S::LANES;
    let mut sums = [[isa.zero(); VECTORS]; ROWS];
    if block.scale.is_empty() && !block.bias.is_empty() {
        for j in 0..VECTORS {
            let bias = isa.load(block.bias.get(column(j)..).unwrap_or(&[]));
            for sums in &mut sums {
                sums[j] = bias;
            }
        }
    }
    let (mut a0, mut b0) = (at.a, at.b);
    for _ in 0..counts[0] {
        let (mut a1, mut b1) = (a0, b0);
        for _ in 0..counts[1] {
            let (mut a2, mut b2) = (a1, b1);
            for _ in 0..counts[2] {
                let mut rows = [a2; GROUPS];
                if VECTORS == 1 {
                    for (i, row) in rows.iter_mut().enumerate() {
                        *row = row.wrapping_add(i * GROUP * a.across);
                    }
                }
                let mut b3 = b2;
                for _ in 0..counts[3] {
                    // SAFETY: the caller found that both factors reach as far as all steps read: `ROWS` numbers of `a`, and of `b`
                    // `VECTORS - 1` vectors and `last` numbers. The pointers move on by `wrapping_offset`, as after the last step of
                    // a level they may be beyond the end.
                    unsafe { step(isa, (&rows, a.across), (b3, b.across), at.last, &mut sums) };
                    for row in rows.iter_mut().take(if VECTORS == 1 { GROUPS } else { 1 }) {
                        *row = row.wrapping_offset(a.steps[3]);
                    }
                    b3 = b3.wrapping_offset(b.steps[3]);
                }
                (a2, b2) = (a2.wrapping_offset(a.steps[2]), b2.wrapping_offset(b.steps[2]));
            }
            (a1, b1) = (a1.wrapping_offset(a.steps[1]), b1.wrapping_offset(b.steps[1]));
        }
        (a0, b0) = (a0.wrapping_offset(a.steps[0]), b0.wrapping_offset(b.steps[0]));
    }
    if !block.scale.is_empty() {
        for j in 0..VECTORS {
            let scale = isa.load(block.scale.get(column(j)..).unwrap_or(&[]));
            let bias = isa.load(block.bias.get(column(j)..).unwrap_or(&[]));
            for sums in &mut sums {
                sums[j] = isa.fma(sums[j], scale, bias);
            }
        }
    }
    for (i, sums) in sums.into_iter().enumerate() {
        for (j, sum) in sums.into_iter().enumerate() {
            let to = at.c.wrapping_add(i * block.row_stride + j * S::LANES);
            let whole = S::LANES == 1 || j + 1 < VECTORS || at.last == S::LANES;
            let mut value = sum;
            // SAFETY: the results have room for the tile: `VECTORS - 1` vectors and `last` numbers of each row.
            unsafe {
                if block.add {
                    value = isa.add(value, if whole { isa.load_ptr(to) } else { isa.load_part(to, at.last) });
                }
                if block.relu {
                    // `max` answers with its second operand where either is NaN: NaN stays.
                    value = isa.max(isa.zero(), value);
                }
                if whole { isa.store_ptr(to, value) } else { isa.store_part(to, at.last, value) }
            }
        }
    }
}

/// # Safety
/// `rows` must point to the first of `ROWS` numbers at distances of its second part, or, in tiles one vector wide, to every third of them; they
/// must be valid for reading, and `b` for all vectors, of the last only the
/// first `last` numbers.
#[inline(always)]
unsafe fn step<T: Real, S: Isa<T>, const ROWS: usize, const VECTORS: usize>(
    isa: S,
    (rows, a_across): (&[*const T; GROUPS], usize),
    (b, b_across): (*const T, usize),
    last: usize,
    sums: &mut [[S::V; VECTORS]; ROWS],
) {
    let mut row = [isa.zero(); VECTORS];
    for (j, row) in row.iter_mut().enumerate() {
        let b = b.wrapping_add(j * S::LANES * b_across);
        *row = if S::LANES == 1 || j + 1 < VECTORS {
            // SAFETY: promised by the caller.
            unsafe { isa.load_ptr(b) }
        } else {
            // SAFETY: promised by the caller. A mask says how much is read, be it the whole vector.
            unsafe { isa.load_part(b, last) }
        };
    }
    for (i, sums) in sums.iter_mut().enumerate() {
        let a = if VECTORS == 1 {
            rows[i / GROUP].wrapping_add(i % GROUP * a_across)
        } else {
            rows[0].wrapping_add(i * a_across)
        };
        // SAFETY: promised by the caller.
        let x = isa.splat(unsafe { *a });
        for (sum, b) in sums.iter_mut().zip(row) {
            *sum = isa.fma(x, b, *sum);
        }
    }
}

/// Blocks at the current level, compiled once for each number type: each size of tile is code of its own, so they are costly.
pub trait Blocks: Sized {
    /// Computes a block.
    #[doc(hidden)]
    fn block(block: Block<'_, Self>);
}

/// A function that computes a block with the tiles of an instruction set, and one for the tiles, each size of which is compiled by itself:
/// in one function with the loops around them, they would take the compiler minutes.
macro_rules! blocks {
    ($(#[$features:meta])? $name:ident $tile:ident, $isa:ty, $t:ty, rows $highest:literal $rows:tt, vectors $widest:literal $vectors:tt) => {
        /// # Safety
        /// The block must fit, and the tile must lie within it.
        $(#[$features])?
        #[inline(never)]
        unsafe fn $tile<const ROWS: usize, const VECTORS: usize>(isa: $isa, block: &Block<'_, $t>, at: &Place<$t>) {
            // SAFETY: promised by the caller.
            unsafe { walk::<$t, $isa, ROWS, VECTORS>(isa, block, at) }
        }

        $(#[$features])?
        fn $name(isa: $isa, block: Block<'_, $t>) {
            const LANES: usize = <$isa as Isa<$t>>::LANES;
            let fits = block.fits(LANES);
            debug_assert!(fits || block.rows == 0 || block.columns == 0, "block out of reach");
            if !fits {
                return;
            }
            // Equal heights: the last tile of a line is no lower than the others, but for the remainder of the division.
            let tallest = block.rows.div_ceil(block.rows.div_ceil($highest));
            let (a, b) = (block.a.data.as_ptr().wrapping_add(block.a.start), block.b.data.as_ptr().wrapping_add(block.b.start));
            let c = block.c.as_mut_ptr();
            // Columns that go through all rows together, so that their part of the right factor stays in cache.
            for column in (0..block.columns).step_by($widest * LANES) {
                let width = ($widest * LANES).min(block.columns - column);
                let vectors = width.div_ceil(LANES);
                let last = width - (vectors - 1) * LANES;
                let b = b.wrapping_add(column * block.b.across);
                let [outer, inner] = block.lines;
                for line in 0..outer.count * inner.count {
                    let (i, j) = (line / inner.count, line % inner.count);
                    let a = a.wrapping_add(i * outer.a + j * inner.a);
                    let c = c.wrapping_add(i * outer.c + j * inner.c + column);
                    let mut row = 0;
                    while row < block.rows {
                        let height = tallest.min(block.rows - row);
                        let a = a.wrapping_add(row * block.a.across);
                        let c = c.wrapping_add(row * block.row_stride);
                        let place = Place { a, b, c, column, last };
                        blocks!(@vectors $vectors $rows, vectors, height, isa, block, place, $tile);
                        row += height;
                    }
                }
            }
        }
    };
    (@vectors [$($v:literal)+] $rows:tt, $vectors:ident, $height:ident, $isa:ident, $block:ident, $place:ident, $tile:ident) => {
        match $vectors {
            $($v => blocks!(@rows $rows, $height, $isa, $block, $place, $tile, $v),)+
            _ => {}
        }
    };
    (@rows [$($height:literal)+], $rows:ident, $isa:ident, $block:ident, $place:ident, $tile:ident, $v:literal) => {
        match $rows {
            // SAFETY: the block fits, and the tile is part of it.
            $($height => unsafe { $tile::<$height, $v>($isa, &$block, &$place) },)+
            _ => {}
        }
    };
}

macro_rules! levels {
    ($t:ident) => {
        mod $t {
            #[cfg(target_arch = "aarch64")]
            use super::super::Neon;
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            use super::super::Simd128;
            #[cfg(target_arch = "x86_64")]
            use super::super::{Avx2, Avx512};
            #[allow(unused_imports)]
            use super::super::{Level, Scalar, level};
            use super::{Block, Blocks, Isa, Place, walk};

            // 32 registers: 28 sums, 2 vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "x86_64")]
            blocks! {
                #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
                avx512 tile_avx512, Avx512, $t, rows 14 [1 2 3 4 5 6 7 8 9 10 11 12 13 14], vectors 2 [1 2]
            }
            // 16 registers: 12 sums, 2 vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "x86_64")]
            blocks! {
                #[target_feature(enable = "avx2,fma")]
                avx2 tile_avx2, Avx2, $t, rows 6 [1 2 3 4 5 6], vectors 2 [1 2]
            }
            // 32 registers: 24 sums, 3 vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "aarch64")]
            blocks! {
                #[target_feature(enable = "neon")]
                neon tile_neon, Neon, $t, rows 8 [1 2 3 4 5 6 7 8], vectors 3 [1 2 3]
            }
            // Engines map its values to the 16 registers of most PCs.
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            blocks! { simd128 tile_simd128, Simd128, $t, rows 6 [1 2 3 4 5 6], vectors 2 [1 2] }
            blocks! { scalar tile_scalar, Scalar, $t, rows 4 [1 2 3 4], vectors 4 [1 2 3 4] }

            impl Blocks for $t {
                fn block(block: Block<'_, $t>) {
                    match level() {
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx512 => {
                            if let Some(isa) = Avx512::new() {
                                // SAFETY: the token proves that the machine has the features.
                                return unsafe { avx512(isa, block) };
                            }
                        }
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx2 => {
                            if let Some(isa) = Avx2::new() {
                                // SAFETY: the token proves that the machine has the features.
                                return unsafe { avx2(isa, block) };
                            }
                        }
                        #[cfg(target_arch = "aarch64")]
                        Level::Neon => {
                            if let Some(isa) = Neon::new() {
                                // SAFETY: the token proves that the machine has the feature.
                                return unsafe { neon(isa, block) };
                            }
                        }
                        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
                        Level::Simd128 => return simd128(Simd128, block),
                        _ => {}
                    }
                    scalar(Scalar, block);
                }
            }
        }
    };
}
levels!(f32);
levels!(f64);
