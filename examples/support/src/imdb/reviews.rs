//! Reads the reviews one by one, from npm's package or from the original folder.

use std::fmt;
use std::fs;
use std::io::{BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde::de::{Deserializer as _, SeqAccess, Visitor};

/// The half a review belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// To train on.
    Train,
    /// To test on.
    Test,
}

/// Positive and negative reviews in each half.
const PER_LABEL: usize = 12_500;

/// The package keeps no mark of the original split, but its order: four runs of 12,500, each from one folder.
const ORDER: [(Half, bool); 4] = [(Half::Test, false), (Half::Train, false), (Half::Test, true), (Half::Train, true)];

/// Reads `reviews.json` out of npm's archive as it is unpacked, so that neither its 66 MB nor a list of all reviews is
/// ever in memory or on disk.
pub fn from_archive(archive: impl Read, mut each: impl FnMut(Half, &str, bool)) -> Result<()> {
    let mut archive = tar::Archive::new(GzDecoder::new(archive));
    for entry in archive.entries()? {
        let entry = entry?;
        if entry.path()?.ends_with("reviews.json") {
            return from_json(BufReader::with_capacity(1 << 16, entry), PER_LABEL, &mut each);
        }
    }
    bail!("holds no reviews.json")
}

#[derive(Deserialize)]
struct Review {
    t: String,
    s: u8,
}

/// Reads the array of reviews, four runs of `per_label`; see [`ORDER`].
fn from_json(source: impl Read, per_label: usize, each: &mut impl FnMut(Half, &str, bool)) -> Result<()> {
    let mut count = 0;
    let mut out_of_order = None;
    let visitor = EachReview(|review: Review| {
        match ORDER.get(count / per_label) {
            Some(&(half, positive)) if positive == (review.s == 1) => each(half, &review.t, positive),
            _ => out_of_order = out_of_order.or(Some(count)),
        }
        count += 1;
    });
    serde_json::Deserializer::from_reader(source).deserialize_seq(visitor)?;
    if let Some(index) = out_of_order {
        bail!("review {index} is not where the order of the package has it; is this another version?");
    }
    ensure!(count == 4 * per_label, "holds {count} reviews, expected {}", 4 * per_label);
    Ok(())
}

/// Hands over each element of an array as soon as it is read.
struct EachReview<F>(F);

impl<'de, F: FnMut(Review)> Visitor<'de> for EachReview<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of reviews {t, s}")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut sequence: A) -> Result<(), A::Error> {
        while let Some(review) = sequence.next_element()? {
            (self.0)(review);
        }
        Ok(())
    }
}

/// Reads the folder `aclImdb`: `train/neg/0_3.txt` and so on, in the order of the file names.
pub fn from_folder(dir: &Path, mut each: impl FnMut(Half, &str, bool)) -> Result<()> {
    for (half, half_name) in [(Half::Train, "train"), (Half::Test, "test")] {
        for (positive, label_name) in [(false, "neg"), (true, "pos")] {
            let folder = dir.join(half_name).join(label_name);
            let entries = fs::read_dir(&folder)
                .with_context(|| format!("cannot open {}; --data wants the folder aclImdb", folder.display()))?;
            let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
            files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
            ensure!(!files.is_empty(), "{} holds no reviews (*.txt)", folder.display());
            files.sort();
            for file in files {
                let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
                each(half, &text, positive);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};

    const FOUR: &str = r#"[{"t":"bad","s":0},{"t":"a \"poor\" one","s":0},{"t":"good","s":1},{"t":"fine","s":1}]"#;

    fn collect(json: &str) -> Result<Vec<(Half, String, bool)>> {
        let mut seen = Vec::new();
        from_json(json.as_bytes(), 1, &mut |half, text: &str, positive| seen.push((half, text.to_owned(), positive)))?;
        Ok(seen)
    }

    #[test]
    fn the_split_is_recovered_from_the_order() {
        let expected = [
            (Half::Test, "bad".to_owned(), false),
            (Half::Train, "a \"poor\" one".to_owned(), false),
            (Half::Test, "good".to_owned(), true),
            (Half::Train, "fine".to_owned(), true),
        ];
        assert_eq!(collect(FOUR).unwrap(), expected);
    }

    #[test]
    fn other_data_is_refused() {
        let message = |json: &str| format!("{:#}", collect(json).unwrap_err());
        assert!(message(&FOUR.replace(r#""bad","s":0"#, r#""bad","s":1"#)).contains("review 0 is not where"));
        assert!(message(r#"[{"t":"bad","s":0}]"#).contains("holds 1 reviews, expected 4"));
        assert!(message(&FOUR.replace(']', r#",{"t":"more","s":1}]"#)).contains("review 4"));
        assert!(message(&FOUR[..FOUR.len() - 1]).contains("EOF"));
    }

    #[test]
    fn an_archive_without_reviews_and_one_with_too_few_are_told_apart() {
        let archive = |name: &str| {
            let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
            let mut header = tar::Header::new_gnu();
            header.set_size(FOUR.len() as u64);
            header.set_cksum();
            builder.append_data(&mut header, name, FOUR.as_bytes()).unwrap();
            builder.into_inner().unwrap().finish().unwrap()
        };
        let message = |name| format!("{:#}", from_archive(&archive(name)[..], |_, _, _| ()).unwrap_err());
        assert!(message("package/index.js").contains("no reviews.json"));
        assert!(message("package/reviews.json").contains("review 2"));
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_its_names() {
        let dir = std::env::temp_dir().join(format!("imdb-test-{}", std::process::id()));
        for half in ["train", "test"] {
            for label in ["neg", "pos"] {
                let folder = dir.join(half).join(label);
                fs::create_dir_all(&folder).unwrap();
                fs::write(folder.join("1_1.txt"), format!("{half} {label} second")).unwrap();
                fs::write(folder.join("0_1.txt"), format!("{half} {label} first")).unwrap();
                fs::write(folder.join("notes.md"), "not a review").unwrap();
            }
        }
        let mut seen = Vec::new();
        from_folder(&dir, |half, text, positive| seen.push((half, text.to_owned(), positive))).unwrap();
        let missing = from_folder(&dir.join("none"), |_, _, _| ()).unwrap_err().to_string();
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(seen.len(), 8);
        assert_eq!(seen[0], (Half::Train, "train neg first".to_owned(), false));
        assert_eq!(seen[7], (Half::Test, "test pos second".to_owned(), true));
        assert!(missing.contains("--data wants the folder aclImdb"), "{missing}");
    }
}
