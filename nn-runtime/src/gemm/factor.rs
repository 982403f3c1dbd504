//! A right factor made ready for many products of few rows each: a recurrent layer's weights, which meet the state at every step.

#[cfg(feature = "std")]
use super::pack::Panels;
use super::{Epilogue, naive};
#[cfg(not(feature = "std"))]
use crate::simd::few;
#[cfg(feature = "std")]
use crate::simd::{Block, Purpose, Scratch, Token};
use crate::simd::{Finish, Isa, MatMut, MatRef, Real, Weight};

/// For fewer products of a row, copying the factor costs more than it saves, unless it is transposed: what reads it then rounds in another
/// way, and a sample's result must not depend on how many there are.
#[cfg(feature = "std")]
const WORTH: usize = 4;
/// Rows that are a multiple of this apart compete for some of the first cache's lines.
#[cfg(feature = "std")]
const APART_BYTES: usize = 1024;

/// Memory that the thread keeps for factors; none without `std`, where they are read in place.
pub(crate) struct Memory {
    #[cfg(feature = "std")]
    scratch: Scratch,
}

impl Memory {
    pub(crate) fn take() -> Memory {
        Memory {
            #[cfg(feature = "std")]
            scratch: Scratch::take(Purpose::Factor),
        }
    }

    /// Makes `factors` ready for `times` products of `rows` rows each.
    #[inline(always)]
    pub(crate) fn ready<'a, W: Weight, S: Isa<W::Number>, const N: usize>(
        &'a mut self,
        isa: S,
        factors: [MatRef<'a, W>; N],
        rows: usize,
        times: usize,
    ) -> [Factor<'a, W>; N] {
        #[cfg(feature = "std")]
        {
            let room = |b: &MatRef<'_, W>| b.rows() * stride::<W>(S::LANES, b.cols());
            let token = isa.token();
            let mut rest = self.scratch.numbers(factors.iter().map(room).sum());
            factors.map(|b| {
                let (own, behind) = core::mem::take(&mut rest).split_at_mut_checked(room(&b)).unwrap_or_default();
                rest = behind;
                Factor::copied(token, b, rows, times, stride::<W>(S::LANES, b.cols()), own)
            })
        }
        #[cfg(not(feature = "std"))]
        {
            let _ = (isa, rows, times);
            factors.map(Factor)
        }
    }
}

/// From a row of a copy to the next.
#[cfg(feature = "std")]
fn stride<T>(lanes: usize, columns: usize) -> usize {
    let width = columns.next_multiple_of(lanes);
    if (width * size_of::<T>()).is_multiple_of(APART_BYTES) { width + lanes } else { width }
}

/// A right factor: as it lies, or a copy whose rows begin at lines of the cache.
#[derive(Clone, Copy)]
pub(crate) struct Factor<'a, W>(MatRef<'a, W>);

impl<'a, T: Real, W: Weight<Number = T>> Factor<'a, W> {
    #[cfg(feature = "std")]
    fn copied(token: Token, b: MatRef<'a, W>, rows: usize, times: usize, stride: usize, memory: &'a mut [W]) -> Self {
        let few = rows.saturating_mul(times) < WORTH && b.col_stride() == 1;
        if few || times == 0 || b.rows() == 0 || b.cols() == 0 {
            return Factor(b);
        }
        W::copy(token, Panels { from: b, columns: stride, stride, to: memory });
        Factor(MatRef::with_strides(memory, b.rows(), b.cols(), stride, 1))
    }

    /// `C ← A·B + β·C + bias`. Each row's numbers are added in the same order whatever is computed beside it.
    #[cfg(feature = "std")]
    pub(crate) fn multiply<S: Isa<T>>(&self, isa: S, a: MatRef<'_, T>, beta: T, c: MatMut<'_, T>, bias: &[W]) {
        let b = self.0;
        if b.col_stride() != 1 {
            return naive(T::one(), a, b, beta, c, Epilogue { bias, ..Epilogue::NONE });
        }
        if let Some(block) = Block::product(a, b, c, Finish { beta, bias, ..Finish::plain() }) {
            W::sums(isa.token(), block);
        }
    }

    /// `C ← A·B + β·C + bias`. Each row's numbers are added in the same order whatever is computed beside it.
    #[cfg(not(feature = "std"))]
    #[inline(always)]
    pub(crate) fn multiply<S: Isa<T>>(&self, isa: S, a: MatRef<'_, T>, beta: T, c: MatMut<'_, T>, bias: &[W]) {
        match self.0.col_stride() {
            1 => few(isa, a, self.0, c, Finish { beta, bias, ..Finish::plain() }),
            _ => naive(T::one(), a, self.0, beta, c, Epilogue { bias, ..Epilogue::NONE }),
        }
    }
}
