//! Optimizers: Keras 3's formulas, names and defaults.

mod adam;
mod adaptive;
mod rules;
mod settings;
mod sgd;

pub use adam::{Adam, AdamW, Adamax, Nadam};
pub use adaptive::{Adadelta, Adagrad, RmsProp};
pub use rules::Rules;
pub(crate) use settings::Clip;
pub use settings::{LearningRate, Settings};
pub use sgd::Sgd;

use crate::Scalar;

/// How parameters follow their gradient.
///
/// An optimizer keeps some numbers for each parameter, its *slots*: momenta, mean squares. The trainer holds them, hands them
/// over together with a piece of the parameters and their gradient, clips and decays before, and keeps constraints after. So
/// an optimizer is one formula for one number:
///
/// ```
/// use nn_runtime::Scalar;
/// use nn_runtime::train::{Optimizer, Settings, Step};
///
/// /// Follows the gradient's sign (Riedmiller & Braun 1993, without the memory).
/// struct SignDescent(Settings);
///
/// impl<T: Scalar> Optimizer<T> for SignDescent {
///     fn name(&self) -> &'static str {
///         "sign_descent"
///     }
///
///     fn settings(&self) -> &Settings {
///         &self.0
///     }
///
///     fn settings_mut(&mut self) -> &mut Settings {
///         &mut self.0
///     }
///
///     fn update(&self, step: Step, parameters: &mut [T], gradient: &[T], _slots: &mut [&mut [T]]) {
///         let rate = T::of(step.learning_rate);
///         parameters.iter_mut().zip(gradient).for_each(|(p, g)| *p -= rate * g.signum());
///     }
/// }
///
/// let optimizer = SignDescent(Settings::new(0.01));
/// ```
pub trait Optimizer<T: Scalar>: Send + Sync {
    /// The name, as checkpoints have it.
    fn name(&self) -> &'static str;

    /// Learning rate, clipping, weight decay.
    fn settings(&self) -> &Settings;

    /// Learning rate, clipping, weight decay, to be changed.
    fn settings_mut(&mut self) -> &mut Settings;

    /// The names of the slots, at most four.
    fn slots(&self) -> &'static [&'static str] {
        &[]
    }

    /// What a slot is filled with at the start.
    fn slot_start(&self, _slot: usize) -> f64 {
        0.0
    }

    /// What the optimizer remembers from step to step besides its slots: checkpoints hold it.
    fn memory(&mut self) -> &mut [f64] {
        &mut []
    }

    /// Called once before each step.
    fn begin(&mut self, _step: Step) {}

    /// Moves some parameters; slots are as long as these, in the order of [`Optimizer::slots`]. It is called for piece after
    /// piece, from several threads, so what happens to one number must not depend on the others.
    fn update(&self, step: Step, parameters: &mut [T], gradient: &[T], slots: &mut [&mut [T]]);
}

/// A step of an optimizer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    /// Steps up to and with this one: 1 for the first.
    pub iteration: u64,
    /// The learning rate of this step.
    pub learning_rate: f64,
}

/// The methods that all optimizers share.
macro_rules! shared {
    ($($name:ident)*) => {$(
        impl $name {
            /// Sets the learning rate: a number, or a schedule.
            #[must_use]
            pub fn learning_rate(mut self, rate: impl Into<$crate::train::LearningRate>) -> Self {
                self.settings = self.settings.learning_rate(rate);
                self
            }

            /// Brings each gradient down to this norm, parameter by parameter. Replaces any other clipping.
            #[must_use]
            pub fn clipnorm(mut self, norm: f64) -> Self {
                self.settings = self.settings.clipnorm(norm);
                self
            }

            /// Brings the gradient of all parameters together down to this norm. Replaces any other clipping.
            #[must_use]
            pub fn global_clipnorm(mut self, norm: f64) -> Self {
                self.settings = self.settings.global_clipnorm(norm);
                self
            }

            /// Brings each number of the gradient into −`value` to `value`. Replaces any other clipping.
            #[must_use]
            pub fn clipvalue(mut self, value: f64) -> Self {
                self.settings = self.settings.clipvalue(value);
                self
            }

            /// Before each step, parameters shrink by this share of themselves times the learning rate (Loshchilov & Hutter
            /// 2019).
            #[must_use]
            pub fn weight_decay(mut self, decay: f64) -> Self {
                self.settings = self.settings.weight_decay(decay);
                self
            }

            /// Parameters whose name contains one of these words do not decay.
            #[must_use]
            pub fn exclude_from_weight_decay<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
                self.settings = self.settings.exclude_from_weight_decay(words);
                self
            }
        }
    )*};
}
shared! { Sgd Adagrad RmsProp Adadelta Adam AdamW Adamax Nadam }

/// What the implementations of [`Optimizer`] have in common.
macro_rules! with_settings {
    () => {
        fn settings(&self) -> &Settings {
            &self.settings
        }

        fn settings_mut(&mut self) -> &mut Settings {
            &mut self.settings
        }
    };
}
use with_settings;
