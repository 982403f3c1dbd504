//! Matrix products: `C ← f(α·A·B + β·C + bias)`.

#[cfg(feature = "std")]
mod blocked;
#[cfg(feature = "std")]
mod pack;
#[cfg(test)]
mod tests;

use crate::math;
use crate::simd::{Level, Real, level};
pub use crate::simd::{MatMut, MatRef};
use nn_spec::Activation;

/// What is done to a finished row of the product, while it is still in cache.
#[derive(Clone, Copy, Debug)]
pub struct Epilogue<'a, T> {
    /// Added to each row; empty for none, and read as zero where it is too short.
    pub bias: &'a [T],
    /// Applied to each number. Activations of whole rows (softmax) are left to their kernels: they do nothing here.
    pub activation: Activation,
}

impl<T> Epilogue<'_, T> {
    /// Leaves the product as it is.
    pub const NONE: Self = Epilogue { bias: &[], activation: Activation::Linear };
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
        product(level(), alpha, a, b, beta, c, epilogue);
    }

    /// [`gemm_fused`], shared out over threads with the `parallel` feature. The result is the same to the bit.
    pub fn par_gemm(alpha: T, a: MatRef<'_, T>, b: MatRef<'_, T>, beta: T, c: MatMut<'_, T>, epilogue: Epilogue<'_, T>) {
        product(level(), alpha, a, b, beta, c, epilogue);
    }
}

/// The product at a level, with matrices cut to what they have in common, and rows of `C` contiguous.
#[inline(always)]
fn product<T: Real>(
    level: Level,
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
    let (a, b) = (a.block(0..m, 0..k), b.block(0..k, 0..n));
    let c = c.split_rows(m).0.split_cols(n).0;
    let contiguous = c.col_stride() == 1 || n == 1;
    #[cfg(feature = "std")]
    if k > 0 && (contiguous || epilogue.bias.is_empty()) {
        let (a, b, c) = if contiguous { (a, b, c) } else { (b.t(), a.t(), c.t()) };
        T::run(level, blocked::Blocked { alpha, a, b, beta, c, epilogue });
        return;
    }
    let _ = (level, contiguous);
    naive(alpha, a, b, beta, c, epilogue);
}

fn naive<T: Real>(
    alpha: T,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    beta: T,
    mut c: MatMut<'_, T>,
    epilogue: Epilogue<'_, T>,
) {
    let depth = a.cols().min(b.rows());
    for i in 0..c.rows().min(a.rows()) {
        for j in 0..c.cols().min(b.cols()) {
            let mut sum = T::zero();
            for p in 0..depth {
                sum += a.get(i, p) * b.get(p, j);
            }
            let old = if beta == T::zero() { T::zero() } else { beta * c.get(i, j) };
            let mut value = [alpha * sum + old + epilogue.bias.get(j).copied().unwrap_or_else(T::zero)];
            math::activate(epilogue.activation, &mut value);
            c.set(i, j, value[0]);
        }
    }
}
