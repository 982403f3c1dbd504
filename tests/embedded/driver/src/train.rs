//! Trains the networks and writes their weights: `cargo run --release -p driver --features train -- train`. `Fashion` and
//! `Spoken` are trained by `examples/fashion.rs` and `examples/spoken.rs`, and written once more with half the bits, which `halves` does alone.

use anyhow::Result;
use netkiln::ndarray::{Array4, Axis};
use netkiln::prelude::*;
use networks::{Digits, Fashion, Norms, Sine, Spoken, Tiny};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../networks/weights");

pub fn all() -> Result<()> {
    sine()?;
    digits()?;
    norms()?;
    // Nothing to learn: it is there to be measured.
    Tiny::new(42).save(format!("{FOLDER}/tiny.safetensors"))?;
    halves()
}

/// Writes with 16 bits what is there with 32.
pub fn halves() -> Result<()> {
    Spoken::load(format!("{FOLDER}/spoken.safetensors"))?.half()?.save(format!("{FOLDER}/spoken_f16.safetensors"))?;
    Ok(Fashion::load(format!("{FOLDER}/fashion.safetensors"))?
        .half()?
        .save(format!("{FOLDER}/fashion_f16.safetensors"))?)
}

fn sine() -> Result<()> {
    let x: Vec<[f32; 1]> = (0..2000).map(|i| [i as f32 / 2000.0 * std::f32::consts::TAU]).collect();
    let y: Vec<[f32; 1]> = x.iter().map(|[x]| [x.sin()]).collect();
    let mut net = Sine::new(7);
    for rate in [1e-2, 2e-3, 2e-4] {
        net.trainer(Adam::new(rate)).epochs(150).batch_size(50).fit(&x, &y)?;
    }
    println!("sine: {}", net.evaluate(&x, &y)?);
    Ok(net.save(format!("{FOLDER}/sine.safetensors"))?)
}

/// Images of handwritten digits and what they show.
fn images() -> Result<(Array4<f32>, Vec<u32>)> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../examples/data/digits.csv"))?;
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let numbers = line.split(',').map(str::parse).collect::<Result<Vec<f32>, _>>()?;
        let Some((class, dots)) = numbers.split_last() else { continue };
        x.extend(dots.iter().map(|dot| dot / 16.0));
        y.push(*class as u32);
    }
    Ok((Array4::from_shape_vec((y.len(), 8, 8, 1), x)?, y))
}

fn digits() -> Result<()> {
    let (x, y) = images()?;
    let (train, test) = x.view().split_at(Axis(0), 1500);
    let mut net = Digits::new(7);
    net.trainer(Adam::new(5e-3)).epochs(60).metric(Accuracy).fit(train, &y[..1500])?;
    println!("digits: {}", net.evaluate(test, &y[1500..])?);
    Ok(net.save(format!("{FOLDER}/digits.safetensors"))?)
}

/// Digits by a network with batch norms, which `norms` does alone.
pub fn norms() -> Result<()> {
    let (x, y) = images()?;
    let (train, test) = x.view().split_at(Axis(0), 1500);
    let mut net = Norms::new(7);
    net.trainer(Adam::new(5e-3)).epochs(40).metric(Accuracy).fit(train, &y[..1500])?;
    println!("norms: {}", net.evaluate(test, &y[1500..])?);
    Ok(net.save(format!("{FOLDER}/norms.safetensors"))?)
}
