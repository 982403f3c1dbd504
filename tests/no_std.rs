//! The library without std: a network built as firmware is, linked into a program that has libc and nothing else, and run.
//!
//! That the static library builds at all shows that neither std nor alloc is in it: std would bring a second panic handler, and
//! alloc would need a global allocator, and rustc refuses both. That the program links shows that nothing in it can panic: its
//! panic handler calls a function that does not exist.

use std::path::{Path, PathBuf};
use std::process::Command;

const PROGRAM: &str = r#"
#include <stdio.h>
float netkiln_sine(float angle);
int main(void) {
    for (int i = 0; i <= 32; i++) printf("%.9g\n", netkiln_sine(1.57079632679f * i / 32));
}
"#;

/// Runs a command and gives its output; fails with all it said.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Builds `tests/no_std` as a static library, as firmware would, and says where it is.
fn static_library() -> PathBuf {
    // cargo's own folder for tests' files lies in the target folder.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    run(Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "rustc",
            "--locked",
            "-p",
            "guest-no-std",
            "--lib",
            "--crate-type",
            "staticlib",
            "--profile",
            "firmware",
        ])
        .arg("--target-dir")
        .arg(target)
        .args(["--", "--cfg", "firmware"]));
    target.join("firmware/libguest_no_std.a")
}

#[test]
fn a_network_runs_without_std_heap_or_panics() {
    let library = static_library();
    if !cfg!(target_os = "linux") {
        eprintln!("built, but neither linked nor run: that takes a GNU linker");
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (source, program) = (folder.join("sine.c"), folder.join("sine"));
    std::fs::write(&source, PROGRAM).expect("a writable folder for temporary files");
    run(Command::new("cc").arg(&source).arg(&library).arg("-Wl,--gc-sections").arg("-o").arg(&program));

    let printed = run(&mut Command::new(&program));
    let sines: Vec<f32> = printed.lines().map(|line| line.parse().expect("a number")).collect();
    assert_eq!(sines.len(), 33);
    for (i, sine) in sines.into_iter().enumerate() {
        let angle = std::f32::consts::FRAC_PI_2 * i as f32 / 32.0;
        assert!((sine - angle.sin()).abs() < 0.006, "{angle}: {sine}");
    }
}

/// What an example of `tests/no_std` says.
fn example(name: &str) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let root = env!("CARGO_MANIFEST_DIR");
    let arguments = ["run", "-q", "--locked", "-p", "guest-no-std", "--example", name, "--target-dir"];
    run(Command::new(env!("CARGO")).current_dir(root).args(arguments).arg(target)).trim().to_owned()
}

#[test]
fn halves_give_the_same_answers_without_std() {
    assert_eq!(example("halves"), "the same to the bit");
}

#[test]
fn norms_known_while_compiling_give_the_same_answers() {
    // To the bit would mean that nothing was known.
    assert_eq!(example("norms"), "the same to a millionth");
}
