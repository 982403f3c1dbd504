//! The IDX format of MNIST and its relatives: a big-endian header with the shape, then one byte a number.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;

/// Numbers of one byte each, with their shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idx {
    /// Sizes, the slowest dimension first: `[60000, 28, 28]`.
    pub shape: Vec<usize>,
    /// The numbers, row by row; as many as the product of the shape.
    pub data: Vec<u8>,
}

/// The type code of unsigned bytes, the only one image sets use.
const UNSIGNED_BYTE: u8 = 0x08;

/// Reads a gzipped IDX file with `dimensions` dimensions.
///
/// # Errors
/// When the file cannot be read, is not IDX of unsigned bytes, has another number of dimensions, or is shorter or longer
/// than its header says.
pub fn read(path: &Path, dimensions: usize) -> Result<Idx> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    decode(GzDecoder::new(file), dimensions).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads unpacked IDX; see [`read`].
pub fn decode(mut source: impl Read, dimensions: usize) -> Result<Idx> {
    let mut magic = [0u8; 4];
    source.read_exact(&mut magic).context("the file ends within its header")?;
    let [zero, also_zero, kind, rank] = magic;
    ensure!((zero, also_zero) == (0, 0), "not an IDX file: it starts with {magic:02x?}");
    ensure!(kind == UNSIGNED_BYTE, "holds numbers of type {kind:#04x}, not unsigned bytes (0x08)");
    ensure!(usize::from(rank) == dimensions, "has {rank} dimensions, expected {dimensions}");

    let mut shape = Vec::with_capacity(dimensions);
    for _ in 0..dimensions {
        let mut size = [0u8; 4];
        source.read_exact(&mut size).context("the file ends within its header")?;
        shape.push(usize::try_from(u32::from_be_bytes(size))?);
    }
    let Some(length) = shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size)) else {
        bail!("its header gives the impossible shape {shape:?}");
    };

    // Read what there is rather than allocate what a damaged header claims.
    let mut data = Vec::new();
    source.read_to_end(&mut data).context("the compressed data is damaged")?;
    ensure!(data.len() == length, "holds {} numbers, its header {shape:?} says {length}", data.len());
    Ok(Idx { shape, data })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(shape: &[u32], data: &[u8]) -> Vec<u8> {
        let mut file = vec![0, 0, UNSIGNED_BYTE, shape.len() as u8];
        shape.iter().for_each(|size| file.extend(size.to_be_bytes()));
        file.extend(data);
        file
    }

    #[test]
    fn shape_and_numbers_are_read() {
        let idx = decode(&bytes(&[2, 1, 3], &[1, 2, 3, 4, 5, 6])[..], 3).unwrap();
        assert_eq!(idx, Idx { shape: vec![2, 1, 3], data: vec![1, 2, 3, 4, 5, 6] });
    }

    #[test]
    fn damage_is_named() {
        let message = |file: &[u8]| decode(file, 1).unwrap_err().to_string();
        assert!(message(&[0, 0, 8]).contains("ends within its header"));
        assert!(message(&[1, 0, 8, 1, 0, 0, 0, 0]).contains("not an IDX file"));
        assert!(message(&[0, 0, 0x0d, 1, 0, 0, 0, 0]).contains("type 0x0d"));
        assert!(message(&bytes(&[1, 1], &[7])).contains("has 2 dimensions, expected 1"));
        assert!(message(&bytes(&[3], &[7])).contains("holds 1 numbers, its header [3] says 3"));
        assert!(message(&bytes(&[3], &[7; 4])).contains("holds 4 numbers"));
        let huge = bytes(&[u32::MAX; 3], &[]);
        assert!(decode(&huge[..], 3).unwrap_err().to_string().contains("impossible"));
    }
}
