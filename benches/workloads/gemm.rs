//! Matrix products (W7): billions of additions and multiplications a second, beside the crates that are best at it and the most that the
//! machine's multipliers can do, in turns ([`super::peak`]).

use super::peak::{ROUNDS, peak, rate};
use super::{data, measure};
use nn_runtime::gemm::{Epilogue, MatMut, MatRef, par_gemm};
use std::hint::black_box;

/// Rows, depth, columns.
const SIZES: [[usize; 3]; 7] = [
    [64, 64, 64],
    [128, 128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [1024, 1024, 1024],
    [2048, 2048, 2048],
    [512, 10_000, 16],
];
/// A contestant: the product of two matrices, `rows × depth × columns`.
type Product = fn([usize; 3], &[f32], &[f32], &mut [f32], usize);

const CONTESTANTS: [(&str, Product); 4] =
    [("netkiln", ours), ("faer", faer_product), ("gemm", gemm_product), ("matrixmultiply", matrixmultiply_product)];

fn ours([m, k, n]: [usize; 3], a: &[f32], b: &[f32], c: &mut [f32], _: usize) {
    par_gemm(1.0, MatRef::new(a, m, k), MatRef::new(b, k, n), 0.0, MatMut::new(c, m, n), Epilogue::NONE);
}

fn faer_product([m, k, n]: [usize; 3], a: &[f32], b: &[f32], c: &mut [f32], threads: usize) {
    use faer::mat::{MatMut, MatRef};
    let (a, b) = (MatRef::from_row_major_slice(a, m, k), MatRef::from_row_major_slice(b, k, n));
    let c = MatMut::from_row_major_slice_mut(c, m, n);
    let threads = if threads > 1 { faer::Par::rayon(threads) } else { faer::Par::Seq };
    faer::linalg::matmul::matmul(c, faer::Accum::Replace, a, b, 1.0, threads);
}

fn gemm_product([m, k, n]: [usize; 3], a: &[f32], b: &[f32], c: &mut [f32], threads: usize) {
    let threads = if threads > 1 { gemm::Parallelism::Rayon(threads) } else { gemm::Parallelism::None };
    let [rs_a, rs_b, rs_c] = [k, n, n].map(|stride| stride as isize);
    // SAFETY: three matrices, row after row, of the lengths that `sizes` made.
    #[allow(unsafe_code)]
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            c.as_mut_ptr(),
            1,
            rs_c,
            false,
            a.as_ptr(),
            1,
            rs_a,
            b.as_ptr(),
            1,
            rs_b,
            0.0,
            1.0,
            false,
            false,
            false,
            threads,
        );
    }
}

fn matrixmultiply_product([m, k, n]: [usize; 3], a: &[f32], b: &[f32], c: &mut [f32], _: usize) {
    let [rs_a, rs_b, rs_c] = [k, n, n].map(|stride| stride as isize);
    // SAFETY: three matrices, row after row, of the lengths that `sizes` made.
    #[allow(unsafe_code)]
    unsafe {
        matrixmultiply::sgemm(m, k, n, 1.0, a.as_ptr(), rs_a, 1, b.as_ptr(), rs_b, 1, 0.0, c.as_mut_ptr(), rs_c, 1);
    }
}

/// The large sizes.
pub fn large(threads: usize) -> Result<(), netkiln::Error> {
    sizes(&SIZES, threads);
    Ok(())
}

/// Small and odd squares, from 3 to 63.
pub fn small(threads: usize) -> Result<(), netkiln::Error> {
    let squares: Vec<[usize; 3]> = (3..=63).step_by(4).map(|n| [n, n, n]).collect();
    sizes(&squares, threads);
    Ok(())
}

fn sizes(sizes: &[[usize; 3]], threads: usize) {
    for &[m, k, n] in sizes {
        let numbers = data::uniform(m * k + k * n);
        let (a, b) = numbers.split_at(m * k);
        let mut c = vec![0.0; m * n];
        let flop = (2 * m * k * n) as f64;
        let mut rates = vec![Vec::new(); CONTESTANTS.len()];
        let mut peaks = Vec::new();
        for _ in 0..ROUNDS {
            peaks.push(peak(threads));
            for ((_, product), rates) in CONTESTANTS.iter().zip(&mut rates) {
                product([m, k, n], a, b, &mut c, threads);
                rates.push(rate(|| {
                    product([m, k, n], black_box(a), black_box(b), black_box(&mut c), threads);
                    flop
                }));
            }
        }
        let workload = format!("W7-{m}x{k}x{n}");
        let top = measure::median(&peaks);
        measure::rates(&workload, "fma-peak", threads, "GFLOP/s", peaks, "");
        for ((name, _), rates) in CONTESTANTS.iter().zip(rates) {
            let share = format!(",\"share_of_peak\":{:.3}", measure::median(&rates) / top);
            measure::rates(&workload, name, threads, "GFLOP/s", rates, &share);
        }
    }
}
