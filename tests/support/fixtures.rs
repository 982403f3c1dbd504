//! The files in `tests/keras/fixtures`: what Keras computed.

use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

/// A tensor of a fixture.
#[derive(Clone, Debug)]
pub struct Tensor {
    /// Its shape, samples first.
    pub shape: Vec<usize>,
    /// Its numbers, the last axis running fastest.
    pub data: Vec<f64>,
}

impl Tensor {
    /// From JSON; several tensors become one, what belongs to a sample side by side.
    pub fn new(json: &Value) -> Tensor {
        if let Some(all) = json.as_array() {
            let all: Vec<Tensor> = all.iter().map(Tensor::new).collect();
            let samples = all[0].shape[0];
            let rows = |i: usize| {
                all.iter().flat_map(move |tensor| tensor.data.chunks_exact(tensor.data.len() / samples).nth(i))
            };
            let data: Vec<f64> = (0..samples).flat_map(rows).flatten().copied().collect();
            return Tensor { shape: vec![samples, data.len() / samples], data };
        }
        let list = |key: &str| json[key].as_array().unwrap_or_else(|| panic!("a tensor has `{key}`: {json}")).iter();
        Tensor {
            shape: list("shape").map(|dim| dim.as_u64().expect("a dimension") as usize).collect(),
            data: list("data").map(|number| number.as_f64().expect("a number")).collect(),
        }
    }

    /// All tensors of an object, by name.
    pub fn named(json: &Value) -> Vec<(String, Tensor)> {
        let object = json.as_object().into_iter().flatten();
        object.map(|(name, tensor)| (name.clone(), Tensor::new(tensor))).collect()
    }

    /// All tensors of a list; none for `null`.
    pub fn list(json: &Value) -> Vec<Option<Tensor>> {
        let list = json.as_array().into_iter().flatten();
        list.map(|tensor| (!tensor.is_null()).then(|| Tensor::new(tensor))).collect()
    }
}

/// All cases of a file, read once.
pub fn cases(file: &'static str) -> &'static [Value] {
    static FILES: OnceLock<Mutex<HashMap<&'static str, &'static [Value]>>> = OnceLock::new();
    let mut files = FILES.get_or_init(Mutex::default).lock().unwrap_or_else(|e| e.into_inner());
    files.entry(file).or_insert_with(|| {
        let path = format!("{}/tests/keras/fixtures/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let cases: Vec<Value> = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"));
        Vec::leak(cases)
    })
}

/// One case of a file.
pub fn case(file: &'static str, name: &str) -> &'static Value {
    let found = cases(file).iter().find(|case| case["name"] == name);
    found.unwrap_or_else(|| panic!("{file} has no case {name}"))
}
