//! A file of weights: eight bytes of length, a JSON header, the numbers.

use super::json::{self, Json};
use std::ops::Range;

/// An array's entry in the header.
pub struct Array {
    /// Its name.
    pub name: String,
    /// What its numbers are: one of [`KEPT`], or what programs cannot hold.
    pub dtype: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// What programs keep weights as, and the bytes of each.
pub const KEPT: [(&str, usize); 2] = [("F32", 4), ("F16", 2)];

/// How the files of other libraries start, and what they are.
const FOREIGN: [(usize, &[u8], &str); 6] = [
    (0, b"\x89HDF", "an HDF5 file, as Keras' `save_weights` writes"),
    (0, b"PK\x03\x04", "a zip archive, such as a `.keras`, `.npz` or PyTorch file"),
    (4, b"TFL3", "a TensorFlow Lite model"),
    (0, b"\x93NUMPY", "a NumPy array"),
    (0, b"GGUF", "a GGUF model"),
    (0, b"\x80\x02", "a Python pickle"),
];

/// The arrays of a file, or what is wrong with it. No size in the header is believed before it was compared with the file's.
pub fn read(bytes: &[u8]) -> Result<Vec<Array>, String> {
    let foreign = FOREIGN.iter().find(|(at, magic, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    if let Some((_, _, what)) = foreign {
        return Err(format!("is not a safetensors file, but {what}"));
    }
    let Some((len, rest)) = bytes.split_first_chunk() else {
        return Err(format!("is not a safetensors file: it has {} bytes", bytes.len()));
    };
    let len = u64::from_le_bytes(*len);
    // No header is larger; a larger length is what other kinds of files start with.
    if len > 100 << 20 || rest.first() != Some(&b'{') {
        return Err("is not a safetensors file".into());
    }
    let header = usize::try_from(len).ok().and_then(|len| rest.get(..len));
    let Some(header) = header else {
        return Err(format!("is truncated: its header has {len} bytes, and {} are left of it", rest.len()));
    };
    let start = 8 + header.len();
    let parsed = core::str::from_utf8(header).ok().and_then(json::read);
    let Some(Json::Object(entries)) = parsed else { return Err("is damaged: its header is not valid JSON".into()) };
    let mut arrays = Vec::new();
    for (name, entry) in entries.iter().filter(|(name, _)| name != "__metadata__") {
        let array = array(name, entry, start);
        arrays.push(array.ok_or_else(|| format!("is damaged: its header has no valid entry for `{name}`"))?);
    }
    let end = arrays.iter().map(|array| array.span.end).max().unwrap_or(start);
    match end.cmp(&bytes.len()) {
        std::cmp::Ordering::Greater => {
            Err(format!("is truncated: its arrays end at byte {end}, the file at byte {}", bytes.len()))
        }
        std::cmp::Ordering::Less => Err(format!("is damaged: {} bytes belong to no array", bytes.len() - end)),
        std::cmp::Ordering::Equal => Ok(arrays),
    }
}

fn array(name: &str, entry: &Json, start: usize) -> Option<Array> {
    let dtype = entry.get("dtype")?.text()?.to_owned();
    let shape = entry.get("shape")?.sizes()?;
    let offsets = entry.get("data_offsets")?.sizes()?;
    let [from, to] = offsets[..] else { return None };
    let span = start.checked_add(from)?..start.checked_add(to)?;
    let bytes = to.checked_sub(from)?;
    let width = KEPT.iter().find(|(name, _)| *name == dtype).map(|(_, width)| *width);
    let fits = match width {
        Some(width) => shape.iter().try_fold(width, |bytes: usize, &dim| bytes.checked_mul(dim))? == bytes,
        None => true,
    };
    fits.then(|| Array { name: name.to_owned(), dtype, shape, span })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, numbers: usize) -> Vec<u8> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        bytes.resize(bytes.len() + numbers, 0);
        bytes
    }

    const HEADER: &str = r#"{"a.kernel":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"#;

    #[test]
    fn arrays_are_found() {
        let arrays = read(&file(HEADER, 24)).unwrap_or_default();
        assert_eq!(arrays.len(), 1);
        assert_eq!((arrays[0].name.as_str(), &arrays[0].shape[..]), ("a.kernel", &[2, 3][..]));
        assert_eq!(arrays[0].span, 8 + HEADER.len()..8 + HEADER.len() + 24);
    }

    #[test]
    fn every_cut_is_noticed() {
        let whole = file(HEADER, 24);
        for len in 0..whole.len() {
            assert!(read(&whole[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn wrong_files_say_what_they_are() {
        let why = |bytes: &[u8]| read(bytes).err().unwrap_or_default();
        assert!(why(b"\x89HDF\r\n\x1a\n________").contains("HDF5"));
        assert!(why(b"PK\x03\x04____________").contains("zip"));
        assert!(why(b"\x1c\0\0\0TFL3________").contains("TensorFlow Lite"));
        assert!(why(&file(HEADER, 23)).contains("truncated"));
        assert!(why(&file(HEADER, 28)).contains("4 bytes belong to no array"));
        assert!(why(&file("{\"a\":1}", 0)).contains("no valid entry for `a`"));
        assert!(why(&file(&HEADER.replace("F32", "F16"), 24)).contains("no valid entry"));
        let reversed = HEADER.replace("[0,24]", "[24,0]");
        assert!(why(&file(&reversed, 24)).contains("no valid entry"));
        let huge = HEADER.replace("[2,3]", "[99999999999,99999999999]");
        assert!(why(&file(&huge, 24)).contains("no valid entry"));
    }
}
