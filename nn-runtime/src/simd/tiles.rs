//! The tiles of every level, chosen by its registers.

#[cfg(not(feature = "std"))]
use super::F16;
use super::block::{Block, Blocks, Tiles};
use super::tile::{Place, Sums, all, finish_rare, tile};
use super::{Isa, Scalar, Token};

/// A function that computes a block with the tiles of an instruction set, and one for the tiles, each size of which is compiled by itself:
/// in one function with the loops around them, they would take the compiler minutes.
macro_rules! blocks {
    ($(#[$features:meta])? $name:ident $tile:ident $rare:ident $TILES:ident, $isa:ty, $t:ty, $w:ty, main $main:literal, $($vectors:literal: [$($rows:literal)+])+) => {
        pub(super) const $TILES: Tiles = Tiles {
            lanes: <$isa as Isa<$t>>::LANES,
            highest: &[$([$($rows),+][[$($rows),+].len() - 1]),+],
            main: $main,
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
                avx512 tile_avx512 rare_avx512 AVX512, Avx512, $t, $w, main 3,
                1: [1 2 3 4 5 6 7 8 9 10 11 12 13 14]
                2: [1 2 3 4 5 6 7 8 9 10 11 12 13 14]
                3: [1 2 3 4 5 6 7 8]
                4: [1 2] 5: [1] 6: [1] 7: [1] 8: [1]
            }
            // 16 registers: 12 sums, 2 vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "x86_64")]
            blocks! {
                #[target_feature(enable = "avx2,fma")]
                avx2 tile_avx2 rare_avx2 AVX2, Avx2, $t, $w, main 2,
                1: [1 2 3 4 5 6 7 8 9 10 11 12]
                2: [1 2 3 4 5 6]
                3: [1 2 3]
                4: [1 2] 5: [1] 6: [1] 7: [1] 8: [1]
            }
            // 32 registers: 24 sums, 3 vectors of the right factor, 1 number of the left.
            #[cfg(target_arch = "aarch64")]
            blocks! {
                #[target_feature(enable = "neon")]
                neon tile_neon rare_neon NEON, Neon, $t, $w, main 3,
                1: [1 2 3 4 5 6 7 8]
                2: [1 2 3 4 5 6 7 8]
                3: [1 2 3 4 5 6 7 8]
                4: [1 2] 5: [1] 6: [1] 7: [1] 8: [1]
            }
            // Engines map its values to the 16 registers of most PCs.
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            blocks! {
                simd128 tile_simd128 rare_simd128 SIMD128, Simd128, $t, $w, main 2,
                1: [1 2 3 4 5 6]
                2: [1 2 3 4 5 6]
                3: [1 2 3]
                4: [1 2]
            }
            // Where there are vectors, what goes without them is to be small.
            #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
            blocks! {
                scalar tile_scalar rare_scalar SCALAR, Scalar, $t, $w, main 2,
                1: [1 2]
                2: [1 2]
            }
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            blocks! {
                scalar tile_scalar rare_scalar SCALAR, Scalar, $t, $w, main 4,
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
