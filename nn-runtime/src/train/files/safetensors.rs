//! The safetensors format: eight bytes of length, a JSON header, the numbers.
//!
//! Read and written here and not with the crate of that name, so that the same parameters always give the same bytes, and
//! that no header, however wrong, can bring the program down.

use super::atomic;
use crate::train::{Error, WeightsError};
use crate::{F16, Scalar, Weight};
use serde_json::{Map, Value, json};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The version of the names and metadata in files, as their metadata says under `netkiln`.
pub(crate) const FORMAT: &str = "1";

/// An array to write: its numbers may lie in several runs.
pub(crate) struct Tensor<'t, T> {
    pub name: String,
    pub shape: Vec<usize>,
    pub runs: Vec<&'t [T]>,
}

/// Writes arrays and metadata. The header is padded so that the numbers are aligned for reading in place.
pub(crate) fn store<W: Weight>(
    path: &Path,
    metadata: &[(&str, String)],
    tensors: &[Tensor<'_, W>],
) -> Result<(), Error> {
    let mut header = Map::new();
    let about: Map<String, Value> = metadata.iter().map(|(key, value)| (key.to_string(), json!(value))).collect();
    header.insert(String::from("__metadata__"), Value::Object(about));
    let mut from = 0usize;
    for tensor in tensors {
        let to = from + tensor.runs.iter().map(|run| size_of_val(*run)).sum::<usize>();
        let entry = json!({ "dtype": W::DTYPE, "shape": tensor.shape, "data_offsets": [from, to] });
        header.insert(tensor.name.clone(), entry);
        from = to;
    }
    let mut header = Value::Object(header).to_string().into_bytes();
    header.resize((header.len() + 8).next_multiple_of(64) - 8, b' ');
    atomic::write(path, |out| {
        out.write_all(&(header.len() as u64).to_le_bytes())?;
        out.write_all(&header)?;
        let mut bytes = Vec::new();
        for block in tensors.iter().flat_map(|tensor| &tensor.runs).flat_map(|run| run.chunks(4096)) {
            bytes.clear();
            W::append(block, &mut bytes);
            out.write_all(&bytes)?;
        }
        Ok(())
    })
}

/// A file that was read and found whole.
pub(crate) struct Opened {
    path: PathBuf,
    bytes: Vec<u8>,
    /// Where the numbers start.
    start: usize,
    metadata: Map<String, Value>,
    /// In the order of their numbers.
    arrays: Vec<Array>,
}

/// An array's entry in the header.
struct Array {
    name: String,
    dtype: String,
    shape: Vec<usize>,
    /// Its bytes, counted from the start of the numbers.
    span: Range<usize>,
}

impl Opened {
    /// Reads a file that holds at most `values` numbers.
    pub fn read(path: &Path, values: usize) -> Result<Opened, Error> {
        const HEADER: u64 = 16 << 20;
        let bytes = atomic::read(path, (values as u64).saturating_mul(8).saturating_add(HEADER))?;
        match parse(&bytes) {
            Ok((start, metadata, arrays)) => Ok(Opened { path: path.to_path_buf(), bytes, start, metadata, arrays }),
            Err(why) => Err(Error::Weights { path: path.to_path_buf(), why: WeightsError::Damaged(why) }),
        }
    }

    /// The names of all arrays.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.arrays.iter().map(|array| array.name.as_str())
    }

    /// An entry of the metadata.
    pub fn about(&self, key: &str) -> Option<&str> {
        self.metadata.get(key)?.as_str()
    }

    /// Copies an array of that shape into `to`, whatever its numbers are in the file.
    pub fn copy<T: Scalar>(&self, name: &str, shape: &[usize], to: &mut [T]) -> Result<(), Error> {
        let Some(array) = self.arrays.iter().find(|array| array.name == name) else {
            return Err(self.refuse(WeightsError::Damaged(format!("there is no array `{name}`"))));
        };
        if array.shape != shape {
            let (given, needed) = (array.shape.clone(), shape.to_vec());
            return Err(self.refuse(WeightsError::Shape { name: name.to_string(), given, needed }));
        }
        let Some(width) = width(&array.dtype) else {
            let why = WeightsError::Type { name: name.to_string(), given: array.dtype.clone() };
            return Err(self.refuse(why));
        };
        let numbers = self.bytes.get(self.start..).unwrap_or(&[]);
        from_bytes(numbers.get(array.span.clone()).unwrap_or(&[]), width, to);
        Ok(())
    }

    /// The error that says why this file will not do.
    pub fn refuse(&self, why: WeightsError) -> Error {
        Error::Weights { path: self.path.clone(), why }
    }
}

/// The bytes of a number, of the types that are read.
fn width(dtype: &str) -> Option<usize> {
    match dtype {
        "F16" => Some(2),
        "F32" => Some(4),
        "F64" => Some(8),
        _ => None,
    }
}

type Parsed = (usize, Map<String, Value>, Vec<Array>);

/// Reads the header, and makes sure that what it says of the numbers fits the file: nothing is missing, nothing overlaps,
/// nothing is left over. No size in it is believed before it was compared with the file's.
fn parse(bytes: &[u8]) -> Result<Parsed, String> {
    let (len, rest) = bytes.split_first_chunk().ok_or("it ends within the first 8 bytes")?;
    let header = usize::try_from(u64::from_le_bytes(*len)).ok().and_then(|len| rest.get(..len));
    let header = header.ok_or("its header is longer than the file")?;
    let numbers = rest.len() - header.len();
    let mut entries: Map<String, Value> =
        serde_json::from_slice(header).map_err(|error| format!("its header is not valid JSON: {error}"))?;
    let metadata = match entries.remove("__metadata__") {
        Some(Value::Object(metadata)) => metadata,
        _ => Map::new(),
    };
    let mut arrays = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        arrays.push(entry_of(&name, &entry).ok_or_else(|| format!("its header has no valid entry for `{name}`"))?);
    }
    arrays.sort_by_key(|array| (array.span.start, array.span.end));
    let end = arrays.iter().try_fold(0, |end, array| (array.span.start == end).then_some(array.span.end));
    if end != Some(numbers) {
        return Err(format!("its arrays do not make up the {numbers} bytes behind the header"));
    }
    Ok((bytes.len() - numbers, metadata, arrays))
}

fn entry_of(name: &str, entry: &Value) -> Option<Array> {
    let size = |value: &Value| usize::try_from(value.as_u64()?).ok();
    let dtype = entry.get("dtype")?.as_str()?.to_string();
    let shape: Vec<usize> = entry.get("shape")?.as_array()?.iter().map(size).collect::<Option<_>>()?;
    let [from, to] = entry.get("data_offsets")?.as_array()?.as_slice() else { return None };
    let span = size(from)?..size(to)?;
    let bytes = span.end.checked_sub(span.start)?;
    if let Some(width) = width(&dtype)
        && shape.iter().try_fold(width, |bytes, &dim| bytes.checked_mul(dim))? != bytes
    {
        return None;
    }
    Some(Array { name: name.to_string(), dtype, shape, span })
}

routines! { Bytes, T =>
    /// Reads numbers of `width` bytes.
    pub fn from_bytes(bytes: &[u8], width: usize, values: &mut [T]) {
        match width {
            2 => fill(values, bytes, |b| F16::from_bits(u16::from_le_bytes(b)).to_f32().into()),
            4 => fill(values, bytes, |b| f32::from_le_bytes(b).into()),
            _ => fill(values, bytes, f64::from_le_bytes),
        }
    }
}

/// As many values as there are bytes for, `N` each.
#[inline(always)]
fn fill<T: Scalar, const N: usize>(values: &mut [T], bytes: &[u8], number: impl Fn([u8; N]) -> f64) {
    values.iter_mut().zip(bytes.as_chunks().0).for_each(|(value, &bytes)| *value = T::of(number(bytes)));
}
