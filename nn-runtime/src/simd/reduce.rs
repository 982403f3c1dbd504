//! Sums and the like over slices, always in the same order.

use super::{Binary, Isa, Kernel, Real};

/// Running sums side by side, so that an addition need not wait for the one before.
const SIDE_BY_SIDE: usize = 4;
/// Numbers summed before the total is taken: what is lost by rounding grows with the length of a running sum.
const BLOCK: usize = 4096;

/// The sum of what `with` adds for each number, given the sum so far and numbers side by side. It has to add nothing for `fill`.
pub(crate) struct Sum<'a, T, F> {
    pub x: &'a [T],
    pub with: F,
    pub fill: T,
}

impl<T: Real, F: Binary<T>> Kernel<T> for Sum<'_, T, F> {
    type Output = T;

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) -> T {
        let mut all = Blocks::new();
        for block in self.x.chunks(BLOCK) {
            let mut sums = [isa.zero(); SIDE_BY_SIDE];
            let mut strides = block.chunks_exact(SIDE_BY_SIDE * S::LANES);
            for x in &mut strides {
                for (sum, x) in sums.iter_mut().zip(x.chunks_exact(S::LANES)) {
                    *sum = self.with.call(isa, *sum, isa.load(x));
                }
            }
            for (sum, x) in sums.iter_mut().zip(strides.remainder().chunks(S::LANES)) {
                *sum = self.with.call(isa, *sum, isa.load_or(x, self.fill));
            }
            all.add(total(isa, sums));
        }
        all.sum()
    }
}

pub(super) struct Dot<'a, T>(pub &'a [T], pub &'a [T]);

impl<T: Real> Kernel<T> for Dot<'_, T> {
    type Output = T;

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) -> T {
        let pairs = self.0.len().min(self.1.len());
        let (x, y) = (&self.0[..pairs], &self.1[..pairs]);
        let mut all = Blocks::new();
        for (x, y) in x.chunks(BLOCK).zip(y.chunks(BLOCK)) {
            let mut sums = [isa.zero(); SIDE_BY_SIDE];
            let (mut xs, mut ys) = (x.chunks_exact(SIDE_BY_SIDE * S::LANES), y.chunks_exact(SIDE_BY_SIDE * S::LANES));
            for (x, y) in (&mut xs).zip(&mut ys) {
                for (sum, (x, y)) in sums.iter_mut().zip(x.chunks_exact(S::LANES).zip(y.chunks_exact(S::LANES))) {
                    *sum = isa.fma(isa.load(x), isa.load(y), *sum);
                }
            }
            for (sum, (x, y)) in
                sums.iter_mut().zip(xs.remainder().chunks(S::LANES).zip(ys.remainder().chunks(S::LANES)))
            {
                *sum = isa.fma(isa.load(x), isa.load(y), *sum);
            }
            all.add(total(isa, sums));
        }
        all.sum()
    }
}

/// The blocks' sums, added with more digits: but for a single block, which is what microcontrollers see. No iterator that is mapped by a
/// closure, which would not be compiled for the instruction set.
struct Blocks<T> {
    count: usize,
    /// Of a single block.
    one: T,
    /// Of more.
    all: f64,
}

impl<T: Real> Blocks<T> {
    #[inline(always)]
    fn new() -> Blocks<T> {
        Blocks { count: 0, one: T::zero(), all: 0.0 }
    }

    #[inline(always)]
    fn add(&mut self, sum: T) {
        match self.count {
            0 => self.one = sum,
            1 => self.all = self.one.double() + sum.double(),
            _ => self.all += sum.double(),
        }
        self.count += 1;
    }

    #[inline(always)]
    fn sum(self) -> T {
        if self.count > 1 { T::real(self.all) } else { self.one }
    }
}

#[inline(always)]
fn total<T: Real, S: Isa<T>>(isa: S, [a, b, c, d]: [S::V; SIDE_BY_SIDE]) -> T {
    isa.reduce_sum(isa.add(isa.add(a, b), isa.add(c, d)))
}

/// The greatest number, NaN left aside.
pub(crate) struct Max<'a, T>(pub &'a [T]);

impl<T: Real> Kernel<T> for Max<'_, T> {
    type Output = T;

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) -> T {
        let lowest = T::neg_infinity();
        let mut greatest = [isa.splat(lowest); SIDE_BY_SIDE];
        let mut strides = self.0.chunks_exact(SIDE_BY_SIDE * S::LANES);
        // `max` answers with its second operand where either is NaN.
        for x in &mut strides {
            for (greatest, x) in greatest.iter_mut().zip(x.chunks_exact(S::LANES)) {
                *greatest = isa.max(isa.load(x), *greatest);
            }
        }
        for (greatest, x) in greatest.iter_mut().zip(strides.remainder().chunks(S::LANES)) {
            *greatest = isa.max(isa.load_or(x, lowest), *greatest);
        }
        let [a, b, c, d] = greatest;
        isa.reduce_max(isa.max(isa.max(a, b), isa.max(c, d)))
    }
}

pub(super) struct SumColumns<'a, T> {
    pub x: &'a [T],
    pub y: &'a mut [T],
}

impl<T: Real> Kernel<T> for SumColumns<'_, T> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        /// Rows summed before they are added to `y`.
        const ROWS: usize = 256;
        let width = self.y.len();
        if width == 0 {
            return;
        }
        for rows in self.x.chunks(ROWS * width) {
            let mut at = 0;
            while at < width {
                // Several vectors side by side, so that each row is read by whole cache lines.
                let vectors = if at + SIDE_BY_SIDE * S::LANES <= width { SIDE_BY_SIDE } else { 1 };
                let end = width.min(at + vectors * S::LANES);
                let mut sums = [isa.zero(); SIDE_BY_SIDE];
                for row in rows.chunks_exact(width) {
                    if vectors == SIDE_BY_SIDE {
                        for (sum, x) in sums.iter_mut().zip(row[at..end].chunks_exact(S::LANES)) {
                            *sum = isa.add(*sum, isa.load(x));
                        }
                    } else {
                        sums[0] = isa.add(sums[0], isa.load(&row[at..end]));
                    }
                }
                for (sum, y) in sums.into_iter().zip(self.y[at..end].chunks_mut(S::LANES)) {
                    isa.store(y, isa.add(isa.load(y), sum));
                }
                at = end;
            }
        }
    }
}
