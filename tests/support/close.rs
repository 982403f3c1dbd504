//! Comparing numbers.

/// How far `got` lies from `want`, relative to the larger of 1 and `want`.
pub fn distance(got: f64, want: f64) -> f64 {
    if got == want { 0.0 } else { (got - want).abs() / want.abs().max(1.0) }
}

/// Fails where a number lies further than `tolerance` from what it should be, relative to the larger of 1 and that. NaN never
/// passes.
#[track_caller]
pub fn assert_close(got: &[f64], want: &[f64], tolerance: f64, what: &str) {
    assert_eq!(got.len(), want.len(), "{what}: another number of values");
    for (i, (&got, &want)) in got.iter().zip(want).enumerate() {
        let far = distance(got, want);
        assert!(far <= tolerance, "{what}[{i}] is {got}, should be {want}: {far:.1e} apart");
    }
}

/// Numbers as `f64`.
pub fn wide<T: nn_runtime::Scalar>(values: &[T]) -> Vec<f64> {
    values.iter().map(|value| value.f64()).collect()
}
