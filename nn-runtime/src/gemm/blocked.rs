//! Products as blocks of tiles: factors that stay in cache are read where they are, others copied part by part (Goto & van de Geijn 2008).

use super::pack::{LINE_BYTES, Panels, apart};
use super::{Epilogue, block_depth};
use crate::math;
use crate::simd::{
    Block, Copies, Finish, Lines, MatMut, MatRef, Purpose, Real, Results, Scratch, Tiles, Token, Walk, runs,
};
use core::ops::Range;
use nn_spec::Activation;

/// Bytes of `B` that no second cache holds.
const FARTHEST_BYTES: usize = 1 << 20;
/// Rows of `A` from which on `B` is copied in any case.
const OFTEN: usize = 512;
/// A copied part of `A`.
const LEFT_BYTES: usize = 512 << 10;
/// The first cache: its sets of lines lie so many bytes apart in memory, and there is room in each for some lines of `B` beside other things.
const SETS_BYTES: usize = 4096;
const WAYS: usize = 6;

pub(super) struct Blocked<'a, T> {
    pub alpha: T,
    pub a: MatRef<'a, T>,
    pub b: MatRef<'a, T>,
    pub beta: T,
    pub c: MatMut<'a, T>,
    pub epilogue: Epilogue<'a, T>,
}

impl<'a, T: Real> Blocked<'a, T> {
    /// Computes the product of matrices that fit each other, of which the rows of `C` have their numbers side by side.
    pub fn run(mut self, token: Token) {
        let (m, n, k) = (self.c.rows(), self.c.cols(), self.a.cols());
        let tiles = T::tiles(token);
        let widest = tiles.widest(m);
        let depth = block_depth::<T>(tiles.lanes, k, n, self.a.col_stride() == 1);
        let here = right_stays(self.b, m, depth, tiles.rows(widest), tiles.copies);
        let left = left_stays(self.a, n.div_ceil(widest * tiles.lanes), depth, tiles.copies);
        if here && left && k <= depth {
            let finish = Finish { mask: self.mask(0..m), ..self.finish(true, true) };
            if let Some(block) = Block::product(self.a, self.b, self.c.reborrow(), finish) {
                T::block(token, block);
            }
        } else {
            self.parts(token, tiles, !left, (!here).then_some(widest), depth);
        }
        if !matches!(self.epilogue.activation, Activation::Linear | Activation::Relu) {
            for i in 0..m {
                if let Some(row) = self.c.row_mut(i) {
                    math::activate(self.epilogue.activation, row);
                }
            }
        }
    }

    /// What becomes of the sums of a part of the depth.
    fn finish(&self, first: bool, last: bool) -> Finish<'a, T> {
        Finish {
            alpha: self.alpha,
            beta: if first { self.beta } else { T::one() },
            bias: if last { self.epilogue.bias } else { &[] },
            relu: last && self.epilogue.activation == Activation::Relu,
            ..Finish::plain()
        }
    }

    /// The mask of some rows, which lies as they do.
    fn mask(&self, rows: Range<usize>) -> &'a [T] {
        self.epilogue.mask.map_or(&[], |mask| mask.block(rows, 0..self.c.cols()).span())
    }

    /// Computes it in parts of some depth, and of so many rows as stay in cache; factors are read where they are, or copied: the right one for
    /// tiles of some width.
    #[inline(never)]
    fn parts(&mut self, token: Token, tiles: Tiles, left: bool, right: Option<usize>, most: usize) {
        let (m, n, k) = (self.c.rows(), self.c.cols(), self.a.cols());
        let mc = if left { (LEFT_BYTES / size_of::<T>() / most).max(1).min(m) } else { m };
        let (mut memory_a, mut memory_b) = (None, None);
        let (mut pc, mut last) = (0, false);
        while !last {
            let depth = most.min(k - pc);
            last = pc + depth == k;
            let part = Part { token, tiles, b: self.b.block(pc..pc + depth, 0..n) };
            let finish = self.finish(pc == 0, last);
            for ic in (0..m).step_by(mc) {
                let rows = ic..(ic + mc).min(m);
                let mut a = self.a.block(rows.clone(), pc..pc + depth);
                if left {
                    a = side_by_side(token, a, &mut memory_a);
                }
                let finish = Finish { mask: if last { self.mask(rows.clone()) } else { &[] }, ..finish };
                let c = self.c.block(rows, 0..n);
                match right {
                    None => {
                        if let Some(block) = Block::product(a, part.b, c, finish) {
                            T::block(token, block);
                        }
                    }
                    Some(widest) => {
                        let memory = memory_b.get_or_insert_with(|| Scratch::take(Purpose::Right));
                        part.copied(a, widest, c, finish, memory);
                    }
                }
            }
            pc += depth;
        }
    }
}

/// A part of the product's depth.
struct Part<'a, T> {
    token: Token,
    tiles: Tiles,
    b: MatRef<'a, T>,
}

impl<T: Real> Part<'_, T> {
    /// The right factor is copied, as many panels of a tile's width as stay in the second cache, and a tile's rows meet all of them.
    fn copied(
        &self,
        a: MatRef<'_, T>,
        widest: usize,
        mut c: MatMut<'_, T>,
        finish: Finish<'_, T>,
        memory: &mut Scratch,
    ) {
        let (m, n, depth) = (a.rows(), self.b.cols(), self.b.rows());
        let most = self.tiles.copies.bytes / size_of::<T>();
        let mut column = 0;
        for (mut count, vectors) in runs(n.div_ceil(self.tiles.lanes), widest) {
            let stride = vectors * self.tiles.lanes;
            while count > 0 {
                // The last panel may be narrower, and is by itself then.
                let whole = count.min((n - column) / stride);
                let some = (most / (stride * depth).max(1)).max(1).min(whole.max(1));
                let width = if whole == 0 { n - column } else { some * stride };
                let panels = memory.numbers(some * stride * depth);
                let from = self.b.block(0..depth, column..column + width);
                T::run(self.token, Panels { from, columns: stride, stride, to: panels });
                let b = Walk { data: &*panels, start: 0, across: 1, steps: [0, 0, 0, stride as isize] };
                let mask = behind(finish.mask, column);
                let finish = Finish { bias: behind(finish.bias, column), mask, ..finish };
                let (c, columns) = (c.block(0..m, column..column + width), width.min(stride));
                self.rows(a, b, (some, stride * depth, columns), c, self.tiles.rows(vectors), finish);
                (column, count) = (column + width, count - some);
            }
        }
    }

    /// Tiles' rows of some height one after the other, each with some panels, which are apart, of some columns.
    fn rows(
        &self,
        a: MatRef<'_, T>,
        b: Walk<'_, T>,
        (panels, apart, columns): (usize, usize, usize),
        mut c: MatMut<'_, T>,
        height: usize,
        finish: Finish<'_, T>,
    ) {
        let (width, a_stride, c_stride) = (c.cols(), a.row_stride(), c.row_stride());
        let mut first = 0;
        for (count, rows) in runs(a.rows(), height) {
            let end = first + count * rows;
            let Some(c) = Results::of(c.block(first..end, 0..width)).filter(|_| first < end) else { continue };
            let lines = [
                Lines { count, a: rows * a_stride, b: 0, c: rows * c_stride },
                Lines { count: panels, a: 0, b: apart, c: columns },
            ];
            let steps = [0, 0, 0, a.col_stride() as isize];
            let a = Walk { data: a.span(), start: first * a_stride, across: a_stride, steps };
            let finish = Finish { mask: behind(finish.mask, first * c_stride), ..finish };
            let counts = [1, 1, 1, self.b.rows()];
            T::block(self.token, Block { counts, a, b, rows, lines, columns, c, finish });
            first = end;
        }
    }
}

/// Some rows of `A` copied one behind the other.
fn side_by_side<'m, T: Real>(token: Token, a: MatRef<'_, T>, memory: &'m mut Option<Scratch>) -> MatRef<'m, T> {
    let (m, depth) = (a.rows(), a.cols());
    let stride = apart::<T>(depth);
    let rows = memory.get_or_insert_with(|| Scratch::take(Purpose::Left)).numbers(m * stride);
    T::run(token, Panels { from: a, columns: depth, stride, to: rows });
    MatRef::with_strides(rows, m, depth, stride, 1)
}

/// What lies behind that many numbers.
fn behind<T>(numbers: &[T], at: usize) -> &[T] {
    numbers.get(at..).unwrap_or(&[])
}

fn bytes<T: Copy>(matrix: MatRef<'_, T>) -> usize {
    matrix.rows().saturating_mul(matrix.cols()).saturating_mul(size_of::<T>())
}

/// Whether `B`, which some rows meet, is read where it is: that happens once only, or it stays in cache and is met too seldom for a copy to be worth it.
fn right_stays<T: Copy>(b: MatRef<'_, T>, rows: usize, depth: usize, highest: usize, copies: Copies) -> bool {
    if b.col_stride() != 1 && b.cols() != 1 {
        return false;
    }
    if rows <= highest {
        return true;
    }
    let room = room::<T>(b.row_stride());
    let most = match bytes(b) {
        size if size > FARTHEST_BYTES => 0,
        size if size > copies.near => copies.far,
        _ if depth <= room => OFTEN,
        _ if room > WAYS => copies.crowded,
        _ => copies.clashing,
    };
    rows < most
}

/// Whether `A`, which some tiles' columns meet, is read where it is: its rows have their numbers side by side; or its columns have, and a tile's part of
/// them stays in the first cache beside that of `B`, or is met too seldom.
fn left_stays<T: Copy>(a: MatRef<'_, T>, met: usize, depth: usize, copies: Copies) -> bool {
    match (a.row_stride(), a.col_stride()) {
        (_, 1) => true,
        (1, apart) => met <= copies.met || bytes(a) <= copies.turned || 2 * depth <= room::<T>(apart),
        _ => a.rows() == 1 || a.cols() == 1,
    }
}

/// How many lines, some numbers apart, stay in the first cache together: those a large power of two apart have few sets for themselves.
fn room<T>(apart: usize) -> usize {
    let apart = apart.saturating_mul(size_of::<T>());
    let sets = SETS_BYTES >> apart.trailing_zeros().min(SETS_BYTES.trailing_zeros());
    WAYS * sets.min(SETS_BYTES / LINE_BYTES)
}
