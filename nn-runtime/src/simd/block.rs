//! Sums of products over nested steps: what matrix products and convolutions have in common.
//!
//! A patch of an image is no row of a matrix, but it is reached by steps of fixed size: over the window's rows, over its columns, over the
//! channels. So patches need not be copied. A matrix product is the same with steps of one level. What computes them is in [`tile`](super::tile).

use super::tiles::Tiles;
use super::{MatMut, MatRef, Real, Token, Weight};
use core::marker::PhantomData;

/// How deep steps are nested.
pub const LEVELS: usize = 4;

/// A factor of the sums.
#[derive(Clone, Copy)]
pub struct Walk<'a, T> {
    /// Where its numbers are.
    pub data: &'a [T],
    /// Its first number.
    pub start: usize,
    /// From a row of the results to the next in the left factor; from a column to the next in the right one, 1 unless vectors have
    /// a single lane.
    pub across: usize,
    /// How far a step of each level goes, outermost first.
    pub steps: [isize; LEVELS],
}

/// Runs of rows at equal distances: how many there are, and from each to the next.
#[derive(Clone, Copy)]
pub struct Lines {
    /// How many.
    pub count: usize,
    /// In the left factor.
    pub a: usize,
    /// In the right factor: 0 where the columns are the same.
    pub b: usize,
    /// In the results.
    pub c: usize,
}

impl Lines {
    /// A single run.
    pub const ONE: Lines = Lines { count: 1, a: 0, b: 0, c: 0 };
}

/// Where results go: rows, the numbers of each side by side.
pub struct Results<'a, T> {
    pub(super) first: *mut T,
    /// Numbers from the first on, to the last.
    reach: usize,
    /// Columns that may be written.
    width: usize,
    /// From a row to the next.
    pub(super) row_stride: usize,
    slice: PhantomData<&'a mut [T]>,
}

impl<'a, T> Results<'a, T> {
    /// Rows from the slice's first number on, at a distance.
    pub fn new(data: &'a mut [T], row_stride: usize) -> Self {
        Results { first: data.as_mut_ptr(), reach: data.len(), width: data.len(), row_stride, slice: PhantomData }
    }

    /// The rows of a matrix, if their numbers are side by side.
    pub fn of(c: MatMut<'a, T>) -> Option<Self> {
        let (width, row_stride) = (c.cols(), c.row_stride());
        let (first, reach) = c.side_by_side()?;
        Some(Results { first, reach, width, row_stride, slice: PhantomData })
    }
}

/// What becomes of the sums: `c ← f(sum · scale + β · c + bias)`, or 0 where it is masked.
#[derive(Clone, Copy, Debug)]
pub struct Finish<'a, T, W = T> {
    /// What sums are multiplied by.
    pub alpha: T,
    /// What is multiplied by each column's number instead of that; or empty.
    pub scale: &'a [W],
    /// What is kept of what was there. With 0 it is not read, be it NaN.
    pub beta: T,
    /// Added to each row; or empty.
    pub bias: &'a [W],
    /// Whether negative results become 0.
    pub relu: bool,
    /// Numbers that lie as the results do, or empty: where one is not above zero, the result is 0. It is what a ReLU does backward.
    pub mask: &'a [T],
}

impl<T: Real, W> Finish<'_, T, W> {
    /// The sums as they are.
    pub fn plain() -> Self {
        Finish { alpha: T::one(), scale: &[], beta: T::zero(), bias: &[], relu: false, mask: &[] }
    }

    /// Whether nothing is done to sums but to add something, and a ReLU.
    #[inline(always)]
    pub(super) fn is_simple(&self) -> bool {
        self.scale.is_empty() && self.mask.is_empty() && self.alpha == T::one()
    }

    /// What no result is less than.
    #[inline(always)]
    pub(super) fn least(&self) -> T {
        if self.relu { T::zero() } else { T::neg_infinity() }
    }
}

/// Sums of products for lines of rows of columns: `cᵢⱼ = f(Σ aᵢ bⱼ)` over all steps.
///
/// Each sum is added up in the order of the steps, whatever is computed beside it. Nothing is done if a factor does not reach as far as the
/// steps go, the results have no room, or a column has nothing to be scaled by, added to or masked by.
pub struct Block<'a, T, W = T> {
    /// How many steps each level has.
    pub counts: [usize; LEVELS],
    /// The left factor, which has the rows. Its rows, or its innermost steps, have to be side by side.
    pub a: Walk<'a, T>,
    /// The right factor, which has the columns.
    pub b: Walk<'a, W>,
    /// Rows of a line.
    pub rows: usize,
    /// Lines, and lines of lines, outermost first.
    pub lines: [Lines; 2],
    /// Columns.
    pub columns: usize,
    /// Where the results go.
    pub c: Results<'a, T>,
    /// What becomes of the sums.
    pub finish: Finish<'a, T, W>,
}

impl<'a, T: Real, W: Weight<Number = T>> Block<'a, T, W> {
    /// The product of two matrices where they are, cut to what they have in common; none where rows of the results have their numbers apart.
    #[inline]
    pub(crate) fn product(
        a: MatRef<'a, T>,
        b: MatRef<'a, W>,
        c: MatMut<'a, T>,
        finish: Finish<'a, T, W>,
    ) -> Option<Block<'a, T, W>> {
        let steps = |step: usize| [0, 0, 0, step as isize];
        let (rows, columns) = (c.rows().min(a.rows()), c.cols().min(b.cols()));
        Some(Block {
            counts: [1, 1, 1, a.cols().min(b.rows())],
            a: Walk { data: a.span(), start: 0, across: a.row_stride(), steps: steps(a.col_stride()) },
            b: Walk { data: b.span(), start: 0, across: 1, steps: steps(b.row_stride()) },
            rows,
            lines: [Lines::ONE; 2],
            columns,
            c: Results::of(c)?,
            finish,
        })
    }

    /// Computes the results.
    pub fn run(self) {
        W::sums(Token::current(), self);
    }

    /// Whether a factor has all numbers that are reached from its start on, backwards and forwards, given the distance of the last row or column.
    /// What does not fit into a number is far away, too.
    fn reaches<N>(&self, walk: &Walk<'_, N>, across: usize) -> bool {
        let far = |distance| isize::try_from(distance).unwrap_or(isize::MAX);
        let mut low = far(walk.start);
        let mut high = low.saturating_add(far(across));
        for (&count, &step) in self.counts.iter().zip(&walk.steps) {
            // Small products are many, and most have one line and steps of one level: what is there once adds nothing.
            if count > 1 {
                let far = far(count - 1).saturating_mul(step);
                let end = if far < 0 { &mut low } else { &mut high };
                *end = end.saturating_add(far);
            }
        }
        low >= 0 && high < walk.data.len() as isize
    }

    /// From the first of some rows, or columns, to the last of all lines, at distances that `of` gives for lines.
    fn extent(&self, rows: usize, row: usize, of: fn(&Lines) -> usize) -> usize {
        let mut far = rows.saturating_sub(1).saturating_mul(row);
        for line in &self.lines {
            if line.count > 1 {
                far = far.saturating_add((line.count - 1).saturating_mul(of(line)));
            }
        }
        far
    }

    /// Whether there is something to do, and both factors and the results are long enough.
    pub(super) fn fits(&self, lanes: usize) -> bool {
        let Block { rows, columns, .. } = *self;
        if rows == 0 || columns == 0 || self.lines.iter().any(|line| line.count == 0) {
            return false;
        }
        let room = self.extent(rows, self.c.row_stride, |line| line.c).saturating_add(columns - 1);
        // Lines with columns of their own lie side by side.
        let width = self.extent(columns, 1, |line| if line.b > 0 { line.c } else { 0 });
        let beside = rows == 1 || self.counts[3] <= 1 || self.a.across == 1 || self.a.steps[3] == 1;
        let some = self.counts.iter().all(|&count| count > 0);
        let reached = || {
            self.reaches(&self.a, self.extent(rows, self.a.across, |line| line.a))
                && self.reaches(&self.b, self.extent(columns, self.b.across, |line| line.b))
        };
        room < self.c.reach
            && width < self.c.width
            && (self.finish.mask.is_empty() || room < self.finish.mask.len())
            && [self.finish.scale, self.finish.bias].iter().all(|each| each.is_empty() || width < each.len())
            && (lanes == 1 || self.b.across == 1)
            && beside
            && (!some || reached())
    }
}

/// Parts of some whole that are as equal as can be, none larger than `most`: how many are of one size, and how many behind them of another.
pub(crate) fn runs(whole: usize, most: usize) -> [(usize, usize); 2] {
    // Most wholes need no division.
    let parts = if whole <= most { usize::from(whole > 0) } else { whole.div_ceil(most.max(1)) };
    let (size, more) = if parts < 2 { (whole, 0) } else { (whole / parts, whole % parts) };
    [(more, size + 1), (parts - more, size)]
}

/// Blocks with an instruction set, compiled once for each number type: each size of tile is code of its own, so they are costly.
pub trait Blocks<W>: Sized {
    /// Computes a block.
    #[doc(hidden)]
    fn block(token: Token, block: Block<'_, Self, W>);

    /// The tiles it is computed by.
    #[doc(hidden)]
    fn tiles(token: Token) -> Tiles;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::tests::numbers;
    use crate::simd::{Level, available};

    #[test]
    fn runs_are_equal_and_whole() {
        for whole in 0..60 {
            for most in 1..20 {
                let sizes: Vec<usize> =
                    runs(whole, most).iter().flat_map(|&(count, size)| std::iter::repeat_n(size, count)).collect();
                assert_eq!(sizes.iter().sum::<usize>(), whole);
                assert!(sizes.iter().all(|&size| (1..=most).contains(&size)), "{whole} {most} {sizes:?}");
                let (least, greatest) = (sizes.iter().min(), sizes.iter().max());
                assert!(greatest.zip(least).is_none_or(|(greatest, least)| greatest - least <= 1), "{sizes:?}");
            }
        }
    }

    /// Two lines of `rows` rows, or columns, of `depth` numbers times rows of `columns` numbers, against the definition.
    fn check<T: Real>(
        level: Level,
        rows: usize,
        columns: usize,
        depth: usize,
        turned: bool,
        finish: (f64, f64, bool, bool),
    ) {
        let (alpha, beta, scaled, relu) = finish;
        let real = |len, seed| numbers(len, seed).iter().map(|&x| T::real(x)).collect::<Vec<T>>();
        let (stride, room) = (columns + 3, columns + 2);
        let (a, b, c) = (real(2 * rows * depth, 1), real(depth * stride, 2), real(2 * rows * room, 3));
        let (scale, bias) = (real(if scaled { columns } else { 0 }, 4), real(columns, 5));
        let (across, step) = if turned { (1, rows) } else { (depth, 1) };
        let mut got = c.clone();
        let block = Block {
            counts: [1, 1, 1, depth],
            a: Walk { data: &a, start: 0, across, steps: [0, 0, 0, step as isize] },
            b: Walk { data: &b, start: 0, across: 1, steps: [0, 0, 0, stride as isize] },
            rows,
            lines: [Lines { count: 2, a: rows * depth, b: 0, c: rows * room }, Lines::ONE],
            columns,
            c: Results::new(&mut got, room),
            finish: Finish { alpha: T::real(alpha), scale: &scale, beta: T::real(beta), bias: &bias, relu, mask: &[] },
        };
        T::block(Token::new(level).unwrap(), block);
        for (at, (&got, old)) in got.iter().zip(&c).enumerate() {
            let (i, j) = (at / room, at % room);
            if j >= columns {
                assert_eq!(got, *old, "wrote between rows");
                continue;
            }
            let first = i / rows * rows * depth + i % rows * across;
            let sum: f64 = (0..depth).map(|p| a[first + p * step].double() * b[p * stride + j].double()).sum();
            let scale = scale.get(j).map_or(alpha, |scale| scale.double());
            let value = sum * scale + beta * old.double() + bias[j].double();
            let want = if relu { value.max(0.0) } else { value };
            let close = (got.double() - want).abs() <= T::epsilon().double() * 64.0 * (1.0 + depth as f64);
            assert!(close, "{level:?} {rows}×{columns}×{depth} {turned} {finish:?} at ({i}, {j}): {got:?} not {want}");
        }
    }

    #[test]
    fn every_tile_does_as_defined() {
        for level in available() {
            for rows in 1..20 {
                for columns in [1, 5, 8, 16, 17, 31, 48, 64, 65, 130] {
                    let turned = (rows + columns) % 2 == 0;
                    check::<f32>(level, rows, columns, rows % 9, turned, (1.0, 0.0, false, false));
                    check::<f64>(level, rows, columns, rows % 7 + 1, turned, (-0.5, 1.0, false, rows % 2 == 0));
                    check::<f32>(level, rows, columns, rows % 4, !turned, (1.0, 1.0, false, rows % 2 == 1));
                }
            }
            for finish in [(1.0, 0.0, true, true), (2.0, 0.5, true, false), (1.0, 0.0, false, true)] {
                check::<f32>(level, 13, 37, 130, true, finish);
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_left() {
        let (a, b) = ([1.0f32; 12], [1.0f32; 12]);
        let (walk, of) = (|data, across, step| Walk { data, start: 0, across, steps: [0, 0, 0, step] }, [1.0f32; 12]);
        for level in available() {
            for (rows, columns, depth) in [(4, 4, 3), (3, 4, 4), (3, 5, 3)] {
                let mut c = of;
                let block = Block {
                    counts: [1, 1, 1, depth],
                    a: walk(&a, 4, 1),
                    b: walk(&b, 1, 4),
                    rows,
                    lines: [Lines::ONE; 2],
                    columns,
                    c: Results::new(&mut c, 4),
                    finish: Finish::plain(),
                };
                let fits = block.fits(f32::tiles(Token::new(level).unwrap()).lanes);
                assert!(!fits, "{level:?} {rows} {columns} {depth}");
            }
        }
    }
}
