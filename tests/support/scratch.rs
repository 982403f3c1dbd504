//! A crate of its own that depends on netkiln, for what can only be seen by running the compiler: how long a declaration takes,
//! and what a refusal looks like.
//!
//! It lies in cargo's folder for tests' files and shares the workspace's lock file and target folder, so nothing is downloaded
//! and dependencies are compiled once.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The crate's folder.
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// An empty library of that name.
    pub fn new(name: &str) -> Scratch {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(folder.join("src")).expect("a writable target folder");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\nnetkiln = {{ path = {root:?} }}\n\n[profile.dev.package.nn-runtime]\nopt-level = 3\n"
        );
        std::fs::write(folder.join("Cargo.toml"), manifest).expect("a writable target folder");
        std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
        Scratch { folder }
    }

    /// The least processor time of `runs` that `cargo COMMAND` takes for `source`, dependencies being compiled already.
    ///
    /// # Panics
    /// When the source does not compile, with what the compiler said.
    #[allow(dead_code)]
    pub fn time(&self, command: &[&str], source: &str, runs: usize) -> Duration {
        let time = |source: &str| {
            let before = clock();
            let output = self.cargo(command, source);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            clock().saturating_sub(before)
        };
        // Whatever does not depend on the source is compiled now.
        time("//! Empty.\n");
        // Never the same text twice, so that it is compiled each time.
        (0..runs.max(1)).map(|run| time(&format!("{source}\n// {run}\n"))).min().unwrap_or_default()
    }

    /// What `cargo check` says of a source that does not compile.
    ///
    /// # Panics
    /// When it does compile.
    #[allow(dead_code)]
    pub fn refusal(&self, source: &str) -> String {
        let output = self.cargo(&["check"], source);
        assert!(!output.status.success(), "this compiles:\n{source}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn cargo(&self, command: &[&str], source: &str) -> Output {
        std::fs::write(self.folder.join("src/lib.rs"), source).expect("a writable target folder");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
        Command::new(env!("CARGO"))
            .args(command)
            .args(["--quiet", "--offline", "--target-dir"])
            .arg(target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TERM_COLOR", "never")
            .current_dir(&self.folder)
            .output()
            .expect("cargo, which runs this")
    }
}

/// The processor time of all finished child processes, which other work on the machine does not lengthen as it does the time on
/// the wall; that is what is left where the system does not tell.
#[allow(dead_code)]
pub fn clock() -> Duration {
    // proc(5): after the name in brackets, the 14th and 15th fields are the children's user and system time in hundredths.
    let ticks = || -> Option<u64> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let (_, fields) = stat.rsplit_once(')')?;
        fields.split_whitespace().skip(13).take(2).map(|field| field.parse::<u64>().ok()).sum()
    };
    static START: OnceLock<Instant> = OnceLock::new();
    ticks().map_or_else(|| START.get_or_init(Instant::now).elapsed(), |ticks| Duration::from_millis(10 * ticks))
}

/// A network of that many dense layers, 16 wide, each with an activation, with a loss.
#[allow(dead_code)]
pub fn deep_network(layers: usize) -> String {
    let mut source = String::from(
        "//! Made by tests/support/scratch.rs.\n\
         netkiln::network! {\n    /// Deep.\n    #[loss(mse)]\n    pub fn Deep(x: Tensor<16>) -> Tensor<16> {\n        x",
    );
    for _ in 0..layers {
        source.push_str("\n            .dense(16, activation = relu)");
    }
    let _ = writeln!(source, "\n    }}\n}}");
    source
}
