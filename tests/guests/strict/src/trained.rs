//! The whole way, called as a careful user would: training, scores, predictions, files and inference.

use crate::declared::Classifier;
use netkiln::prelude::*;
use std::path::Path;

/// Three well separated classes of six features each.
fn samples(count: u8) -> (Vec<[f32; 6]>, Vec<u8>) {
    let feature = |sample: u8, at: u8| f32::from(u8::from(at % 3 == sample % 3)) + f32::from(sample) / 1000.0;
    let x = (0..count).map(|sample| [0, 1, 2, 3, 4, 5].map(|at| feature(sample, at))).collect();
    (x, (0..count).map(|sample| sample % 3).collect())
}

/// Trains a classifier, saves it, reads it back, and gives the share of samples it gets right.
///
/// # Errors
/// When the data does not fit the network, or the file cannot be written.
pub fn accuracy(file: &Path) -> Result<f64, netkiln::Error> {
    let (x, y) = samples(90);
    let mut net = Classifier::new(7);
    let history = net
        .trainer(Adam::new(1e-2))
        .epochs(40)
        .batch_size(16)
        .metric(Accuracy)
        .verbose(Verbosity::Silent)
        .validate(&x, &y)
        .fit(&x, &y)?;
    println!("{history}");
    net.save(file)?;

    let net = Classifier::load(file)?;
    let scores = net.evaluate(&x, &y)?;
    println!("{scores}");
    let mut arena = Classifier::arena();
    let right = x.iter().zip(&y).filter(|(x, y)| {
        let classes = net.infer(*x, &mut arena);
        classes.iter().all(|share| *share <= classes[usize::from(**y)])
    });
    let share = u32::try_from(right.count()).map_or(f64::NAN, f64::from) / 90.0;
    Ok(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_classifier_learns() -> Result<(), netkiln::Error> {
        let file = std::env::temp_dir().join(format!("netkiln-strict-{}.safetensors", std::process::id()));
        let accuracy = accuracy(&file);
        // Gone or never written: either is fine.
        let _ = std::fs::remove_file(&file);
        assert!(accuracy? > 0.98);
        Ok(())
    }
}
