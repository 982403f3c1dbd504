//! Texts that are compared with files, or with `BLESS=1` written to them.

use std::path::{Path, PathBuf};

/// A file beside the tests.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests").join(name)
}

/// Compares part by part, so that a failure shows the part that differs and no more.
#[track_caller]
pub fn check(path: &Path, got: &str, separator: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, got).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    for (expected, got) in expected.split(separator).zip(got.split(separator)) {
        assert_eq!(expected, got, "{} is not what it was", path.display());
    }
    assert_eq!(expected, got);
}
