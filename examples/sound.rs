//! Spoken digits, told apart by convolutions over time: 13 coefficients for each of up to 92 frames.
//!
//! ```text
//! cargo run --release --example sound
//! ```
//!
//! The recordings of six people are shuffled and a fifth of them held out, so that the network hears other recordings of the people it
//! knows. They are fetched with pip on first use.
//!
//! Measured: 99.5 % of 600 test recordings right, after 40 passes over the 2,400 others.

use std::time::Instant;

use anyhow::Result;
use clap::Parser;
use example_support::confusion::Confusion;
use example_support::options::positive;
use example_support::{sound, split};
use ndarray::Axis;
use netkiln::prelude::*;

const STEPS: usize = 92;

network! {
    /// 92 frames of 13 coefficients to the probabilities of ten digits.
    #[loss(sparse_categorical_crossentropy)]
    pub fn SpokenDigit(sound: Tensor<STEPS, { sound::COEFFICIENTS }>) -> Tensor<10> {
        sound
            .conv1d(48, kernel = 5, activation = relu)
            .max_pool1d(2)
            .conv1d(64, kernel = 3, activation = relu)
            .max_pool1d(2)
            .conv1d(96, kernel = 3, activation = relu)
            .global_max_pool1d()
            .dropout(0.4)
            .dense(10, activation = softmax)
    }
}

/// Trains a listener to spoken digits.
#[derive(Parser)]
struct Options {
    /// Passes over the training recordings.
    #[arg(long, default_value_t = 40)]
    epochs: usize,
    /// Recordings in a step of the optimizer.
    #[arg(long, default_value_t = 32, value_parser = positive)]
    batch_size: usize,
    /// Seed of the split, the first weights, the order of the recordings and dropout.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// No progress bar.
    #[arg(long)]
    quiet: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let data = sound::load(STEPS)?;
    let rows = split::hold_out(data.digits.len(), data.digits.len() / 5, options.seed);
    let (x, y) = (data.frames.select(Axis(0), &rows.train), data.digits.select(Axis(0), &rows.train));
    let (x_test, y_test) = (data.frames.select(Axis(0), &rows.held_out), data.digits.select(Axis(0), &rows.held_out));
    println!("{} recordings to train on, {} to test\n\n{}", y.len(), y_test.len(), SpokenDigit::SUMMARY);

    let mut net = SpokenDigit::new(options.seed);
    let start = Instant::now();
    let steps = (options.epochs * y.len()).div_ceil(options.batch_size);
    net.trainer(Adam::new(CosineDecay::new(2e-3, steps as u64)))
        .epochs(options.epochs)
        .batch_size(options.batch_size)
        .seed(options.seed)
        .metric(Accuracy)
        .verbose(if options.quiet { Verbosity::Silent } else { Verbosity::Auto })
        .fit(&x, &y)?;
    println!("trained for {} epochs in {:.1} s", options.epochs, start.elapsed().as_secs_f64());

    println!("test: {}\n", net.evaluate(&x_test, &y_test)?);
    let names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    println!("{}", Confusion::new(&names, y_test, net.predict(&x_test)?.view()));
    Ok(())
}
