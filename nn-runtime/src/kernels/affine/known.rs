//! Scale and shift, worked out while compiling.

use crate::F16;

/// Scale and shift of each channel's sums, to which a bias belongs: of each of the others one for each channel, or none.
pub const fn known<const N: usize>(
    bias: &[f32],
    gamma: &[f32],
    beta: &[f32],
    mean: &[f32; N],
    variance: &[f32; N],
    epsilon: f64,
) -> [[f32; N]; 2] {
    let mut known = [[0.0; N]; 2];
    let mut c = 0;
    while c < N {
        let scale = of(gamma, c, 1.0) / sqrt(variance[c] as f64 + epsilon);
        known[0][c] = scale as f32;
        known[1][c] = ((of(bias, c, 0.0) - mean[c] as f64) * scale + of(beta, c, 0.0)) as f32;
        c += 1;
    }
    known
}

/// Weights of 16 bits as numbers.
pub const fn widened<const N: usize>(weights: &[F16; N]) -> [f32; N] {
    let mut numbers = [0.0; N];
    let mut i = 0;
    while i < N {
        numbers[i] = weights[i].to_f32();
        i += 1;
    }
    numbers
}

const fn of(values: &[f32], c: usize, absent: f64) -> f64 {
    if c < values.len() { values[c] as f64 } else { absent }
}

/// The square root, off by two units in the last place of `f64` at most: Newton's method from half of the exponent.
const fn sqrt(x: f64) -> f64 {
    if !(x > 0.0 && x < f64::INFINITY) {
        // Of 0, infinity, NaN; of what is negative there is none.
        return if x < 0.0 { f64::NAN } else { x };
    }
    let mut root = f64::from_bits((x.to_bits() >> 1) + (0x3ff << 51));
    let mut i = 0;
    while i < 6 {
        root = 0.5 * (root + x / root);
        i += 1;
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_those_of_the_processor() {
        for i in 1..20_000_u32 {
            for x in [f64::from(i) * 1e-3, f64::from(i).powi(9), f64::from(i).powi(-20)] {
                let (ours, theirs) = (sqrt(x), num_traits::Float::sqrt(x));
                assert!((ours - theirs).abs() <= 2.0 * f64::EPSILON * theirs, "{x}: {ours} instead of {theirs}");
            }
        }
        assert_eq!([sqrt(0.0), sqrt(f64::INFINITY)], [0.0, f64::INFINITY]);
        assert!(sqrt(-1.0).is_nan() && sqrt(f64::NAN).is_nan());
    }

    #[test]
    fn what_is_absent_changes_nothing() {
        assert_eq!(known(&[1.5], &[2.0], &[0.25], &[0.5], &[3.75], 0.25), [[1.0], [1.25]]);
        assert_eq!(known(&[], &[], &[], &[0.5], &[3.75], 0.25), [[0.5], [-0.25]]);
        assert_eq!(widened(&[1.0, -0.5].map(F16::from_f32)), [1.0, -0.5]);
    }
}
