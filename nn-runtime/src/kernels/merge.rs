//! Several inputs put together, element by element.

use crate::pass::copy;
use crate::simd::{Binary, Real, pair, zip};

/// `y = f(… f(f(x₀, x₁), x₂) …)`
#[inline(always)]
pub fn merge<T: Real>(x: &[&[T]], y: &mut [T], f: impl Binary<T>) {
    match x {
        [] => {}
        [only] => copy(only, y),
        [first, second, rest @ ..] => {
            pair(y, first, second, f);
            rest.iter().for_each(|x| zip(y, x, f));
        }
    }
}
