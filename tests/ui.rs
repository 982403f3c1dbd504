//! What the compiler tells people: each file declares networks that are wrong, and its `.stderr` holds every message.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes the messages anew; read them before committing them.

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    for kind in ["parse", "shape", "graph", "arguments", "learning", "convolution", "recurrent", "steps"] {
        cases.compile_fail(format!("tests/ui/{kind}/*.rs"));
    }
}
