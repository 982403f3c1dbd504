//! Dense: `y = f(x · W + b)`.

mod alone;
#[cfg(feature = "std")]
mod inlined;

use super::affine::Folded;
use super::apart::activate;
use super::{Affine, plain, rows};
use crate::gemm::{Epilogue, MatMut, MatRef, gemm, gemm_fused};
use crate::simd::{dispatch, sum_columns};
use crate::{MultiHotBatch, Pass};
use alone::{Alone, suits};
#[cfg(feature = "std")]
pub use inlined::inlined;
use nn_spec::Activation;
use nn_spec::layers::dense::Geometry;

crate::view::params! {
    /// The parameters of a dense layer.
    Params {
        /// Weights, `[inputs, units]`.
        kernel: K,
        /// One for each unit; none with `use_bias = false`.
        bias: B,
    }
}

kernel! { T =>
    /// `y = f(x · W + b)` for each row.
    pub fn forward<W>(g: &Geometry, pass: &Pass, x: &[T], kernel: &[W], bias: &[W], y: &mut [T]) {
        let (false, Some(kernel), Some(bias)) = (plain::chosen(), W::numbers(kernel), W::numbers(bias)) else {
            plain::dense(pass, g.inputs, g.units, x, kernel, plain::Ends::of(bias), y);
            return activate(pass, g.activation, y);
        };
        let rows = y.len().checked_div(g.units).unwrap_or(0);
        if suits::<T>(rows, g.inputs, g.units) && x.len() == rows * g.inputs {
            return dispatch(Alone { x, inputs: g.inputs, kernel, bias, y, units: g.units, activation: g.activation });
        }
        gemm_fused(
            T::one(),
            MatRef::new(x, rows, g.inputs),
            MatRef::new(kernel, g.inputs, g.units),
            T::zero(),
            MatMut::new(y, rows, g.units),
            Epilogue { bias, activation: g.activation, ..Epilogue::NONE },
        );
    }

    /// `y = f(a(x · W + b))` for each row, `a` being a scale and a shift of each unit.
    pub fn infer_affine<W>(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[W], bias: &[W], affine: &Affine<'_, W>, y: &mut [T],
    ) {
        if plain::chosen() {
            let mut folded = Folded::new(Some(affine), bias, g.activation);
            plain::dense(pass, g.inputs, g.units, x, kernel, folded.plain(), y);
            return folded.finish(pass, y);
        }
        let sums = Geometry { activation: Activation::Linear, ..*g };
        generic::forward(&sums, pass, x, kernel, affine.bias(bias), y);
        affine.apply(y);
        activate(pass, g.activation, y);
    }

    /// `dx = dy · Wᵀ`, `dW += xᵀ · dy`, `db += Σ dy`. The activation's derivative is already in `dy`; behind a ReLU, that one's comes into `dx`.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, pass: &Pass, x: &[T], kernel: &[T], _bias: &[T],
        dy: &mut [T], dx: &mut [T], dkernel: &mut [T], dbias: &mut [T],
    ) {
        let rows = dy.len().checked_div(g.units).unwrap_or(0);
        sum_columns(dy, dbias);
        let (x, dy) = (MatRef::new(x, rows, g.inputs), MatRef::new(dy, rows, g.units));
        if !dx.is_empty() {
            let w = MatRef::new(kernel, g.inputs, g.units);
            let epilogue = Epilogue { mask: pass.relu.then_some(x), ..Epilogue::NONE };
            gemm_fused(T::one(), dy, w.t(), T::zero(), MatMut::new(dx, rows, g.inputs), epilogue);
        }
        if !dkernel.is_empty() {
            gemm(T::one(), x.t(), dy, T::one(), MatMut::new(dkernel, g.inputs, g.units));
        }
    }

    /// [`forward`] for sets of active positions: the sum of their rows of `W`.
    pub fn forward_multi_hot<W>(
        g: &Geometry, pass: &Pass, x: MultiHotBatch<'_>, kernel: &[W], bias: &[W], y: &mut [T],
    ) {
        rows::sum(g.units, x, kernel, bias, y);
        activate(pass, g.activation, y);
    }

    /// [`backward`] for sets of active positions: `dy` is added to their rows of `dW`.
    #[cfg(feature = "train")]
    pub fn backward_multi_hot(
        g: &Geometry, _pass: &Pass, x: MultiHotBatch<'_>, _kernel: &[T], _bias: &[T],
        dy: &mut [T], _dx: &mut [T], dkernel: &mut [T], dbias: &mut [T],
    ) {
        rows::scatter_sets(g.units, x, dy, dkernel);
        sum_columns(dy, dbias);
    }
}
