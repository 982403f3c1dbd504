//! Products as blocks of tiles: factors that stay in cache are read where they are, others copied part by part (Goto & van de Geijn 2008).

use super::{Epilogue, block_depth, pack};
use crate::math;
use crate::simd::{Block, Finish, Lines, MatMut, MatRef, Purpose, Real, Results, Scratch, Tiles, Token, Walk, runs};
use core::ops::Range;
use nn_spec::Activation;

/// Up to that size, a factor stays in the second cache as it is.
const CACHED_BYTES: usize = 1 << 20;
/// Rows of `A` from which on `B` is copied.
const COPIED_ROWS: usize = 512;
/// Copied panels of `B`, which stay in the second cache.
const RIGHT_BYTES: usize = 640 << 10;
/// A copied part of `A`.
const LEFT_BYTES: usize = 512 << 10;

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
        let here = right_stays(self.b, m, tiles.rows(widest));
        let left = left(self.a, n <= 2 * widest * tiles.lanes);
        let depth = block_depth::<T>(tiles.lanes, k, n, self.a.col_stride() == 1);
        if here && left == Left::Here && k <= depth {
            let finish = Finish { mask: self.mask(0..m), ..self.finish(true, true) };
            if let Some(block) = Block::product(self.a, self.b, self.c.reborrow(), finish) {
                T::block(token, block);
            }
        } else {
            self.parts(token, tiles, left, if here { None } else { Some(widest) }, depth);
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

    /// Computes it in parts of some depth, and of so many rows as stay in cache; the right factor is read where it is, or copied for tiles of some
    /// width.
    #[inline(never)]
    fn parts(&mut self, token: Token, tiles: Tiles, left: Left, copied: Option<usize>, most: usize) {
        let (m, n, k) = (self.c.rows(), self.c.cols(), self.a.cols());
        let mc = if left == Left::Here { m } else { (LEFT_BYTES / size_of::<T>() / most).max(1).min(m) };
        let height = tiles.rows(tiles.widest(m).min(n.div_ceil(tiles.lanes)));
        let (mut memory_a, mut memory_b) = (None, None);
        let (mut pc, mut last) = (0, false);
        while !last {
            let depth = most.min(k - pc);
            last = pc + depth == k;
            let part = Part { token, tiles, b: self.b.block(pc..pc + depth, 0..n) };
            let finish = self.finish(pc == 0, last);
            for ic in (0..m).step_by(mc) {
                let rows = ic..(ic + mc).min(m);
                let a = self.a.block(rows.clone(), pc..pc + depth);
                let runs = left.copied(a, height, &mut memory_a);
                let finish = Finish { mask: if last { self.mask(rows.clone()) } else { &[] }, ..finish };
                let c = self.c.block(rows, 0..n);
                match copied {
                    None => part.here(a, runs, c, finish),
                    Some(widest) => part.copied(a, runs, widest, c, finish, &mut memory_b),
                }
            }
            pc += depth;
        }
    }
}

/// Tiles' rows of the left factor, some after each other.
#[derive(Clone, Copy)]
struct Run<'a, T> {
    a: Walk<'a, T>,
    /// The first row.
    first: usize,
    /// Rows of each.
    rows: usize,
    /// How many there are, and from each to the next.
    count: usize,
    apart: usize,
}

impl<'a, T: Real> Run<'a, T> {
    /// Rows where they are, in tiles of at most some height.
    fn here(a: MatRef<'a, T>, height: usize) -> [Self; 2] {
        let stride = a.row_stride();
        let mut first = 0;
        runs(a.rows(), height).map(|(count, rows)| {
            let steps = [0, 0, 0, a.col_stride() as isize];
            let walk = Walk { data: a.span(), start: first * stride, across: stride, steps };
            let run = Run { a: walk, first, rows, count, apart: rows * stride };
            first += count * rows;
            run
        })
    }
}

/// A part of the product's depth.
struct Part<'a, T> {
    token: Token,
    tiles: Tiles,
    b: MatRef<'a, T>,
}

impl<T: Real> Part<'_, T> {
    /// The right factor is read where it is: columns of a tile's width meet all rows.
    fn here(&self, a: MatRef<'_, T>, runs: Option<[Run<'_, T>; 2]>, mut c: MatMut<'_, T>, finish: Finish<'_, T>) {
        let steps = [0, 0, 0, self.b.row_stride() as isize];
        let b = Walk { data: self.b.span(), start: 0, across: 1, steps };
        let (width, stride) = (c.cols(), c.row_stride());
        for run in runs.unwrap_or_else(|| Run::here(a, usize::MAX)) {
            let finish = Finish { mask: behind(finish.mask, run.first * stride), ..finish };
            self.block(run, b, (1, 0), c.block(run.first..run.first + run.rows * run.count, 0..width), width, finish);
        }
    }

    /// The right factor is copied, as many panels of a tile's width as stay in the second cache, and a tile's rows meet all of them.
    fn copied(
        &self,
        a: MatRef<'_, T>,
        left: Option<[Run<'_, T>; 2]>,
        widest: usize,
        mut c: MatMut<'_, T>,
        finish: Finish<'_, T>,
        memory: &mut Option<Scratch>,
    ) {
        let memory = memory.get_or_insert_with(|| Scratch::take(Purpose::Right));
        let (depth, n, lanes) = (self.b.rows(), self.b.cols(), self.tiles.lanes);
        let c_stride = c.row_stride();
        let mut column = 0;
        for (mut count, vectors) in runs(n.div_ceil(lanes), widest) {
            let (stride, height) = (vectors * lanes, self.tiles.rows(vectors));
            while count > 0 {
                // The last panel may be narrower, and is by itself then.
                let whole = count.min((n - column) / stride);
                let some = (RIGHT_BYTES / size_of::<T>() / (stride * depth).max(1)).max(1).min(whole.max(1));
                let width = if whole == 0 { n - column } else { some * stride };
                let panels = memory.numbers(some * stride * depth);
                for (i, panel) in panels.chunks_exact_mut((stride * depth).max(1)).enumerate() {
                    let from = column + i * stride;
                    pack::spread(self.b.block(0..depth, from..(from + stride).min(n)), stride, panel);
                }
                let b = Walk { data: &*panels, start: 0, across: 1, steps: [0, 0, 0, stride as isize] };
                for run in left.unwrap_or_else(|| Run::here(a, height)) {
                    let c = c.block(run.first..run.first + run.rows * run.count, column..column + width);
                    let mask = behind(finish.mask, run.first * c_stride + column);
                    let finish = Finish { bias: behind(finish.bias, column), mask, ..finish };
                    self.block(run, b, (some, stride * depth), c, width.min(stride), finish);
                }
                (column, count) = (column + width, count - some);
            }
        }
    }

    /// Tiles' rows one after the other, each with all panels.
    fn block(
        &self,
        run: Run<'_, T>,
        b: Walk<'_, T>,
        (panels, apart): (usize, usize),
        c: MatMut<'_, T>,
        columns: usize,
        finish: Finish<'_, T>,
    ) {
        let stride = c.row_stride();
        let Some(c) = Results::of(c) else { return };
        if run.rows == 0 || run.count == 0 {
            return;
        }
        let lines = [
            Lines { count: run.count, a: run.apart, b: 0, c: run.rows * stride },
            Lines { count: panels, a: 0, b: apart, c: columns },
        ];
        let counts = [1, 1, 1, self.b.rows()];
        T::block(self.token, Block { counts, a: run.a, b, rows: run.rows, lines, columns, c, finish });
    }
}

/// How the rows of `A` are read.
#[derive(Clone, Copy, PartialEq)]
enum Left {
    /// Where they are.
    Here,
    /// Copied: neither rows nor columns have their numbers side by side.
    Rows,
    /// Copied column after column, as they lie in a transposed matrix.
    Turned,
}

impl Left {
    /// Some rows copied to a form to be read, for tiles of some height; or none.
    fn copied<'m, T: Real>(
        self,
        a: MatRef<'m, T>,
        height: usize,
        memory: &'m mut Option<Scratch>,
    ) -> Option<[Run<'m, T>; 2]> {
        if self == Left::Here {
            return None;
        }
        let memory = memory.get_or_insert_with(|| Scratch::take(Purpose::Left));
        let (m, depth) = (a.rows(), a.cols());
        if self == Left::Rows {
            let rows = memory.numbers(m * depth);
            pack::spread(a, depth, rows);
            return Some(Run::here(MatRef::new(rows, m, depth), height));
        }
        let room = height.next_multiple_of(pack::RUN);
        let panels = memory.numbers(m.div_ceil(height) * depth * room);
        pack::turned_rows(a, height, room, panels);
        let (data, steps, apart) = (&*panels, [0, 0, 0, room as isize], depth * room);
        let run = |first: usize, rows, count| {
            let a = Walk { data, start: first / height * apart, across: 1, steps };
            Run { a, first, rows, count, apart }
        };
        Some([run(0, height, m / height), run(m - m % height, m % height, 1)])
    }
}

/// What lies behind that many numbers.
fn behind<T>(numbers: &[T], at: usize) -> &[T] {
    numbers.get(at..).unwrap_or(&[])
}

fn bytes<T: Copy>(matrix: MatRef<'_, T>) -> usize {
    matrix.rows().saturating_mul(matrix.cols()).saturating_mul(size_of::<T>())
}

/// Whether `B` is read where it is: it is read once only, or stays in cache and too seldom met for a copy at lines' boundaries to be worth it.
fn right_stays<T: Copy>(b: MatRef<'_, T>, rows: usize, highest: usize) -> bool {
    (b.col_stride() == 1 || b.cols() == 1) && (rows <= highest || (bytes(b) <= CACHED_BYTES && rows < COPIED_ROWS))
}

/// How `A` is read, which few tiles' columns may meet.
fn left<T: Copy>(a: MatRef<'_, T>, seldom: bool) -> Left {
    match (a.row_stride(), a.col_stride()) {
        (_, 1) => Left::Here,
        (1, _) if seldom || bytes(a) <= CACHED_BYTES / 4 => Left::Here,
        (1, _) => Left::Turned,
        _ if a.rows() == 1 || a.cols() == 1 => Left::Here,
        _ => Left::Rows,
    }
}
