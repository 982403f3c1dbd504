//! Looking things up: what queries find among values, given their scores (Vaswani et al. 2017, equation 1).

use super::dropout::Drop;
use super::softmax;
use crate::gemm::gemm;
use crate::pass::copy;
use crate::simd::{self, Isa, MatMut, MatRef, Real, dispatch, pieces_mut};
use crate::{Lengths, Pass, Scalar};
use nn_spec::layers::attend::Look;

/// What is real of sample `i`, given the lengths of the queries and of the keys: padding neither looks nor is looked at. The weights lie close
/// together.
pub fn real(g: &Look, [queries, keys]: [&Lengths<'_>; 2], i: usize) -> Look {
    Look { queries: queries.real(i, g.queries), keys: keys.real(i, g.keys), ..*g }
}

/// `to = drop(softmax(S)) · V`: the scores `S` of matrix `number` of the batch, `[queries, keys]`, become the weights.
pub fn forward<T: Scalar>(
    g: &Look,
    pass: &Pass,
    number: usize,
    scores: &mut [T],
    spare: &mut [T],
    value: MatRef<'_, T>,
    to: MatMut<'_, T>,
) {
    dispatch(Weigh { weights: &mut *scores, keys: g.keys.max(1), causal: g.causal });
    let shown = shown(g, pass, number, scores, spare);
    gemm(T::one(), MatRef::new(shown, g.queries, g.keys), value, T::zero(), to);
}

/// `dV = drop(P)ᵀ · d`, if it is wanted, and the gradient of the scores, `dS = P · (dP − Σ P · dP)` for each row, with `dP = drop(d · Vᵀ)`.
#[allow(clippy::too_many_arguments)]
pub fn backward<T: Scalar>(
    g: &Look,
    pass: &Pass,
    number: usize,
    weights: &[T],
    spare: &mut [T],
    value: MatRef<'_, T>,
    d: MatRef<'_, T>,
    dscores: &mut [T],
    dvalue: Option<MatMut<'_, T>>,
) {
    gemm(T::one(), d, value.t(), T::zero(), MatMut::new(dscores, g.queries, g.keys));
    if let Some(dvalue) = dvalue {
        let shown = shown(g, pass, number, weights, spare);
        gemm(T::one(), MatRef::new(shown, g.queries, g.keys).t(), d, T::zero(), dvalue);
    }
    if drops(g, pass) {
        drop(g, pass, number, dscores);
    }
    dispatch(softmax::Backward { y: weights, d: dscores, width: g.keys.max(1) });
}

fn drops(g: &Look, pass: &Pass) -> bool {
    pass.training && g.rate > 0.0
}

/// The weights as they are used: with some of them dropped, in `spare`, while training.
fn shown<'a, T: Scalar>(g: &Look, pass: &Pass, number: usize, weights: &'a [T], spare: &'a mut [T]) -> &'a [T] {
    if !drops(g, pass) {
        return weights;
    }
    let spare = spare.get_mut(..weights.len()).unwrap_or(&mut []);
    copy(weights, spare);
    drop(g, pass, number, spare);
    spare
}

/// Each matrix of the batch draws by its number, so that nothing depends on how a batch is cut.
fn drop<T: Scalar>(g: &Look, pass: &Pass, number: usize, weights: &mut [T]) {
    let first = (number as u64).wrapping_mul(g.weights as u64);
    dispatch(Drop { y: weights, seed: pass.seed, first, rate: g.rate });
}

/// Softmax over the keys that each query sees; the others weigh nothing.
struct Weigh<'a, T> {
    weights: &'a mut [T],
    keys: usize,
    causal: bool,
}

impl<T: Real> simd::Kernel<T> for Weigh<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        for (i, row) in pieces_mut(self.weights, self.keys).enumerate() {
            let seen = if self.causal { self.keys.min(i + 1) } else { self.keys };
            if let Some((seen, hidden)) = row.split_at_mut_checked(seen) {
                softmax::row(isa, seen);
                hidden.fill(T::zero());
            }
        }
    }
}
