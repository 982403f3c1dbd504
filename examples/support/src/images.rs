//! Grey images with their classes, as MNIST and its relatives have them.

use anyhow::{Context, Result, bail, ensure};
use ndarray::{Array1, Array4, ArrayView2, Axis};

use crate::idx::Idx;

/// Height and width of an image.
pub const SIDE: usize = 28;

/// Images and their classes.
#[derive(Debug, Clone)]
pub struct Images {
    /// `[images, 28, 28, 1]`, each pixel from 0 (paper) to 1 (ink).
    pub images: Array4<f32>,
    /// `[images]`, each below ten.
    pub labels: Array1<u32>,
}

impl Images {
    /// Puts the two files of a set together; `source` is named where they do not belong together.
    ///
    /// # Errors
    /// When an image is not 28×28, a label not below ten, or there are more of one than of the other.
    pub fn new(images: Idx, labels: Idx, source: &str) -> Result<Images> {
        let [count, height, width] = images.shape[..] else {
            bail!("{source}: images have three dimensions");
        };
        ensure!((height, width) == (SIDE, SIDE), "the images of {source} are {height}×{width}, not 28×28");
        ensure!(count == labels.data.len(), "{count} images but {} labels in {source}", labels.data.len());
        if let Some(label) = labels.data.iter().find(|&&label| label > 9) {
            bail!("{source} holds the label {label}; the classes are 0 to 9");
        }
        let pixels = images.data.iter().map(|&grey| f32::from(grey) / 255.0).collect();
        Ok(Images {
            images: Array4::from_shape_vec((count, SIDE, SIDE, 1), pixels).context("the length was checked")?,
            labels: labels.data.iter().map(|&label| u32::from(label)).collect(),
        })
    }

    /// The images at `rows`.
    pub fn select(&self, rows: &[usize]) -> Images {
        Images { images: self.images.select(Axis(0), rows), labels: self.labels.select(Axis(0), rows) }
    }

    /// Each image as a picture, with its class.
    pub fn pictures(&self) -> impl Iterator<Item = (ArrayView2<'_, f32>, usize)> {
        let pictures = self.images.outer_iter().map(|image| image.index_axis_move(Axis(2), 0));
        pictures.zip(self.labels.iter().map(|&label| label as usize))
    }
}
