//! Separable convolutions beside plain ones: the stack that Chollet gives for them in *Deep Learning with Python* (section 7.3, listing 7.27),
//! and its twin of plain convolutions, on Fashion-MNIST.
//!
//! ```text
//! cargo run --release --example separable
//! ```
//!
//! It takes the full set of 60,000 images where Debian's package `dataset-fashion-mnist` is installed or `--data DIR`
//! names it, and otherwise the 11,500 in this repository.
//!
//! A depthwise kernel adds 9 numbers, yet the default `glorot_uniform` counts the inputs of all channels: each layer would shrink its
//! input by the root of half their number, and the stack stays at 10 % for many epochs, in Keras as here. A standard deviation of 1/3
//! keeps the size.
//!
//! Measured after one pass over the full set (`--epochs 1`), and after six over the images in the repository (the second column of
//! accuracies). The machine was busy with other work, so instead of the seconds that the example prints here are seconds of processor time
//! for one pass over the 11,500 images in the repository, both cores of a Zen 4 together:
//!
//! ```text
//!               parameters          MACs  seconds an epoch    full set  repository
//! Separable          38867       5389712               7.6      75.5 %      73.1 %
//! Plain             281706      43582272              25.4      83.0 %      81.5 %
//! ```

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use example_support::fashion::{self, Fashion as Data};
use example_support::options::positive;
use netkiln::prelude::*;
use netkiln::{Single, Trainable, train};

network! {
    /// Each channel is filtered for itself, then the channels are mixed point by point.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Separable(image: Tensor<28, 28, 1>) -> Tensor<10> {
        let pair = |x, narrow, wide| {
            let y = x.separable_conv2d(
                narrow,
                kernel = 3,
                padding = same,
                activation = relu,
                depthwise_initializer = random_normal(stddev = 0.33),
            );
            y.separable_conv2d(
                wide,
                kernel = 3,
                padding = same,
                activation = relu,
                depthwise_initializer = random_normal(stddev = 0.33),
            )
        };
        image
            .pair(32, 64)
            .max_pool2d(2)
            .pair(64, 128)
            .max_pool2d(2)
            .pair(64, 128)
            .global_avg_pool2d()
            .dense(32, activation = relu)
            .dense(10, activation = softmax)
    }

    /// Every filter sees every channel.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Plain(image: Tensor<28, 28, 1>) -> Tensor<10> {
        let pair = |x, narrow, wide| {
            x.conv2d(narrow, kernel = 3, padding = same, activation = relu)
                .conv2d(wide, kernel = 3, padding = same, activation = relu)
        };
        image
            .pair(32, 64)
            .max_pool2d(2)
            .pair(64, 128)
            .max_pool2d(2)
            .pair(64, 128)
            .global_avg_pool2d()
            .dense(32, activation = relu)
            .dense(10, activation = softmax)
    }
}

/// Trains both networks.
#[derive(Parser)]
struct Options {
    /// Passes over the training images.
    #[arg(long, default_value_t = 6)]
    epochs: usize,
    /// Images in a step of the optimizer.
    #[arg(long, default_value_t = 64, value_parser = positive)]
    batch_size: usize,
    /// Seed of the first weights and of the order of the images.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Folder with the four gzipped IDX files of Fashion-MNIST.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// No progress bar.
    #[arg(long)]
    quiet: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let data = fashion::load(options.data.as_deref())?;
    println!("{}", Separable::SUMMARY);
    let rows = [row::<Separable>(&data, &options)?, row::<Plain>(&data, &options)?];
    println!("\n{:12}{:>12}{:>14}{:>18}{:>12}", "", "parameters", "MACs", "seconds an epoch", "accuracy");
    rows.iter().for_each(|row| println!("{row}"));
    Ok(())
}

/// Trains a network and gives its line of the table.
fn row<N>(data: &Data, options: &Options) -> Result<String>
where
    N: Trainable<f32, InputKind = Single, TargetKind = Single>,
{
    println!("{}", N::NAME);
    let mut net = train::new::<f32, N>(options.seed);
    let history = train::trainer(&mut *net, RMSprop::new(1e-3))
        .epochs(options.epochs)
        .batch_size(options.batch_size)
        .seed(options.seed)
        .metric(Accuracy)
        .verbose(if options.quiet { Verbosity::Silent } else { Verbosity::Auto })
        .fit(&data.train.images, &data.train.labels)?;
    let scores = train::evaluate(&*net, &data.test.images, &data.test.labels)?;
    let seconds = history.seconds().iter().sum::<f64>() / options.epochs.max(1) as f64;
    let (parameters, macs) = (N::PARAMETERS, N::MACS);
    Ok(format!("{:12}{parameters:>12}{macs:>14}{seconds:>18.2}{:>10.1} %", N::NAME, 100.0 * scores["accuracy"]))
}
