//! Penalties, clipping and constraints: what shapes gradients before a step and parameters after it.

use crate::network::{ParamInfo, Update};
use nn_spec::Constraint;

/// Keras' guard against division by zero.
const EPSILON: f64 = 1e-7;

/// Brings a parameter back to its constraint, as Keras does with the axis of a unit's incoming weights: all but the last, and
/// for a bias the only one.
///
/// (Keras' default is the first axis, which for a dense layer is the same; for convolutions its documentation advises the axes
/// taken here.)
pub(crate) fn constrain<T: crate::Scalar>(info: &ParamInfo, values: &mut [T], columns: &mut [f64]) {
    if info.update != Update::Gradient {
        return;
    }
    let width = if info.shape.rank() > 1 { info.shape.last() } else { 1 };
    match info.constraint {
        Constraint::None => {}
        Constraint::NonNeg => non_negative(values),
        Constraint::MaxNorm(limit) => limit_columns(0.0, limit, values, columns.get_mut(..width).unwrap_or_default()),
        Constraint::UnitNorm => limit_columns(1.0, 1.0, values, columns.get_mut(..width).unwrap_or_default()),
    }
}

routines! { Shaping, T =>
    /// `l1 · Σ|w| + l2 · Σw²`; adds its gradient, the sign of 0 being 0.
    pub fn penalize(l1: f64, l2: f64, values: &[T], gradient: &mut [T]) -> f64 {
        let mut penalty = 0.0;
        if l1 != 0.0 {
            penalty += l1 * values.iter().map(|w| w.f64().abs()).sum::<f64>();
            let slope = T::of(l1);
            gradient.iter_mut().zip(values).filter(|(_, w)| **w != T::zero()).for_each(|(g, w)| *g += slope * w.signum());
        }
        if l2 != 0.0 {
            penalty += l2 * squares(values);
            let slope = T::of(2.0 * l2);
            gradient.iter_mut().zip(values).for_each(|(g, w)| *g += slope * *w);
        }
        penalty
    }

    /// `Σ x²`, eight running sums side by side.
    pub fn squares(values: &[T]) -> f64 {
        let (blocks, rest) = values.as_chunks::<8>();
        let mut sums = [0.0; 8];
        for block in blocks {
            sums.iter_mut().zip(block).for_each(|(sum, x)| *sum += x.f64() * x.f64());
        }
        sums.iter().sum::<f64>() + rest.iter().map(|x| x.f64() * x.f64()).sum::<f64>()
    }

    /// Brings each number into −`limit` to `limit`; NaN stays.
    pub fn clip_values(limit: T, gradient: &mut [T]) {
        gradient.iter_mut().for_each(|g| if *g > limit { *g = limit } else if *g < -limit { *g = -limit });
    }

    /// Negative numbers become 0.
    pub fn non_negative(values: &mut [T]) {
        values.iter_mut().for_each(|w| if *w < T::zero() { *w = T::zero() });
    }

    /// Scales each column of a matrix so that its norm lies between `least` and `most`; `norms` has a place for each.
    pub fn limit_columns(least: f64, most: f64, values: &mut [T], norms: &mut [f64]) {
        norms.fill(0.0);
        let width = norms.len().max(1);
        for row in values.chunks_exact(width) {
            norms.iter_mut().zip(row).for_each(|(norm, w)| *norm += w.f64() * w.f64());
        }
        for norm in norms.iter_mut() {
            let own = norm.sqrt();
            *norm = own.max(least).min(most) / (EPSILON + own);
        }
        for row in values.chunks_exact_mut(width) {
            row.iter_mut().zip(&*norms).for_each(|(w, factor)| *w *= T::of(*factor));
        }
    }
}
