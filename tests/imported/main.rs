//! Published models, declared here and given their published weights: what they compute of real words and real speech is what the originals
//! compute. `make_references.py` made the references, with the originals' own code; the README beside it says where everything comes from.

#[path = "../support/close.rs"]
mod close;
mod voice;
mod words;

use serde_json::Value;

/// How far a number may lie from the original's.
const TOLERANCE: f64 = 1e-4;

/// A file of references.
fn references(name: &str) -> Value {
    let path = format!("{}/tests/imported/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A list of numbers.
fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().expect("a list of numbers");
    list.iter().map(|number| number.as_f64().expect("a number")).collect()
}
