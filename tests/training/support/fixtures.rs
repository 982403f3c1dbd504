//! What Keras computes, from the repository's fixtures: see `tests/keras/README.md`.

use serde_json::Value;

/// The cases of a file.
pub fn cases(file: &str) -> Vec<Value> {
    let path = format!("{}/tests/keras/fixtures/{file}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    match serde_json::from_str(&text).unwrap() {
        Value::Array(cases) => cases,
        _ => panic!("{path}: no list"),
    }
}

/// The numbers of a tensor, or of several one after another.
pub fn numbers(tensor: &Value) -> Vec<f64> {
    match tensor {
        Value::Array(tensors) => tensors.iter().flat_map(numbers).collect(),
        _ => tensor["data"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect(),
    }
}

pub fn shape(tensor: &Value) -> Vec<usize> {
    tensor["shape"].as_array().unwrap().iter().map(|x| x.as_u64().unwrap() as usize).collect()
}

pub fn name(case: &Value) -> &str {
    case["name"].as_str().unwrap()
}

/// An argument that is a number.
pub fn number(args: &Value, key: &str) -> Option<f64> {
    args[key].as_f64()
}

pub fn switch(args: &Value, key: &str) -> bool {
    args[key].as_bool().unwrap_or(false)
}
