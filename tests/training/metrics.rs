//! Metrics against Keras, update by update.

use crate::support::fixtures::{cases, name, number, numbers, shape};
use nn_runtime::train::{
    Accuracy, At, Auc, BinaryAccuracy, CategoricalAccuracy, MeanAbsoluteError, MeanSquaredError, Metric, PrAuc,
    Precision, R2, Recall, RootMeanSquaredError, Scored, SparseCategoricalAccuracy, TopK,
};
use nn_runtime::{OutputInfo, Scalar, Target};
use nn_spec::{Loss, Shape};
use serde_json::Value;

/// The output a case is about, with a loss that fits its targets.
fn output(case: &Value) -> OutputInfo {
    let update = &case["updates"][0];
    let dims = shape(&update["y_pred"]);
    let loss = if update["y_true"]["dtype"] == "int32" {
        Loss::SparseCategoricalCrossentropy { from_logits: false }
    } else if case["metric"].as_str().unwrap().starts_with("categorical") {
        Loss::CategoricalCrossentropy { from_logits: false, label_smoothing: 0.0 }
    } else {
        Loss::Mse
    };
    OutputInfo {
        name: "output",
        shape: Shape::new(&dims[1..]),
        loss: Some((loss, 1.0)),
        infer: 0,
        train: 0,
        mask: None,
    }
}

fn compare<T: Scalar>(case: &Value, metric: &dyn Metric<T>) {
    let output = output(case);
    let mut sums = vec![0.0; metric.sums(&output).unwrap()];
    for (update, expected) in case["updates"].as_array().unwrap().iter().zip(case["results"].as_array().unwrap()) {
        let predictions: Vec<T> = numbers(&update["y_pred"]).into_iter().map(T::of).collect();
        let targets = numbers(&update["y_true"]);
        let classes: Vec<u32> = targets.iter().map(|&class| class as u32).collect();
        let reals: Vec<T> = targets.iter().map(|&target| T::of(target)).collect();
        let is_class = matches!(output.loss, Some((Loss::SparseCategoricalCrossentropy { .. }, _)));
        let target = if is_class { Target::Class(&classes) } else { Target::Real(&reals) };
        let samples = shape(&update["y_pred"])[0];
        metric.update(&Scored { output: &output, samples, predictions: &predictions, target }, &mut sums);
        let (own, expected) = (metric.result(&output, &sums), numbers(expected)[0]);
        assert!((own - expected).abs() < 2e-6, "{}: {own} {expected}", name(case));
    }
}

fn run<T: Scalar>() -> usize {
    // No arguments, or those our metrics have.
    const KNOWN: [&str; 4] = ["threshold", "thresholds", "k", "curve"];
    let mut seen = 0;
    for case in &cases("metrics") {
        let args = &case["args"];
        let known =
            args.as_object().unwrap().iter().all(|(key, value)| KNOWN.contains(&key.as_str()) && !value.is_array());
        if !known || !case["updates"][0]["sample_weight"].is_null() {
            continue;
        }
        let threshold = number(args, "threshold").or(number(args, "thresholds")).unwrap_or(0.5);
        let binary: At<BinaryAccuracy> = BinaryAccuracy.threshold(threshold);
        let metric: Box<dyn Metric<T>> = match case["metric"].as_str().unwrap() {
            "binary_accuracy" => Box::new(binary),
            "categorical_accuracy" => Box::new(CategoricalAccuracy),
            "sparse_categorical_accuracy" => Box::new(SparseCategoricalAccuracy),
            "top_k_categorical_accuracy" | "sparse_top_k_categorical_accuracy" => {
                Box::new(TopK(number(args, "k").unwrap_or(5.0) as usize))
            }
            "precision" => Box::new(Precision.threshold(threshold)),
            "recall" => Box::new(Recall.threshold(threshold)),
            "auc" if args["curve"] == "PR" => Box::new(PrAuc),
            "auc" => Box::new(Auc),
            "mean_absolute_error" => Box::new(MeanAbsoluteError),
            "mean_squared_error" => Box::new(MeanSquaredError),
            "root_mean_squared_error" => Box::new(RootMeanSquaredError),
            "r2_score" => Box::new(R2),
            _ => continue,
        };
        compare(case, &*metric);
        seen += 1;
    }
    seen
}

#[test]
fn metrics() {
    assert!(run::<f32>() >= 24);
    assert!(run::<f64>() >= 24);
}

fn accuracy(loss: Loss, dims: &[usize], predictions: &[f32], target: Target<'_, f32>) -> f64 {
    let output =
        OutputInfo { name: "output", shape: Shape::new(dims), loss: Some((loss, 1.0)), infer: 0, train: 0, mask: None };
    let samples = predictions.len() / output.shape.len();
    let mut sums = vec![0.0; Metric::<f32>::sums(&Accuracy, &output).unwrap()];
    Accuracy.update(&Scored { output: &output, samples, predictions, target }, &mut sums);
    Metric::<f32>::result(&Accuracy, &output, &sums)
}

#[test]
fn accuracy_goes_by_the_loss() {
    let binary = |from_logits| Loss::BinaryCrossentropy { from_logits, label_smoothing: 0.0 };
    let predictions = [0.9, 0.2, 0.4, 0.6];
    // Several yes-or-no outputs are no one-hot row.
    assert_eq!(accuracy(binary(false), &[2], &predictions, Target::Real(&[1.0, 0.0, 1.0, 1.0])), 0.75);
    // Logits divide at 0.
    assert_eq!(accuracy(binary(true), &[2], &predictions, Target::Real(&[1.0, 1.0, 1.0, 1.0])), 1.0);
    let categorical = Loss::CategoricalCrossentropy { from_logits: false, label_smoothing: 0.0 };
    assert_eq!(accuracy(categorical, &[2], &predictions, Target::Real(&[1.0, 0.0, 1.0, 0.0])), 0.5);
    let sparse = Loss::SparseCategoricalCrossentropy { from_logits: false };
    assert_eq!(accuracy(sparse, &[2], &predictions, Target::Class(&[0, 1])), 1.0);
    // Margins divide at 0, and so do targets of −1 and 1.
    let margins = [0.3, -0.2, 0.4, -0.6];
    assert_eq!(accuracy(Loss::Hinge, &[1], &margins, Target::Real(&[1.0, -1.0, -1.0, 0.0])), 0.75);
}

#[test]
fn metrics_refuse_outputs_they_do_not_fit() {
    let output = |loss| OutputInfo {
        name: "o",
        shape: Shape::new(&[3]),
        loss: Some((loss, 1.0)),
        infer: 0,
        train: 0,
        mask: None,
    };
    let sparse = output(Loss::SparseCategoricalCrossentropy { from_logits: false });
    let metrics: [&dyn Metric<f32>; 7] =
        [&BinaryAccuracy, &CategoricalAccuracy, &Precision, &Auc, &MeanAbsoluteError, &R2, &TopK(4)];
    for metric in metrics {
        assert!(metric.sums(&sparse).is_err(), "{}", metric.name());
    }
    assert!(Metric::<f32>::sums(&SparseCategoricalAccuracy, &output(Loss::Mse)).is_err());
    assert!(Metric::<f32>::sums(&TopK(0), &sparse).is_err());
}
