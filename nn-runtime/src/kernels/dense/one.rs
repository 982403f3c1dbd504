//! One row: the layer of a network that answers for one sample.

use crate::gemm::block_depth;
use crate::simd::{self, Ending, Isa, one};
use crate::{Scalar, math};
use nn_spec::Activation;

/// `y = f(x · W + b)`, the numbers added in the order in which products of many rows add them.
pub(super) struct One<'a, T> {
    pub x: &'a [T],
    pub kernel: &'a [T],
    pub bias: &'a [T],
    pub y: &'a mut [T],
    pub activation: Activation,
}

impl<T: Scalar> simd::Kernel<T> for One<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let One { x, kernel, bias, y, activation } = self;
        let (cols, step) = (y.len(), block_depth::<T>(S::LANES, x.len(), y.len(), true));
        let (mut from, mut rest) = (0, kernel);
        loop {
            let to = x.len().min(from + step);
            let (part, behind) = rest.split_at_checked((to - from) * cols).unwrap_or((&[], &[]));
            let last = to == x.len();
            let bias = if last { bias } else { &[] };
            let relu = last && activation == Activation::Relu;
            one(isa, &x[from..to], part, y, Ending { bias, fresh: from == 0, relu });
            if last {
                break;
            }
            (from, rest) = (to, behind);
        }
        if !matches!(activation, Activation::Linear | Activation::Relu) {
            math::activate(activation, y);
        }
    }
}
