//! Scalar products of the vectors of two inputs: `yᵢⱼ = aᵢ · bⱼ`; with `normalize`, `yᵢⱼ = (aᵢ · bⱼ) / (|aᵢ| |bⱼ|)`.

use crate::gemm::{MatMut, MatRef, gemm};
use crate::simd::{part_mut, pieces, pieces_mut};
use crate::{Pass, Scalar};
use nn_spec::layers::dot::{Geometry, Operand};

/// A vector shorter than this counts as that long, as in Keras.
const SHORTEST: f64 = 1e-7;

kernel! { T =>
    /// `yᵢⱼ = sᵢ tⱼ (aᵢ · bⱼ)`; with `normalize`, `s` and `t` are one by the vectors' lengths and are kept unless they have no
    /// room, else 1.
    pub fn forward(
        g: &Geometry, _pass: &Pass, a: &[T], b: &[T], y: &mut [T], scale_a: &mut [T], scale_b: &mut [T],
    ) {
        let (m, n) = (g.a.vectors(), g.b.vectors());
        let samples = pieces(a, m * g.depth).zip(pieces(b, n * g.depth));
        let samples = samples.zip(pieces_mut(y, m * n));
        for (sample, ((a, b), y)) in samples.enumerate() {
            for i in slabs(&g.a, g.depth) {
                for j in slabs(&g.b, g.depth) {
                    let y = MatMut::with_row_stride(y.get_mut(i.first * n + j.first..).unwrap_or_default(), i.rows, j.rows, n);
                    gemm(T::one(), i.read(a), j.read(b).t(), T::zero(), y);
                }
            }
            if !g.normalize {
                continue;
            }
            for i in 0..m {
                let scale = reciprocal_length(&g.a, g.depth, a, i);
                part_mut(y, i * n, n).iter_mut().for_each(|y| *y *= scale);
                scale_a.iter_mut().skip(sample * m + i).take(1).for_each(|kept| *kept = scale);
            }
            for j in 0..n {
                let scale = reciprocal_length(&g.b, g.depth, b, j);
                y.get_mut(j..).unwrap_or_default().iter_mut().step_by(n.max(1)).for_each(|y| *y *= scale);
                scale_b.iter_mut().skip(sample * n + j).take(1).for_each(|kept| *kept = scale);
            }
        }
    }

    /// `daᵢ = Σⱼ dyᵢⱼ bⱼ`, `dbⱼ = Σᵢ dyᵢⱼ aᵢ`. With `normalize`, `dyᵢⱼ` is first multiplied by `sᵢ tⱼ`; then what lies along the vector
    /// itself is taken away, because its length does not count: `daᵢ ← daᵢ − sᵢ² (aᵢ · daᵢ) aᵢ`.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, _pass: &Pass, a: &[T], b: &[T], scale_a: &[T], scale_b: &[T],
        dy: &mut [T], da: &mut [T], db: &mut [T],
    ) {
        let (m, n) = (g.a.vectors(), g.b.vectors());
        for (sample, dy) in dy.chunks_exact_mut(m * n).enumerate() {
            let (a, b) = (&a[sample * m * g.depth..][..m * g.depth], &b[sample * n * g.depth..][..n * g.depth]);
            let (s, t) = match g.normalize {
                true => (&scale_a[sample * m..][..m], &scale_b[sample * n..][..n]),
                false => (&scale_a[..0], &scale_b[..0]),
            };
            for (dy, &s) in dy.chunks_exact_mut(n).zip(s) {
                dy.iter_mut().zip(t).for_each(|(dy, &t)| *dy *= s * t);
            }
            if let Some(da) = da.chunks_exact_mut(m * g.depth).nth(sample) {
                gradient(g.depth, &g.a, &g.b, b, dy, (n, 1), da);
                project(g.depth, &g.a, a, s, da);
            }
            if let Some(db) = db.chunks_exact_mut(n * g.depth).nth(sample) {
                gradient(g.depth, &g.b, &g.a, a, dy, (1, n), db);
                project(g.depth, &g.b, b, t, db);
            }
        }
    }
}

/// Vectors of an operand that lie side by side: the rows of one matrix.
#[derive(Clone, Copy)]
struct Slab {
    /// The number of the first.
    first: usize,
    rows: usize,
    depth: usize,
    row_stride: usize,
    col_stride: usize,
}

/// An operand's vectors: one matrix if each is a row of memory, else one for each `outer`.
fn slabs(operand: &Operand, depth: usize) -> impl Iterator<Item = Slab> {
    let (count, rows, row_stride) =
        if operand.inner == 1 { (1, operand.outer, depth) } else { (operand.outer, operand.inner, 1) };
    let col_stride = operand.inner;
    (0..count).map(move |i| Slab { first: i * rows, rows, depth, row_stride, col_stride })
}

impl Slab {
    fn read<T>(self, x: &[T]) -> MatRef<'_, T> {
        MatRef::with_strides(x.get(self.first * self.depth..).unwrap_or_default(), self.rows, self.depth, self.row_stride, self.col_stride)
    }

    fn write<T>(self, x: &mut [T]) -> MatMut<'_, T> {
        let x = &mut x[self.first * self.depth..];
        match self.col_stride {
            1 => MatMut::with_row_stride(x, self.rows, self.depth, self.row_stride),
            stride => MatMut::with_row_stride(x, self.depth, self.rows, stride).t(),
        }
    }
}

/// `dxᵢ = Σⱼ dyᵢⱼ zⱼ`; `dy` has its strides for `i` and `j`.
fn gradient<T: Scalar>(
    depth: usize,
    of: &Operand,
    other: &Operand,
    z: &[T],
    dy: &[T],
    (row, col): (usize, usize),
    dx: &mut [T],
) {
    for i in slabs(of, depth) {
        let mut beta = T::zero();
        for j in slabs(other, depth) {
            let dy = MatRef::with_strides(&dy[i.first * row + j.first * col..], i.rows, j.rows, row, col);
            gemm(T::one(), dy, j.read(z), beta, i.write(dx));
            beta = T::one();
        }
    }
}

/// `dxᵢ ← dxᵢ − sᵢ² (xᵢ · dxᵢ) xᵢ`, for each vector that has a scale of its own.
fn project<T: Scalar>(depth: usize, operand: &Operand, x: &[T], scales: &[T], dx: &mut [T]) {
    for (i, &scale) in scales.iter().enumerate() {
        // The length of a vector that counts as longer than it is does count.
        if scale.f64() < 1.0 / SHORTEST {
            let at = start(operand, depth, i);
            let pairs = || x[at..].iter().step_by(operand.inner).zip(dx[at..].iter().step_by(operand.inner)).take(depth);
            let along = scale * scale * pairs().fold(T::zero(), |sum, (&x, &dx)| sum + x * dx);
            let x = x[at..].iter().step_by(operand.inner).take(depth);
            dx[at..].iter_mut().step_by(operand.inner).zip(x).for_each(|(dx, &x)| *dx -= along * x);
        }
    }
}

/// Where vector `i` starts; its elements are `inner` apart.
fn start(operand: &Operand, depth: usize, i: usize) -> usize {
    let inner = operand.inner.max(1);
    i / inner * depth * inner + i % inner
}

/// `1 / |xᵢ|`
fn reciprocal_length<T: Scalar>(operand: &Operand, depth: usize, x: &[T], i: usize) -> T {
    let vector = x.get(start(operand, depth, i)..).unwrap_or_default();
    let vector = vector.iter().step_by(operand.inner.max(1)).take(depth);
    let squares = vector.fold(0.0, |sum, x| sum + x.f64() * x.f64());
    T::of(num_traits::Float::sqrt(squares).recip().min(1.0 / SHORTEST))
}
