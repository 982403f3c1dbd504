//! Each operation at each level against plain Rust, and slice functions at odd lengths.

use super::*;

/// Numbers of all kinds and sizes, the same in every run.
pub(crate) fn numbers(len: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    let mut next = || {
        state = crate::pass::mix(state.wrapping_add(1));
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    (0..len).map(|_| (next() - 0.5) * (2.0f64).powf(next() * 6.0 - 2.0)).collect()
}

fn real<T: Real>(x: &[f64]) -> Vec<T> {
    x.iter().map(|&x| T::real(x)).collect()
}

/// Applies an operation on three vectors to slices.
struct Apply<'a, T, F>(&'a [T], &'a [T], &'a [T], &'a mut [T], F);

trait Ternary<T> {
    fn call<S: Isa<T>>(&self, isa: S, a: S::V, b: S::V, c: S::V) -> S::V;
}

impl<T: Real, F: Ternary<T>> Kernel<T> for Apply<'_, T, F> {
    type Output = ();
    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let inputs = self.0.chunks(S::LANES).zip(self.1.chunks(S::LANES)).zip(self.2.chunks(S::LANES));
        for (((a, b), c), y) in inputs.zip(self.3.chunks_mut(S::LANES)) {
            isa.store(y, self.4.call(isa, isa.load(a), isa.load(b), isa.load(c)));
        }
    }
}

/// Compares an operation with its plain form, for all combinations of these numbers, at every level.
macro_rules! check {
    ($name:literal, |$isa:ident, $a:ident, $b:ident, $c:ident| $vector:expr, $plain:expr) => {{
        #[derive(Clone, Copy)]
        struct Operation;
        impl<T: Real> Ternary<T> for Operation {
            #[inline(always)]
            fn call<S: Isa<T>>(&self, $isa: S, $a: S::V, $b: S::V, $c: S::V) -> S::V {
                let _ = ($b, $c);
                $vector
            }
        }
        fn compare<T: Real>() {
            let some: Vec<T> = real(&[
                0.0,
                -0.0,
                1.0,
                -1.0,
                0.5,
                -0.5,
                1.5,
                2.5,
                -2.5,
                3.7,
                -3.2,
                1e-3,
                1e9,
                -1e9,
                8388609.0,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NAN,
                123.456,
            ]);
            let all = || some.iter().flat_map(|&a| some.iter().map(move |&b| (a, b)));
            let a: Vec<T> = all().map(|(a, _)| a).collect();
            let b: Vec<T> = all().map(|(_, b)| b).collect();
            let c: Vec<T> = all().map(|(a, b)| (a + b) * T::real(0.25)).collect();
            let plain: fn(T, T, T) -> T = $plain;
            for level in available() {
                let mut got = vec![T::zero(); a.len()];
                dispatch_at(level, Apply(&a, &b, &c, &mut got, Operation)).unwrap();
                for i in 0..a.len() {
                    let want = plain(a[i], b[i], c[i]);
                    let same = got[i] == want && got[i].is_sign_negative() == want.is_sign_negative();
                    assert!(
                        same || got[i].is_nan() && want.is_nan(),
                        "{} at {level:?} of {:?} {:?} {:?}: {:?}, not {want:?}",
                        $name,
                        a[i],
                        b[i],
                        c[i],
                        got[i]
                    );
                }
            }
        }
        compare::<f32>();
        compare::<f64>();
    }};
}

#[test]
fn operations_agree_with_plain_rust() {
    check!("add", |isa, a, b, c| isa.add(a, b), |a, b, _| a + b);
    check!("sub", |isa, a, b, c| isa.sub(a, b), |a, b, _| a - b);
    check!("mul", |isa, a, b, c| isa.mul(a, b), |a, b, _| a * b);
    check!("div", |isa, a, b, c| isa.div(a, b), |a, b, _| a / b);
    check!("max", |isa, a, b, c| isa.max(a, b), |a, b, _| if a > b { a } else { b });
    check!("min", |isa, a, b, c| isa.min(a, b), |a, b, _| if a < b { a } else { b });
    check!("sqrt", |isa, a, b, c| isa.sqrt(isa.abs(a)), |a, _, _| a.abs().sqrt());
    check!("floor", |isa, a, b, c| isa.floor(a), |a, _, _| a.floor());
    check!("abs", |isa, a, b, c| isa.abs(a), |a, _, _| a.abs());
    check!("neg", |isa, a, b, c| isa.neg(a), |a, _, _| -a);
    check!("copysign", |isa, a, b, c| isa.copysign(a, b), |a, b, _| a.copysign(b));
    check!("round", |isa, a, b, c| isa.round(a), |a, _, _| T::real(a.double().round_ties_even()));
    check!("lt", |isa, a, b, c| isa.select(isa.lt(a, b), a, c), |a, b, c| if a < b { a } else { c });
    check!("le", |isa, a, b, c| isa.select(isa.le(a, b), a, c), |a, b, c| if a <= b { a } else { c });
    check!("eq", |isa, a, b, c| isa.select(isa.eq(a, b), a, c), |a, b, c| if a == b { a } else { c });
}

/// Else all tests of a level would pass without having run at it.
#[test]
fn machines_have_the_level_that_is_theirs() {
    assert_eq!(Level::Neon.is_available(), cfg!(target_arch = "aarch64"));
    assert_eq!(Level::Simd128.is_available(), cfg!(all(target_arch = "wasm32", target_feature = "simd128")));
    assert!(cfg!(target_arch = "x86_64") || (!Level::Avx2.is_available() && !Level::Avx512.is_available()));
}

#[test]
fn fma_rounds_at_most_twice() {
    struct Fma;
    impl<T: Real> Ternary<T> for Fma {
        #[inline(always)]
        fn call<S: Isa<T>>(&self, isa: S, a: S::V, b: S::V, c: S::V) -> S::V {
            isa.add(isa.fma(a, b, c), isa.nmul_add(a, b, c))
        }
    }
    let (a, b, c) = (numbers(70, 1), numbers(70, 2), numbers(70, 3));
    for level in available() {
        let mut got = [0.0; 70];
        dispatch_at(level, Apply(&a, &b, &c, &mut got, Fma)).unwrap();
        for i in 0..70 {
            let bound = 8.0 * f64::EPSILON * ((a[i] * b[i]).abs() + c[i].abs());
            assert!((got[i] - 2.0 * c[i]).abs() <= bound, "{level:?}: {} not {}", got[i], 2.0 * c[i]);
        }
    }
}

#[test]
fn zipped_lanes_take_turns() {
    /// The first half of what is zipped, or the second.
    #[derive(Clone, Copy)]
    struct Half(bool);
    impl<T: Real> Binary<T> for Half {
        #[inline(always)]
        fn call<S: Isa<T>>(self, isa: S, a: S::V, b: S::V) -> S::V {
            let (first, second) = isa.zip(a, b);
            if self.0 { second } else { first }
        }
    }
    fn check<T: Real + super::Blocks<T>>() {
        for level in available() {
            let lanes = T::tiles(Token::new(level).unwrap()).lanes;
            let real = |from: usize| (0..lanes).map(|i| T::real((from + i) as f64)).collect::<Vec<T>>();
            let b = real(100);
            for second in [false, true] {
                let mut got = real(0);
                dispatch_at(level, Zip { y: &mut got, x: &b, f: Half(second) }).unwrap();
                let first = if second { lanes / 2 } else { 0 };
                let of = |i: usize| first + i / 2 + 100 * (i % 2);
                let want = |i: usize| if lanes == 1 { 100 * usize::from(second) } else { of(i) };
                assert!((0..lanes).all(|i| got[i] == T::real(want(i) as f64)), "{level:?} {got:?}");
            }
        }
    }
    check::<f32>();
    check::<f64>();
}

#[test]
fn exponents_come_apart_and_together() {
    #[derive(Clone, Copy)]
    struct Apart;
    impl<T: Real> Unary<T> for Apart {
        #[inline(always)]
        fn call<S: Isa<T>>(self, isa: S, x: S::V) -> S::V {
            isa.ldexp(isa.mantissa(x), isa.exponent(x))
        }
    }
    #[derive(Clone, Copy)]
    struct Power;
    impl<T: Real> Binary<T> for Power {
        #[inline(always)]
        fn call<S: Isa<T>>(self, isa: S, y: S::V, x: S::V) -> S::V {
            isa.ldexp(y, x)
        }
    }

    for level in available() {
        let normal: Vec<f32> =
            (1..254).flat_map(|e| [e << 23, (e << 23) + 12345, (e << 23) + 0x7F_FFFF]).map(f32::from_bits).collect();
        let mut got: Vec<f32> = normal.iter().enumerate().map(|(i, x)| if i % 2 == 0 { *x } else { -x }).collect();
        dispatch_at(level, Map { y: &mut got, f: Apart }).unwrap();
        assert_eq!(got, normal, "{level:?}");

        let n: Vec<f32> = (-250..=250).map(|n| n as f32).collect();
        let mut got = vec![1.2345f32; n.len()];
        dispatch_at(level, Zip { y: &mut got, x: &n, f: Power }).unwrap();
        for (n, got) in n.iter().zip(&got) {
            assert_eq!(*got, (1.2345f32 as f64 * 2f64.powi(*n as i32)) as f32, "{level:?} 2^{n}");
        }

        let n: Vec<f64> = (-2000..=2000).map(f64::from).collect();
        let mut got = vec![1.5f64; n.len()];
        dispatch_at(level, Zip { y: &mut got, x: &n, f: Power }).unwrap();
        for (n, got) in n.iter().zip(&got) {
            let half = (*n as i32) / 2;
            assert_eq!(*got, 1.5 * 2f64.powi(half) * 2f64.powi(*n as i32 - half), "{level:?} 2^{n}");
        }
    }
}

/// Copies through `load_or` and `store`.
struct Copying<'a, T>(&'a [T], &'a mut [T]);

impl<T: Real> Kernel<T> for Copying<'_, T> {
    type Output = T;
    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) -> T {
        let mut least = isa.splat(T::real(7.0));
        for (from, to) in self.0.chunks(S::LANES).zip(self.1.chunks_mut(S::LANES)) {
            let v = isa.load_or(from, T::real(7.0));
            least = isa.min(v, least);
            isa.store(to, v);
        }
        isa.reduce_max(isa.neg(least))
    }
}

#[test]
fn loads_and_stores_stay_inside() {
    fn check<T: Real>() {
        for level in available() {
            for len in 0..70 {
                let from: Vec<T> = (0..len).map(|i| T::real(1.0 + i as f64)).collect();
                let mut to = vec![T::real(-1.0); len + 40];
                let got = dispatch_at(level, Copying(&from, &mut to[..len])).unwrap();
                assert_eq!(to[..len], from, "{level:?} {len}");
                assert!(to[len..].iter().all(|x| *x == T::real(-1.0)), "{level:?} {len} wrote too far");
                assert_eq!(got, T::real(if len == 0 { -7.0 } else { -1.0 }), "{level:?} {len}");
            }
        }
    }
    check::<f32>();
    check::<f64>();
}
