//! Training as a whole: that it learns, and what its result may and may not depend on.

use crate::support::classifier::Classifier;
use crate::support::data::{numbers, thirds};
use crate::support::pair::{MOMENTUM, Pair, PairInputs, PairOutputs};
use ndarray::{Array1, Array2, Axis};
use nn_runtime::Plain;
use nn_runtime::train::{
    Accuracy, Adadelta, Adagrad, Adam, AdamW, Adamax, Context, EarlyStopping, History, LambdaCallback,
    MeanAbsoluteError, Nadam, Optimizer, ReduceLrOnPlateau, RmsProp, Sgd, Verbosity, evaluate, load,
    loss_and_gradients, new, predict, trainer,
};

fn train(optimizer: impl Optimizer<f32> + 'static, batch: usize, epochs: usize) -> (Vec<f32>, History) {
    let x = numbers::<f32>(203, 4, 1);
    let y = thirds(&x);
    let mut network = new::<f32, Classifier<f32>>(1);
    let history = trainer(&mut *network, optimizer)
        .epochs(epochs)
        .batch_size(batch)
        .metric(Accuracy)
        .validate(&x, &y)
        .verbose(Verbosity::Silent)
        .fit(&x, &y)
        .unwrap();
    (network.as_slice().to_vec(), history)
}

#[test]
fn learns() {
    let (_, history) = train(Adam::new(0.01), 16, 60);
    assert_eq!(history.epochs(), (1..=60).collect::<Vec<_>>());
    let (_, accuracy) = history.best("val_accuracy").unwrap();
    assert!(accuracy > 0.93, "{history}");
    assert!(history["loss"][59] < 0.6 * history["loss"][0]);
    // Dropout is on in training and off in validation.
    assert!(history["val_loss"][59] < history["loss"][59]);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let in_pool = |threads: usize, batch: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let pair = |optimizer| {
            let image = numbers::<f32>(100, 3, 5);
            let word: Vec<u8> = (0..100).map(|i| i % 5).collect();
            let class: Vec<i64> = (0..100).map(|i| i % 3).collect();
            let place = numbers::<f32>(100, 2, 6);
            let (x, y) = (PairInputs { image: &image, word: &word }, PairOutputs { class: &class, place: &place });
            let mut network = new::<f32, Pair<f32>>(1);
            let training = trainer(&mut *network, optimizer).batch_size(batch).verbose(Verbosity::Silent);
            let history = { training }.fit(x, y).unwrap();
            let bits: Vec<u64> = history.names().flat_map(|name| &history[name]).map(|value| value.to_bits()).collect();
            (network.as_slice().to_vec(), bits)
        };
        pool.install(|| {
            let (parameters, history) = train(Adam::new(0.01).global_clipnorm(0.5), batch, 3);
            let bits = ["loss", "accuracy", "val_loss"].map(|name| history[name][2].to_bits());
            (parameters, bits, pair(RmsProp::new(0.01)))
        })
    };
    for batch in [1, 5, 32, usize::MAX] {
        let one = in_pool(1, batch);
        assert_eq!(one, in_pool(2, batch));
        assert_eq!(one, in_pool(3, batch));
    }
}

#[test]
fn seeds_decide() {
    let run = |seed: u64, shuffle: bool| {
        let x = numbers::<f32>(50, 4, 1);
        let y = thirds(&x);
        let mut network = new::<f32, Classifier<f32>>(1);
        let training = trainer(&mut *network, Adam::default()).batch_size(8).seed(seed).shuffle(shuffle);
        training.verbose(Verbosity::Silent).fit(&x, &y).unwrap();
        network.as_slice().to_vec()
    };
    assert_eq!(run(1, true), run(1, true));
    assert_ne!(run(1, true), run(2, true));
    assert_ne!(run(1, true), run(1, false));
}

#[test]
fn one_full_batch_is_one_step_along_the_gradient() {
    let x = numbers::<f64>(20, 3, 2);
    let word: Vec<u32> = (0..20).map(|i| i % 5).collect();
    let class: Vec<u32> = (0..20).map(|i| i % 3).collect();
    let place = numbers::<f64>(20, 2, 3);
    let (inputs, targets) = (PairInputs { image: &x, word: &word }, PairOutputs { class: &class, place: &place });
    let mut network = new::<f64, Pair<f64>>(8);
    let before = network.boxed_copy();
    let (loss, gradient) = loss_and_gradients(&*network, inputs, targets).unwrap();
    let training = trainer(&mut *network, Sgd::new(0.1)).full_batch().shuffle(false).verbose(Verbosity::Silent);
    let history = { training }.fit(inputs, targets).unwrap();
    assert!((history["loss"][0] - loss).abs() < 1e-12);
    for ((after, before), slope) in
        network.b.as_flattened().iter().zip(before.b.as_flattened()).zip(gradient.b.as_flattened())
    {
        assert!((after - (before - 0.1 * slope)).abs() < 1e-12);
    }
    // Moving averages follow the batch, not a gradient.
    let projected = x.dot(&Array2::from_shape_fn((3, 4), |(i, j)| before.a[i][j]));
    let (mean, variance) = (projected.mean_axis(Axis(0)).unwrap(), projected.var_axis(Axis(0), 0.0));
    for j in 0..4 {
        assert!((network.moving_mean[j] - (1.0 - MOMENTUM) * mean[j]).abs() < 1e-12);
        assert!((network.moving_variance[j] - (MOMENTUM + (1.0 - MOMENTUM) * variance[j])).abs() < 1e-12);
    }
}

#[test]
fn several_outputs_have_a_loss_each() {
    let image = numbers::<f32>(30, 3, 2);
    let word = Array1::from_iter((0..30).map(|i| i % 5));
    let class: Vec<u8> = (0..30).map(|i| i % 3).collect();
    let place = numbers::<f64>(30, 2, 3);
    let (x, y) = (PairInputs { image: &image, word: &word }, PairOutputs { class: &class, place: &place });
    let mut network = new::<f32, Pair<f32>>(8);
    let history = trainer(&mut *network, Adam::new(0.01))
        .epochs(2)
        .metric_for("class", Accuracy)
        .metric_for("place", MeanAbsoluteError)
        .validation_split(0.2)
        .verbose(Verbosity::Silent)
        .fit(x, y)
        .unwrap();
    let names: Vec<&str> = history.names().collect();
    let own = ["loss", "class_loss", "place_loss", "class_accuracy", "place_mean_absolute_error"];
    let twins = own.map(|name| format!("val_{name}"));
    assert_eq!(names, own.into_iter().chain(twins.iter().map(String::as_str)).collect::<Vec<_>>());
    for epoch in 0..2 {
        let sum = history["val_class_loss"][epoch] + 0.3 * history["val_place_loss"][epoch];
        assert!((history["val_loss"][epoch] - sum).abs() < 1e-12);
    }
    let scores = evaluate(&*network, x, y).unwrap();
    assert_eq!(scores.names().collect::<Vec<_>>(), own);
    let outputs = predict(&*network, x).unwrap();
    assert_eq!((outputs.class.dim(), outputs.place.dim()), ((30, 3), (30, 2)));
}

#[test]
fn the_split_is_the_last_share_before_shuffling() {
    let x = numbers::<f32>(50, 4, 1);
    let y = thirds(&x);
    let run = |split: bool| {
        let (front, back) = x.view().split_at(Axis(0), 37);
        let (y_front, y_back) = y.view().split_at(Axis(0), 37);
        let mut network = new::<f32, Classifier<f32>>(1);
        let training = trainer(&mut *network, Adam::default()).epochs(2).verbose(Verbosity::Silent);
        // 50 · (1 − 0.25) = 37.5 is rounded down.
        let history = if split {
            training.validation_split(0.25).fit(&x, &y)
        } else {
            training.validate(back, y_back).fit(front, y_front)
        };
        (history.unwrap()["val_loss"].to_vec(), network.as_slice().to_vec())
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn weights_multiply_losses() {
    let x = numbers::<f32>(60, 4, 1);
    let y = thirds(&x);
    let run = |by_class: bool| {
        let mut network = new::<f32, Classifier<f32>>(1);
        let training = trainer(&mut *network, Sgd::new(0.1)).verbose(Verbosity::Silent);
        let history = if by_class {
            training.class_weights([(0, 2.0), (2, 0.5)]).fit(&x, &y)
        } else {
            training.sample_weights(y.iter().map(|&class| [2.0f32, 1.0, 0.5][class as usize])).fit(&x, &y)
        };
        (history.unwrap()["loss"].to_vec(), network.as_slice().to_vec())
    };
    assert_eq!(run(true), run(false));
    let unweighted = {
        let mut network = new::<f32, Classifier<f32>>(1);
        trainer(&mut *network, Sgd::new(0.1)).verbose(Verbosity::Silent).fit(&x, &y).unwrap();
        network.as_slice().to_vec()
    };
    assert_ne!(run(true).1, unweighted);
}

#[test]
fn any_layout_and_number_type_is_the_same_data() {
    let x = numbers::<f32>(23, 4, 1);
    let y = thirds(&x);
    let network = new::<f32, Classifier<f32>>(1);
    let expected = predict(&*network, &x).unwrap();
    let mut turned = Array2::<f32>::zeros((4, 23));
    turned.assign(&x.t());
    assert_eq!(predict(&*network, turned.t()).unwrap(), expected);
    assert_eq!(predict(&*network, &x.mapv(f64::from)).unwrap(), expected);
    assert_eq!(predict(&*network, x.clone()).unwrap(), expected);
    let rows: Vec<[f32; 4]> = x.rows().into_iter().map(|row| [row[0], row[1], row[2], row[3]]).collect();
    assert_eq!(predict(&*network, &rows).unwrap(), expected);
    assert_eq!(predict(&*network, &x.slice(ndarray::s![3.., ..])).unwrap(), expected.slice(ndarray::s![3.., ..]));
    let loss = evaluate(&*network, &x, &y).unwrap().loss();
    let column = y.mapv(f32::from).insert_axis(Axis(1));
    assert_eq!(evaluate(&*network, &x, &column).unwrap().loss(), loss);
    assert_eq!(evaluate(&*network, &x, &y.mapv(i64::from)).unwrap().loss(), loss);
    assert_eq!(evaluate(&*network, &x, &y.to_vec()).unwrap().loss(), loss);
}

#[test]
fn a_second_fit_goes_on() {
    let (at_once, _) = train(Adam::new(0.01), 16, 4);
    let x = numbers::<f32>(203, 4, 1);
    let y = thirds(&x);
    let mut network = new::<f32, Classifier<f32>>(1);
    let mut training = trainer(&mut *network, Adam::new(0.01)).epochs(2).batch_size(16).verbose(Verbosity::Silent);
    training.fit(&x, &y).unwrap();
    training.fit(&x, &y).unwrap();
    assert_eq!(training.network().as_slice(), at_once);
}

#[test]
fn a_resumed_training_ends_where_an_uninterrupted_one_does() {
    fn check(optimizer: impl Optimizer<f32> + Clone + 'static, name: &str) {
        let x = numbers::<f32>(90, 4, 1);
        let y = thirds(&x);
        let path = std::env::temp_dir().join(format!("netkiln-resume-{name}-{}.safetensors", std::process::id()));
        let run = |seed: u64, resume: bool| {
            let mut network = new::<f32, Classifier<f32>>(seed);
            let mut training = trainer(&mut *network, optimizer.clone())
                .epochs(9)
                .seed(seed)
                .validation_split(0.3)
                .callback(ReduceLrOnPlateau::monitor("loss").patience(1).min_delta(0.05))
                .callback(EarlyStopping::monitor("val_loss").patience(3).restore_best())
                .verbose(Verbosity::Silent);
            if resume {
                training = training.resume(&path).unwrap();
            } else {
                let save = |context: &mut Context<'_>| {
                    if context.epoch() == 3 {
                        context.save_checkpoint(&path)
                    }
                };
                training = training.callback(LambdaCallback::new().on_epoch_end(save));
            }
            let history = training.fit(&x, &y).unwrap();
            drop(training);
            (history, network.as_slice().to_vec())
        };
        let (history, parameters) = run(7, false);
        // Another seed and other parameters: all that counts comes from the checkpoint.
        let (resumed_history, resumed) = run(99, true);
        assert_eq!(resumed_history.epochs(), &history.epochs()[4..], "{name}");
        for score in ["loss", "val_loss", "learning_rate"] {
            assert_eq!(resumed_history[score], history[score][4..], "{name} {score}");
        }
        assert_eq!(resumed, parameters, "{name}");
        // A checkpoint is a weight file as well.
        assert!(load::<f32, Classifier<f32>>(&path).is_ok());
        std::fs::remove_file(&path).unwrap();
    }
    check(Adam::new(0.01).amsgrad(true), "adam");
    check(Nadam::new(0.01), "nadam");
    check(Sgd::new(0.05).momentum(0.9).nesterov(true), "sgd");
    check(Sgd::new(0.05), "plain");
    check(AdamW::new(0.01), "adamw");
    check(Adamax::new(0.01), "adamax");
    check(Adagrad::new(0.05), "adagrad");
    check(Adadelta::new(1.0), "adadelta");
    check(RmsProp::new(0.005).centered(true).momentum(0.5), "rmsprop");
}
