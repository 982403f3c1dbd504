//! What the examples share, so that each of them shows only the network and its training: real data and its loaders,
//! splits, standardisation, and tables for the terminal. None of this is part of the library.
//!
//! Every loader returns `anyhow::Result` with a message that names the file and what was expected of it.

pub mod augment;
pub mod chart;
pub mod confusion;
pub mod draw;
pub mod fashion;
pub mod fetch;
pub mod idx;
pub mod images;
pub mod imdb;
pub mod memory;
pub mod mnist;
pub mod options;
pub mod scale;
pub mod shakespeare;
pub mod sound;
pub mod split;
pub mod table;
pub mod video;
pub mod volume;
pub mod vowels;
pub mod weather;
pub mod wheel;

use std::path::PathBuf;

/// The folder `examples/data` of the repository, wherever an example is started from.
pub fn data_dir() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../data"))
}
