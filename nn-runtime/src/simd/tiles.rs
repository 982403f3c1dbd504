//! The tiles of every level, chosen by its registers.

#[cfg(not(feature = "std"))]
use super::F16;
use super::block::{Block, Blocks};
use super::tile::{Place, Sums, all, finish_rare, tile};
use super::{Isa, Scalar, Token};

/// The tiles of a level, for a number type.
#[derive(Clone, Copy)]
pub struct Tiles {
    /// Numbers in a vector.
    pub lanes: usize,
    /// The most rows of a tile one vector wide, two vectors wide, and so on.
    pub highest: &'static [usize],
    /// Vectors of the tiles for many rows.
    pub main: usize,
    /// When a product copies its factors.
    pub copies: Copies,
}

impl Tiles {
    /// The most vectors of a tile that has some rows.
    pub(crate) fn widest(&self, rows: usize) -> usize {
        let rows = rows.min(self.rows(self.main));
        self.highest.iter().rposition(|&highest| highest >= rows).map_or(1, |at| at + 1)
    }

    /// The most rows of a tile that has some vectors.
    pub(crate) fn rows(&self, vectors: usize) -> usize {
        self.highest.get(vectors.wrapping_sub(1)).copied().unwrap_or(1)
    }
}

/// When a product copies its factors, and how much at a time: what suits the caches of the machines that have a level.
#[derive(Clone, Copy)]
pub struct Copies {
    /// Bytes of a right factor up to which it stays in the second cache.
    pub near: usize,
    /// Rows that meet it from which on it is copied, where it does not stay there.
    pub far: usize,
    /// The same where it does, but what a tile reads of it does not stay in the first cache.
    pub crowded: usize,
    /// The same where all that a tile reads of it competes for one set of lines.
    pub clashing: usize,
    /// Bytes of it that are copied at a time.
    pub bytes: usize,
    /// Tiles' columns that meet a transposed left factor up to which it is read where it is.
    pub met: usize,
    /// Bytes of a transposed left factor up to which it is.
    pub turned: usize,
}

impl Copies {
    /// For a second cache of 1 MB or more that gives a line each cycle (measured on Zen 5 and Emerald Rapids), and where nothing was measured.
    pub const LARGE: Copies =
        Copies { near: 1 << 20, far: 512, crowded: 512, clashing: 512, bytes: 640 << 10, met: 2, turned: 256 << 10 };
    /// For one of 512 KB that gives half a line (measured on Zen 3).
    pub const SMALL: Copies =
        Copies { near: 384 << 10, far: 32, crowded: 128, clashing: 24, bytes: 256 << 10, met: 8, turned: 0 };
}

/// A function that computes a block with the tiles of an instruction set, and one for the tiles, each size of which is compiled by itself:
/// in one function with the loops around them, they would take the compiler minutes.
macro_rules! blocks {
    ($(#[$features:meta])? $name:ident $tile:ident $rare:ident $TILES:ident, $isa:ty, $t:ty, $w:ty, main $main:literal, copies $copies:ident, $($vectors:literal: [$($rows:literal)+])+) => {
        pub(super) const $TILES: Tiles = Tiles {
            lanes: <$isa as Isa<$t>>::LANES,
            highest: &[$([$($rows),+][[$($rows),+].len() - 1]),+],
            main: $main,
            copies: Copies::$copies,
        };

        /// # Safety
        /// The block must fit, and the tile must lie within it.
        $(#[$features])?
        #[inline(never)]
        unsafe fn $tile<const ROWS: usize, const VECTORS: usize>(
            isa: $isa,
            block: &Block<'_, $t, $w>,
            (a, b): (*const $t, *const $w),
            c: *mut $t,
            (column, last): (usize, usize),
        ) {
            // SAFETY: promised by the caller.
            unsafe { tile::<$t, $w, $isa, ROWS, VECTORS>(isa, block, &Place { a, b, c, column, last }, $rare) }
        }

        /// # Safety
        /// The block must fit, and the tile must lie within it.
        $(#[$features])?
        #[inline(never)]
        #[cold]
        unsafe fn $rare(isa: $isa, sums: Sums<'_, <$isa as Isa<$t>>::V>, block: &Block<'_, $t, $w>, at: &Place<$t, $w>) {
            // SAFETY: promised by the caller.
            unsafe { finish_rare::<$t, $w, $isa>(isa, sums, block, at) }
        }

        pub(super) fn $name(isa: $isa, block: Block<'_, $t, $w>) {
            let fits = block.fits($TILES.lanes);
            debug_assert!(fits || block.rows == 0 || block.columns == 0, "block out of reach");
            if !fits {
                return;
            }
            // A tile's place is passed in registers.
            type Tile = unsafe fn($isa, &Block<'_, $t, $w>, (*const $t, *const $w), *mut $t, (usize, usize));
            let size = |vectors, rows| -> Option<Tile> {
                match (vectors, rows) {
                    $($(($vectors, $rows) => Some($tile::<$rows, $vectors>),)+)+
                    _ => None,
                }
            };
            all(&block, $TILES, size, |tile, Place { a, b, c, column, last }| {
                if let Some(tile) = tile {
                    // SAFETY: the block fits, and the tile is part of it. The token proves that the machine has the instructions.
                    unsafe { tile(isa, &block, (a, b), c, (column, last)) }
                }
            });
        }
    };
}

macro_rules! levels {
    ($name:ident, $t:ident, $w:ident) => {
        mod $name {
            use super::*;
            #[cfg(target_arch = "aarch64")]
            use crate::simd::Neon;
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            use crate::simd::Simd128;
            #[cfg(target_arch = "x86_64")]
            use crate::simd::{Avx2, Avx512};

            // 32 registers: up to 28 sums, the vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "x86_64")]
            blocks! {
                #[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
                avx512 tile_avx512 rare_avx512 AVX512, Avx512, $t, $w, main 3, copies LARGE,
                1: [1 2 3 4 5 6 7 8 9 10 11 12 13 14]
                2: [1 2 3 4 5 6 7 8 9 10 11 12 13 14]
                3: [1 2 3 4 5 6 7 8]
                4: [1 2] 5: [1] 6: [1] 7: [1] 8: [1]
            }
            // 16 registers: 12 sums, 2 vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "x86_64")]
            blocks! {
                #[target_feature(enable = "avx2,fma")]
                avx2 tile_avx2 rare_avx2 AVX2, Avx2, $t, $w, main 2, copies SMALL,
                1: [1 2 3 4 5 6 7 8 9 10 11 12]
                2: [1 2 3 4 5 6]
                3: [1 2 3]
                4: [1 2] 5: [1] 6: [1] 7: [1] 8: [1]
            }
            // 32 registers: 24 sums, 3 vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "aarch64")]
            blocks! {
                #[target_feature(enable = "neon")]
                neon tile_neon rare_neon NEON, Neon, $t, $w, main 3, copies LARGE,
                1: [1 2 3 4 5 6 7 8]
                2: [1 2 3 4 5 6 7 8]
                3: [1 2 3 4 5 6 7 8]
                4: [1 2] 5: [1] 6: [1] 7: [1] 8: [1]
            }
            // Engines map its values to the 16 registers of most PCs.
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            blocks! {
                simd128 tile_simd128 rare_simd128 SIMD128, Simd128, $t, $w, main 2, copies LARGE,
                1: [1 2 3 4 5 6]
                2: [1 2 3 4 5 6]
                3: [1 2 3]
                4: [1 2]
            }
            // Where there are vectors, what goes without them is to be small.
            #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
            blocks! {
                scalar tile_scalar rare_scalar SCALAR, Scalar, $t, $w, main 2, copies LARGE,
                1: [1 2]
                2: [1 2]
            }
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            blocks! {
                scalar tile_scalar rare_scalar SCALAR, Scalar, $t, $w, main 4, copies LARGE,
                1: [1 2 3 4]
                2: [1 2 3 4]
                3: [1 2 3 4]
                4: [1 2 3 4]
            }

            impl Blocks<$w> for $t {
                fn block(token: Token, block: Block<'_, $t, $w>) {
                    match token {
                        Token::Scalar(isa) => scalar(isa, block),
                        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
                        Token::Simd128(isa) => simd128(isa, block),
                        #[cfg(target_arch = "aarch64")]
                        Token::Neon(isa) => neon(isa, block),
                        #[cfg(target_arch = "x86_64")]
                        Token::Avx2(isa) => avx2(isa, block),
                        #[cfg(target_arch = "x86_64")]
                        Token::Avx512(isa) => avx512(isa, block),
                    }
                }

                fn tiles(token: Token) -> Tiles {
                    match token {
                        Token::Scalar(_) => SCALAR,
                        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
                        Token::Simd128(_) => SIMD128,
                        #[cfg(target_arch = "aarch64")]
                        Token::Neon(_) => NEON,
                        #[cfg(target_arch = "x86_64")]
                        Token::Avx2(_) => AVX2,
                        #[cfg(target_arch = "x86_64")]
                        Token::Avx512(_) => AVX512,
                    }
                }
            }
        }
    };
}
levels!(single, f32, f32);
#[cfg(feature = "f64")]
levels!(double, f64, f64);
#[cfg(not(feature = "std"))]
levels!(half, f32, F16);
