//! Files inside Python packages, which are zip archives.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use zip::ZipArchive;

/// The file called `name` inside the archive at `path`.
///
/// # Errors
/// When the archive cannot be read or holds no such file.
pub fn member(path: &Path, name: &str) -> Result<Vec<u8>> {
    let damaged = || format!("cannot read {} in {}; delete the archive to fetch it again", name, path.display());
    let mut archive = ZipArchive::new(File::open(path).with_context(damaged)?).with_context(damaged)?;
    let mut bytes = Vec::new();
    archive.by_name(name).with_context(damaged)?.read_to_end(&mut bytes).with_context(damaged)?;
    Ok(bytes)
}
