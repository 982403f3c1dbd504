//! Standardisation: features with mean 0 and standard deviation 1.

use ndarray::{Array1, Array2, ArrayView2, Axis};

/// Means and standard deviations of each column, taken from the training rows only: the test rows must not be looked at,
/// or the measured error is too good to be true.
#[derive(Debug, Clone)]
pub struct Standardizer {
    mean: Array1<f32>,
    deviation: Array1<f32>,
}

impl Standardizer {
    /// Takes the statistics of `rows`, `[samples, features]`. A constant column keeps deviation 1, so it becomes 0.
    pub fn fit(rows: ArrayView2<f32>) -> Self {
        // Sums in f64: a mean over thousands of large values loses digits in f32.
        let rows = rows.mapv(f64::from);
        let mean = rows.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(rows.ncols()));
        let deviation = (&rows - &mean).mapv(|d| d * d).mean_axis(Axis(0));
        let deviation = deviation.unwrap_or_else(|| Array1::zeros(rows.ncols()));
        Self {
            mean: mean.mapv(|m| m as f32),
            deviation: deviation.mapv(|v| if v > 0.0 { v.sqrt() as f32 } else { 1.0 }),
        }
    }

    /// `(x - mean) / deviation`, column by column.
    pub fn apply(&self, rows: ArrayView2<f32>) -> Array2<f32> {
        (&rows - &self.mean) / &self.deviation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn training_rows_get_mean_zero_and_deviation_one() {
        let rows = array![[1.0, 5.0, 10.0], [3.0, 5.0, 20.0], [5.0, 5.0, 60.0]];
        let scaled = Standardizer::fit(rows.view()).apply(rows.view());
        for (column, constant) in [(0, false), (1, true), (2, false)] {
            let column = scaled.column(column);
            assert!(column.sum().abs() < 1e-6);
            let variance = column.mapv(|v| v * v).mean().unwrap();
            assert!((variance - if constant { 0.0 } else { 1.0 }).abs() < 1e-6);
        }
    }

    #[test]
    fn test_rows_use_the_statistics_of_the_training_rows() {
        let scaler = Standardizer::fit(array![[0.0], [2.0]].view());
        assert_eq!(scaler.apply(array![[3.0]].view()), array![[2.0]]);
    }
}
