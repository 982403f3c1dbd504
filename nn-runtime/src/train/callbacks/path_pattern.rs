//! Paths that name the epoch and scores.

use super::Context;
use std::path::PathBuf;

/// A path with places to fill in: `{epoch}`, `{epoch:03}`, `{val_loss:.2}`. Python's `{epoch:02d}` and `{val_loss:.2f}` mean the
/// same.
#[derive(Clone, Debug)]
pub(super) struct PathPattern {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Place { name: String, width: usize, decimals: Option<usize> },
}

const EPOCH: &str = "epoch";
/// The most digits a place takes.
const MOST: usize = 32;

impl PathPattern {
    /// A brace that nothing closes stands for itself.
    pub fn new(text: &str) -> PathPattern {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((place, after)) = behind.split_once('}') else { break };
            let (name, format) = place.split_once(':').unwrap_or((place, ""));
            let format = format.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let (width, decimals) = format.split_once('.').unwrap_or((format, ""));
            pieces.push(Piece::Text(before.to_string()));
            pieces.push(Piece::Place {
                name: name.to_string(),
                width: width.parse().unwrap_or(0).min(MOST),
                decimals: decimals.parse().ok().map(|decimals: usize| decimals.min(MOST)),
            });
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_string()));
        PathPattern { pieces }
    }

    /// The names of the scores it needs.
    pub fn scores(&self) -> Vec<String> {
        let name = |piece: &Piece| match piece {
            Piece::Place { name, .. } if name != EPOCH => Some(name.clone()),
            _ => None,
        };
        self.pieces.iter().filter_map(name).collect()
    }

    /// The path of this moment.
    pub fn fill(&self, context: &Context<'_>) -> PathBuf {
        let value = |name: &str| context.scores().get(name).unwrap_or(f64::NAN);
        PathBuf::from(self.with(context.epoch() + 1, value))
    }

    fn with(&self, epoch: usize, value: impl Fn(&str) -> f64) -> String {
        let mut path = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => path += text,
                Piece::Place { name, width, .. } if name == EPOCH => path += &format!("{epoch:0width$}"),
                Piece::Place { name, width, decimals } => {
                    let value = value(name);
                    path += &match decimals {
                        Some(decimals) => format!("{value:0width$.decimals$}"),
                        None => format!("{value:0width$}"),
                    };
                }
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_in() {
        let fill = |text: &str| PathPattern::new(text).with(7, |_| 0.12345);
        assert_eq!(fill("a.safetensors"), "a.safetensors");
        assert_eq!(fill("m-{epoch:02d}-{val_loss:.2f}.st"), "m-07-0.12.st");
        assert_eq!(fill("m-{epoch}-{val_loss:.3}.st"), "m-7-0.123.st");
        assert_eq!(fill("odd{epoch"), "odd{epoch");
        assert_eq!(fill("{}"), "0.12345");
        assert_eq!(PathPattern::new("{epoch}{loss}{val_loss:.2}").scores(), ["loss", "val_loss"]);
    }
}
