//! What a new user waits for: `cargo bench --bench first`.
//!
//! The smallest program that predicts something (W2's network with fresh weights, one image) is built from nothing, in a target folder of its own,
//! with the default features, with `train` alone and with `std` alone: processor time of the whole build, bytes of the stripped program, and the time from
//! the start of the process to its first prediction, in turns with a program that only prints a line. Crates have to be downloaded already.

#[allow(dead_code)]
#[path = "../tests/support/scratch.rs"]
mod scratch;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = r#"use netkiln::prelude::*;

network! {
    /// W2.
    pub fn Digits(image: Tensor<28, 28, 1>) -> Tensor<10> {
        image
            .conv2d(32, kernel = 3, activation = relu)
            .max_pool2d(2)
            .conv2d(64, kernel = 3, activation = relu)
            .max_pool2d(2)
            .flatten()
            .dense(64, activation = relu)
            .dense(10, activation = softmax)
    }
}

fn main() {
    let net = Digits::new(42);
    println!("{:?}", net.infer(&[[[0.5]; 28]; 28], &mut Digits::arena()));
}
"#;

const NOTHING: &str = "fn main() {\n    println!(\"nothing\");\n}\n";

/// Starts of each program, of which the median counts.
const STARTS: usize = 51;

fn main() {
    let (nothing, _) = build("nothing", None, NOTHING);
    for (what, features) in [
        ("default features", ""),
        ("`train` alone", ", default-features = false, features = [\"train\"]"),
        ("`std` alone", ", default-features = false, features = [\"std\"]"),
    ] {
        let (program, time) = build("program", Some(features), PROGRAM);
        let size = std::fs::metadata(&program).map_or(0, |file| file.len());
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            ours.push(start(&program));
            theirs.push(start(&nothing));
        }
        println!(
            "{what:16} built in {:.1} CPU-s, {:.2} MB stripped, first prediction {:.2} ms after the start; a program that does nothing: {:.2} ms",
            time.as_secs_f64(),
            size as f64 / (1 << 20) as f64,
            median(ours).as_secs_f64() * 1e3,
            median(theirs).as_secs_f64() * 1e3,
        );
    }
}

/// Builds a program from nothing; with netkiln if features are given. Where it is, and the processor time of the build.
fn build(name: &str, features: Option<&str>, source: &str) -> (PathBuf, Duration) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("first").join(name);
    let target = folder.join("target");
    let _ = std::fs::remove_dir_all(&target);
    std::fs::create_dir_all(folder.join("src")).expect("a writable target folder");
    let netkiln = features.map(|features| format!("netkiln = {{ path = {root:?}{features} }}\n")).unwrap_or_default();
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{netkiln}\n\
         [profile.release]\nstrip = true\n"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).expect("a writable target folder");
    std::fs::write(folder.join("src/main.rs"), source).expect("a writable target folder");
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let before = scratch::clock();
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "--offline", "--target-dir"])
        .arg(&target)
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(&folder)
        .status()
        .expect("cargo, which runs this");
    assert!(status.success(), "{name} does not compile");
    (target.join("release").join(name), scratch::clock().saturating_sub(before))
}

/// From the start of the process to its end, which follows its first output.
fn start(program: &Path) -> Duration {
    let from = Instant::now();
    let status = Command::new(program).stdout(Stdio::null()).status().expect("the program that was built");
    assert!(status.success());
    from.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
