//! A small box of places within a large one: what padding and cropping have in common.

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
    for (large, small) in large.chunks_exact(outer).zip(small.chunks_exact_mut(within)) {
        runs(g, |from, to, len| small[to..to + len].copy_from_slice(&large[from..from + len]));
    }
}

/// `large` as zeros around each `small`.
pub fn outer<T: num_traits::Zero + Copy>(g: &Geometry, small: &[T], large: &mut [T]) {
    let (outer, within) = sizes(g);
    large.fill(T::zero());
    for (small, large) in small.chunks_exact(within).zip(large.chunks_exact_mut(outer)) {
        runs(g, |to, from, len| large[to..to + len].copy_from_slice(&small[from..from + len]));
    }
}
