//! What the compiler tells people: each file declares networks that are wrong, and its `.stderr` holds every message.
//!
//! `TRYBUILD=overwrite cargo test -p netkiln-messages` writes the messages anew; read them before committing them.

use std::path::Path;

#[test]
fn messages() {
    weights();
    let cases = trybuild::TestCases::new();
    for kind in [
        "parse",
        "shape",
        "graph",
        "arguments",
        "learning",
        "convolution",
        "ragged",
        "recurrent",
        "attention",
        "steps",
        "stream",
        "weights",
        "budget",
        "kernels",
        "patches",
    ] {
        cases.compile_fail(format!("{kind}/*.rs"));
    }
}

/// Puts the files of weights where trybuild compiles the cases: there is the Cargo.toml that paths start at.
fn weights() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let folder = target.join("tests/trybuild/netkiln-messages/weights");
    std::fs::create_dir_all(&folder).expect("a folder that can be written");
    for entry in std::fs::read_dir("../weights").expect("the files").flatten() {
        std::fs::copy(entry.path(), folder.join(entry.file_name())).expect("a folder that can be written");
    }
}
