//! The elementary functions of vectors, for use inside other kernels.
//!
//! One text for `f32` and `f64`: they differ in the degree of their polynomials. No branches but selections, so that lanes with
//! different kinds of numbers cost the same. The bounds that hold over all numbers are in the tests.

use crate::simd::{Isa, Real};

#[inline(always)]
fn constant<T: Real, S: Isa<T>>(isa: S, x: f64) -> S::V {
    isa.splat(T::real(x))
}

/// Horner's rule, constant term first.
#[inline(always)]
fn polynomial<T: Real, S: Isa<T>>(isa: S, x: S::V, coefficients: &'static [T]) -> S::V {
    let mut sum = isa.zero();
    for (i, c) in coefficients.iter().rev().enumerate() {
        sum = if i == 0 { isa.splat(*c) } else { isa.fma(sum, x, isa.splat(*c)) };
    }
    sum
}

/// `n` and `r` so that `x = n·ln 2 + r`, `|r| ≤ ½ ln 2`, for `x` that is not huge (Cody & Waite 1980).
#[inline(always)]
fn reduce<T: Real, S: Isa<T>>(isa: S, x: S::V) -> (S::V, S::V) {
    let n = isa.round(isa.mul(x, constant(isa, core::f64::consts::LOG2_E)));
    let r = isa.nmul_add(n, isa.splat(T::LN_2_HIGH), x);
    (n, isa.nmul_add(n, isa.splat(T::LN_2_LOW), r))
}

/// `eʳ − 1` for `|r| ≤ ½ ln 2`.
#[inline(always)]
fn expm1_reduced<T: Real, S: Isa<T>>(isa: S, r: S::V) -> S::V {
    let square = isa.mul(r, r);
    // By pairs (Estrin 1960): three multiplications behind each other instead of five, and no more of them, since the square is there. It is spelt
    // out, as compilers that save space leave loops as they are.
    let polynomial = match T::EXP {
        [a, b, c, d, e, f] => {
            let pair = |a: &T, b: &T| isa.fma(isa.splat(*b), r, isa.splat(*a));
            isa.fma(isa.fma(pair(e, f), square, pair(c, d)), square, pair(a, b))
        }
        coefficients => polynomial(isa, r, coefficients),
    };
    isa.fma(square, polynomial, r)
}

/// `eˣ`
#[inline(always)]
pub fn exp<T: Real, S: Isa<T>>(isa: S, x: S::V) -> S::V {
    // In this order NaN stays.
    let x = isa.min(isa.splat(T::EXP_HIGH), isa.max(isa.splat(T::EXP_LOW), x));
    let (n, r) = reduce(isa, x);
    isa.ldexp(isa.add(isa.splat(T::one()), expm1_reduced(isa, r)), n)
}

/// `eˣ − 1`
#[inline(always)]
pub fn expm1<T: Real, S: Isa<T>>(isa: S, x: S::V) -> S::V {
    let bound = isa.min(isa.splat(T::EXP_HIGH), isa.max(isa.splat(T::EXPM1_LOW), x));
    let (n, r) = reduce(isa, bound);
    // (eʳ − 1)·2ⁿ + (2ⁿ − 1), all halved because the greatest 2ⁿ is out of range.
    let half = constant(isa, 0.5);
    let scale = isa.ldexp(half, n);
    let y = isa.fma(expm1_reduced(isa, r), scale, isa.sub(scale, half));
    isa.copysign(isa.add(y, y), x)
}

/// The natural logarithm.
#[inline(always)]
pub fn ln<T: Real, S: Isa<T>>(isa: S, x: S::V) -> S::V {
    ln_of_sum(isa, x, isa.zero())
}

/// `ln(1 + x)`
#[inline(always)]
pub fn ln_1p<T: Real, S: Isa<T>>(isa: S, x: S::V) -> S::V {
    // What rounding 1 + x lost (Knuth's two-sum).
    let one = isa.splat(T::one());
    let sum = isa.add(one, x);
    let from_x = isa.sub(sum, one);
    let lost = isa.add(isa.sub(one, isa.sub(sum, from_x)), isa.sub(x, from_x));
    let finite = isa.lt(isa.abs(x), isa.splat(T::infinity()));
    isa.copysign(ln_of_sum(isa, sum, isa.select(finite, lost, isa.zero())), x)
}

/// `ln(x + d)` for `d` below the last place of `x`.
#[inline(always)]
fn ln_of_sum<T: Real, S: Isa<T>>(isa: S, x: S::V, d: S::V) -> S::V {
    let (zero, one) = (isa.zero(), isa.splat(T::one()));
    let subnormal = isa.lt(x, isa.splat(T::min_positive_value()));
    let lifted = isa.select(subnormal, isa.mul(x, isa.splat(T::LIFT)), x);
    // x = m·2ⁿ with m between √½ and √2.
    let (m, n) = (isa.mantissa(lifted), isa.exponent(lifted));
    let upper = isa.lt(constant(isa, core::f64::consts::SQRT_2), m);
    let m = isa.select(upper, isa.mul(m, constant(isa, 0.5)), m);
    let n = isa.select(upper, isa.add(n, one), n);
    let f = isa.add(isa.sub(m, one), isa.ldexp(d, isa.neg(n)));
    let n = isa.select(subnormal, isa.sub(n, isa.splat(T::LIFT_EXPONENT)), n);
    // ln(1 + f) = f − f²/2 + f³·P(f); the small parts are added first.
    let square = isa.mul(f, f);
    let tail = isa.mul(isa.mul(square, f), polynomial(isa, f, T::LN));
    let tail = isa.fma(n, isa.splat(T::LN_2_LOW), tail);
    let tail = isa.nmul_add(constant(isa, 0.5), square, tail);
    let y = isa.fma(n, isa.splat(T::LN_2_HIGH), isa.add(f, tail));
    // Outside of the positive, finite numbers.
    let y = isa.select(isa.lt(x, isa.splat(T::infinity())), y, x);
    let y = isa.select(isa.lt(x, zero), isa.splat(T::nan()), y);
    isa.select(isa.eq(x, zero), isa.splat(T::neg_infinity()), y)
}

/// The hyperbolic tangent, from half up as `1 − 2 / (e²ˣ + 1)`, which loses nothing there.
#[inline(always)]
pub fn tanh<T: Real, S: Isa<T>>(isa: S, x: S::V) -> S::V {
    let magnitude = isa.abs(x);
    let square = isa.mul(x, x);
    let near = isa.fma(isa.mul(x, square), polynomial(isa, square, T::TANH), x);
    let one = isa.splat(T::one());
    let e = exp(isa, isa.add(magnitude, magnitude));
    let far = isa.sub(one, isa.div(constant(isa, 2.0), isa.add(e, one)));
    isa.copysign(isa.select(isa.lt(magnitude, constant(isa, 0.55)), near, far), x)
}

/// `1 / (1 + e⁻ˣ)`
///
/// The roundings of the exponential, of the sum and of the quotient would be 2.4 units in the last place together, so what the sum lost is put back.
#[inline(always)]
pub fn sigmoid<T: Real, S: Isa<T>>(isa: S, x: S::V) -> S::V {
    let one = isa.splat(T::one());
    // On the left side, where nothing overflows; in this order NaN stays.
    let (n, r) = reduce(isa, isa.max(isa.splat(T::EXP_LOW), isa.neg(isa.abs(x))));
    let e = isa.ldexp(isa.add(one, expm1_reduced(isa, r)), n);
    let sum = isa.add(one, e);
    let quotient = isa.div(e, sum);
    // It counts most where the sum is about 1.
    let lost = isa.sub(e, isa.sub(sum, one));
    let left = isa.nmul_add(quotient, lost, quotient);
    isa.select(isa.lt(x, isa.zero()), left, isa.sub(one, left))
}

/// The [`sigmoid`] as a fraction, whose denominator lies between 1 and 2: see [`quotients`].
#[inline(always)]
pub fn sigmoid_parts<T: Real, S: Isa<T>>(isa: S, x: S::V) -> (S::V, S::V) {
    // e^-|x| cannot overflow, and is the numerator on the left side.
    let one = isa.splat(T::one());
    // In this order NaN stays.
    let (n, r) = reduce(isa, isa.max(isa.splat(T::EXP_LOW), isa.neg(isa.abs(x))));
    let e = isa.ldexp(isa.add(one, expm1_reduced(isa, r)), n);
    (isa.select(isa.lt(x, isa.zero()), e, one), isa.add(one, e))
}

/// The [`tanh`] as a fraction, whose denominator lies between 1 and 2: `(1 − e) / (1 + e)` with `e = e^(−2|x|)`, made of `e − 1`, which loses
/// nothing where `x` is small.
#[inline(always)]
pub fn tanh_parts<T: Real, S: Isa<T>>(isa: S, x: S::V) -> (S::V, S::V) {
    let magnitude = isa.abs(x);
    let (n, r) = reduce(isa, isa.max(isa.splat(T::EXPM1_LOW), isa.neg(isa.add(magnitude, magnitude))));
    let scale = isa.ldexp(isa.splat(T::one()), n);
    let less = isa.fma(expm1_reduced(isa, r), scale, isa.sub(scale, isa.splat(T::one())));
    (isa.copysign(less, x), isa.add(constant(isa, 2.0), less))
}

/// Four fractions at the price of one division, the slowest of all operations: by the product of the denominators, which must be of
/// moderate size. Within 4 units in the last place.
#[inline(always)]
pub fn quotients<T: Real, S: Isa<T>>(isa: S, parts: [(S::V, S::V); 4]) -> [S::V; 4] {
    let [(a, p), (b, q), (c, r), (d, s)] = parts;
    let (left, right) = (isa.mul(p, q), isa.mul(r, s));
    let inverse = isa.div(isa.splat(T::one()), isa.mul(left, right));
    let (of_left, of_right) = (isa.mul(inverse, right), isa.mul(inverse, left));
    [
        isa.mul(a, isa.mul(of_left, q)),
        isa.mul(b, isa.mul(of_left, p)),
        isa.mul(c, isa.mul(of_right, s)),
        isa.mul(d, isa.mul(of_right, r)),
    ]
}

/// Two fractions with one division, as [`quotients`].
#[inline(always)]
pub fn quotient_pair<T: Real, S: Isa<T>>(isa: S, (a, p): (S::V, S::V), (b, q): (S::V, S::V)) -> (S::V, S::V) {
    let inverse = isa.div(isa.splat(T::one()), isa.mul(p, q));
    (isa.mul(a, isa.mul(inverse, q)), isa.mul(b, isa.mul(inverse, p)))
}

/// `ln(1 + eˣ)`
#[inline(always)]
pub fn softplus<T: Real, S: Isa<T>>(isa: S, x: S::V) -> S::V {
    let rest = ln_1p(isa, exp(isa, isa.neg(isa.abs(x))));
    isa.add(isa.max(isa.zero(), x), rest)
}

/// `high + low = f·x²`, exactly, for `f` a power of two: rounding the square would cost the exponential all its last digits.
#[inline(always)]
fn square<T: Real, S: Isa<T>>(isa: S, x: S::V, f: f64) -> (S::V, S::V) {
    let inflated = isa.mul(x, isa.splat(T::SPLIT));
    let head = isa.sub(inflated, isa.sub(inflated, x));
    let rest = isa.mul(isa.sub(x, head), isa.add(x, head));
    let f = constant(isa, f);
    (isa.mul(isa.mul(head, head), f), isa.mul(rest, f))
}

/// `y`, `e` and `n` so that `y·(1 + e)·2ⁿ = exp(high + low) · ½ exp(½t²) erfc(t / √2)`. The tail of the normal distribution above `t`, if
/// the first factor is `exp(−½t²)`. For `t` from 0.7 to [`TAIL_END`](super::Constants::TAIL_END).
#[inline(always)]
fn tail<T: Real, S: Isa<T>>(isa: S, (high, low): (S::V, S::V), t: S::V) -> [S::V; 3] {
    let one = isa.splat(T::one());
    // As in `reduce`, the low part with what is small there.
    let n = isa.round(isa.mul(high, constant(isa, core::f64::consts::LOG2_E)));
    let r = isa.nmul_add(n, isa.splat(T::LN_2_HIGH), high);
    let e = expm1_reduced(isa, isa.add(r, isa.nmul_add(n, isa.splat(T::LN_2_LOW), low)));
    let four = constant(isa, 4.0);
    let u = isa.div(isa.sub(t, four), isa.add(t, four));
    let sum = isa.add(one, t);
    let y = isa.div(polynomial(isa, u, T::TAIL), sum);
    // What the sum lost, for each unit of it: by 1 / sum, which is 2y, nearly.
    let lost = isa.sub(one, isa.sub(sum, t));
    [y, isa.nmul_add(lost, isa.add(y, y), e), n]
}

/// The error function, `2/√π ∫₀ˣ exp(−t²) dt`.
#[inline(always)]
pub fn erf<T: Real, S: Isa<T>>(isa: S, x: S::V) -> S::V {
    let magnitude = isa.abs(x);
    let near = isa.fma(polynomial(isa, isa.mul(x, x), T::ERF), x, x);
    // Further out, 1 less twice the tail. In this order NaN stays.
    let bound = isa.min(constant(isa, 8.0), magnitude);
    let t = isa.mul(bound, constant(isa, core::f64::consts::SQRT_2));
    let [y, e, n] = tail(isa, square(isa, bound, -1.0), t);
    let y = isa.fma(e, y, y);
    let far = isa.sub(isa.splat(T::one()), isa.ldexp(isa.add(y, y), n));
    isa.select(isa.lt(magnitude, constant(isa, 0.9)), near, isa.copysign(far, x))
}

/// `x · Φ(x)`, with the normal distribution `Φ(x) = ½ (1 + erf(x / √2))` (Hendrycks & Gimpel 2016).
#[inline(always)]
pub fn gelu<T: Real, S: Isa<T>>(isa: S, x: S::V) -> S::V {
    let one = isa.splat(T::one());
    // In this order NaN stays.
    let t = isa.min(isa.splat(T::TAIL_END), isa.abs(x));
    let [y, e, n] = tail(isa, square(isa, t, -0.5), t);
    // t times the tail: multiplied before it is scaled, as it may become subnormal. On the right it is what is missing.
    let y = isa.mul(t, y);
    let missing = isa.ldexp(isa.fma(e, y, y), n);
    let far = isa.select(isa.lt(x, isa.zero()), isa.neg(missing), isa.sub(x, missing));
    // In the middle erf itself is more exact.
    let z = isa.mul(x, constant(isa, core::f64::consts::FRAC_1_SQRT_2));
    let erf_by_z = isa.add(one, polynomial(isa, isa.mul(z, z), T::ERF));
    let near = isa.mul(isa.mul(x, constant(isa, 0.5)), isa.fma(z, erf_by_z, one));
    isa.select(isa.lt(t, constant(isa, 0.7)), near, far)
}

/// GELU's approximation `½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))`, same paper.
#[inline(always)]
pub fn gelu_approximate<T: Real, S: Isa<T>>(isa: S, x: S::V) -> S::V {
    // ½ (1 + tanh z) is the sigmoid of 2z.
    let twice = 2.0 * core::f64::consts::FRAC_2_SQRT_PI * core::f64::consts::FRAC_1_SQRT_2;
    let inner = isa.fma(isa.mul(x, x), constant(isa, 0.044715 * twice), constant(isa, twice));
    isa.mul(x, sigmoid(isa, isa.mul(x, inner)))
}
