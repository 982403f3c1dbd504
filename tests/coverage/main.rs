//! Nothing of the language without its checks: each layer, activation and loss of nn-spec needs a case computed by Keras and a
//! line in the README. Adding one to nn-spec and forgetting the rest fails here, by name; `tests/gradients` asks for the
//! gradient checks in the same way.

mod readme;

use nn_spec::LayerDef;
use nn_spec::activation::ACTIVATIONS;
use nn_spec::layers::LAYERS;
use nn_spec::losses::LOSSES;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The repository's root.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files under `folder`, or none, with that extension.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        match path.is_dir() {
            true => found.extend(files(&path, extension)),
            false if path.extension().is_some_and(|of| of == extension) => found.push(path),
            false => {}
        }
    }
    found
}

/// Every value of `key` in the cases of the Keras fixtures.
fn in_fixtures(key: &str) -> BTreeSet<String> {
    let files = files(&root().join("tests/keras/fixtures"), "json");
    assert!(!files.is_empty(), "no fixtures: where have they gone?");
    let mut names = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a readable fixture");
        let cases: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list of cases");
        names.extend(cases.iter().filter_map(|case| case[key].as_str()).map(String::from));
    }
    names
}

/// `BatchNormalization` as `batch_normalization`, `Conv2DTranspose` as `conv2d_transpose`.
fn snake_case(class: &str) -> String {
    let mut name = String::new();
    let mut letters = class.chars().peekable();
    while let Some(c) = letters.next() {
        // A word starts where a capital is followed by a small letter: `2DTranspose` is `2d_transpose`.
        let starts = c.is_ascii_uppercase() && letters.peek().is_some_and(char::is_ascii_lowercase);
        if starts && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// Fails with the names that lack something, all at once.
fn none_missing(what: &str, missing: &[&str]) {
    assert!(missing.is_empty(), "without {what}: {missing:?}");
}

#[test]
fn every_layer_has_a_keras_case() {
    let known = in_fixtures("layer");
    let has = |def: &LayerDef| {
        // The fixtures file activations under their own names.
        let names = if def.keyword == "activation" { "relu".into() } else { snake_case(def.keras) };
        known.contains(def.keyword) || known.contains(&names)
    };
    let missing: Vec<_> = LAYERS.iter().filter(|def| !has(def)).map(|def| def.keyword).collect();
    none_missing("a case in tests/keras/fixtures", &missing);
}

#[test]
fn every_activation_has_a_keras_case() {
    let known = in_fixtures("layer");
    let missing: Vec<_> = ACTIVATIONS.iter().map(|def| def.name).filter(|&name| !known.contains(name)).collect();
    none_missing("a case in tests/keras/fixtures/activations.json", &missing);
}

#[test]
fn every_loss_has_a_keras_case() {
    let known = in_fixtures("loss");
    let has = |name: &str, aliases: &[&str]| known.contains(name) || aliases.iter().any(|&alias| known.contains(alias));
    let missing: Vec<_> = LOSSES.iter().filter(|def| !has(def.name, def.aliases)).map(|def| def.name).collect();
    none_missing("a case in tests/keras/fixtures/losses.json", &missing);
}

/// That none of them leaves a panic behind, and that chips compute what a PC does.
#[test]
fn every_layer_runs_on_a_microcontroller() {
    let path = root().join("tests/embedded/networks/src/layers.rs");
    let text = std::fs::read_to_string(path).expect("networks of all layers");
    // Without what the networks are called.
    let text: String = text.lines().map(|line| line.split_once("->").map_or(line, |(_, rest)| rest)).collect();
    let has = |def: &LayerDef| match def.keyword {
        "activation" => text.contains(".relu("),
        "add" => text.contains("a + b"),
        "subtract" => text.contains("a - b"),
        "multiply" => text.contains("a * b"),
        keyword => [".", " ", "("].iter().any(|before| text.contains(&format!("{before}{keyword}("))),
    };
    let missing: Vec<_> = LAYERS.iter().filter(|def| !has(def)).map(|def| def.keyword).collect();
    none_missing("a network in tests/embedded/networks/src/layers.rs", &missing);
}

#[test]
fn every_layer_has_a_line_of_documentation() {
    let mute = |def: &&&LayerDef| def.doc.len() < 10 || def.args.iter().any(|arg| arg.doc.len() < 5);
    let missing: Vec<_> = LAYERS.iter().filter(mute).map(|def| def.keyword).collect();
    none_missing("a line that says what the layer and each of its arguments does", &missing);
}

#[test]
fn the_readme_lists_the_language_as_it_is() {
    readme::check(&root().join("README.md"));
}

#[test]
fn class_names_become_words() {
    let words = ["Dense", "BatchNormalization", "Conv2DTranspose", "GlobalAveragePooling1D", "GRU"].map(snake_case);
    assert_eq!(words, ["dense", "batch_normalization", "conv2d_transpose", "global_average_pooling1d", "gru"]);
}
