//! Fashion-MNIST: 28×28 grey images of clothes, ten classes.
//!
//! H. Xiao, K. Rasul, R. Vollgraf: *Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms*,
//! arXiv:1708.07747. MIT licence, © 2017 Zalando SE.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::idx;
use crate::images::Images;

/// Names of the classes, in the order of their numbers.
pub const CLASSES: [&str; 10] =
    ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

/// Where Debian's package `dataset-fashion-mnist` puts the full set.
const SYSTEM_DIR: &str = "/usr/share/datasets/fashion-mnist";

/// The training and test images of one folder.
#[derive(Debug, Clone)]
pub struct Fashion {
    /// 60,000 images in the full set.
    pub train: Images,
    /// 10,000 images in the full set.
    pub test: Images,
    /// The folder they were read from.
    pub source: PathBuf,
}

/// Loads `dir`; without one the full set of the system's package if installed, else the subset in the repository.
///
/// # Errors
/// When one of the four files is missing or damaged; a message says which, and what was expected.
pub fn load(dir: Option<&Path>) -> Result<Fashion> {
    let source = match dir {
        Some(dir) => dir.to_path_buf(),
        None if Path::new(SYSTEM_DIR).is_dir() => PathBuf::from(SYSTEM_DIR),
        None => subset_dir(),
    };
    let wanted = || {
        let wanted =
            "--data names a folder with its four gzipped files; Debian's package dataset-fashion-mnist has them";
        format!("cannot read Fashion-MNIST from {}; {wanted}", source.display())
    };
    let read = |prefix| part(&source, prefix).with_context(wanted);
    Ok(Fashion { train: read("train")?, test: read("t10k")?, source })
}

/// Loads the subset in the repository, whatever is installed: 11,500 training and 2,000 test images.
pub fn load_subset() -> Result<Fashion> {
    load(Some(&subset_dir()))
}

fn subset_dir() -> PathBuf {
    crate::data_dir().join("fashion")
}

fn part(dir: &Path, prefix: &str) -> Result<Images> {
    let images = idx::read(&dir.join(format!("{prefix}-images-idx3-ubyte.gz")), 3)?;
    let labels = idx::read(&dir.join(format!("{prefix}-labels-idx1-ubyte.gz")), 1)?;
    Images::new(images, labels, &dir.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subset_is_balanced_and_scaled() {
        let fashion = load_subset().unwrap();
        for (part, per_class) in [(&fashion.train, 1150), (&fashion.test, 200)] {
            assert_eq!(part.images.dim(), (10 * per_class, 28, 28, 1));
            for class in 0..10 {
                assert_eq!(part.labels.iter().filter(|&&label| label == class).count(), per_class);
            }
            let (low, high) = part.images.iter().fold((f32::MAX, f32::MIN), |(l, h), &p| (l.min(p), h.max(p)));
            assert_eq!((low, high), (0.0, 1.0));
        }
        // The order of the full set is kept: its first ten labels, a fact of the published files.
        let first: Vec<u32> = fashion.train.labels.iter().take(10).copied().collect();
        assert_eq!(first, [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]);
        // The mean grey of the full training set is 0.286.
        let mean = fashion.train.images.mean().unwrap();
        assert!((mean - 0.286).abs() < 0.005, "mean grey {mean}");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let message = load(Some(Path::new("/no/such/folder"))).unwrap_err().to_string();
        assert!(message.contains("/no/such/folder"), "{message}");
    }
}
