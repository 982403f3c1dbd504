//! Optimizers that divide by the size gradients have had.

use super::rules::{adadelta, adagrad, rmsprop};
use super::{LearningRate, Optimizer, Settings, Step, with_settings};
use crate::Scalar;

/// Divides by the root of the sum of all squares so far (Duchi et al. 2011). Keras' `Adagrad`: learning rate 0.001, initial
/// accumulator 0.1, ε = 1e-7.
///
/// `a ← a + g²`, `p ← p − lr · g / √(a + ε)`
#[derive(Clone, Debug)]
pub struct Adagrad {
    pub(super) settings: Settings,
    initial_accumulator_value: f64,
    epsilon: f64,
}

/// Divides by the root of a running mean of squares (Hinton 2012). Keras' `RMSprop`: learning rate 0.001, ρ = 0.9, momentum 0,
/// ε = 1e-7, not centered.
///
/// `v ← ρ·v + (1 − ρ)·g²`, `s = lr · g / √(v + ε)`, `p ← p − s`. With momentum `m ← momentum · m + s`, `p ← p − m`. Centered: `v`
/// less the square of the gradients' running mean.
#[derive(Clone, Debug)]
pub struct RmsProp {
    pub(super) settings: Settings,
    rho: f64,
    momentum: f64,
    epsilon: f64,
    centered: bool,
}

/// Scales steps by the size earlier steps have had (Zeiler 2012). Keras' `Adadelta`: learning rate 0.001, ρ = 0.95, ε = 1e-7.
///
/// `a ← ρ·a + (1 − ρ)·g²`, `s = g · √(d + ε) / √(a + ε)`, `d ← ρ·d + (1 − ρ)·s²`, `p ← p − lr · s`
#[derive(Clone, Debug)]
pub struct Adadelta {
    pub(super) settings: Settings,
    rho: f64,
    epsilon: f64,
}

impl Adagrad {
    /// With that learning rate.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Adagrad {
        Adagrad { settings: Settings::new(learning_rate), initial_accumulator_value: 0.1, epsilon: 1e-7 }
    }

    /// Sets what the sums of squares start with.
    #[must_use]
    pub fn initial_accumulator_value(mut self, value: f64) -> Adagrad {
        self.initial_accumulator_value = value;
        self
    }

    /// Sets ε.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Adagrad {
        self.epsilon = epsilon;
        self
    }
}

impl RmsProp {
    /// With that learning rate.
    pub fn new(learning_rate: impl Into<LearningRate>) -> RmsProp {
        RmsProp { settings: Settings::new(learning_rate), rho: 0.9, momentum: 0.0, epsilon: 1e-7, centered: false }
    }

    /// Sets ρ, the share of the running mean that stays.
    #[must_use]
    pub fn rho(mut self, rho: f64) -> RmsProp {
        self.rho = rho;
        self
    }

    /// Sets the momentum.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> RmsProp {
        self.momentum = momentum;
        self
    }

    /// Sets ε.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> RmsProp {
        self.epsilon = epsilon;
        self
    }

    /// Divides by the standard deviation of gradients instead of their root mean square.
    #[must_use]
    pub fn centered(mut self, centered: bool) -> RmsProp {
        self.centered = centered;
        self
    }
}

impl Adadelta {
    /// With that learning rate.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Adadelta {
        Adadelta { settings: Settings::new(learning_rate), rho: 0.95, epsilon: 1e-7 }
    }

    /// Sets ρ, the share of the running means that stays.
    #[must_use]
    pub fn rho(mut self, rho: f64) -> Adadelta {
        self.rho = rho;
        self
    }

    /// Sets ε.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Adadelta {
        self.epsilon = epsilon;
        self
    }
}

impl Default for Adagrad {
    fn default() -> Adagrad {
        Adagrad::new(0.001)
    }
}

impl Default for RmsProp {
    fn default() -> RmsProp {
        RmsProp::new(0.001)
    }
}

impl Default for Adadelta {
    fn default() -> Adadelta {
        Adadelta::new(0.001)
    }
}

impl<T: Scalar> Optimizer<T> for Adagrad {
    with_settings!();

    fn name(&self) -> &'static str {
        "adagrad"
    }

    fn slots(&self) -> &'static [&'static str] {
        &["accumulator"]
    }

    fn slot_start(&self, _slot: usize) -> f64 {
        self.initial_accumulator_value
    }

    fn update(&self, step: Step, parameters: &mut [T], gradient: &[T], slots: &mut [&mut [T]]) {
        if let [accumulator] = slots {
            adagrad(step.learning_rate, self.epsilon, parameters, gradient, accumulator);
        }
    }
}

impl<T: Scalar> Optimizer<T> for RmsProp {
    with_settings!();

    fn name(&self) -> &'static str {
        "rmsprop"
    }

    fn slots(&self) -> &'static [&'static str] {
        match (self.momentum != 0.0, self.centered) {
            (false, false) => &["velocity"],
            (true, false) => &["velocity", "momentum"],
            (false, true) => &["velocity", "average_gradient"],
            (true, true) => &["velocity", "average_gradient", "momentum"],
        }
    }

    fn update(&self, step: Step, parameters: &mut [T], gradient: &[T], slots: &mut [&mut [T]]) {
        let rule = [step.learning_rate, self.rho, self.momentum, self.epsilon];
        rmsprop(rule, self.centered, parameters, gradient, slots);
    }
}

impl<T: Scalar> Optimizer<T> for Adadelta {
    with_settings!();

    fn name(&self) -> &'static str {
        "adadelta"
    }

    fn slots(&self) -> &'static [&'static str] {
        &["accumulated_grad", "accumulated_delta"]
    }

    fn update(&self, step: Step, parameters: &mut [T], gradient: &[T], slots: &mut [&mut [T]]) {
        if let [squares, steps] = slots {
            adadelta(step.learning_rate, self.rho, self.epsilon, parameters, gradient, squares, steps);
        }
    }
}
