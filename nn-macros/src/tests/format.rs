//! rustfmt and the attribute form: a declaration is formatted, and means the same afterwards. Tried on the networks of the examples.

use super::run;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What is inside each `network! { … }` of a file.
fn declarations(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).expect("a readable example");
    let mut found = Vec::new();
    for item in syn::parse_file(&text).expect("Rust").items {
        match item {
            syn::Item::Macro(item) if item.mac.path.is_ident("network") => {
                let tokens: Vec<_> = item.mac.tokens.into_iter().map(|token| token.span()).collect();
                let whole = tokens[0].join(tokens[tokens.len() - 1]).expect("one file");
                found.push(whole.source_text().expect("the text"));
            }
            syn::Item::Fn(item) if item.attrs.iter().any(|attr| attr.path().is_ident("net")) => {
                let text = syn::spanned::Spanned::span(&item).source_text().expect("the text");
                found.push(text.replace("#[net]\n", ""));
            }
            _ => {}
        }
    }
    found
}

/// As the attribute is written, with the attribute.
fn attributed(source: &str) -> String {
    let is_head =
        |line: &str| ["fn ", "pub fn ", "pub(crate) fn "].iter().any(|head| line.trim_start().starts_with(head));
    let lines = source.lines().flat_map(|line| is_head(line).then_some("#[net]").into_iter().chain([line]));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// What rustfmt makes of it, with the project's settings.
fn formatted(source: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("rustfmt, which comes with Rust");
    rustfmt.stdin.take().expect("a pipe").write_all(source.as_bytes()).expect("an open pipe");
    let output = rustfmt.wait_with_output().expect("an end");
    assert!(output.status.success(), "{source}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn formatting_changes_no_meaning() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut tried = 0;
    for entry in std::fs::read_dir(examples).expect("the examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        for source in declarations(&path) {
            let meant = run(&source).unwrap_or_else(|errors| panic!("{}: {errors:?}", path.display()));
            let once = formatted(&attributed(&source));
            assert_eq!(formatted(&once), once, "what is formatted stays as it is");
            assert_eq!(run(&once.replace("#[net]\n", "")).as_ref(), Ok(&meant), "{once}");
            // However it was written: all in one line, which comments cannot be.
            let bare: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            if !bare.iter().any(|line| line.contains("//")) {
                let line = attributed(&bare.join("\n")).lines().collect::<Vec<_>>().join(" ");
                let again = formatted(&line);
                assert_ne!(again.trim(), line.trim(), "rustfmt formats it");
                assert_eq!(run(&again.replace("#[net]\n", "")), Ok(meant), "{again}");
            }
            tried += 1;
        }
    }
    assert!(tried >= 8, "{tried} networks in the examples");
}
