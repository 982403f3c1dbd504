//! Adam and its relatives: running means of the gradient and of its size.

use super::rules::{adam, adamax, nadam};
use super::{LearningRate, Optimizer, Settings, Step, with_settings};
use crate::Scalar;

/// Follows a running mean of gradients, divided by the root of a running mean of their squares (Kingma & Ba 2015; AMSGrad:
/// Reddi et al. 2018). Keras' `Adam`: learning rate 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-7.
///
/// `m ← m + (1 − β₁)(g − m)`, `v ← v + (1 − β₂)(g² − v)`, `p ← p − lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)`
#[derive(Clone, Debug)]
pub struct Adam {
    pub(super) settings: Settings,
    betas: Betas,
    amsgrad: bool,
}

/// [`Adam`] with weight decay, 0.004 by default (Loshchilov & Hutter 2019). Keras' `AdamW`.
#[derive(Clone, Debug)]
pub struct AdamW {
    pub(super) settings: Settings,
    betas: Betas,
    amsgrad: bool,
}

/// Divides by the largest gradient of late instead of a mean square (Kingma & Ba 2015, section 7.1). Keras' `Adamax`: learning
/// rate 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-7.
///
/// `m ← m + (1 − β₁)(g − m)`, `u ← max(β₂·u, |g|)`, `p ← p − lr / (1 − β₁ᵗ) · m / (u + ε)`
#[derive(Clone, Debug)]
pub struct Adamax {
    pub(super) settings: Settings,
    betas: Betas,
}

/// [`Adam`] with Nesterov's momentum (Dozat 2016). Keras' `Nadam`: learning rate 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-7.
///
/// The share of the momentum grows with the steps, `uₜ = β₁ (1 − ½ · 0.96ᵗ)`; with `Uₜ` the product of all `u` up to `t`,
/// `p ← p − lr · (uₜ₊₁ · m / (1 − Uₜ₊₁) + (1 − uₜ) · g / (1 − Uₜ)) / (√(v / (1 − β₂ᵗ)) + ε)`
#[derive(Clone, Debug)]
pub struct Nadam {
    pub(super) settings: Settings,
    betas: Betas,
    /// `Uₜ`
    product: [f64; 1],
}

#[derive(Clone, Copy, Debug)]
struct Betas {
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
}

const BETAS: Betas = Betas { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 };

impl Betas {
    /// Adam's learning rate, corrected for the means having started at 0.
    fn corrected(&self, step: Step) -> [f64; 4] {
        let (first, second) = (power(self.beta_1, step.iteration), power(self.beta_2, step.iteration));
        [step.learning_rate * (1.0 - second).sqrt() / (1.0 - first), self.beta_1, self.beta_2, self.epsilon]
    }
}

fn power(base: f64, exponent: u64) -> f64 {
    base.powf(exponent as f64)
}

macro_rules! builders {
    ($($name:ident)*) => {$(
        impl $name {
            /// Sets β₁, the share of the running mean of gradients that stays.
            #[must_use]
            pub fn beta_1(mut self, beta_1: f64) -> Self {
                self.betas.beta_1 = beta_1;
                self
            }

            /// Sets β₂, the share of the running size of gradients that stays.
            #[must_use]
            pub fn beta_2(mut self, beta_2: f64) -> Self {
                self.betas.beta_2 = beta_2;
                self
            }

            /// Sets ε.
            #[must_use]
            pub fn epsilon(mut self, epsilon: f64) -> Self {
                self.betas.epsilon = epsilon;
                self
            }
        }

        impl Default for $name {
            /// With a learning rate of 0.001.
            fn default() -> Self {
                $name::new(0.001)
            }
        }
    )*};
}
builders! { Adam AdamW Adamax Nadam }

impl Adam {
    /// With that learning rate.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Adam {
        Adam { settings: Settings::new(learning_rate), betas: BETAS, amsgrad: false }
    }

    /// Divides by the largest mean square so far.
    #[must_use]
    pub fn amsgrad(mut self, amsgrad: bool) -> Adam {
        self.amsgrad = amsgrad;
        self
    }
}

impl AdamW {
    /// With that learning rate.
    pub fn new(learning_rate: impl Into<LearningRate>) -> AdamW {
        AdamW { settings: Settings::new(learning_rate).weight_decay(0.004), betas: BETAS, amsgrad: false }
    }

    /// Divides by the largest mean square so far.
    #[must_use]
    pub fn amsgrad(mut self, amsgrad: bool) -> AdamW {
        self.amsgrad = amsgrad;
        self
    }
}

impl Adamax {
    /// With that learning rate.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Adamax {
        Adamax { settings: Settings::new(learning_rate), betas: BETAS }
    }
}

impl Nadam {
    /// With that learning rate.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Nadam {
        Nadam { settings: Settings::new(learning_rate), betas: BETAS, product: [1.0] }
    }

    /// `uₜ`
    fn share(&self, iteration: u64) -> f64 {
        self.betas.beta_1 * (1.0 - 0.5 * power(0.96, iteration))
    }
}

macro_rules! adams {
    ($($type:ident $name:literal;)*) => {$(
        impl<T: Scalar> Optimizer<T> for $type {
            with_settings!();

            fn name(&self) -> &'static str {
                $name
            }

            fn slots(&self) -> &'static [&'static str] {
                if self.amsgrad { &["momentum", "velocity", "velocity_hat"] } else { &["momentum", "velocity"] }
            }

            fn update(&self, step: Step, parameters: &mut [T], gradient: &[T], slots: &mut [&mut [T]]) {
                adam(self.betas.corrected(step), parameters, gradient, slots);
            }
        }
    )*};
}

adams! {
    Adam "adam";
    AdamW "adamw";
}

impl<T: Scalar> Optimizer<T> for Adamax {
    with_settings!();

    fn name(&self) -> &'static str {
        "adamax"
    }

    fn slots(&self) -> &'static [&'static str] {
        &["momentum", "norm"]
    }

    fn update(&self, step: Step, parameters: &mut [T], gradient: &[T], slots: &mut [&mut [T]]) {
        if let [momentum, norm] = slots {
            let Betas { beta_1, beta_2, epsilon } = self.betas;
            let rate = step.learning_rate / (1.0 - power(beta_1, step.iteration));
            adamax([rate, beta_1, beta_2, epsilon], parameters, gradient, momentum, norm);
        }
    }
}

impl<T: Scalar> Optimizer<T> for Nadam {
    with_settings!();

    fn name(&self) -> &'static str {
        "nadam"
    }

    fn slots(&self) -> &'static [&'static str] {
        &["momentum", "velocity"]
    }

    fn memory(&mut self) -> &mut [f64] {
        &mut self.product
    }

    fn begin(&mut self, step: Step) {
        self.product = self.product.map(|product| product * self.share(step.iteration));
    }

    fn update(&self, step: Step, parameters: &mut [T], gradient: &[T], slots: &mut [&mut [T]]) {
        if let [momentum, velocity] = slots {
            let Betas { beta_1, beta_2, epsilon } = self.betas;
            let [product] = self.product;
            let (now, next) = (self.share(step.iteration), self.share(step.iteration + 1));
            let momentum_rate = step.learning_rate * next / (1.0 - product * next);
            let gradient_rate = step.learning_rate * (1.0 - now) / (1.0 - product);
            let correction = 1.0 / (1.0 - power(beta_2, step.iteration));
            let rates = [momentum_rate, gradient_rate, correction];
            nadam(rates, [beta_1, beta_2, epsilon], parameters, gradient, momentum, velocity);
        }
    }
}
