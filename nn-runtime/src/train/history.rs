//! What a training went through, epoch by epoch.

use super::scores::short;
use super::{Error, Scores};
use std::fmt;
use std::ops::Index;
use std::path::Path;

/// What a training went through: loss, metrics and their validation twins, one value an epoch.
///
/// Names are those of [`Scores`]. A column is a slice, `history["val_loss"]`; of a name that does not exist it is empty.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct History {
    columns: Vec<Column>,
    /// Each epoch's number, from 1.
    epochs: Vec<usize>,
    seconds: Vec<f64>,
    stopped: Option<String>,
}

#[derive(Clone, PartialEq, Debug)]
struct Column {
    name: String,
    values: Vec<f64>,
    larger_is_better: bool,
}

impl History {
    /// Adds an epoch. Names that appear late have NaN before.
    pub(crate) fn push(
        &mut self,
        epoch: usize,
        seconds: f64,
        scores: &Scores,
        larger_is_better: impl Fn(&str) -> bool,
    ) {
        for (name, value) in scores.iter() {
            if !self.columns.iter().any(|column| column.name == name) {
                let values = vec![f64::NAN; self.epochs.len()];
                self.columns.push(Column { name: name.to_string(), values, larger_is_better: larger_is_better(name) });
            }
            if let Some(column) = self.columns.iter_mut().find(|column| column.name == name) {
                column.values.push(value);
            }
        }
        self.epochs.push(epoch);
        self.seconds.push(seconds);
        let len = self.epochs.len();
        self.columns.iter_mut().for_each(|column| column.values.resize(len, f64::NAN));
    }

    pub(crate) fn stop(&mut self, why: Option<String>) {
        self.stopped = why;
    }

    /// The values of that name, one an epoch.
    pub fn get(&self, name: &str) -> Option<&[f64]> {
        self.columns.iter().find(|column| column.name == name).map(|column| column.values.as_slice())
    }

    /// The names, in the order they were asked for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The number of each epoch: 1 for the first, or where a resumed training went on.
    pub fn epochs(&self) -> &[usize] {
        &self.epochs
    }

    /// How long each epoch took, with validation, in seconds.
    pub fn seconds(&self) -> &[f64] {
        &self.seconds
    }

    /// Why the training ended before its last epoch, if it did.
    pub fn stopped(&self) -> Option<&str> {
        self.stopped.as_deref()
    }

    /// The best value of that name and its epoch's number: the least loss or error, the greatest accuracy. NaN never is the
    /// best.
    pub fn best(&self, name: &str) -> Option<(usize, f64)> {
        let column = self.columns.iter().find(|column| column.name == name)?;
        let known = self.epochs.iter().copied().zip(column.values.iter().copied()).filter(|(_, value)| !value.is_nan());
        known.reduce(|best, next| {
            let better = if column.larger_is_better { next.1 > best.1 } else { next.1 < best.1 };
            if better { next } else { best }
        })
    }

    /// Writes the history as comma-separated values: a line of names, then one an epoch.
    ///
    /// # Errors
    /// [`Error::File`] when the path cannot be written.
    pub fn to_csv(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        super::files::write(path.as_ref(), |out| {
            let names: Vec<&str> = self.names().collect();
            writeln!(out, "epoch,seconds,{}", names.join(","))?;
            for (i, (epoch, seconds)) in self.epochs.iter().zip(&self.seconds).enumerate() {
                write!(out, "{epoch},{seconds:.3}")?;
                for column in &self.columns {
                    write!(out, ",{}", column.values.get(i).copied().unwrap_or(f64::NAN))?;
                }
                writeln!(out)?;
            }
            Ok(())
        })
    }

    /// Draws loss and metrics over the epochs, each beside its validation twin, into an SVG or PNG file, as its extension says.
    ///
    /// # Errors
    /// [`Error::Plot`] when there is nothing to draw or the extension is another, [`Error::File`] when the path cannot be
    /// written.
    #[cfg(feature = "plot")]
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        super::plot::draw(self, path.as_ref())
    }
}

impl Index<&str> for History {
    type Output = [f64];

    /// The values of that name; none where there is no such name.
    fn index(&self, name: &str) -> &[f64] {
        self.get(name).unwrap_or(&[])
    }
}

/// A table: a line of names, then one an epoch, columns aligned.
impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "epoch")?;
        for column in &self.columns {
            write!(f, "  {:>10}", column.name)?;
        }
        for (i, epoch) in self.epochs.iter().enumerate() {
            write!(f, "\n{epoch:>5}")?;
            for column in &self.columns {
                let value = column.values.get(i).copied().unwrap_or(f64::NAN);
                write!(f, "  {:>width$}", short(value), width = column.name.chars().count().max(10))?;
            }
        }
        if let Some(why) = &self.stopped {
            write!(f, "\nstopped: {why}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history() -> History {
        let mut history = History::default();
        for (epoch, loss, accuracy) in [(1, 0.5, 0.7), (2, 0.25, 0.9), (3, f64::NAN, 0.8)] {
            let scores: Scores = [("loss", loss), ("accuracy", accuracy)].into_iter().collect();
            history.push(epoch, 0.5, &scores, |name| name == "accuracy");
        }
        history
    }

    #[test]
    fn best_knows_which_way_is_up() {
        assert_eq!(history().best("loss"), Some((2, 0.25)));
        assert_eq!(history().best("accuracy"), Some((2, 0.9)));
        assert_eq!(history().best("auc"), None);
    }

    #[test]
    fn columns_by_name() {
        let history = history();
        assert_eq!(history["accuracy"], [0.7, 0.9, 0.8]);
        assert_eq!(history["acuracy"], [0.0; 0]);
        assert_eq!(history.epochs(), [1, 2, 3]);
    }

    #[test]
    fn late_names_are_filled_up() {
        let mut history = history();
        let scores: Scores = [("loss", 0.1), ("learning_rate", 0.01)].into_iter().collect();
        history.push(4, 0.5, &scores, |_| false);
        assert!(history["learning_rate"][..3].iter().all(|x| x.is_nan()));
        assert_eq!(history["learning_rate"][3], 0.01);
        assert!(history["accuracy"][3].is_nan());
    }

    #[test]
    fn the_table_is_aligned() {
        let text = history().to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "epoch        loss    accuracy");
        assert_eq!(lines[1], "    1      0.5000      0.7000");
        assert_eq!(lines.len(), 4);
    }
}
