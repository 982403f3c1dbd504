//! Every function at every level against `f64`, or the C library's `f64`, over all kinds of numbers.
//!
//! `NETKILN_EXHAUSTIVE=1` tries each of the 2³² numbers of type `f32`.

use super::*;
use crate::simd::{Map, Unary, available, dispatch_at};
use nn_spec::Activation;

/// Steps through the bit patterns of `f32`: a prime, so that all exponents and all last digits occur. Emulated processors take larger ones.
const STEP: u32 = if cfg!(target_arch = "x86_64") { 397 } else { 2_857 };

/// How far `got` is from `want`, in units of the last place of an `f32` next to it. The number after the greatest one stands
/// for infinity.
fn ulps(got: f32, want: f64) -> f64 {
    const BEYOND: f64 = 340_282_366_920_938_463_463_374_607_431_768_211_456.0;
    if got.is_nan() || want.is_nan() {
        return if got.is_nan() && want.is_nan() { 0.0 } else { f64::INFINITY };
    }
    let got = f64::from(got).clamp(-BEYOND, BEYOND);
    let want = want.clamp(-BEYOND, BEYOND);
    let exponent = (want.abs().to_bits() >> 52) as i32 - 1023;
    (got - want).abs() / 2f64.powi(exponent.clamp(-126, 127) - 23)
}

fn worst<F: Unary<f32> + Send + Sync>(f: F, reference: fn(f64) -> f64, bound: f64, name: &str) {
    let step = if std::env::var_os("NETKILN_EXHAUSTIVE").is_some() { 1 } else { STEP };
    let mut at = 0u32;
    let mut greatest = [(0.0, 0.0); 8];
    let mut special =
        vec![0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, f32::MAX, f32::MIN, f32::MIN_POSITIVE, 1.0, -1.0];
    loop {
        let mut x = core::mem::take(&mut special);
        while x.len() < 1 << 16 {
            x.push(f32::from_bits(at));
            match at.checked_add(step) {
                Some(next) => at = next,
                None => break,
            }
        }
        let want: Vec<f64> = x.iter().map(|&x| reference(f64::from(x))).collect();
        for (level, greatest) in available().zip(&mut greatest) {
            let mut y = x.clone();
            dispatch_at(level, Map { y: &mut y, f }).unwrap();
            for ((&x, &y), &want) in x.iter().zip(&y).zip(&want) {
                let error = ulps(y, want);
                assert!(error <= bound, "{name}({x:e}) at {level:?}: {y:e}, not {want:e}: {error:.2} ULP");
                if error > greatest.0 {
                    *greatest = (error, x);
                }
                if want == 0.0 {
                    assert_eq!(y.is_sign_negative(), want.is_sign_negative(), "sign of {name}({x}) at {level:?}");
                }
            }
        }
        if x.len() < 1 << 16 {
            break;
        }
    }
    println!("{name}: greatest error in ULP, where: {:.2?}", &greatest[..available().count()]);
}

fn sigmoid_f64(x: f64) -> f64 {
    if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) }
}

fn softplus_f64(x: f64) -> f64 {
    if x.is_nan() { x } else { x.max(0.0) + (-x.abs()).exp().ln_1p() }
}

/// The limit at -∞ is 0, not the NaN of the formula. What rounding the argument of erfc costs, which far out is many digits,
/// is made up for by the derivative.
fn gelu_f64(x: f64) -> f64 {
    if x.is_infinite() {
        return x.max(-0.0);
    }
    const REST_OF_C: f64 = -4.833_646_656_726_457e-17;
    let c = core::f64::consts::FRAC_1_SQRT_2;
    let z = x * c;
    let lost = x.mul_add(c, -z) + x * REST_OF_C;
    0.5 * x * (libm::erfc(-z) + lost * core::f64::consts::FRAC_2_SQRT_PI * (-z * z).exp())
}

#[test]
fn exp_within_2_ulp() {
    worst(Exp, f64::exp, 1.0, "exp");
}

#[test]
fn expm1_within_2_ulp() {
    worst(ExpM1, f64::exp_m1, 2.0, "expm1");
}

#[test]
fn ln_within_2_ulp() {
    worst(Ln, f64::ln, 2.0, "ln");
}

#[test]
fn ln_1p_within_2_ulp() {
    worst(Ln1P, f64::ln_1p, 2.0, "ln_1p");
}

#[test]
fn tanh_within_2_ulp() {
    worst(Tanh, f64::tanh, 2.0, "tanh");
}

#[test]
fn sigmoid_within_2_ulp() {
    worst(Sigmoid, sigmoid_f64, 2.0, "sigmoid");
}

#[test]
fn softplus_within_2_ulp() {
    worst(Softplus, softplus_f64, 2.0, "softplus");
}

#[test]
fn erf_within_2_ulp() {
    worst(Erf, libm::erf, 2.0, "erf");
}

#[test]
fn gelu_within_4_ulp() {
    worst(Gelu, gelu_f64, 4.0, "gelu");
}

/// Against the C library's functions, which are within about one unit themselves.
#[test]
fn doubles_within_some_ulp() {
    fn check<F: Unary<f64>>(f: F, reference: fn(f64) -> f64, range: (f64, f64), bound: f64, name: &str) {
        const COUNT: i32 = 200_001;
        let mut x: Vec<f64> =
            (0..=COUNT).map(|i| range.0 + (range.1 - range.0) * f64::from(i) / f64::from(COUNT)).collect();
        // And close to zero, where relative accuracy is hard won.
        x.extend((0..600).flat_map(|i| [0.7f64.powi(i), -(0.7f64.powi(i))]).filter(|x| *x > range.0));
        let mut greatest = [(0.0, 0.0); 8];
        for (level, greatest) in available().zip(&mut greatest) {
            let mut y = x.clone();
            dispatch_at(level, Map { y: &mut y, f }).unwrap();
            for (&x, &y) in x.iter().zip(&y) {
                let want = reference(x);
                let place = f64::from_bits(want.abs().to_bits() + 1) - want.abs();
                let error = if y == want { 0.0 } else { (y - want).abs() / place };
                if error > greatest.0 {
                    *greatest = (error, x);
                }
                assert!(error <= bound, "{name}({x:e}) at {level:?}: {y:e}, not {want:e}: {error:.2} ULP");
            }
        }
        println!("{name}: greatest error in ULP, where: {:.2?}", &greatest[..available().count()]);
    }
    check(Exp, f64::exp, (-750.0, 715.0), 4.0, "exp");
    check(ExpM1, f64::exp_m1, (-45.0, 715.0), 4.0, "expm1");
    check(ExpM1, f64::exp_m1, (-2.0, 2.0), 4.0, "expm1");
    check(Ln, f64::ln, (0.0, 3.0), 4.0, "ln");
    check(Ln, f64::ln, (0.0, 1e308), 4.0, "ln");
    check(Ln1P, f64::ln_1p, (-0.999, 5.0), 4.0, "ln_1p");
    check(Tanh, f64::tanh, (-22.0, 22.0), 4.0, "tanh");
    check(Tanh, f64::tanh, (-1.0, 1.0), 4.0, "tanh");
    check(Sigmoid, sigmoid_f64, (-750.0, 40.0), 4.0, "sigmoid");
    check(Softplus, softplus_f64, (-40.0, 40.0), 4.0, "softplus");
    check(Erf, libm::erf, (-6.0, 6.0), 4.0, "erf");
    check(Gelu, gelu_f64, (-37.0, 10.0), 8.0, "gelu");
}

#[test]
fn activations_are_their_formulas() {
    let formula = |f: Activation, x: f64| match f {
        Activation::Relu => x.max(0.0),
        Activation::LeakyRelu(slope) => {
            if x < 0.0 {
                slope * x
            } else {
                x
            }
        }
        Activation::Elu(alpha) => {
            if x < 0.0 {
                alpha * x.exp_m1()
            } else {
                x
            }
        }
        Activation::Selu => 1.0507009873554805 * if x < 0.0 { 1.6732632423543772 * x.exp_m1() } else { x },
        Activation::Gelu => gelu_f64(x),
        Activation::GeluApproximate => {
            0.5 * x * (1.0 + ((2.0 / core::f64::consts::PI).sqrt() * (x + 0.044715 * x.powi(3))).tanh())
        }
        Activation::Silu => x * sigmoid_f64(x),
        Activation::Sigmoid => sigmoid_f64(x),
        Activation::HardSigmoid => (x / 6.0 + 0.5).clamp(0.0, 1.0),
        Activation::Tanh => x.tanh(),
        Activation::Softplus => softplus_f64(x),
        Activation::Softsign => x / (1.0 + x.abs()),
        Activation::Exponential => x.exp(),
        Activation::Sqrt => x.sqrt(),
        _ => x,
    };
    for f in [
        Activation::Linear,
        Activation::Relu,
        Activation::LeakyRelu(0.3),
        Activation::Elu(0.7),
        Activation::Selu,
        Activation::Gelu,
        Activation::GeluApproximate,
        Activation::Silu,
        Activation::Sigmoid,
        Activation::HardSigmoid,
        Activation::Tanh,
        Activation::Softplus,
        Activation::Softsign,
        Activation::Exponential,
        Activation::Sqrt,
    ] {
        let first = if f == Activation::Sqrt { 0 } else { -700 };
        let x: Vec<f64> = (first..=700).map(|i| f64::from(i) / 100.0).collect();
        let mut y = x.clone();
        activate(f, &mut y);
        let mut single: Vec<f32> = x.iter().map(|&x| x as f32).collect();
        activate(f, &mut single);
        for ((x, y), single) in x.iter().zip(y).zip(single) {
            let want = formula(f, *x);
            assert!((y - want).abs() <= 1e-14 * (1.0 + want.abs()), "{f:?} of {x}: {y}, not {want}");
            let want = formula(f, f64::from(*x as f32));
            assert!(
                (f64::from(single) - want).abs() <= 3e-7 * (1.0 + want.abs()),
                "{f:?} of {x}: {single}, not {want}"
            );
        }
        let mut nan = [f32::NAN; 19];
        activate(f, &mut nan);
        assert!(nan.iter().all(|x| x.is_nan()), "{f:?} of NaN");
    }
}
