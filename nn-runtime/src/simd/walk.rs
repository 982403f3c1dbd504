//! A tile of sums held in registers while both factors are walked through in nested steps.
//!
//! This is the innermost loop of convolutions. A patch of an image is no row of a matrix, but it is reached by steps of fixed
//! size: over the window's rows, over its columns, over the channels. So patches need not be copied.

use super::{Isa, Real};

/// How deep steps are nested.
pub const LEVELS: usize = 4;

/// A factor of the sums.
#[derive(Clone, Copy)]
pub struct Walk<'a, T> {
    /// Where its numbers are.
    pub data: &'a [T],
    /// Its first number.
    pub start: usize,
    /// From a row of the tile to the next in the left factor; from a column to the next in the right one, 1 unless vectors have
    /// a single lane.
    pub across: usize,
    /// How far a step of each level goes, outermost first.
    pub steps: [isize; LEVELS],
}

impl<T> Walk<'_, T> {
    /// Whether `width` numbers across lie within the data at each step.
    #[inline(always)]
    fn reaches(&self, counts: &[usize; LEVELS], width: usize) -> bool {
        let reach = || {
            let mut low = isize::try_from(self.start).ok()?;
            let mut high = low.checked_add(isize::try_from(width.checked_sub(1)?.checked_mul(self.across)?).ok()?)?;
            for (&count, &step) in counts.iter().zip(&self.steps) {
                let far = isize::try_from(count.checked_sub(1)?).ok()?.checked_mul(step)?;
                let end = if far < 0 { &mut low } else { &mut high };
                *end = end.checked_add(far)?;
            }
            Some((low, high))
        };
        reach().is_some_and(|(low, high)| low >= 0 && high < self.data.len() as isize)
    }
}

/// Where a tile's sums go, and how.
pub struct Output<'a, T> {
    /// From the tile's first number on.
    pub data: &'a mut [T],
    /// From a row to the next.
    pub row_stride: usize,
    /// Columns of the tile.
    pub width: usize,
    /// Whether the sums are added to what is there.
    pub add: bool,
    /// Added to each row, from the tile's first column on; or empty.
    pub bias: &'a [T],
    /// Whether negative results become 0.
    pub relu: bool,
}

/// `cᵢⱼ = Σ aᵢ bⱼ` over all steps, for `ROWS` rows and `VECTORS` vectors of columns, of which the last may be part of one.
///
/// Nothing is done if a factor does not reach as far as the steps go, or the output has no room.
#[inline(always)]
fn walk<T: Real, S: Isa<T>, const ROWS: usize, const VECTORS: usize>(
    isa: S,
    counts: &[usize; LEVELS],
    a: Walk<'_, T>,
    b: Walk<'_, T>,
    c: Output<'_, T>,
) {
    // Columns of the last vector.
    let last = c.width.wrapping_sub((VECTORS - 1) * S::LANES);
    let some = counts.iter().all(|&count| count > 0);
    let fits = last >= 1
        && last <= S::LANES
        && (S::LANES == 1 || b.across == 1)
        && (!some || (a.reaches(counts, ROWS) && b.reaches(counts, c.width)))
        && c.data.len() >= (ROWS - 1) * c.row_stride + c.width;
    debug_assert!(fits, "tile out of reach");
    if !fits {
        return;
    }
    let mut sums = [[isa.zero(); VECTORS]; ROWS];
    if some {
        let (mut a0, mut b0) = (a.data.as_ptr().wrapping_add(a.start), b.data.as_ptr().wrapping_add(b.start));
        for _ in 0..counts[0] {
            let (mut a1, mut b1) = (a0, b0);
            for _ in 0..counts[1] {
                let (mut a2, mut b2) = (a1, b1);
                for _ in 0..counts[2] {
                    let (mut a3, mut b3) = (a2, b2);
                    for _ in 0..counts[3] {
                        // SAFETY: both factors reach as far as all steps read: `ROWS` numbers of `a`, `c.width` of `b`, which
                        // is `VECTORS - 1` vectors and `last` numbers, at most one vector more. The pointers move on by
                        // `wrapping_offset`, as after the last step of a level they may be beyond the end.
                        unsafe { step(isa, (a3, a.across), (b3, b.across), last, &mut sums) };
                        (a3, b3) = (a3.wrapping_offset(a.steps[3]), b3.wrapping_offset(b.steps[3]));
                    }
                    (a2, b2) = (a2.wrapping_offset(a.steps[2]), b2.wrapping_offset(b.steps[2]));
                }
                (a1, b1) = (a1.wrapping_offset(a.steps[1]), b1.wrapping_offset(b.steps[1]));
            }
            (a0, b0) = (a0.wrapping_offset(a.steps[0]), b0.wrapping_offset(b.steps[0]));
        }
    }
    for (i, sums) in sums.into_iter().enumerate() {
        let row = &mut c.data[i * c.row_stride..][..c.width];
        for (j, sum) in sums.into_iter().enumerate() {
            let to = &mut row[j * S::LANES..];
            let mut value = sum;
            if c.add {
                value = isa.add(value, isa.load(to));
            }
            if !c.bias.is_empty() {
                value = isa.add(value, isa.load(c.bias.get(j * S::LANES..).unwrap_or(&[])));
            }
            if c.relu {
                value = isa.max(isa.zero(), value);
            }
            isa.store(to, value);
        }
    }
}

/// # Safety
/// `a` must be valid for reading `ROWS` numbers at distances of its second part, and `b` for all vectors, of the last only the
/// first `last` numbers.
#[inline(always)]
unsafe fn step<T: Real, S: Isa<T>, const ROWS: usize, const VECTORS: usize>(
    isa: S,
    (a, a_across): (*const T, usize),
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
        // SAFETY: promised by the caller.
        let x = isa.splat(unsafe { *a.wrapping_add(i * a_across) });
        for (sum, b) in sums.iter_mut().zip(row) {
            *sum = isa.fma(x, b, *sum);
        }
    }
}

/// Tiles at the current level, compiled once for each number type: each size is a function of its own, so they are costly.
pub trait Tiles: Sized {
    /// The most rows and columns of a tile.
    #[doc(hidden)]
    fn largest_tile() -> (usize, usize);

    /// Computes a tile of at most as many rows and columns.
    #[doc(hidden)]
    fn tile(rows: usize, counts: &[usize; LEVELS], a: Walk<'_, Self>, b: Walk<'_, Self>, c: Output<'_, Self>);
}

/// A function that computes a tile of any size of an instruction set.
macro_rules! sizes {
    ($(#[$features:meta])? $name:ident, $isa:ty, $t:ty, rows $rows:tt, vectors $($vectors:literal)+) => {
        $(#[$features])?
        fn $name(isa: $isa, rows: usize, counts: &[usize; LEVELS], a: Walk<'_, $t>, b: Walk<'_, $t>, c: Output<'_, $t>) {
            match c.width.div_ceil(<$isa as Isa<$t>>::LANES) {
                $($vectors => sizes!(@ $rows, rows, isa, counts, a, b, c, $isa, $t, $vectors),)+
                _ => {}
            }
        }
    };
    (@ [$($height:literal)+], $rows:ident, $isa:ident, $counts:ident, $a:ident, $b:ident, $c:ident, $S:ty, $t:ty, $v:literal) => {
        match $rows {
            $($height => walk::<$t, $S, $height, $v>($isa, $counts, $a, $b, $c),)+
            _ => {}
        }
    };
}

macro_rules! tiles {
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
            use super::{Isa, LEVELS, Output, Tiles, Walk, walk};

            // 32 registers: 28 sums, 2 vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "x86_64")]
            sizes! {
                #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
                avx512, Avx512, $t, rows [1 2 3 4 5 6 7 8 9 10 11 12 13 14], vectors 1 2
            }
            // 16 registers: 12 sums, 2 vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "x86_64")]
            sizes! {
                #[target_feature(enable = "avx2,fma")]
                avx2, Avx2, $t, rows [1 2 3 4 5 6], vectors 1 2
            }
            // 32 registers: 24 sums, 3 vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "aarch64")]
            sizes! {
                #[target_feature(enable = "neon")]
                neon, Neon, $t, rows [1 2 3 4 5 6 7 8], vectors 1 2 3
            }
            // Engines map its values to the 16 registers of most PCs.
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            sizes! { simd128, Simd128, $t, rows [1 2 3 4 5 6], vectors 1 2 }
            sizes! { scalar, Scalar, $t, rows [1 2 3 4], vectors 1 2 3 4 }

            impl Tiles for $t {
                fn largest_tile() -> (usize, usize) {
                    match level() {
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx512 => (14, 2 * <Avx512 as Isa<$t>>::LANES),
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx2 => (6, 2 * <Avx2 as Isa<$t>>::LANES),
                        #[cfg(target_arch = "aarch64")]
                        Level::Neon => (8, 3 * <Neon as Isa<$t>>::LANES),
                        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
                        Level::Simd128 => (6, 2 * <Simd128 as Isa<$t>>::LANES),
                        _ => (4, 4),
                    }
                }

                fn tile(rows: usize, counts: &[usize; LEVELS], a: Walk<'_, $t>, b: Walk<'_, $t>, c: Output<'_, $t>) {
                    match level() {
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx512 => {
                            if let Some(isa) = Avx512::new() {
                                // SAFETY: the token proves that the machine has the features.
                                unsafe { avx512(isa, rows, counts, a, b, c) }
                            }
                        }
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx2 => {
                            if let Some(isa) = Avx2::new() {
                                // SAFETY: the token proves that the machine has the features.
                                unsafe { avx2(isa, rows, counts, a, b, c) }
                            }
                        }
                        #[cfg(target_arch = "aarch64")]
                        Level::Neon => {
                            if let Some(isa) = Neon::new() {
                                // SAFETY: the token proves that the machine has the feature.
                                unsafe { neon(isa, rows, counts, a, b, c) }
                            }
                        }
                        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
                        Level::Simd128 => simd128(Simd128, rows, counts, a, b, c),
                        _ => scalar(Scalar, rows, counts, a, b, c),
                    }
                }
            }
        }
    };
}
tiles!(f32);
tiles!(f64);
