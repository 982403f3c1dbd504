//! A confusion table: what each class was taken for.

use std::fmt;

use ndarray::ArrayView2;

/// Counts of (true class, predicted class), with precision and recall of each class.
///
/// Prints as a table; rows are true classes, columns predictions.
#[derive(Debug, Clone)]
pub struct Confusion {
    names: Vec<String>,
    counts: Vec<Vec<usize>>,
}

impl Confusion {
    /// Counts the most probable class of each row of `probabilities`, `[samples, classes]`, against its label.
    /// Rows without a label and labels without a class are left out.
    pub fn new(names: &[&str], labels: impl IntoIterator<Item = u32>, probabilities: ArrayView2<f32>) -> Self {
        let mut counts = vec![vec![0; names.len()]; names.len()];
        for (label, row) in labels.into_iter().zip(probabilities.rows()) {
            let predicted = most_probable(row.iter().copied());
            let cell = counts.get_mut(label as usize).and_then(|row| row.get_mut(predicted));
            if let Some(cell) = cell {
                *cell += 1;
            }
        }
        Self { names: names.iter().map(|&name| name.to_owned()).collect(), counts }
    }

    /// The share of all samples on the diagonal.
    pub fn accuracy(&self) -> f64 {
        let right = (0..self.names.len()).map(|class| self.counts[class][class]).sum();
        share(right, self.counts.iter().flatten().sum())
    }

    /// Of those taken for `class`, the share that is of it.
    pub fn precision(&self, class: usize) -> f64 {
        share(self.counts[class][class], self.counts.iter().map(|row| row[class]).sum())
    }

    /// Of those that are of `class`, the share taken for it.
    pub fn recall(&self, class: usize) -> f64 {
        share(self.counts[class][class], self.counts[class].iter().sum())
    }
}

/// The index of the largest value; of equal ones the first, and 0 for an empty row.
pub fn most_probable(row: impl IntoIterator<Item = f32>) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (index, value) in row.into_iter().enumerate() {
        if value > best.1 {
            best = (index, value);
        }
    }
    best.0
}

/// `part / whole`, and 0 of nothing: a class that was never predicted has no precision to speak of.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl fmt::Display for Confusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Each column is as wide as its name, or the four digits a count may have.
        let length = |name: &String| name.chars().count();
        let widths: Vec<usize> = self.names.iter().map(|name| length(name).max(4)).collect();
        let corner = "true \\ taken for";
        let lead = self.names.iter().map(length).fold(corner.len(), usize::max);
        write!(f, "{corner:lead$}")?;
        for (name, width) in self.names.iter().zip(&widths) {
            write!(f, " {name:>width$}")?;
        }
        writeln!(f, " | precision  recall")?;
        for (class, name) in self.names.iter().enumerate() {
            write!(f, "{name:lead$}")?;
            for (count, width) in self.counts[class].iter().zip(&widths) {
                match count {
                    0 => write!(f, " {:>width$}", "·")?,
                    _ => write!(f, " {count:>width$}")?,
                }
            }
            let (precision, recall) = (100.0 * self.precision(class), 100.0 * self.recall(class));
            writeln!(f, " | {precision:>7.1} % {recall:>5.1} %")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn counts_give_accuracy_precision_and_recall() {
        let probabilities = array![[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7], [0.1, 0.9]];
        let table = Confusion::new(&["cat", "dog"], [0, 0, 1, 1, 1], probabilities.view());
        assert_eq!(table.counts, [[1, 1], [1, 2]]);
        assert_eq!(table.accuracy(), 0.6);
        assert_eq!(table.precision(1), 2.0 / 3.0);
        assert_eq!(table.recall(0), 0.5);
    }

    #[test]
    fn a_class_never_predicted_has_precision_zero() {
        let table = Confusion::new(&["cat", "dog"], [1], array![[1.0, 0.0]].view());
        assert_eq!((table.precision(1), table.recall(1)), (0.0, 0.0));
    }

    #[test]
    fn the_printed_table_is_aligned() {
        let table = Confusion::new(&["cat", "a dog with a long name"], [0], array![[1.0, 0.0]].view());
        let text = table.to_string();
        let columns: Vec<usize> = text.lines().filter_map(|line| line.chars().position(|c| c == '|')).collect();
        assert_eq!(columns.len(), 3);
        assert!(columns.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
    }
}
