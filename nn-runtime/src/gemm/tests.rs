//! Products against the definition, in `f64`.

use super::*;
use crate::simd::tests::numbers;
use crate::simd::{Level, available};

/// A case: sizes, which factors are given transposed, and the scalars.
#[derive(Clone, Copy, Debug)]
struct Case {
    m: usize,
    n: usize,
    k: usize,
    a_t: bool,
    b_t: bool,
    c_t: bool,
    alpha: f64,
    beta: f64,
    bias: bool,
    activation: Activation,
}

/// A matrix with room between its rows, stored as it is or transposed.
fn stored<'a, T>(data: &'a [T], rows: usize, cols: usize, transposed: bool) -> MatRef<'a, T> {
    if transposed {
        MatRef::with_strides(data, cols, rows, rows + 3, 1).t()
    } else {
        MatRef::with_strides(data, rows, cols, cols + 3, 1)
    }
}

/// Without a mask, with one that lies as `C` does, and with one that does not.
fn check<T: Real>(case: Case, run: impl Fn(Level, T, MatRef<'_, T>, MatRef<'_, T>, T, MatMut<'_, T>, Epilogue<'_, T>)) {
    for mask in [None, Some(case.c_t), Some(!case.c_t)] {
        check_masked(case, mask, &run);
    }
}

fn check_masked<T: Real>(
    case: Case,
    masked: Option<bool>,
    run: impl Fn(Level, T, MatRef<'_, T>, MatRef<'_, T>, T, MatMut<'_, T>, Epilogue<'_, T>),
) {
    let Case { m, n, k, .. } = case;
    let real = |x: &[f64]| x.iter().map(|&x| T::real(x)).collect::<Vec<T>>();
    let size = |rows: usize, cols: usize| (rows + 3) * (cols + 3);
    let (a, b) = (real(&numbers(size(m, k), 1)), real(&numbers(size(k, n), 2)));
    let bias = real(&numbers(if case.bias { n } else { 0 }, 3));
    let (a, b) = (stored(&a, m, k, case.a_t), stored(&b, k, n, case.b_t));
    let before = if case.beta == 0.0 { vec![T::nan(); size(m, n)] } else { real(&numbers(size(m, n), 4)) };
    let old = stored(&before, m, n, case.c_t);
    let mask = real(&numbers(size(m, n), 5));
    let mask = masked.map(|transposed| stored(&mask, m, n, transposed));
    for level in available() {
        let mut after = before.clone();
        let c = if case.c_t {
            MatMut::with_row_stride(&mut after, n, m, m + 3).t()
        } else {
            MatMut::with_row_stride(&mut after, m, n, n + 3)
        };
        let epilogue = Epilogue { bias: &bias, mask, activation: case.activation };
        run(level, T::real(case.alpha), a, b, T::real(case.beta), c, epilogue);
        let got = stored(&after, m, n, case.c_t);
        for i in 0..m {
            for j in 0..n {
                let terms = || (0..k).map(|p| a.get(i, p).double() * b.get(p, j).double());
                let beta_c = if case.beta == 0.0 { 0.0 } else { case.beta * old.get(i, j).double() };
                let bias = if case.bias { bias[j].double() } else { 0.0 };
                let want = case.alpha * terms().sum::<f64>() + beta_c + bias;
                let size = case.alpha.abs() * terms().map(f64::abs).sum::<f64>() + beta_c.abs() + bias.abs();
                let want = if case.activation == Activation::Relu { want.max(0.0) } else { want };
                let want = if mask.is_some_and(|mask| mask.get(i, j) <= T::zero()) { 0.0 } else { want };
                let error = (got.get(i, j).double() - want).abs();
                let bound = T::epsilon().double() * (k as f64 + 8.0) * size;
                assert!(error <= bound, "{level:?} {case:?} ({i}, {j}): {:?} not {want}", got.get(i, j));
            }
        }
        // What lies between the rows is not touched.
        let untouched = |i: usize, x: &T| {
            let (width, rows) = if case.c_t { (m, n) } else { (n, m) };
            let inside = i % (width + 3) < width && i / (width + 3) < rows;
            inside || *x == before[i] || x.is_nan() && before[i].is_nan()
        };
        assert!(after.iter().enumerate().all(|(i, x)| untouched(i, x)), "{level:?} {case:?} wrote outside");
    }
}

fn at_level<T: Real>(
    level: Level,
    alpha: T,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    beta: T,
    c: MatMut<'_, T>,
    epilogue: Epilogue<'_, T>,
) {
    product(Token::new(level).unwrap(), alpha, a, b, beta, c, epilogue);
}

const PLAIN: Case = Case {
    m: 0,
    n: 0,
    k: 0,
    a_t: false,
    b_t: false,
    c_t: false,
    alpha: 1.0,
    beta: 0.0,
    bias: false,
    activation: Activation::Linear,
};

#[test]
fn small_sizes_of_every_remainder() {
    for size in 1..70 {
        let (m, n, k) = (size, (size * 37) % 70 + 1, (size * 23) % 70 + 1);
        for (m, n, k) in [(m, n, k), (n, k, m), (1, m, n), (m, 1, n), (m, n, 1)] {
            check::<f32>(Case { m, n, k, ..PLAIN }, at_level);
            check::<f64>(Case { m, n, k, ..PLAIN }, at_level);
        }
    }
}

#[test]
fn transposed_scaled_biased() {
    for flags in 0..16 {
        let (a_t, b_t, c_t, bias) = (flags & 1 > 0, flags & 2 > 0, flags & 4 > 0, flags & 8 > 0);
        for (alpha, beta) in [(1.0, 0.0), (1.0, 1.0), (0.0, 0.5), (-0.5, 2.0), (0.0, 0.0)] {
            for (m, n, k) in [(1, 5, 7), (5, 1, 40), (14, 32, 16), (29, 67, 33), (3, 130, 9)] {
                let activation = if bias { Activation::Relu } else { Activation::Linear };
                let case = Case { m, n, k, a_t, b_t, c_t, alpha, beta, bias, activation };
                check::<f32>(case, at_level);
                check::<f64>(case, at_level);
            }
        }
    }
}

#[test]
fn larger_than_a_block() {
    for (m, n, k) in [(1, 300, 2100), (2100, 2, 300), (70, 1050, 300), (360, 40, 530), (33, 17, 2000), (40, 1021, 70)] {
        for flags in 0..4 {
            let case = Case {
                m,
                n,
                k,
                a_t: flags & 1 > 0,
                b_t: flags & 2 > 0,
                beta: 1.0,
                bias: true,
                activation: Activation::Relu,
                ..PLAIN
            };
            check_masked::<f32>(case, None, at_level);
            // Masked with the factors as they lie and with both copied: an emulator takes long for large products.
            if case.a_t == case.b_t {
                check_masked::<f32>(case, Some(false), at_level);
            }
        }
        check_masked::<f64>(Case { m, n, k, ..PLAIN }, None, at_level);
    }
}

#[test]
fn without_depth_only_what_was_there_stays() {
    check::<f32>(Case { m: 5, n: 7, beta: 0.5, bias: true, ..PLAIN }, at_level);
    check::<f64>(Case { m: 5, n: 7, ..PLAIN }, at_level);
}

#[test]
fn nan_in_a_factor_arrives() {
    for level in available() {
        for spot in [0, 5, 34] {
            let mut a = vec![1.0f32; 35];
            a[spot] = f32::NAN;
            let b = vec![0.0f32; 7 * 33];
            let mut c = vec![0.0f32; 5 * 33];
            let (a, b) = (MatRef::new(&a, 5, 7), MatRef::new(&b, 7, 33));
            product(Token::new(level).unwrap(), 1.0, a, b, 0.0, MatMut::new(&mut c, 5, 33), Epilogue::NONE);
            for (i, row) in c.chunks(33).enumerate() {
                assert!(row.iter().all(|x| x.is_nan() == (i == spot / 7)), "{level:?} {spot} {i}");
            }
        }
    }
}

#[test]
#[cfg(feature = "parallel")]
fn threads_change_no_bit() {
    for (m, n, k) in [(700, 90, 130), (512, 16, 1000), (169, 300, 200), (3, 2000, 2000), (1, 1, 1)] {
        let real = |len, seed| numbers(len, seed).iter().map(|&x| x as f32).collect::<Vec<_>>();
        let (a, b, bias, mask) = (real(m * k, 1), real(k * n, 2), real(n, 3), real(m * n, 4));
        let run = |threads: usize, shared: bool| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut c = vec![1.0f32; m * n];
            let (a, b) = (MatRef::new(&a, m, k), MatRef::new(&b, k, n));
            let mask = Some(MatRef::new(&mask, m, n));
            let epilogue = Epilogue { bias: &bias, mask, activation: Activation::Tanh };
            pool.install(|| match shared {
                true => par_gemm(0.5, a, b, 2.0, MatMut::new(&mut c, m, n), epilogue),
                false => gemm_fused(0.5, a, b, 2.0, MatMut::new(&mut c, m, n), epilogue),
            });
            c
        };
        let whole = run(1, false);
        assert!([1, 2, 3].iter().all(|&threads| run(threads, true) == whole), "{m}×{n}×{k}");
    }
}
