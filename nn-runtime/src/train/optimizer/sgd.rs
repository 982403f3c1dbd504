//! Stochastic gradient descent.

use super::rules::{descent, heavy_ball};
use super::{LearningRate, Optimizer, Settings, Step, with_settings};
use crate::Scalar;

/// Gradient descent, `p ← p − lr · g`, with momentum if wanted. Keras' `SGD`: learning rate 0.01, momentum 0.
///
/// With momentum `m ← momentum · m − lr · g`; then `p ← p + m`, or with Nesterov's method `p ← p + momentum · m − lr · g`
/// (Sutskever et al. 2013).
#[derive(Clone, Debug)]
pub struct Sgd {
    pub(super) settings: Settings,
    momentum: f64,
    nesterov: bool,
}

impl Sgd {
    /// With that learning rate, without momentum.
    pub fn new(learning_rate: impl Into<LearningRate>) -> Sgd {
        Sgd { settings: Settings::new(learning_rate), momentum: 0.0, nesterov: false }
    }

    /// Sets the momentum: 0 to below 1.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Sgd {
        self.momentum = momentum;
        self
    }

    /// Uses Nesterov's momentum.
    #[must_use]
    pub fn nesterov(mut self, nesterov: bool) -> Sgd {
        self.nesterov = nesterov;
        self
    }
}

impl Default for Sgd {
    fn default() -> Sgd {
        Sgd::new(0.01)
    }
}

impl<T: Scalar> Optimizer<T> for Sgd {
    with_settings!();

    fn name(&self) -> &'static str {
        "sgd"
    }

    fn slots(&self) -> &'static [&'static str] {
        if self.momentum == 0.0 { &[] } else { &["momentum"] }
    }

    fn update(&self, step: Step, parameters: &mut [T], gradient: &[T], slots: &mut [&mut [T]]) {
        match slots {
            [momentum] => {
                heavy_ball(step.learning_rate, self.momentum, self.nesterov, parameters, gradient, momentum);
            }
            _ => descent(step.learning_rate, parameters, gradient),
        }
    }
}
