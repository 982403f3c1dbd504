//! A scale and a shift of each channel that a kernel applies to what it writes: batch normalisation at inference, folded into the layer
//! before it. No weight is changed for it, and none copied.

use super::channels::{Normalize, Statistics};
use crate::math;
use crate::simd::{Real, dispatch};
use nn_spec::Activation;

/// `gamma · (y − mean) / √(variance + epsilon) + beta` for each channel.
#[derive(Clone, Copy, Debug)]
pub struct Affine<'a, T> {
    /// Factor of each channel, or none.
    pub gamma: &'a [T],
    /// Summand of each channel, or none.
    pub beta: &'a [T],
    /// Subtracted from each channel.
    pub mean: &'a [T],
    /// One for each channel.
    pub variance: &'a [T],
    /// Added to the variance.
    pub epsilon: f64,
}

impl<T: Real> Affine<'_, T> {
    /// Does it to rows of channels.
    #[inline(always)]
    pub fn apply(&self, y: &mut [T]) {
        let statistics = Statistics { mean: self.mean, variance: self.variance, epsilon: T::real(self.epsilon) };
        dispatch(Normalize { width: self.variance.len(), x: None, y, statistics, gamma: self.gamma, beta: self.beta });
    }
}

/// What becomes of a kernel's sums: `f(sum · scale + bias)`, with another layer's scale and shift folded in.
///
/// Without a heap there is no room for the folded numbers: then the other layer's part is done afterwards.
pub(super) struct Folded<'a, T> {
    affine: Option<&'a Affine<'a, T>>,
    bias: &'a [T],
    activation: Activation,
    #[cfg(feature = "std")]
    memory: Option<crate::simd::Scratch>,
}

impl<'a, T: Real> Folded<'a, T> {
    #[inline(always)]
    pub fn new(affine: Option<&'a Affine<'a, T>>, bias: &'a [T], activation: Activation) -> Folded<'a, T> {
        Folded {
            affine,
            bias,
            activation,
            #[cfg(feature = "std")]
            memory: affine.map(|affine| fold(affine, bias)),
        }
    }

    /// Whether the kernel turns negative results into 0.
    #[inline(always)]
    pub fn relu(&self) -> bool {
        self.activation == Activation::Relu && (cfg!(feature = "std") || self.affine.is_none())
    }

    /// Scale and bias for the kernel, each one for each channel or empty.
    #[inline(always)]
    pub fn parts(&mut self) -> (&[T], &[T]) {
        #[cfg(feature = "std")]
        if let (Some(memory), Some(affine)) = (&mut self.memory, self.affine) {
            let channels = affine.variance.len();
            return memory.numbers(2 * channels).split_at(channels);
        }
        (&[], self.bias)
    }

    /// What the kernel could not do while it wrote.
    #[inline(always)]
    pub fn finish(&self, y: &mut [T]) {
        #[cfg(not(feature = "std"))]
        if let Some(affine) = self.affine {
            affine.apply(y);
        }
        if !self.relu() {
            math::activate(self.activation, y);
        }
    }
}

/// Scale, then shift, of sums to which the bias, or none, belongs.
#[cfg(feature = "std")]
fn fold<T: Real>(affine: &Affine<'_, T>, bias: &[T]) -> crate::simd::Scratch {
    let channels = affine.variance.len();
    let mut memory = crate::simd::Scratch::take(crate::simd::Purpose::Channels);
    let (scale, shift) = memory.numbers::<T>(2 * channels).split_at_mut(channels);
    let statistics = affine.variance.iter().zip(affine.mean);
    for (c, ((scale, shift), (&variance, &mean))) in scale.iter_mut().zip(shift).zip(statistics).enumerate() {
        let gamma = affine.gamma.get(c).copied().unwrap_or_else(T::one);
        *scale = gamma / (variance + T::real(affine.epsilon)).sqrt();
        let bias = bias.get(c).copied().unwrap_or_else(T::zero);
        *shift = (bias - mean) * *scale + affine.beta.get(c).copied().unwrap_or_else(T::zero);
    }
    memory
}
