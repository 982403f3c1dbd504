//! Rows that go through without a product: the one row of a network that answers for one sample, and those of matrices with few columns.

use crate::gemm::block_depth;
use crate::simd::{self, Ending, Isa, Token, is_narrow, narrow, one};
use crate::{Scalar, math};
use nn_spec::Activation;

/// Whether some rows of `inputs` numbers are computed here. Those of matrices with few columns always are, since their sums are made
/// in an order of their own.
#[inline(always)]
pub(super) fn suits<T: Scalar>(rows: usize, inputs: usize, units: usize) -> bool {
    rows == 1 || is_narrow(Token::current().lanes::<T>(), inputs, units)
}

/// `y = f(x · W + b)` for rows of `inputs` and `units` numbers, of which there is one unless the matrix is narrow.
pub(super) struct Alone<'a, T> {
    pub x: &'a [T],
    pub inputs: usize,
    pub kernel: &'a [T],
    pub bias: &'a [T],
    pub y: &'a mut [T],
    pub units: usize,
    pub activation: Activation,
}

impl<T: Scalar> simd::Kernel<T> for Alone<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Alone { x, inputs, kernel, bias, y, units, activation } = self;
        let relu = activation == Activation::Relu;
        if is_narrow(S::LANES, inputs, units) {
            narrow(isa, (x, inputs), kernel, (&mut *y, units), Ending { bias, fresh: true, relu });
        } else {
            row(isa, x, kernel, y, Ending { bias, fresh: true, relu });
        }
        if !matches!(activation, Activation::Linear | Activation::Relu) {
            math::activate(activation, y);
        }
    }
}

/// One row, the numbers added in the order in which products of many rows add them.
#[inline(always)]
fn row<T: Scalar, S: Isa<T>>(isa: S, x: &[T], kernel: &[T], y: &mut [T], ending: Ending<'_, T>) {
    let (cols, step) = (y.len(), block_depth::<T>(S::LANES, x.len(), y.len(), true));
    let (mut from, mut rest) = (0, kernel);
    loop {
        let to = x.len().min(from + step);
        let (part, behind) = rest.split_at_checked((to - from) * cols).unwrap_or((&[], &[]));
        let last = to == x.len();
        let bias = if last { ending.bias } else { &[] };
        one(isa, &x[from..to], part, y, Ending { bias, fresh: from == 0, relu: last && ending.relu });
        if last {
            break;
        }
        (from, rest) = (to, behind);
    }
}
