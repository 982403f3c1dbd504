//! Parametric ReLU: `y = x` above 0, `alpha · x` below.

use crate::Pass;
use crate::simd::{self, Isa, Real, Weight, dispatch, part, part_mut, pieces, pieces_mut};
use nn_spec::MAX_RANK;
use nn_spec::layers::prelu::Geometry;

crate::view::params! {
    /// The parameter of a parametric ReLU.
    Params {
        /// The slope below 0: of the input's shape, 1 along shared axes.
        alpha: A,
    }
}

kernel! { T =>
    /// `y = max(x, 0) + alpha · min(x, 0)`.
    pub fn forward<W>(g: &Geometry, _pass: &Pass, x: &[T], alpha: &[W], y: &mut [T]) {
        dispatch(Forward { g, x, alpha, y });
    }

    /// `dx = dy` above 0, `alpha · dy` below; `dalpha += Σ dy · min(x, 0)` over what shares it.
    #[cfg(feature = "train")]
    pub fn backward(
        g: &Geometry, _pass: &Pass, x: &[T], alpha: &[T], dy: &mut [T], dx: &mut [T], dalpha: &mut [T],
    ) {
        dispatch(Backward { g, x, alpha, dy, dx, dalpha });
    }
}

/// Calls `row(at, alpha)` for each row of a sample: where its elements start, and where its slopes do.
#[inline(always)]
fn rows(g: &Geometry, mut row: impl FnMut(usize, usize)) {
    let mut place = [0; MAX_RANK];
    let (mut at, mut alpha) = (0, 0);
    'rows: loop {
        row(at, alpha);
        at += g.dims[MAX_RANK - 1];
        for axis in (0..MAX_RANK - 1).rev() {
            place[axis] += 1;
            alpha += g.strides[axis];
            if place[axis] < g.dims[axis] {
                continue 'rows;
            }
            alpha -= g.strides[axis] * place[axis];
            place[axis] = 0;
        }
        return;
    }
}

/// Elements of a row, and of its slopes: one where the last axis shares it.
fn widths(g: &Geometry) -> (usize, usize) {
    let width = g.dims[MAX_RANK - 1];
    (width, if g.strides[MAX_RANK - 1] == 0 { 1 } else { width })
}

fn len(g: &Geometry) -> usize {
    g.dims.iter().product::<usize>().max(1)
}

/// The slopes of some elements of a row.
#[inline(always)]
fn slopes<W: Weight, S: Isa<W::Number>>(isa: S, alpha: &[W], at: usize, end: usize) -> S::V {
    match alpha.get(at..end) {
        Some(alpha) => W::load(isa, alpha),
        None => isa.splat(alpha.first().copied().unwrap_or_default().widen()),
    }
}

struct Forward<'a, T, W> {
    g: &'a Geometry,
    x: &'a [T],
    alpha: &'a [W],
    y: &'a mut [T],
}

impl<T: Real, W: Weight<Number = T>> simd::Kernel<T> for Forward<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let ((width, shared), len) = (widths(self.g), len(self.g));
        for (x, y) in pieces(self.x, len).zip(pieces_mut(self.y, len)) {
            rows(self.g, |start, alpha| {
                let alpha = part(self.alpha, alpha, shared);
                for at in (0..width).step_by(S::LANES) {
                    let end = width.min(at + S::LANES);
                    let x = isa.load(part(x, start + at, end - at));
                    let below = isa.mul(x, slopes(isa, alpha, at, end));
                    isa.store(part_mut(y, start + at, end - at), isa.select(isa.gt(x, isa.zero()), x, below));
                }
            });
        }
    }
}

struct Backward<'a, T> {
    g: &'a Geometry,
    x: &'a [T],
    alpha: &'a [T],
    dy: &'a [T],
    dx: &'a mut [T],
    dalpha: &'a mut [T],
}

impl<T: Real> simd::Kernel<T> for Backward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let ((width, shared), len) = (widths(self.g), len(self.g));
        for (i, (x, dy)) in self.x.chunks_exact(len).zip(self.dy.chunks_exact(len)).enumerate() {
            if let Some(dx) = self.dx.get_mut(i * len..(i + 1) * len) {
                rows(self.g, |start, alpha| {
                    let alpha = part(self.alpha, alpha, shared);
                    for at in (0..width).step_by(S::LANES) {
                        let (from, to) = (start + at, start + width.min(at + S::LANES));
                        let (x, dy) = (isa.load(&x[from..to]), isa.load(&dy[from..to]));
                        let below = isa.mul(dy, slopes(isa, alpha, at, to - start));
                        isa.store(&mut dx[from..to], isa.select(isa.gt(x, isa.zero()), dy, below));
                    }
                });
            }
            if self.dalpha.is_empty() {
                continue;
            }
            rows(self.g, |start, alpha| {
                let dalpha = &mut self.dalpha[alpha..alpha + shared];
                let mut all = isa.zero();
                for at in (0..width).step_by(S::LANES) {
                    let (from, to) = (start + at, start + width.min(at + S::LANES));
                    let below = isa.mul(isa.load(&dy[from..to]), isa.min(isa.load(&x[from..to]), isa.zero()));
                    match dalpha.get_mut(at..to - start) {
                        Some(dalpha) => isa.store(dalpha, isa.add(isa.load(dalpha), below)),
                        None => all = isa.add(all, below),
                    }
                }
                // A row of one element has a slope of its own either way.
                if shared < width {
                    dalpha[0] += isa.reduce_sum(all);
                }
            });
        }
    }
}
