//! Batch normalisation: `y = gamma · x̂ + beta`, where `x̂ = (x − mean) · rstd` for each channel over the whole batch, with
//! `rstd = 1 / √(variance + epsilon)` (Ioffe & Szegedy 2015).
//!
//! The batch is spread over lanes. So each pass over it has two halves: `gather` sums up what a lane has, in `f64`, and `forward`
//! or `backward` gets the sums of all lanes.

use super::Affine;
use super::channels::{self, Backward, Normalize, Statistics};
use crate::simd::{Weight, dispatch};
use crate::Pass;
use nn_spec::layers::batch_norm::Geometry;

crate::view::params! {
    /// The parameters of a batch normalisation.
    Params {
        /// Factor of each channel; none with `scale = false`.
        gamma: G,
        /// Summand of each channel; none with `center = false`.
        beta: B,
        /// Average of the batches' means.
        moving_mean: M,
        /// Average of the batches' variances.
        moving_variance: V,
    }
}

kernel! { T =>
    /// `sync = [Σ x, Σ x²]` for each channel; nothing outside training.
    #[cfg(feature = "train")]
    pub fn gather(g: &Geometry, pass: &Pass, x: &[T], sync: &mut [f64]) {
        let lengths = &pass.lengths[0];
        if pass.training && lengths.any() {
            // Padding stays out of mean and variance.
            sync.fill(0.0);
            for (i, x) in x.chunks_exact((g.rows * g.channels).max(1)).enumerate() {
                let real = lengths.real(i, g.steps) * g.rows.checked_div(g.steps).unwrap_or(0) * g.channels;
                channels::add_sums(x.get(..real).unwrap_or(&[]), g.channels, sync);
            }
        } else if pass.training {
            sync.fill(0.0);
            channels::add_sums(x, g.channels, sync);
        }
    }

    /// `y = gamma · x̂ + beta` with the batch's mean and variance, which is the biased one as in Keras; outside training with the
    /// moving averages.
    pub fn forward(
        g: &Geometry, pass: &Pass, sync: &[f64],
        x: &[T], gamma: &[T], beta: &[T], moving_mean: &[T], moving_variance: &[T],
        y: &mut [T], mean: &mut [T], variance: &mut [T],
    ) {
        if pass.training {
            let kept = mean.iter_mut().zip(variance.iter_mut());
            for ((mean, variance), (sum, squares)) in kept.zip(halves(g, sync)) {
                let center = sum / count(g, pass);
                *mean = T::of(center);
                // Rounding must not make it negative.
                *variance = T::of((squares / count(g, pass) - center * center).max(0.0));
            }
        } else {
            mean.copy_from_slice(moving_mean);
            variance.copy_from_slice(moving_variance);
        }
        let statistics = Statistics { mean, variance, epsilon: T::of(g.epsilon) };
        dispatch(Normalize { width: g.channels, x: Some(x), y, statistics, gamma, beta });
    }

    /// `sync = [Σ dy, Σ dy · (x − mean)]` for each channel.
    #[cfg(feature = "train")]
    pub fn gather_backward(
        g: &Geometry, _pass: &Pass,
        x: &[T], _gamma: &[T], _beta: &[T], _moving_mean: &[T], _moving_variance: &[T], mean: &[T], _variance: &[T],
        dy: &[T], sync: &mut [f64],
    ) {
        channels::dots(x, mean, dy, g.channels, sync);
    }

    /// `dx = gamma · rstd · (dy − mean(dy) − x̂ · mean(dy · x̂))`; outside training, when mean and variance are constants,
    /// `gamma · rstd · dy`. The pass of the first samples adds the whole batch's `Σ dy · x̂` to `dgamma` and `Σ dy` to `dbeta`, and
    /// leaves the batch's mean and variance in the slots of the moving averages.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, pass: &Pass, sync: &[f64],
        x: &[T], gamma: &[T], _beta: &[T], _moving_mean: &[T], _moving_variance: &[T], mean: &[T], variance: &[T],
        dy: &mut [T], dx: &mut [T], dgamma: &mut [T], dbeta: &mut [T], dmoving_mean: &mut [T], dmoving_variance: &mut [T],
    ) {
        if pass.first == 0 {
            for ((dgamma, &variance), (_, dot)) in dgamma.iter_mut().zip(variance).zip(halves(g, sync)) {
                *dgamma += T::of(dot / num_traits::Float::sqrt(variance.f64() + g.epsilon));
            }
            dbeta.iter_mut().zip(halves(g, sync)).for_each(|(dbeta, (sum, _))| *dbeta += T::of(sum));
            if pass.training {
                dmoving_mean.iter_mut().zip(mean).for_each(|(slot, &mean)| *slot = mean);
                dmoving_variance.iter_mut().zip(variance).for_each(|(slot, &variance)| *slot = variance);
            }
        }
        if !dx.is_empty() {
            // Outside training nothing flows through mean and variance.
            let share = if pass.training { count(g, pass).recip() } else { 0.0 };
            let statistics = Statistics { mean, variance, epsilon: T::of(g.epsilon) };
            dispatch(Backward { width: g.channels, x, dy, dx, statistics, gamma, sync, share });
            // Mean and variance do not depend on padding.
            let lengths = &pass.lengths[0];
            let all = (g.rows * g.channels).max(1);
            let samples = dy.chunks_exact(all).zip(dx.chunks_exact_mut(all));
            for (i, (dy, dx)) in samples.enumerate().take(lengths.each.len()) {
                let real = lengths.real(i, g.steps) * g.rows.checked_div(g.steps).unwrap_or(0) * g.channels;
                let (dy, dx) = (dy.get(real..).unwrap_or(&[]), dx.get_mut(real..).unwrap_or(&mut []));
                let statistics = Statistics { mean: &[], variance, epsilon: T::of(g.epsilon) };
                dispatch(Normalize { width: g.channels, x: Some(dy), y: dx, statistics, gamma, beta: &[] });
            }
        }
    }

    /// `y ← gamma · (y − moving_mean) / √(moving_variance + epsilon) + beta`.
    pub fn infer<W>(
        g: &Geometry, _pass: &Pass, gamma: &[W], beta: &[W], moving_mean: &[W], moving_variance: &[W], y: &mut [T],
    ) {
        affine(g, gamma, beta, moving_mean, moving_variance).apply(y);
    }

    /// `d ← gamma · d / √(moving_variance + epsilon)`: the gradient of [`infer`], for a frozen layer.
    #[cfg(feature = "train")]
    pub fn infer_backward(
        g: &Geometry, _pass: &Pass, gamma: &[T], _beta: &[T], _moving_mean: &[T], moving_variance: &[T], d: &mut [T],
    ) {
        let statistics = Statistics { mean: &[], variance: moving_variance, epsilon: T::of(g.epsilon) };
        dispatch(Normalize { width: g.channels, x: None, y: d, statistics, gamma, beta: &[] });
    }
}

/// What [`infer`] does to each channel, for the layer before it.
#[inline(always)]
pub fn affine<'a, W: Weight>(
    g: &Geometry,
    gamma: &'a [W],
    beta: &'a [W],
    moving_mean: &'a [W],
    moving_variance: &'a [W],
) -> Affine<'a, W> {
    Affine { gamma, beta, mean: moving_mean, variance: moving_variance, epsilon: g.epsilon, known: None }
}

/// The same, worked out while compiling, for sums to which a bias belongs.
pub const fn known<const N: usize>(
    g: &Geometry,
    bias: &[f32],
    gamma: &[f32],
    beta: &[f32],
    moving_mean: &[f32; N],
    moving_variance: &[f32; N],
) -> [[f32; N]; 2] {
    super::affine::known(bias, gamma, beta, moving_mean, moving_variance, g.epsilon)
}

/// How many values of the batch a channel has.
fn count(g: &Geometry, pass: &Pass) -> f64 {
    let lengths = &pass.lengths[0];
    match lengths.any() {
        true => lengths.batch as f64 * (g.rows / g.steps.max(1)) as f64,
        false => pass.batch as f64 * g.rows as f64,
    }
}

/// The two sums of each channel.
fn halves(g: &Geometry, sync: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    let (first, second) = sync.split_at(g.channels.min(sync.len()));
    first.iter().copied().zip(second.iter().copied())
}
