//! Weight files and checkpoints: what is written is read, and nothing that is not whole is believed.

use crate::support::classifier::Classifier;
use crate::support::data::{numbers, thirds};
use crate::support::pair::Pair;
use nn_runtime::train::{Adam, Error, Sgd, Verbosity, WeightsError, load, new, save, trainer};
use nn_runtime::{Plain, pass::mix};
use std::fs;
use std::path::PathBuf;

/// A folder of its own for a test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("netkiln-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn entries(&self) -> usize {
        fs::read_dir(&self.0).unwrap().count()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn refusal(path: &std::path::Path) -> String {
    match load::<f32, Classifier<f32>>(path).err().unwrap() {
        Error::Weights { why, .. } => why.to_string(),
        other => panic!("{other}"),
    }
}

/// A safetensors file with that header.
fn with_header(header: &str, data: usize) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    bytes.resize(bytes.len() + data, 0);
    bytes
}

#[test]
fn what_is_saved_is_loaded() {
    let folder = Folder::new("files");
    let path = folder.file("a.safetensors");
    let network = new::<f32, Pair<f32>>(5);
    save(&*network, &path).unwrap();
    assert_eq!(load::<f32, Pair<f32>>(&path).unwrap().as_slice(), network.as_slice());
    // The same bytes each time, numbers aligned, and no temporary file left.
    let bytes = fs::read(&path).unwrap();
    save(&*network, &path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes);
    let header = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    assert_eq!((8 + header) % 64, 0);
    assert_eq!(bytes.len(), 8 + header + 4 * network.as_slice().len());
    assert_eq!(folder.entries(), 1);
    let header: serde_json::Value = serde_json::from_slice(&bytes[8..8 + header]).unwrap();
    assert_eq!(header["__metadata__"]["network"], "Pair");
    assert_eq!(header["norm.moving_mean"]["shape"], serde_json::json!([4]));
    assert_eq!(header["a"]["dtype"], "F32");
}

#[test]
fn number_types_are_converted() {
    let folder = Folder::new("types");
    let path = folder.file("a.safetensors");
    let (single, double) = (new::<f32, Pair<f32>>(5), new::<f64, Pair<f64>>(5));
    save(&*single, &path).unwrap();
    let loaded = load::<f64, Pair<f64>>(&path).unwrap();
    assert!(loaded.as_slice().iter().zip(single.as_slice()).all(|(double, single)| *double == f64::from(*single)));
    save(&*double, &path).unwrap();
    let loaded = load::<f32, Pair<f32>>(&path).unwrap();
    assert!(loaded.as_slice().iter().zip(double.as_slice()).all(|(single, double)| *single == *double as f32));
    // The same seed gives the same network in both.
    assert_eq!(loaded.as_slice(), single.as_slice());
}

#[test]
fn other_networks_are_refused_by_name() {
    let folder = Folder::new("names");
    let path = folder.file("a.safetensors");
    save(&*new::<f32, Pair<f32>>(1), &path).unwrap();
    let text = refusal(&path);
    assert!(text.starts_with("the parameters differ from those of Classifier; missing: `hidden.kernel`, "), "{text}");
    assert!(text.contains("unexpected: ") && text.contains("`norm.moving_mean`"), "{text}");

    let array = |name: &str, dims: &str, from: usize, to: usize, dtype: &str| {
        format!("\"{name}\":{{\"dtype\":\"{dtype}\",\"shape\":[{dims}],\"data_offsets\":[{from},{to}]}}")
    };
    let file = |kernel: &str, dims: &str, dtype: &str| {
        let header = format!(
            "{{{},{},{},{}}}",
            array(kernel, dims, 0, 128, dtype),
            array("hidden.bias", "8", 128, 160, "F32"),
            array("dense.kernel", "8,3", 160, 256, "F32"),
            array("dense.bias", "3", 256, 268, "F32")
        );
        fs::write(&path, with_header(&header, 268)).unwrap();
    };
    file("hidden.kernel", "4,8", "F32");
    assert!(load::<f32, Classifier<f32>>(&path).is_ok());
    file("hiden.kernel", "4,8", "F32");
    assert_eq!(
        refusal(&path),
        "the parameters differ from those of Classifier; missing: `hidden.kernel` (the file has `hiden.kernel`); \
         unexpected: `hiden.kernel`"
    );
    file("hidden.kernel", "8,4", "F32");
    assert_eq!(refusal(&path), "`hidden.kernel` has shape [8, 4], but the network's has [4, 8]");
    file("hidden.kernel", "4,8", "I32");
    assert_eq!(refusal(&path), "`hidden.kernel` has type I32, but F16, F32 or F64 is needed");
}

#[test]
fn damaged_files_are_refused() {
    let folder = Folder::new("damaged");
    let path = folder.file("a.safetensors");
    save(&*new::<f32, Classifier<f32>>(1), &path).unwrap();
    let whole = fs::read(&path).unwrap();
    // Every shorter file, and a longer one.
    for len in (0..whole.len()).step_by(7).chain([whole.len() - 1]) {
        fs::write(&path, &whole[..len]).unwrap();
        refusal(&path);
    }
    let mut long = whole.clone();
    long.push(0);
    fs::write(&path, &long).unwrap();
    assert!(refusal(&path).contains("do not make up the 269 bytes"));
    // Headers that lie: lengths, offsets and shapes up to the largest there are.
    let max = u64::MAX;
    for header in [
        "{}".to_string(),
        "[]".to_string(),
        "\u{1F600}".to_string(),
        "{\"a\":1}".to_string(),
        "{\"a\":{}}".to_string(),
        format!("{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{max}],\"data_offsets\":[0,{max}]}}}}"),
        format!("{{\"a\":{{\"dtype\":\"U8\",\"shape\":[{max}],\"data_offsets\":[0,{max}]}}}}"),
        format!("{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{max},{max}],\"data_offsets\":[0,8]}}}}"),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}".to_string(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}".to_string(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,16]}}".to_string(),
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
            .to_string(),
        "[".repeat(100_000),
    ] {
        fs::write(&path, with_header(&header, 8)).unwrap();
        refusal(&path);
    }
    for len in [1u64 << 62, max, max - 7, 100] {
        let mut lying = whole.clone();
        lying[..8].copy_from_slice(&len.to_le_bytes());
        fs::write(&path, &lying).unwrap();
        refusal(&path);
    }
    // Bytes changed at random: whatever comes of it, no panic, and a file that is accepted has finite memory.
    for round in 0..2000u64 {
        let mut changed = whole.clone();
        for i in 0..1 + mix(round) % 4 {
            let drawn = mix(round * 10 + i + 1);
            let at = (drawn >> 8) as usize % 400.min(changed.len());
            changed[at] = drawn as u8;
        }
        fs::write(&path, &changed).unwrap();
        let _ = load::<f32, Classifier<f32>>(&path);
    }
    assert_eq!(folder.entries(), 1);
}

#[test]
fn huge_files_are_not_read() {
    let folder = Folder::new("huge");
    let path = folder.file("a.safetensors");
    // Sparse: it takes no room on the disk.
    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    assert!(matches!(
        load::<f32, Classifier<f32>>(&path),
        Err(Error::Weights { why: WeightsError::TooLarge { bytes, .. }, .. }) if bytes == 1 << 40
    ));
}

#[test]
fn paths_that_cannot_be_used() {
    let folder = Folder::new("paths");
    let network = new::<f32, Classifier<f32>>(1);
    let file_error = |result: Result<(), Error>| matches!(result, Err(Error::File { .. }));
    assert!(file_error(save(&*network, folder.file("no/such/folder/a.safetensors"))));
    assert!(file_error(save(&*network, &folder.0)));
    assert!(file_error(save(&*network, "/")));
    assert!(file_error(save(&*network, "")));
    assert!(file_error(load::<f32, Classifier<f32>>(folder.file("none")).map(drop)));
    assert!(file_error(load::<f32, Classifier<f32>>(&folder.0).map(drop)));
    assert_eq!(folder.entries(), 0);
    // A bare name is a file in the current folder: the error, if any, is not one of ours.
    let name = format!("netkiln-{}.safetensors", std::process::id());
    save(&*network, &name).unwrap();
    fs::remove_file(&name).unwrap();
}

#[test]
fn checkpoints_of_other_trainings_are_refused() {
    let folder = Folder::new("checkpoints");
    let path = folder.file("a.safetensors");
    let x = numbers::<f32>(20, 4, 1);
    let y = thirds(&x);
    let mut network = new::<f32, Classifier<f32>>(1);
    let mut training = trainer(&mut *network, Sgd::new(0.1).momentum(0.9)).verbose(Verbosity::Silent);
    training.fit(&x, &y).unwrap();
    training.save_checkpoint(&path).unwrap();
    drop(training);
    assert_eq!(load::<f32, Classifier<f32>>(&path).unwrap().as_slice(), network.as_slice());

    let mut other = new::<f32, Classifier<f32>>(2);
    let before = other.as_slice().to_vec();
    let refused =
        |result: Result<nn_runtime::train::Trainer<'_, f32, Classifier<f32>>, Error>| result.err().unwrap().to_string();
    let text = refused(trainer(&mut *other, Adam::new(0.1)).resume(&path));
    assert!(text.ends_with("the checkpoint has the optimizer sgd, but this training has adam"), "{text}");
    let text = refused(trainer(&mut *other, Sgd::new(0.1)).resume(&path));
    assert!(text.contains("this training has 0"), "{text}");
    let weights = folder.file("weights.safetensors");
    save(&*network, &weights).unwrap();
    let text = refused(trainer(&mut *other, Sgd::new(0.1)).resume(&weights));
    assert!(text.contains("the optimizer none"), "{text}");
    // Damage in the metadata is found before anything is changed.
    let whole = fs::read_to_string(&path).map(String::into_bytes).unwrap_or_else(|_| fs::read(&path).unwrap());
    let at = whole.windows(5).position(|window| window == b"clock").unwrap();
    let mut damaged = whole.clone();
    damaged[at] = b'k';
    fs::write(&path, &damaged).unwrap();
    let text = refused(trainer(&mut *other, Sgd::new(0.1).momentum(0.9)).resume(&path));
    assert!(text.contains("no valid `clock`"), "{text}");
    assert_eq!(other.as_slice(), before);
}
