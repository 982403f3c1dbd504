//! Learning rates that follow the steps: Keras' schedules.

use std::f64::consts::PI;
use std::fmt::Debug;

/// A learning rate that depends on the step. Steps are batches, counted from 0 over all epochs.
///
/// ```
/// use nn_runtime::train::{Adam, CosineDecay};
///
/// let optimizer = Adam::new(CosineDecay::new(0.0, 10_000).warmup(1e-3, 500));
/// ```
pub trait Schedule: Debug + Send + Sync {
    /// The learning rate at a step.
    fn rate(&self, step: u64) -> f64;
}

/// `initial · rate^(step / steps)`. Keras' `ExponentialDecay`.
#[derive(Clone, Copy, Debug)]
pub struct ExponentialDecay {
    initial: f64,
    steps: f64,
    rate: f64,
    staircase: bool,
}

/// `initial / (1 + rate · step / steps)`. Keras' `InverseTimeDecay`.
#[derive(Clone, Copy, Debug)]
pub struct InverseTimeDecay {
    initial: f64,
    steps: f64,
    rate: f64,
    staircase: bool,
}

macro_rules! decays {
    ($($name:ident)*) => {$(
        impl $name {
            /// From `initial`, with that rate for each `steps` steps.
            pub fn new(initial: f64, steps: u64, rate: f64) -> $name {
                $name { initial, steps: at_least_one(steps), rate, staircase: false }
            }

            /// Goes down once in `steps` steps instead of a little each step.
            #[must_use]
            pub fn staircase(mut self) -> $name {
                self.staircase = true;
                self
            }

            /// How many times `steps` steps have passed.
            fn passed(&self, step: u64) -> f64 {
                let passed = step as f64 / self.steps;
                if self.staircase { passed.floor() } else { passed }
            }
        }
    )*};
}
decays! { ExponentialDecay InverseTimeDecay }

/// No decay takes less than one step.
fn at_least_one(steps: u64) -> f64 {
    steps.max(1) as f64
}

impl Schedule for ExponentialDecay {
    fn rate(&self, step: u64) -> f64 {
        self.initial * self.rate.powf(self.passed(step))
    }
}

impl Schedule for InverseTimeDecay {
    fn rate(&self, step: u64) -> f64 {
        self.initial / (1.0 + self.rate * self.passed(step))
    }
}

/// Some rate up to and with a step, then another. Keras' `PiecewiseConstantDecay`.
#[derive(Clone, Debug)]
pub struct PiecewiseConstantDecay {
    first: f64,
    /// Each rate with the last step before it.
    then: Vec<(u64, f64)>,
}

impl PiecewiseConstantDecay {
    /// Starts with that rate.
    pub fn new(rate: f64) -> PiecewiseConstantDecay {
        PiecewiseConstantDecay { first: rate, then: Vec::new() }
    }

    /// After step `boundary`, `rate`.
    #[must_use]
    pub fn after(mut self, boundary: u64, rate: f64) -> PiecewiseConstantDecay {
        self.then.push((boundary, rate));
        self.then.sort_by_key(|(boundary, _)| *boundary);
        self
    }
}

impl Schedule for PiecewiseConstantDecay {
    fn rate(&self, step: u64) -> f64 {
        self.then.iter().rev().find(|(boundary, _)| step > *boundary).map_or(self.first, |(_, rate)| *rate)
    }
}

/// `(initial − end) · (1 − step / steps)^power + end`. Keras' `PolynomialDecay`: power 1, end 0.0001.
#[derive(Clone, Copy, Debug)]
pub struct PolynomialDecay {
    initial: f64,
    steps: f64,
    end: f64,
    power: f64,
    cycle: bool,
}

impl PolynomialDecay {
    /// From `initial` to 0.0001 in a straight line of `steps` steps.
    pub fn new(initial: f64, steps: u64) -> PolynomialDecay {
        PolynomialDecay { initial, steps: at_least_one(steps), end: 1e-4, power: 1.0, cycle: false }
    }

    /// Sets the last rate.
    #[must_use]
    pub fn end(mut self, end: f64) -> PolynomialDecay {
        self.end = end;
        self
    }

    /// Sets the power.
    #[must_use]
    pub fn power(mut self, power: f64) -> PolynomialDecay {
        self.power = power;
        self
    }

    /// Beyond the last step, decays again over two times, three times … as many steps.
    #[must_use]
    pub fn cycle(mut self) -> PolynomialDecay {
        self.cycle = true;
        self
    }
}

impl Schedule for PolynomialDecay {
    fn rate(&self, step: u64) -> f64 {
        let step = step as f64;
        let (step, steps) = if self.cycle {
            (step, self.steps * (step / self.steps).ceil().max(1.0))
        } else {
            (step.min(self.steps), self.steps)
        };
        (self.initial - self.end) * (1.0 - step / steps).powf(self.power) + self.end
    }
}

/// Half a cosine down to `alpha` times the start, after a warm-up if wanted (Loshchilov & Hutter 2017). Keras' `CosineDecay`.
#[derive(Clone, Copy, Debug)]
pub struct CosineDecay {
    initial: f64,
    steps: f64,
    alpha: f64,
    warmup: Option<(f64, f64)>,
}

impl CosineDecay {
    /// From `initial` to 0 in `steps` steps.
    pub fn new(initial: f64, steps: u64) -> CosineDecay {
        CosineDecay { initial, steps: at_least_one(steps), alpha: 0.0, warmup: None }
    }

    /// Sets the share of the start that stays.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> CosineDecay {
        self.alpha = alpha;
        self
    }

    /// First goes from `initial` to `target` in a straight line of `steps` steps, and decays from there.
    #[must_use]
    pub fn warmup(mut self, target: f64, steps: u64) -> CosineDecay {
        self.warmup = Some((target, steps as f64));
        self
    }
}

impl Schedule for CosineDecay {
    fn rate(&self, step: u64) -> f64 {
        let step = step as f64;
        let (from, step) = match self.warmup {
            Some((target, steps)) if step < steps => return self.initial + (target - self.initial) * step / steps,
            Some((target, steps)) => (target, step - steps),
            None => (self.initial, step),
        };
        from * cosine((step / self.steps).min(1.0), 1.0, self.alpha)
    }
}

/// `top` at 0, `alpha` at 1, by half a cosine.
fn cosine(progress: f64, top: f64, alpha: f64) -> f64 {
    (1.0 - alpha) * (0.5 * top * (1.0 + (PI * progress).cos())) + alpha
}

/// Cosine after cosine, each `t_mul` times as long and `m_mul` times as high as the one before (Loshchilov & Hutter 2017).
/// Keras' `CosineDecayRestarts`: `t_mul` 2, `m_mul` 1, `alpha` 0.
#[derive(Clone, Copy, Debug)]
pub struct CosineDecayRestarts {
    initial: f64,
    first: f64,
    t_mul: f64,
    m_mul: f64,
    alpha: f64,
}

impl CosineDecayRestarts {
    /// From `initial` to 0 in `first` steps, and again.
    pub fn new(initial: f64, first: u64) -> CosineDecayRestarts {
        CosineDecayRestarts { initial, first: at_least_one(first), t_mul: 2.0, m_mul: 1.0, alpha: 0.0 }
    }

    /// Sets how many times as long the next cosine is: at least 1.
    #[must_use]
    pub fn t_mul(mut self, t_mul: f64) -> CosineDecayRestarts {
        self.t_mul = t_mul.max(1.0);
        self
    }

    /// Sets how many times as high the next cosine is.
    #[must_use]
    pub fn m_mul(mut self, m_mul: f64) -> CosineDecayRestarts {
        self.m_mul = m_mul;
        self
    }

    /// Sets the share of the start that stays.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> CosineDecayRestarts {
        self.alpha = alpha;
        self
    }
}

impl Schedule for CosineDecayRestarts {
    fn rate(&self, step: u64) -> f64 {
        let completed = step as f64 / self.first;
        let (restarts, progress) = if self.t_mul == 1.0 {
            (completed.floor(), completed.fract())
        } else {
            // The lengths of the cosines so far are a geometric series.
            let restarts = ((1.0 - completed * (1.0 - self.t_mul)).ln() / self.t_mul.ln()).floor();
            let length = self.t_mul.powf(restarts);
            (restarts, (completed - (1.0 - length) / (1.0 - self.t_mul)) / length)
        };
        self.initial * cosine(progress, self.m_mul.powf(restarts), self.alpha)
    }
}
