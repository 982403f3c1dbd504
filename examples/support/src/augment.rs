//! More images than there are: each time one is seen it is moved a little, and perhaps mirrored, so that a network cannot learn images
//! by heart.

use ndarray::{Array1, Array4, ArrayView3, ArrayViewMut3, s};

use crate::images::{Images, SIDE};
use crate::split::shuffled;

/// How many pixels an image is moved at most, up, down and sideways.
pub const MOST: usize = 4;

/// All images once, in batches of `size` and an order given by the seed, each moved by up to [`MOST`] pixels along both axes, with paper behind
/// it, and every other one mirrored, as He and others did for CIFAR-10 (*Deep Residual Learning for Image Recognition*, CVPR 2016, section 4.2).
pub fn batches(images: &Images, size: usize, seed: u64) -> impl Iterator<Item = (Array4<f32>, Array1<u32>)> {
    let order = shuffled(images.labels.len(), seed);
    let mut random = fastrand::Rng::with_seed(!seed);
    (0..order.len().div_ceil(size)).map(move |batch| {
        let rows = &order[batch * size..((batch + 1) * size).min(order.len())];
        let mut moved = Array4::zeros((rows.len(), SIDE, SIDE, 1));
        for (to, &row) in moved.outer_iter_mut().zip(rows) {
            let mut way = || random.usize(0..=2 * MOST) as isize - MOST as isize;
            let (down, right) = (way(), way());
            place(images.images.slice(s![row, .., .., ..]), to, down, right, random.bool());
        }
        (moved, rows.iter().map(|&row| images.labels[row]).collect())
    })
}

/// Copies an image, moved and perhaps mirrored; what is moved beyond an edge is lost.
fn place(from: ArrayView3<'_, f32>, mut to: ArrayViewMut3<'_, f32>, down: isize, right: isize, mirrored: bool) {
    let from = if mirrored { from.slice_move(s![.., ..;-1, ..]) } else { from };
    let side = SIDE as isize;
    // What is seen of the image along an axis, and where.
    let spans = |by: isize| ((-by).max(0)..(side - by).min(side), by.max(0)..(side + by).min(side));
    let ((rows, to_rows), (columns, to_columns)) = (spans(down), spans(right));
    to.slice_mut(s![to_rows, to_columns, ..]).assign(&from.slice(s![rows, columns, ..]));
}

#[cfg(test)]
mod tests {
    use ndarray::Axis;

    use super::*;

    #[test]
    fn each_image_comes_once_and_is_whole_but_for_its_edges() {
        // A point in the middle: it stays in sight wherever it is moved. The label is its brightness.
        let mut images = Array4::zeros((50, SIDE, SIDE, 1));
        images.outer_iter_mut().enumerate().for_each(|(i, mut image)| image[[10, 14, 0]] = 1.0 + i as f32);
        let images = Images { images, labels: (0..50).collect() };
        let (mut seen, mut places) = (Vec::new(), std::collections::BTreeSet::new());
        for (x, y) in batches(&images, 16, 3) {
            assert_eq!(x.len_of(Axis(0)), y.len());
            for (image, &label) in x.outer_iter().zip(&y) {
                let lit: Vec<_> = image.indexed_iter().filter(|(_, pixel)| **pixel != 0.0).collect();
                let [((row, column, 0), value)] = lit[..] else { panic!("{} points", lit.len()) };
                assert_eq!(*value, 1.0 + label as f32);
                // Mirrored, 14 is 13.
                assert!((6..=14).contains(&row) && (9..=18).contains(&column), "{row}, {column}");
                places.insert((row, column));
                seen.push(label);
            }
        }
        assert_eq!(batches(&images, 16, 3).size_hint(), (4, Some(4)));
        assert!(places.len() > 25, "{places:?}");
        seen.sort_unstable();
        assert_eq!(seen, (0..50).collect::<Vec<_>>());
        // Another seed, other images; the same one, the same.
        let first = |seed| batches(&images, 16, seed).next();
        assert_eq!(first(3), first(3));
        assert_ne!(first(3), first(4));
    }

    #[test]
    fn images_move_by_whole_pixels() {
        let image = ndarray::Array3::from_shape_fn((SIDE, SIDE, 1), |(i, j, _)| (100 * i + j) as f32);
        let mut to = ndarray::Array3::zeros((SIDE, SIDE, 1));
        place(image.view(), to.view_mut(), 2, -3, false);
        assert_eq!((to[[2, 0, 0]], to[[27, 24, 0]], to[[1, 5, 0]], to[[5, 25, 0]]), (3.0, 2527.0, 0.0, 0.0));
        to.fill(0.0);
        place(image.view(), to.view_mut(), -1, 4, true);
        assert_eq!((to[[0, 4, 0]], to[[26, 27, 0]], to[[27, 10, 0]], to[[5, 3, 0]]), (127.0, 2704.0, 0.0, 0.0));
    }
}
