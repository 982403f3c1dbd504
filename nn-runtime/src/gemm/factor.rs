//! A right factor made ready for many products of few rows each: a recurrent layer's weights, which meet the state at every step.

use super::Epilogue;
use super::naive;
#[cfg(feature = "std")]
use super::{FEW, blocked::rows, pack};
#[cfg(feature = "std")]
use crate::simd::{Columns, Purpose, Rows, Scratch};
use crate::simd::{Finish, Isa, Kernel, MatMut, MatRef, Real, few};

/// Vectors of a panel.
#[cfg(feature = "std")]
const PANEL: usize = 2;
/// For fewer products of a row, copying the factor costs more than it saves, unless it is transposed: what reads it then rounds in another
/// way, and a sample's result must not depend on how many there are.
#[cfg(feature = "std")]
const WORTH: usize = 4;

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
    pub(crate) fn ready<'a, T: Real, S: Isa<T>, const N: usize>(
        &'a mut self,
        isa: S,
        factors: [MatRef<'a, T>; N],
        rows: usize,
        times: usize,
    ) -> [Factor<'a, T>; N] {
        #[cfg(feature = "std")]
        {
            let room = |b: &MatRef<'_, T>| b.rows() * b.cols().next_multiple_of(PANEL * S::LANES);
            let mut rest = self.scratch.numbers(factors.iter().map(room).sum());
            factors.map(|b| {
                let (own, behind) = core::mem::take(&mut rest).split_at_mut_checked(room(&b)).unwrap_or_default();
                rest = behind;
                Factor::copied(isa, b, rows, times, own)
            })
        }
        #[cfg(not(feature = "std"))]
        {
            let _ = (isa, rows, times);
            factors.map(Factor::Here)
        }
    }
}

/// A right factor.
#[derive(Clone, Copy)]
pub(crate) enum Factor<'a, T> {
    /// As it lies.
    Here(MatRef<'a, T>),
    /// Panels of [`PANEL`] vectors, one behind the other, the last filled up with zeros.
    #[cfg(feature = "std")]
    Panels { data: &'a [T], depth: usize },
}

impl<'a, T: Real> Factor<'a, T> {
    #[cfg(feature = "std")]
    #[inline(always)]
    fn copied<S: Isa<T>>(isa: S, b: MatRef<'a, T>, rows: usize, times: usize, memory: &'a mut [T]) -> Self {
        let few = rows.saturating_mul(times) < WORTH && b.col_stride() == 1;
        if few || times == 0 || b.rows() == 0 || b.cols() == 0 {
            return Factor::Here(b);
        }
        // Single rows are multiplied over the whole width at once, which keeps more sums going.
        let narrow = PANEL * S::LANES;
        let width = if rows < FEW { b.cols().next_multiple_of(narrow) } else { narrow };
        isa.call(Panels { b, width, memory: &mut *memory });
        match rows < FEW {
            true => Factor::Here(MatRef::with_strides(memory, b.rows(), b.cols(), width, 1)),
            false => Factor::Panels { data: memory, depth: b.rows() },
        }
    }

    /// `C ← A·B + β·C + bias`. Each row's numbers are added in the same order whatever is computed beside it.
    #[inline(always)]
    pub(crate) fn multiply<S: Isa<T>>(&self, isa: S, a: MatRef<'_, T>, beta: T, c: MatMut<'_, T>, bias: &[T]) {
        isa.call(Multiply { factor: *self, a, beta, c, bias });
    }
}

struct Multiply<'a, T> {
    factor: Factor<'a, T>,
    a: MatRef<'a, T>,
    beta: T,
    c: MatMut<'a, T>,
    bias: &'a [T],
}

impl<T: Real> Kernel<T> for Multiply<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Multiply { factor, a, beta, c, bias } = self;
        match factor {
            Factor::Here(b) if b.col_stride() == 1 => few(isa, a, b, c, Finish { alpha: T::one(), beta, bias }),
            Factor::Here(b) => naive(T::one(), a, b, beta, c, Epilogue { bias, ..Epilogue::NONE }),
            #[cfg(feature = "std")]
            Factor::Panels { data, depth } => match S::LANES * size_of::<T>() {
                64 => panels::<T, S, 8>(isa, a, data, depth, beta, c, bias),
                _ => panels::<T, S, 4>(isa, a, data, depth, beta, c, bias),
            },
        }
    }
}

#[cfg(feature = "std")]
struct Panels<'a, T> {
    b: MatRef<'a, T>,
    width: usize,
    memory: &'a mut [T],
}

#[cfg(feature = "std")]
impl<T: Real> Kernel<T> for Panels<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        pack::columns(isa, self.b, self.width, self.memory);
    }
}

#[cfg(feature = "std")]
#[inline(always)]
fn panels<T: Real, S: Isa<T>, const MR: usize>(
    isa: S,
    a: MatRef<'_, T>,
    data: &[T],
    depth: usize,
    beta: T,
    mut c: MatMut<'_, T>,
    bias: &[T],
) {
    let (height, width) = (c.rows().min(a.rows()), PANEL * S::LANES);
    for (j, panel) in data.chunks_exact((depth * width).max(1)).enumerate() {
        let b = Columns { data: panel, stride: width };
        let finish = Finish { alpha: T::one(), beta, bias: bias.get(j * width..).unwrap_or(&[]) };
        for i in (0..height).step_by(MR) {
            let a = a.block(i..i + MR, 0..depth);
            let a = Rows { data: a.span(), row_stride: a.row_stride(), depth_stride: a.col_stride() };
            let c = c.block(i..i + MR, j * width..(j + 1) * width);
            rows::<T, S, MR, PANEL, false>(isa, depth, a, b, c, finish);
        }
    }
}
