//! Numbers instead of classes: house prices in Boston, and the strength of concrete.
//!
//! The sets are small, so one split says little. As in F. Chollet, *Deep Learning with Python*, chapter 4: cross-validation on the training
//! rows finds the epoch at which the mean error on held-out rows is least, a network trained that long on all training rows is
//! measured on a fifth of the data that had no say in anything. Features are standardised by the statistics of the rows trained on.
//!
//! The houses are trained on the squared error, the concrete on the absolute one.
//!
//! ```text
//! cargo run --release --example regression
//! ```
//!
//! Measured on the test rows: houses, a mean error of 1.93 thousand dollars (always saying the mean: 5.83; the four folds: 2.52),
//! concrete, 4.20 MPa (13.47; 4.49).

use anyhow::{Context, Result};
use clap::Parser;
use example_support::options::{positive, several};
use example_support::scale::Standardizer;
use example_support::split;
use example_support::table::Table;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use netkiln::prelude::*;
use netkiln::{Single, Trainable};

network! {
    /// Thirteen facts about a district to the median price of its homes, in $1000s.
    #[loss(mse)]
    pub fn Houses(district: Tensor<13>) -> Tensor<1> {
        district.dense(64, activation = relu).dense(64, activation = relu).dense(1)
    }

    /// Seven ingredients and the age of a concrete to its compressive strength, in MPa.
    #[loss(mae)]
    pub fn Concrete(mix: Tensor<8>) -> Tensor<1> {
        mix.dense(64, activation = relu).dense(64, activation = relu).dense(1)
    }
}

/// Trains networks that tell prices and strengths.
#[derive(Parser)]
struct Options {
    /// Most passes over the training rows; cross-validation picks how many are taken.
    #[arg(long, default_value_t = 150)]
    epochs: usize,
    /// Rows in a step of the optimizer.
    #[arg(long, default_value_t = 16, value_parser = positive)]
    batch_size: usize,
    /// Parts of the training rows, each of which is held out once.
    #[arg(long, default_value_t = 4, value_parser = several)]
    folds: usize,
    /// Seed of the splits, the first weights and the order of the rows.
    #[arg(long, default_value_t = 42)]
    seed: u64,
}

/// A network from rows of numbers to rows of numbers: what both have in common.
trait Regressor: Trainable<f32, InputKind = Single, TargetKind = Single> {}
impl<N: Trainable<f32, InputKind = Single, TargetKind = Single>> Regressor for N {}

fn main() -> Result<()> {
    let options = Options::parse();
    study::<Houses>(&Table::example("boston.csv")?, "thousand dollars", &options)?;
    study::<Concrete>(&Table::example("concrete.csv")?, "MPa", &options)
}

/// Cross-validates on four fifths of the rows, trains on them, and measures on the rest.
fn study<N: Regressor>(table: &Table, unit: &str, options: &Options) -> Result<()> {
    println!("{}", N::SUMMARY);
    let (x, y) = (table.all_but_last(1), table.last(1));
    let rows = split::hold_out(x.nrows(), x.nrows() / 5, options.seed);

    // The mean over the folds of the error after each epoch.
    let mut errors: Array1<f64> = Array1::zeros(options.epochs);
    for fold in split::k_fold(rows.train.len(), options.folds, options.seed) {
        let numbers = |fold: &[usize]| -> Vec<usize> { fold.iter().map(|&row| rows.train[row]).collect() };
        let data = Data::new(x, y, &numbers(&fold.train), &numbers(&fold.held_out));
        let history = data.train::<N>(options.epochs, options)?.1;
        errors += &ArrayView1::from(&history["val_mean_absolute_error"]);
    }
    let (best, error) = (1..).zip(&errors).min_by(|a, b| a.1.total_cmp(b.1)).context("at least one epoch is needed")?;
    println!("{} folds: mean error {:.2} {unit} after epoch {best}", options.folds, error / options.folds as f64);

    let data = Data::new(x, y, &rows.train, &rows.held_out);
    let (_, history) = data.train::<N>(best, options)?;
    let last = |name: &str| history[name].last().copied().unwrap_or(f64::NAN);
    let mean = data.y.mean().unwrap_or_default();
    println!(
        "test, {} rows: mean error {:.2} {unit}, mean squared error {:.1}; always saying the mean: {:.2} {unit}\n",
        data.y_test.nrows(),
        last("val_mean_absolute_error"),
        last("val_mean_squared_error"),
        data.y_test.mapv(|y| (y - mean).abs()).mean().unwrap_or_default(),
    );
    Ok(())
}

/// Rows to train on and rows to test on, standardised.
struct Data {
    x: Array2<f32>,
    y: Array2<f32>,
    x_test: Array2<f32>,
    y_test: Array2<f32>,
}

impl Data {
    fn new(x: ArrayView2<f32>, y: ArrayView2<f32>, train: &[usize], test: &[usize]) -> Self {
        let x_train = x.select(Axis(0), train);
        let scaler = Standardizer::fit(x_train.view());
        Self {
            x: scaler.apply(x_train.view()),
            y: y.select(Axis(0), train),
            x_test: scaler.apply(x.select(Axis(0), test).view()),
            y_test: y.select(Axis(0), test),
        }
    }

    /// A new network, trained, and the errors on the test rows after each epoch.
    fn train<N: Regressor>(&self, epochs: usize, options: &Options) -> Result<(Box<N>, History)> {
        let mut net = netkiln::train::new::<f32, N>(options.seed);
        let history = netkiln::train::trainer(&mut *net, RmsProp::new(1e-3))
            .epochs(epochs)
            .batch_size(options.batch_size)
            .seed(options.seed)
            .validate(&self.x_test, &self.y_test)
            .metric(MeanAbsoluteError)
            .metric(MeanSquaredError)
            .verbose(Verbosity::Silent)
            .fit(&self.x, &self.y)?;
        Ok((net, history))
    }
}
