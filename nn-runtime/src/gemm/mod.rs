//! Matrix products: `C ← f(α·A·B + β·C + bias)`, masked or not.

#[cfg(feature = "std")]
mod blocked;
mod factor;
#[cfg(feature = "std")]
mod pack;
#[cfg(feature = "parallel")]
mod shared;
#[cfg(test)]
mod tests;

use crate::math;
#[cfg(not(feature = "std"))]
use crate::simd::{Finish, Isa, Kernel, few};
pub use crate::simd::{MatMut, MatRef};
use crate::simd::{Real, Token, Weight};
pub(crate) use factor::{Factor, Memory};
use nn_spec::Activation;
#[cfg(feature = "std")]
pub(crate) use pack::{LINE_BYTES, Panels, apart};

/// Bytes of a row of a packed panel of `A`.
const DEPTH_BYTES: usize = 2048;
/// The same where `A` is read in place, so that it is the panel of `B` that has to stay in cache.
const DEEP_BYTES: usize = 16 << 10;
/// Vectors of columns up to which that is so.
const NARROW: usize = 2;

/// What is done to a finished row of the product, while it is still in cache.
#[derive(Clone, Copy, Debug)]
pub struct Epilogue<'a, T> {
    /// Added to each row; empty for none, and read as zero where it is too short.
    pub bias: &'a [T],
    /// Where a number of it is not above zero, the result is 0: what a ReLU in front does backward, of which this is the output, or the input.
    /// It is as large as `C`.
    pub mask: Option<MatRef<'a, T>>,
    /// Applied to each number. Activations of whole rows (softmax) are left to their kernels: they do nothing here.
    pub activation: Activation,
}

impl<T> Epilogue<'_, T> {
    /// Leaves the product as it is.
    pub const NONE: Self = Epilogue { bias: &[], mask: None, activation: Activation::Linear };
}

compiled! { Product, T =>
    /// `C ← α·A·B + β·C`. With `β = 0`, what was in `C` is not read, be it NaN.
    ///
    /// Sizes that do not fit each other are cut to what they have in common.
    pub fn gemm(alpha: T, a: MatRef<'_, T>, b: MatRef<'_, T>, beta: T, c: MatMut<'_, T>) {
        generic::gemm_fused(alpha, a, b, beta, c, Epilogue::NONE);
    }

    /// `C ← f(α·A·B + β·C + bias)`, as [`gemm`].
    pub fn gemm_fused(alpha: T, a: MatRef<'_, T>, b: MatRef<'_, T>, beta: T, c: MatMut<'_, T>, epilogue: Epilogue<'_, T>) {
        product(Token::current(), alpha, a, b, beta, c, epilogue);
    }

    /// [`gemm_fused`], its rows shared out over threads with the `parallel` feature. The result is the same to the bit.
    pub fn par_gemm(alpha: T, a: MatRef<'_, T>, b: MatRef<'_, T>, beta: T, c: MatMut<'_, T>, epilogue: Epilogue<'_, T>) {
        #[cfg(feature = "parallel")]
        shared::shared(Token::current(), alpha, a, b, beta, c, epilogue);
        #[cfg(not(feature = "parallel"))]
        product(Token::current(), alpha, a, b, beta, c, epilogue);
    }
}

/// The product with an instruction set, with matrices cut to what they have in common, and rows of `C` contiguous.
#[cfg_attr(not(feature = "std"), inline(always))]
fn product<T: Real>(
    token: Token,
    alpha: T,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    beta: T,
    c: MatMut<'_, T>,
    epilogue: Epilogue<'_, T>,
) {
    let (m, n, k) = (c.rows().min(a.rows()), c.cols().min(b.cols()), a.cols().min(b.rows()));
    if m == 0 || n == 0 {
        return;
    }
    let fit = (a.rows(), a.cols()) == (m, k) && (b.rows(), b.cols()) == (k, n) && (c.rows(), c.cols()) == (m, n);
    // Most fit each other, and are not taken apart.
    let (a, b) = if fit { (a, b) } else { (a.block(0..m, 0..k), b.block(0..k, 0..n)) };
    let c = if fit { c } else { c.split_rows(m).0.split_cols(n).0 };
    let contiguous = c.col_stride() == 1 || n == 1;
    // A mask that lies as `C` does.
    #[cfg(feature = "std")]
    let masked = |mask: MatRef<'_, T>| {
        (mask.rows(), mask.cols(), mask.row_stride(), mask.col_stride()) == (m, n, c.row_stride(), c.col_stride())
    };
    #[cfg(feature = "std")]
    if epilogue.mask.is_none_or(|mask| contiguous && masked(mask))
        && match contiguous {
            true => epilogue.bias.is_empty() || epilogue.bias.len() >= n,
            false => epilogue.bias.is_empty() && (c.row_stride() == 1 || m == 1),
        }
    {
        let (a, b, c) = if contiguous { (a, b, c) } else { (b.t(), a.t(), c.t()) };
        return blocked::Blocked { alpha, a, b, beta, c, epilogue }.run(token);
    }
    #[cfg(not(feature = "std"))]
    if contiguous && epilogue.mask.is_none() && (b.col_stride() == 1 || n == 1) {
        return T::run(token, Few { alpha, a, b, beta, c, epilogue });
    }
    naive(alpha, a, b, beta, c, epilogue);
}

/// A product without copies, inlined where it is called.
#[cfg(not(feature = "std"))]
struct Few<'a, T> {
    alpha: T,
    a: MatRef<'a, T>,
    b: MatRef<'a, T>,
    beta: T,
    c: MatMut<'a, T>,
    epilogue: Epilogue<'a, T>,
}

#[cfg(not(feature = "std"))]
impl<T: Real> Kernel<T> for Few<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(mut self, isa: S) {
        let (rows, cols, depth) = (self.a.rows(), self.b.cols(), self.a.cols());
        let step = block_depth::<T>(S::LANES, depth, cols, self.a.col_stride() == 1);
        let mut from = 0;
        while from == 0 || from < depth {
            let to = depth.min(from + step);
            let (a, b) = (self.a.block(0..rows, from..to), self.b.block(from..to, 0..cols));
            let beta = if from == 0 { self.beta } else { T::one() };
            let bias = if to == depth { self.epilogue.bias } else { &[] };
            few(isa, a, b, self.c.reborrow(), Finish { alpha: self.alpha, beta, bias, ..Finish::plain() });
            from = to.max(1);
        }
        for i in 0..self.c.rows() {
            if let Some(row) = self.c.row_mut(i) {
                math::activate(self.epilogue.activation, row);
            }
        }
    }
}

/// How many numbers of a row of `A` are summed up before the sum is added to `C`. It does not depend on how many rows there are: each
/// row's result is the same to the bit, whatever is computed beside it.
#[inline(always)]
pub(crate) const fn block_depth<T>(lanes: usize, depth: usize, cols: usize, in_place: bool) -> usize {
    let bytes = if in_place && cols <= NARROW * lanes { DEEP_BYTES } else { DEPTH_BYTES };
    let most = bytes / size_of::<T>();
    // Most depths need no division.
    if depth > most {
        // Never 0, which not every compiler sees.
        let parts = depth.div_ceil(most);
        return depth.div_ceil(if parts == 0 { 1 } else { parts });
    }
    if depth == 0 { 1 } else { depth }
}

fn naive<T: Real, W: Weight<Number = T>>(
    alpha: T,
    a: MatRef<'_, T>,
    b: MatRef<'_, W>,
    beta: T,
    mut c: MatMut<'_, T>,
    epilogue: Epilogue<'_, W>,
) {
    let depth = a.cols().min(b.rows());
    for i in 0..c.rows().min(a.rows()) {
        for j in 0..c.cols().min(b.cols()) {
            let mut sum = T::zero();
            for p in 0..depth {
                sum += a.get(i, p) * b.get(p, j).widen();
            }
            let old = if beta == T::zero() { T::zero() } else { beta * c.get(i, j) };
            let mut value = [alpha * sum + old + epilogue.bias.get(j).map_or(T::zero(), |bias| bias.widen())];
            let open = |mask: MatRef<'_, W>| i < mask.rows() && j < mask.cols() && mask.get(i, j).widen() > T::zero();
            if !epilogue.mask.is_none_or(open) {
                value = [T::zero()];
            }
            math::activate(epilogue.activation, &mut value);
            c.set(i, j, value[0]);
        }
    }
}
