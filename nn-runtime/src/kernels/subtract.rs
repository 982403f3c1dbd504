//! The difference of two inputs, element by element.

use crate::Pass;
use crate::simd::{Sub, pair, scale};
use nn_spec::layers::subtract::Geometry;

kernel! { T =>
    /// `y = a − b`
    pub fn forward(_g: &Geometry, _pass: &Pass, a: &[T], b: &[T], y: &mut [T]) {
        pair(y, a, b, Sub);
    }

    /// `da = dy`, `db = −dy`
    #[cfg(feature = "train")]
    pub fn backward(_g: &Geometry, _pass: &Pass, dy: &mut [T], da: &mut [T], db: &mut [T]) {
        if !da.is_empty() {
            da.copy_from_slice(dy);
        }
        if !db.is_empty() {
            db.copy_from_slice(dy);
            scale(-T::one(), db);
        }
    }
}
