//! Small data that are the same in every run.

use ndarray::{Array1, Array2};
use nn_runtime::Scalar;
use nn_runtime::pass::mix;

/// A number from −1 to 1 for each counter.
pub fn noise(counter: usize) -> f64 {
    (mix(counter as u64 + 1) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}

/// Samples of `width` numbers.
pub fn numbers<T: Scalar>(samples: usize, width: usize, seed: usize) -> Array2<T> {
    Array2::from_shape_fn((samples, width), |(i, j)| T::of(noise((seed * 1000 + i) * 100 + j)))
}

/// The class of each row: which third of the circle its first two numbers point to.
pub fn thirds<T: Scalar>(x: &Array2<T>) -> Array1<u8> {
    x.rows()
        .into_iter()
        .map(|row| {
            let angle = row[1].f64().atan2(row[0].f64()) / std::f64::consts::TAU + 0.5;
            ((angle * 3.0) as u8).min(2)
        })
        .collect()
}
