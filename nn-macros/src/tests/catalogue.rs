//! Every message, with what it points at: `catalogue.txt`. `BLESS=1 cargo test -p nn-macros catalogue` writes it anew; read
//! the difference before keeping it.

use super::{errors, snapshot};
use std::fmt::Write;

/// Runs each declaration of the catalogue and renders it with its messages.
fn render(catalogue: &str) -> String {
    let mut text = String::new();
    for case in catalogue.split("=== ").skip(1) {
        let (title, rest) = case.split_once('\n').unwrap_or((case, ""));
        let source = rest.split("\n--- ").next().unwrap_or("").trim_end();
        let _ = write!(text, "=== {title}\n{source}\n");
        for (at, message) in errors(source) {
            let _ = write!(text, "--- {at}\n{message}\n");
        }
        text.push('\n');
    }
    text
}

#[test]
fn messages_are_as_written_down() {
    let path = snapshot::path("catalogue.txt");
    let expected = std::fs::read_to_string(&path).unwrap();
    snapshot::check(&path, &render(&expected), "=== ");
}

#[test]
fn every_case_is_refused() {
    let catalogue = include_str!("catalogue.txt");
    for case in catalogue.split("=== ").skip(1) {
        assert!(case.contains("\n--- "), "accepted: {case}");
    }
}
