//! `step`: one step of a sequence at a time gives what the whole sequence gives, at every prefix, in `f32` and in `f64`.

mod cases;
mod state;

use netkiln::__private::{Input, Pass};
use netkiln::{Network, Plain, Scalar};

/// The longest sequence of these tests.
pub const STEPS: usize = 9;

/// Numbers between −1 and 1 that look random.
pub fn noise<T: Scalar>(seed: u64, len: usize) -> Vec<T> {
    let mut z = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        z ^= z << 13;
        z ^= z >> 7;
        z ^= z << 17;
        T::of((z >> 11) as f64 / (1u64 << 52) as f64 - 1.0)
    };
    (0..len).map(|_| next()).collect()
}

/// A network with weights that are all different from what they start with; variances stay above 0.
pub fn network<T: Scalar, N: Network<T> + Plain<T>>(seed: u64) -> Box<N> {
    let mut net = netkiln::train::new::<T, N>(seed);
    let moves = noise::<T>(seed + 1, net.as_slice().len());
    for (weight, by) in net.as_mut_slice().iter_mut().zip(moves) {
        *weight += T::of(0.05) * (by + T::of(1.0));
    }
    net
}

/// The outputs of a whole sequence, one behind the other's end, with the weights of another network.
pub fn whole<T: Scalar, N: Network<T> + Plain<T>>(weights: &[T], inputs: &[Input<'_, T>]) -> Vec<Vec<T>> {
    let mut net = N::zeroed();
    net.as_mut_slice().copy_from_slice(weights);
    let mut arena = vec![T::of(0.0); N::ARENA_LEN];
    net.infer_batch(&Pass::inference(1), inputs, &mut arena);
    N::OUTPUTS.iter().map(|output| arena[output.infer..][..output.shape.len()].to_vec()).collect()
}

/// The last step of a sequence, or what is there once, is `got`.
#[track_caller]
pub fn assert_last<T: Scalar>(expected: &[T], got: &[T], what: &str) {
    let expected = &expected[expected.len() - got.len()..];
    assert!(expected.iter().any(|x| x.f64() != 0.0), "{what}: nothing to compare");
    for (expected, got) in expected.iter().zip(got) {
        let tolerance = if T::DTYPE == "F64" { 1e-12 } else { 1e-6 } * expected.f64().abs().max(1.0);
        assert!((expected.f64() - got.f64()).abs() <= tolerance, "{what}: {expected} and {got}");
    }
}
