//! A small box of places within a large one: what padding and cropping have in common.

use crate::pass::copy;
use crate::simd::{part, part_mut, pieces, pieces_mut};
use nn_spec::layers::frame::Geometry;

/// Calls `run(large, small, len)` for each run of numbers that lie side by side in both boxes: where it starts in each.
pub fn runs(g: &Geometry, mut run: impl FnMut(usize, usize, usize)) {
    let len = g.small[2] * g.channels;
    let mut small = 0;
    for depth in 0..g.small[0] {
        for height in 0..g.small[1] {
            let row = (depth + g.before[0]) * g.large[1] + height + g.before[1];
            run((row * g.large[2] + g.before[2]) * g.channels, small, len);
            small += len;
        }
    }
}

/// Numbers of a sample of the large box, and of the small one.
pub fn sizes(g: &Geometry) -> (usize, usize) {
    let len = |places: &[usize]| (places.iter().product::<usize>() * g.channels).max(1);
    (len(&g.large), len(&g.small))
}

/// `small` as that part of each `large`.
pub fn inner<T: Copy>(g: &Geometry, large: &[T], small: &mut [T]) {
    let (outer, within) = sizes(g);
    for (large, small) in pieces(large, outer).zip(pieces_mut(small, within)) {
        runs(g, |from, to, len| copy(part(large, from, len), part_mut(small, to, len)));
    }
}

/// `large` as zeros around each `small`.
pub fn outer<T: num_traits::Zero + Copy>(g: &Geometry, small: &[T], large: &mut [T]) {
    let (outer, within) = sizes(g);
    large.fill(T::zero());
    for (small, large) in pieces(small, within).zip(pieces_mut(large, outer)) {
        runs(g, |to, from, len| copy(part(small, from, len), part_mut(large, to, len)));
    }
}
