//! The documentation of a crate with networks shows each one's layer table and diagram.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Documents a crate of the workspace and says where the pages are.
fn document(package: &str) -> PathBuf {
    // cargo's own folder for tests' files lies in the target folder.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["doc", "--locked", "--no-deps", "-p", package, "--target-dir"])
        .arg(target)
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .expect("cargo, which runs this");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("doc").join(package.replace('-', "_"))
}

#[test]
fn a_network_is_documented() {
    let pages = document("guest-strict");
    let page = |name: &str| {
        let path = pages.join(format!("declared/struct.{name}.html"));
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let classifier = page("Classifier");
    for text in [
        "A classifier with what most networks have.",
        "hidden (dense, relu)          [16]                112           96",
        "Parameters                    227",
        "Inference arena               76 bytes",
        "Live at its peak              76 bytes",
        "Memory of inference",
        &format!("dense_1{:>35}", 76),
        "relu_1: 64 B at 0",
        "<svg",
        "batch_norm_1",
        "Parameters of <code>hidden</code>, a <code>dense</code> layer.",
    ] {
        assert!(classifier.contains(text), "the page lacks: {text}");
    }
    // Where only rustc knows the numbers, and in the attribute's form.
    for name in ["Sized", "Attributed", "Siamese"] {
        let page = page(name);
        assert!(page.contains("<svg") && page.contains("MACs"), "the page of {name} lacks its diagram or its table");
    }
}
