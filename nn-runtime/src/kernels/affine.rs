//! A scale and a shift of each channel that a kernel applies to what it writes: batch normalisation at inference, folded into the layer
//! before it. No weight is changed for it, and none copied.

use super::apart::activate;
use super::channels::{Normalize, Statistics};
use super::plain::Ends;
use crate::simd::{Real, Weight, dispatch};
use crate::{Pass, Scalar};
use nn_spec::Activation;

mod known;
pub(super) use known::known;
pub use known::widened;

/// `gamma · (y − mean) / √(variance + epsilon) + beta` for each channel.
#[derive(Clone, Copy, Debug)]
pub struct Affine<'a, W> {
    /// Factor of each channel, or none.
    pub gamma: &'a [W],
    /// Summand of each channel, or none.
    pub beta: &'a [W],
    /// Subtracted from each channel.
    pub mean: &'a [W],
    /// One for each channel.
    pub variance: &'a [W],
    /// Added to the variance.
    pub epsilon: f64,
    /// Scale and shift of each channel's sums, the bias among them, where they were worked out while compiling. Nothing else is read then.
    pub known: Option<(&'a [f32], &'a [f32])>,
}

impl<'a, W> Affine<'a, W> {
    /// With what is known of the weights of `PRETRAINED`, if these are they. Where there is a heap, it is worked out there.
    #[inline(always)]
    #[must_use]
    pub fn known<const N: usize>(self, these: bool, [scale, shift]: &'static [[f32; N]; 2]) -> Affine<'a, W> {
        let known: Option<(&[f32], &[f32])> = Some((scale, shift));
        Affine { known: known.filter(|_| these && cfg!(not(feature = "std"))), ..self }
    }

    /// The bias that sums begin with.
    #[inline(always)]
    pub(super) fn bias(&self, bias: &'a [W]) -> &'a [W] {
        if self.known.is_some() { &[] } else { bias }
    }
}

impl<W: Weight> Affine<'_, W> {
    /// Does it to rows of channels.
    #[inline(always)]
    pub fn apply(&self, y: &mut [W::Number]) {
        if let Some((scale, shift)) = self.known {
            for y in y.chunks_exact_mut(scale.len().max(1)) {
                y.iter_mut()
                    .zip(scale)
                    .zip(shift)
                    .for_each(|((y, &scale), &shift)| *y = *y * wide(scale) + wide(shift));
            }
            return;
        }
        let statistics = Statistics { mean: self.mean, variance: self.variance, epsilon: Real::real(self.epsilon) };
        dispatch(Normalize { width: self.variance.len(), x: None, y, statistics, gamma: self.gamma, beta: self.beta });
    }
}

/// A number of 32 bits as any.
#[inline(always)]
pub(super) fn wide<T: Real>(x: f32) -> T {
    T::real(f64::from(x))
}

/// What becomes of a kernel's sums: `f(sum · scale + bias)`, with another layer's scale and shift folded in.
///
/// Without a heap there is no room for the folded numbers: then the other layer's part is done afterwards, unless they are known.
pub(super) struct Folded<'a, W> {
    affine: Option<&'a Affine<'a, W>>,
    bias: &'a [W],
    activation: Activation,
    /// Whether the other layer's part is done.
    done: bool,
    #[cfg(feature = "std")]
    memory: Option<crate::simd::Scratch>,
}

impl<'a, W: Weight> Folded<'a, W> {
    #[inline(always)]
    pub fn new(affine: Option<&'a Affine<'a, W>>, bias: &'a [W], activation: Activation) -> Folded<'a, W> {
        Folded {
            affine,
            bias,
            activation,
            done: affine.is_none() || cfg!(feature = "std"),
            #[cfg(feature = "std")]
            memory: affine.map(|affine| fold(affine, bias)),
        }
    }

    /// Whether the kernel turns negative results into 0.
    #[inline(always)]
    pub fn relu(&self) -> bool {
        self.activation == Activation::Relu && (cfg!(feature = "std") || self.affine.is_none() || self.kept().is_some())
    }

    /// What is known, as weights are kept.
    #[inline(always)]
    fn kept(&self) -> Option<(&'a [W], &'a [W])> {
        let (scale, shift) = self.affine?.known?;
        W::singles(scale).zip(W::singles(shift))
    }

    /// What plain loops do with their sums.
    #[inline(always)]
    pub fn plain(&mut self) -> Ends<'a, W> {
        let known = self.affine.and_then(|affine| affine.known);
        self.done |= known.is_some();
        Ends { bias: self.affine.map_or(self.bias, |affine| affine.bias(self.bias)), known }
    }

    /// Scale and bias for the kernel, each one for each channel or empty.
    #[inline(always)]
    pub fn parts(&mut self) -> (&[W], &[W]) {
        #[cfg(feature = "std")]
        if let (Some(memory), Some(affine)) = (&mut self.memory, self.affine) {
            let channels = affine.variance.len();
            return memory.numbers(2 * channels).split_at(channels);
        }
        #[cfg(not(feature = "std"))]
        if let Some(affine) = self.affine {
            let kept = self.kept();
            self.done = kept.is_some();
            return kept.unwrap_or((&[], affine.bias(self.bias)));
        }
        (&[], self.bias)
    }

    /// What the kernel could not do while it wrote.
    #[inline(always)]
    pub fn finish(&self, pass: &Pass, y: &mut [W::Number])
    where
        W::Number: Scalar,
    {
        if let (false, Some(affine)) = (self.done, self.affine) {
            affine.apply(y);
        }
        if !self.relu() {
            activate(pass, self.activation, y);
        }
    }
}

/// Scale, then shift, of sums to which the bias, or none, belongs.
#[cfg(feature = "std")]
fn fold<T: Real, W: Weight<Number = T>>(affine: &Affine<'_, W>, bias: &[W]) -> crate::simd::Scratch {
    let channels = affine.variance.len();
    let mut memory = crate::simd::Scratch::take(crate::simd::Purpose::Channels);
    let (scale, shift) = memory.numbers::<W>(2 * channels).split_at_mut(channels);
    let statistics = affine.variance.iter().zip(affine.mean);
    let of = |values: &[W], c: usize, absent: T| values.get(c).map_or(absent, |value| value.widen());
    for (c, ((scale, shift), (variance, mean))) in scale.iter_mut().zip(shift).zip(statistics).enumerate() {
        let factor = of(affine.gamma, c, T::one()) / (variance.widen() + T::real(affine.epsilon)).sqrt();
        *scale = W::narrow(factor);
        *shift = W::narrow((of(bias, c, T::zero()) - mean.widen()) * factor + of(affine.beta, c, T::zero()));
    }
    memory
}
