//! The layer in the program of a stack: of all the ways of a row, the one for its sizes.

use super::forward;
use crate::gemm::block_depth;
use crate::inlined::Known;
use crate::simd::{Ending, Isa, Sizes, known, pieces, pieces_mut};
use crate::{Pass, Scalar, math};
use core::marker::PhantomData;
use nn_spec::Activation;
use nn_spec::layers::dense::Geometry;

/// A layer's weights.
struct Matrix<L>(PhantomData<L>);

impl<L: Known<Geometry>> Sizes for Matrix<L> {
    const DEPTH: usize = L::GEOMETRY.inputs;
    const COLUMNS: usize = L::GEOMETRY.units;
}

/// Multiplications from which on calling a kernel takes no time beside them.
const SMALL: usize = 4096;

/// [`forward`], to the bit, of the program of a stack: inlined where it is small.
#[inline(always)]
pub fn inlined<T: Scalar, S: Isa<T>, L: Known<Geometry>>(
    isa: S,
    pass: &Pass,
    x: &[T],
    kernel: &[T],
    bias: &[T],
    y: &mut [T],
) {
    // It is for sums that are not cut.
    if const {
        let Geometry { rows, inputs, units, .. } = L::GEOMETRY;
        let large = rows.saturating_mul(inputs).saturating_mul(units) > SMALL;
        large || inputs == 0 || units == 0 || block_depth::<T>(S::LANES, inputs, units, true) < inputs
    } {
        return forward(&L::GEOMETRY, pass, x, kernel, bias, y);
    }
    let Geometry { inputs, units, activation, .. } = L::GEOMETRY;
    let ending = Ending { bias, fresh: true, relu: activation == Activation::Relu };
    for (x, y) in pieces(x, inputs).zip(pieces_mut(&mut *y, units)) {
        known::<T, S, Matrix<L>>(isa, x, kernel, y, ending);
    }
    if !matches!(activation, Activation::Linear | Activation::Relu) {
        math::activate(activation, y);
    }
}
