//! Loss and metrics by name.

use std::fmt;
use std::ops::Index;

/// Loss and metrics by name, in the order they were asked for: what [`evaluate`](super::evaluate()) returns and callbacks see.
///
/// Names are Keras': `loss`, `accuracy`, with several outputs `class_loss`, `bbox_loss`, `class_accuracy`; those of validation
/// start with `val_`.
///
/// ```
/// # use nn_runtime::train::Scores;
/// let scores: Scores = [("loss", 0.25), ("accuracy", 0.9)].into_iter().collect();
/// assert_eq!(scores["accuracy"], 0.9);
/// assert_eq!(scores.get("auc"), None);
/// assert_eq!(scores.to_string(), "loss 0.2500 - accuracy 0.9000");
/// ```
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scores {
    entries: Vec<(String, f64)>,
}

impl Scores {
    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.entries.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    /// The loss with all its parts and penalties; NaN where there is none.
    pub fn loss(&self) -> f64 {
        self["loss"]
    }

    /// Sets a value, new or not.
    pub fn set(&mut self, name: &str, value: f64) {
        match self.entries.iter_mut().find(|(known, _)| known == name) {
            Some((_, place)) => *place = value,
            None => self.entries.push((name.to_string(), value)),
        }
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_str())
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), *value))
    }

    /// The values, to be changed in their order.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        self.entries.iter_mut().map(|(_, value)| value)
    }
}

impl Index<&str> for Scores {
    type Output = f64;

    /// The value of that name; NaN where there is none.
    fn index(&self, name: &str) -> &f64 {
        self.entries.iter().find(|(known, _)| known == name).map_or(&f64::NAN, |(_, value)| value)
    }
}

impl<N: Into<String>> FromIterator<(N, f64)> for Scores {
    fn from_iter<I: IntoIterator<Item = (N, f64)>>(entries: I) -> Scores {
        Scores { entries: entries.into_iter().map(|(name, value)| (name.into(), value)).collect() }
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (name, value)) in self.iter().enumerate() {
            if i > 0 {
                f.write_str(" - ")?;
            }
            write!(f, "{name} {}", short(value))?;
        }
        Ok(())
    }
}

/// A number as Keras' progress bar shows it: four decimals, and powers of ten where these would hide it.
pub(crate) fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() || (1e-3..1e6).contains(&value.abs()) {
        format!("{value:.4}")
    } else {
        format!("{value:.4e}")
    }
}
