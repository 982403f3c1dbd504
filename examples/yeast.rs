//! Several labels at once: which of 14 functional classes a yeast gene belongs to, from 103 measurements.
//!
//! A sigmoid an output and the binary cross-entropy make 14 yes-or-no questions that share their hidden layer. Five-fold cross-validation
//! measures the share of right answers; saying the more frequent answer to each question gets 76.8 %.
//!
//! ```text
//! cargo run --release --example yeast
//! ```
//!
//! Measured: 80.7 %.

use anyhow::Result;
use clap::Parser;
use example_support::options::{positive, several};
use example_support::scale::Standardizer;
use example_support::split;
use example_support::table::Table;
use ndarray::{Array1, Array2, Axis};
use netkiln::prelude::*;

const LABELS: usize = 14;

/// Measurements of a gene to the probability of each class.
#[net]
#[loss(binary_crossentropy)]
pub fn Yeast(gene: Tensor<103>) -> Tensor<LABELS> {
    gene.dense(128, activation = relu).dropout(0.5).dense(LABELS, activation = sigmoid)
}

/// Trains classifiers of yeast genes.
#[derive(Parser)]
struct Options {
    /// Passes over the training genes of a fold.
    #[arg(long, default_value_t = 20)]
    epochs: usize,
    /// Genes in a step of the optimizer.
    #[arg(long, default_value_t = 32, value_parser = positive)]
    batch_size: usize,
    /// Seed of the folds, the first weights, the order of the genes and dropout.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Parts of the data, each of which is held out once.
    #[arg(long, default_value_t = 5, value_parser = several)]
    folds: usize,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let table = Table::example("yeast.csv")?;
    let (genes, labels) = (table.all_but_last(LABELS), table.last(LABELS));
    println!("{}", Yeast::SUMMARY);

    let (mut right, mut right_by_majority) = (Array1::zeros(LABELS), Array1::zeros(LABELS));
    for (fold, rows) in (1..).zip(split::k_fold(genes.nrows(), options.folds, options.seed)) {
        let (train, held_out) = (genes.select(Axis(0), &rows.train), genes.select(Axis(0), &rows.held_out));
        let (y, y_test) = (labels.select(Axis(0), &rows.train), labels.select(Axis(0), &rows.held_out));
        let scaler = Standardizer::fit(train.view());

        let mut net = Yeast::new(options.seed);
        net.trainer(Adam::new(1e-3))
            .epochs(options.epochs)
            .batch_size(options.batch_size)
            .seed(options.seed)
            .verbose(Verbosity::Silent)
            .fit(&scaler.apply(train.view()), &y)?;
        let answers = net.predict(scaler.apply(held_out.view()))?.mapv(|p| f32::from(u8::from(p > 0.5)));

        let majority = y.mean_axis(Axis(0)).unwrap_or_default().mapv(|share| f32::from(u8::from(share > 0.5)));
        let majority = majority.broadcast(y_test.dim()).map(|rows| rows.to_owned()).unwrap_or_default();
        right += &agreement(&answers, &y_test);
        right_by_majority += &agreement(&majority, &y_test);
        println!("fold {fold} of {}: {} genes to train on, {} to test", options.folds, y.nrows(), y_test.nrows());
    }

    println!("\nlabel      positive  majority   network");
    let genes = genes.nrows() as f32;
    for (label, name) in table.columns[table.columns.len() - LABELS..].iter().enumerate() {
        let share = |right: f32| 100.0 * right / genes;
        let positive = labels.column(label).sum();
        println!(
            "{name:<10} {:>7.1} % {:>7.1} % {:>7.1} %",
            share(positive),
            share(right_by_majority[label]),
            share(right[label])
        );
    }
    let mean = |right: &Array1<f32>| 100.0 * right.sum() / (genes * LABELS as f32);
    println!("all together          {:>5.1} % {:>7.1} %", mean(&right_by_majority), mean(&right));
    Ok(())
}

/// How many rows agree, column by column.
fn agreement(answers: &Array2<f32>, labels: &Array2<f32>) -> Array1<f32> {
    ndarray::Zip::from(answers).and(labels).map_collect(|a, b| f32::from(u8::from(a == b))).sum_axis(Axis(0))
}
