//! Japanese Vowels: nine men say /ae/, 640 times together, and each recording is 7 to 29 frames of 12 linear prediction coefficients. Who is it?
//!
//! M. Kudo, J. Toyama, M. Shimbo: *Multidimensional Curve Classification Using Passing-Through Regions*, Pattern Recognition Letters 20, 1999;
//! UCI Machine Learning Repository, CC BY 4.0. It is not in this repository: PyPI's package `aeon` (BSD-3-Clause) ships it.

use anyhow::{Context, Result, ensure};
use ndarray::Array2;

use crate::fetch::{Client, Package};
use crate::wheel;

/// Coefficients of a frame.
pub const COEFFICIENTS: usize = 12;
/// Speakers.
pub const SPEAKERS: usize = 9;

const VOWELS: Package = Package {
    client: Client::Pip,
    name: "aeon==1.6.0",
    archive: "aeon-1.6.0-py3-none-any.whl",
    bytes: 6_421_000,
    what: "the Japanese vowels, 6.4 MB",
    otherwise: "Install Python with pip (Debian: apt install python3-pip).",
};

/// Recordings and who speaks.
#[derive(Debug, Clone, Default)]
pub struct Recordings {
    /// Of each, `[frames, 12]`: as many frames as it has.
    pub clips: Vec<Array2<f32>>,
    /// Of each, below nine.
    pub speakers: Vec<u32>,
}

/// The official split: 270 recordings to train on, 370 to test.
#[derive(Debug, Clone)]
pub struct Vowels {
    /// 30 of each speaker.
    pub train: Recordings,
    /// 24 to 88 of each.
    pub test: Recordings,
}

/// Loads both parts.
///
/// # Errors
/// When the package cannot be fetched or does not hold what it should.
pub fn load() -> Result<Vowels> {
    let wheel = VOWELS.fetch()?;
    let part = |name: &str| {
        let bytes = wheel::member(&wheel, &format!("aeon/datasets/data/JapaneseVowels/JapaneseVowels_{name}.ts"))?;
        decode(&String::from_utf8(bytes).context("no text")?).with_context(|| format!("the vowels' {name} part"))
    };
    let (train, test) = (part("TRAIN")?, part("TEST")?);
    let counts = (train.clips.len(), test.clips.len());
    ensure!(counts == (270, 370), "{counts:?} recordings, expected 270 and 370");
    Ok(Vowels { train, test })
}

/// Reads the `.ts` format: comments and settings, then a line for each recording: its coefficients, each over all frames, with `:` between
/// them and before the class.
fn decode(text: &str) -> Result<Recordings> {
    let mut recordings = Recordings::default();
    for line in text.lines().filter(|line| !line.starts_with(['#', '@']) && !line.trim().is_empty()) {
        let mut fields = line.trim().rsplit(':');
        let speaker: u32 = fields.next().unwrap_or("").parse().context("a class that is no number")?;
        ensure!((1..=SPEAKERS as u32).contains(&speaker), "speaker {speaker} of {SPEAKERS}");
        let mut curves = Vec::new();
        for field in fields.rev() {
            let curve: Vec<f32> = field.split(',').map(str::parse).collect::<Result<_, _>>().context("no number")?;
            curves.push(curve);
        }
        let frames = curves.first().map_or(0, Vec::len);
        let even = curves.len() == COEFFICIENTS && curves.iter().all(|curve| curve.len() == frames);
        ensure!(even, "a recording that is not {COEFFICIENTS} curves of one length");
        recordings.clips.push(Array2::from_shape_fn((frames, COEFFICIENTS), |(t, j)| curves[j][t]));
        recordings.speakers.push(speaker - 1);
    }
    Ok(recordings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_are_read_frame_by_frame() {
        let curves: Vec<String> = (0..12).map(|j| format!("{j},{j}.5")).collect();
        let text = format!("# about\n@data\n{}:3\n", curves.join(":"));
        let recordings = decode(&text).unwrap();
        assert_eq!(recordings.speakers, [2]);
        assert_eq!(recordings.clips[0].dim(), (2, 12));
        assert_eq!(recordings.clips[0][[1, 4]], 4.5);
        assert!(decode(&text.replace(":3", ":10")).is_err());
        assert!(decode(&text.replace("7,7.5", "7")).is_err());
    }
}
