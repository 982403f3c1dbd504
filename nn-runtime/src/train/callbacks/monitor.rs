//! Watching a score: which way is better, and by how much it has to improve.

use super::Context;

/// Which way a monitored score gets better.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// Losses and errors down, other metrics up.
    #[default]
    Auto,
    /// Down.
    Min,
    /// Up.
    Max,
}

/// A monitored score and its best value so far.
#[derive(Clone, Debug)]
pub(super) struct Monitor {
    pub name: String,
    pub mode: Mode,
    pub min_delta: f64,
    pub best: Option<f64>,
}

impl Monitor {
    pub fn new(name: &str) -> Monitor {
        Monitor { name: name.to_string(), mode: Mode::Auto, min_delta: 0.0, best: None }
    }

    /// The score's value, if there is one.
    pub fn value(&self, context: &Context<'_>) -> Option<f64> {
        context.scores().get(&self.name)
    }

    /// Whether `value` is better than the best so far by more than `min_delta`. Anything is better than nothing; NaN is not.
    pub fn improves(&self, value: f64, context: &Context<'_>) -> bool {
        match self.best {
            None => !value.is_nan(),
            Some(best) => self.better(value, best, context),
        }
    }

    /// Whether `value` is better than `other` by more than `min_delta`.
    pub fn better(&self, value: f64, other: f64, context: &Context<'_>) -> bool {
        let up = match self.mode {
            Mode::Auto => context.larger_is_better(&self.name),
            Mode::Min => false,
            Mode::Max => true,
        };
        let delta = self.min_delta.abs();
        if up { value - delta > other } else { value + delta < other }
    }
}

/// The methods of callbacks that have a monitor.
macro_rules! monitored {
    ($name:ident) => {
        impl $name {
            /// Sets which way is better; by default down for losses and errors, up for other metrics.
            #[must_use]
            pub fn mode(mut self, mode: $crate::train::Mode) -> $name {
                self.monitor.mode = mode;
                self
            }

            /// Smaller changes for the better than this do not count.
            #[must_use]
            pub fn min_delta(mut self, min_delta: f64) -> $name {
                self.monitor.min_delta = min_delta;
                self
            }
        }
    };
}
pub(super) use monitored;
