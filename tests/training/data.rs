//! What is accepted as data, and what is said of data that are not.

use crate::support::bag::{Bag, WORDS};
use crate::support::classifier::Classifier;
use crate::support::data::{numbers, thirds};
use crate::support::pair::{Pair, PairInputs, PairOutputs};
use ndarray::{Array1, Array2, Array3, arr0};
use nn_runtime::train::{
    Accuracy, Adam, EarlyStopping, Error, ModelCheckpoint, MultiHot, Precision, Sgd, TopK, Trainer, Verbosity,
    evaluate, loss_and_gradients, new, predict, trainer, vjp,
};
use nn_runtime::{Network, Plain, Trainable};

/// The message of an error that must be.
fn message<V>(result: Result<V, Error>) -> String {
    result.err().expect("an error").to_string()
}

fn classifier() -> Box<Classifier<f32>> {
    new::<f32, Classifier<f32>>(1)
}

#[test]
fn shapes() {
    let net = classifier();
    let refused = |x: ndarray::ArrayD<f32>| message(predict(&*net, &x));
    assert_eq!(refused(Array2::zeros((5, 3)).into_dyn()), "x has shape [5, 3], but [n, 4] is needed");
    assert_eq!(
        refused(Array3::zeros((5, 2, 2)).into_dyn()),
        "x has shape [5, 2, 2], but [n, 4] is needed: reshape it with `.into_shape_with_order((5, 4))`"
    );
    assert_eq!(
        refused(Array1::zeros(4).into_dyn()),
        "x has shape [4], but [n, 4] is needed: for one sample, add the axis that counts them with `.insert_axis(Axis(0))`"
    );
    assert!(refused(arr0(1.0).into_dyn()).contains("the first axis counts the samples"));
    assert_eq!(refused(Array2::zeros((0, 4)).into_dyn()), "x has no samples");
    // A dimension of 1 at the end may be there or not.
    assert!(predict(&*net, &Array3::<f32>::zeros((5, 4, 1))).is_ok());
}

#[test]
fn samples_as_arrays() {
    let net = classifier();
    let flat = [[0.1f32, -0.2, 0.3, 0.4], [0.5, 0.6, -0.7, 0.8], [0.9, 1.0, 1.1, -1.2]];
    let want = predict(&*net, &ndarray::arr2(&flat)).unwrap();
    // With axes of 1 behind them, of which there may be any number.
    let three = flat.map(|sample| sample.map(|x| [x]));
    let four = three.map(|sample| sample.map(|x| [x]));
    let five = four.map(|sample| sample.map(|x| [x]));
    let slices =
        [predict(&*net, &flat[..]), predict(&*net, &three[..]), predict(&*net, &four[..]), predict(&*net, &five[..])];
    let arrays = [predict(&*net, &flat), predict(&*net, &three), predict(&*net, &four), predict(&*net, &five)];
    let vectors = [predict(&*net, &flat.to_vec()), predict(&*net, &three.to_vec()), predict(&*net, &four.to_vec())];
    let owned = [predict(&*net, flat.to_vec()), predict(&*net, three.to_vec()), predict(&*net, five.to_vec())];
    for given in slices.into_iter().chain(arrays).chain(vectors).chain(owned) {
        assert_eq!(given.unwrap(), want);
    }
    let refused = "x has shape [5, 3, 2], but [n, 4] is needed";
    assert_eq!(message(predict(&*net, &vec![[[0.0f32; 2]; 3]; 5])), refused);
}

#[test]
fn samples() {
    let net = classifier();
    let x = numbers::<f32>(10, 4, 1);
    assert_eq!(message(evaluate(&*net, &x, &vec![0u8; 9])), "y has 9 samples, but x has 10");
    let pair = new::<f32, Pair<f32>>(1);
    let image = numbers::<f32>(10, 3, 1);
    let inputs = PairInputs { image: &image, word: &vec![0u8; 7] };
    assert_eq!(message(predict(&*pair, inputs)), "word has 7 samples, but image has 10");
    let inputs = PairInputs { image: &image, word: &vec![0u8; 10] };
    let outputs = PairOutputs { class: &vec![0u8; 10], place: &Array2::<f32>::zeros((9, 2)) };
    assert_eq!(message(loss_and_gradients(&*pair, inputs, outputs)), "place has 9 samples, but class has 10");
    let outputs = PairOutputs { class: &vec![0u8; 9], place: &Array2::<f32>::zeros((9, 2)) };
    assert_eq!(message(loss_and_gradients(&*pair, inputs, outputs)), "y has 9 samples, but x has 10");
    assert_eq!(message(vjp(&*net, &x, &Array2::<f32>::zeros((9, 3)))), "upstream has 9 samples, but x has 10");
}

#[test]
fn not_finite() {
    let net = classifier();
    // Far enough that it is not in the first block that is looked through.
    let mut x = numbers::<f32>(3000, 4, 1);
    x[[2500, 2]] = f32::NAN;
    assert_eq!(message(predict(&*net, &x)), "x holds NaN in sample 2500");
    x[[2500, 2]] = f32::NEG_INFINITY;
    assert_eq!(message(predict(&*net, &x)), "x holds -inf in sample 2500");
}

#[test]
fn labels() {
    let net = classifier();
    let x = numbers::<f32>(4, 4, 1);
    assert_eq!(
        message(evaluate(&*net, &x, &[0u8, 2, 3, 1])),
        "y holds the label 3 in sample 2, but labels are whole numbers from 0 to 2"
    );
    assert!(message(evaluate(&*net, &x, &[0, 2, -1, 1])).contains("the label -1 in sample 2"));
    assert!(message(evaluate(&*net, &x, &[0.0f32, 1.5, 1.0, 1.0])).contains("the label 1.5 in sample 1"));
    assert!(message(evaluate(&*net, &x, &[0.0f32, f32::NAN, 1.0, 1.0])).contains("the label NaN in sample 1"));
    assert!(message(evaluate(&*net, &x, &[u64::MAX, 0, 0, 0])).contains("sample 0"));
    let one_hot = [[1u8, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]];
    assert_eq!(
        message(evaluate(&*net, &x, &one_hot)),
        "y has shape [4, 3], but [n] is needed: one-hot rows are what the loss `categorical_crossentropy` compares with"
    );
    let bag = new::<f32, Bag<f32>>(1);
    let sets = MultiHot::from_rows([[1u32], [2]]);
    assert_eq!(
        message(evaluate(&*bag, &sets, &[0u8, 2])),
        "y holds the label 2 in sample 1, but labels are from 0 to 1"
    );
    assert!(evaluate(&*bag, &sets, &[false, true]).is_ok());
}

#[test]
fn indices() {
    let pair = new::<f32, Pair<f32>>(1);
    let image = numbers::<f32>(3, 3, 1);
    let with = |word: &[i32]| message(predict(&*pair, PairInputs { image: &image, word }));
    assert_eq!(with(&[0, 4, 5]), "word holds the index 5 in sample 2, but indices are whole numbers from 0 to 4");
    assert!(with(&[0, -4, 3]).contains("the index -4 in sample 1"));
    let sets = MultiHot::from_rows([[1u32], [2], [3]]);
    assert_eq!(
        message(predict(&*pair, PairInputs { image: &image, word: &sets })),
        "word holds sets of active positions, but indices are needed"
    );
}

#[test]
fn sets() {
    let bag = new::<f32, Bag<f32>>(1);
    let rows = vec![vec![3u32, 1, 3], vec![], vec![19]];
    let sets = MultiHot::from_rows(&rows);
    let expected = predict(&*bag, &sets).unwrap();
    assert_eq!(predict(&*bag, &rows).unwrap(), expected);
    let mut dense = Array2::<u8>::zeros((3, WORDS));
    [[0, 1], [0, 3], [2, 19]].into_iter().for_each(|at| dense[at] = 1);
    assert_eq!(predict(&*bag, &dense).unwrap(), expected);
    assert_eq!(predict(&*bag, &dense.mapv(f64::from)).unwrap(), expected);
    dense[[1, 4]] = 2;
    assert_eq!(message(predict(&*bag, &dense)), "x holds 2 in sample 1, but values are 0 and 1");
    assert_eq!(
        message(predict(&*bag, &vec![vec![1u32], vec![20, 2]])),
        "x holds the index 20 in sample 1, but indices are whole numbers from 0 to 19"
    );
    assert_eq!(message(predict(&*bag, &MultiHot::default())), "x has no samples");
}

#[test]
fn sets_train_as_dense_rows_do() {
    let rows: Vec<Vec<u32>> = (0..60u32).map(|i| vec![i % 20, (i * 7) % 20, (i * i) % 20]).collect();
    let y: Vec<bool> = (0..60).map(|i| i % 20 < 10).collect();
    let run = |dense: bool| {
        let mut net = new::<f32, Bag<f32>>(1);
        let training = trainer(&mut *net, Adam::new(0.1)).epochs(30).batch_size(7).verbose(Verbosity::Silent);
        let history = if dense {
            let mut x = Array2::<f32>::zeros((60, WORDS));
            rows.iter().enumerate().for_each(|(i, row)| row.iter().for_each(|&word| x[[i, word as usize]] = 1.0));
            { training }.fit(&x, &y)
        } else {
            { training }.fit(&rows, &y)
        };
        assert!(history.unwrap()["loss"][29] < 0.5);
        net
    };
    let net = run(false);
    assert_eq!(net.as_slice(), run(true).as_slice());
    // The constraints hold: a norm of 1.5, and no negative bias.
    let norm = net.kernel.iter().map(|w| w * w).sum::<f32>().sqrt();
    assert!(norm < 1.5001 && norm > 1.4, "{norm}");
    assert!(net.bias >= 0.0);
}

/// Trains with settings that must be refused; the parameters must be as before.
fn refused<N: Trainable<f32> + Network<f32>>(
    mut net: Box<N>,
    fit: impl FnOnce(&mut N) -> Result<nn_runtime::train::History, Error>,
) -> String {
    let before = net.as_slice().to_vec();
    let message = message(fit(&mut net));
    assert_eq!(net.as_slice(), before);
    message
}

fn quiet<'a>(net: &'a mut Classifier<f32>) -> Trainer<'a, f32, Classifier<f32>> {
    trainer(net, Sgd::new(0.1)).metric(Accuracy).verbose(Verbosity::Silent)
}

#[test]
fn settings() {
    let x = numbers::<f32>(10, 4, 1);
    let y = thirds(&x);
    let with = |rate: f64| refused(classifier(), |net| trainer(net, Sgd::new(rate)).fit(&x, &y));
    assert_eq!(with(0.0), "the learning rate is 0, but must be greater than 0");
    assert!(with(-1.0).contains("greater than 0") && with(f64::NAN).contains("NaN"));
    assert_eq!(
        refused(classifier(), |net| quiet(net).batch_size(0).fit(&x, &y)),
        "the batch size is 0, but must be at least 1"
    );
    let split = |share: f64| refused(classifier(), |net| quiet(net).validation_split(share).fit(&x, &y));
    assert_eq!(split(1.0), "the validation split is 1, but must be between 0 and 1");
    assert!(split(-0.1).contains("between 0 and 1") && split(f64::NAN).contains("between 0 and 1"));
    assert!(split(0.999).contains("leaves none on one side"));
    let clipped = refused(classifier(), |net| trainer(net, Sgd::new(0.1).clipnorm(-1.0)).fit(&x, &y));
    assert_eq!(clipped, "clipnorm is -1, but must be greater than 0");
    assert_eq!(
        refused(classifier(), |net| quiet(net).sample_weights([1.0f32; 9]).fit(&x, &y)),
        "sample_weights has 9 samples, but x has 10"
    );
    assert!(refused(classifier(), |net| quiet(net).class_weights([(1, -1.0)]).fit(&x, &y)).contains("-1 for class 1"));
    let short = y.slice(ndarray::s![..9]);
    assert_eq!(
        refused(classifier(), |net| quiet(net).validate(&x, &short).fit(&x, &y)),
        "validation y has 9 samples, but validation x has 10"
    );
    assert!(
        refused(classifier(), |net| quiet(net).validate(&x.slice(ndarray::s![.., ..3]), &y).fit(&x, &y))
            .starts_with("validation x has shape [10, 3]")
    );
}

#[test]
fn names() {
    let x = numbers::<f32>(10, 4, 1);
    let y = thirds(&x);
    assert_eq!(
        refused(classifier(), |net| quiet(net).callback(EarlyStopping::monitor("acuracy")).fit(&x, &y)),
        "there is no score `acuracy` (did you mean `accuracy`?); there is loss, accuracy"
    );
    assert_eq!(
        refused(classifier(), |net| quiet(net).callback(EarlyStopping::monitor("val_loss")).fit(&x, &y)),
        "`val_loss` is monitored, but there is nothing to validate with: add `.validate(&x, &y)` or `.validation_split(0.2)`"
    );
    let pattern = ModelCheckpoint::new("w-{epoch}-{f1}.safetensors");
    assert!(refused(classifier(), |net| quiet(net).callback(pattern).fit(&x, &y)).contains("no score `f1`"));
    assert_eq!(
        refused(classifier(), |net| quiet(net).metric_for("ouput", Accuracy).fit(&x, &y)),
        "there is no output with a loss `ouput` (did you mean `output`?); there is output"
    );
    assert_eq!(
        refused(classifier(), |net| quiet(net).metric(Precision).fit(&x, &y)),
        "precision cannot be taken of output: its targets are class numbers"
    );
    assert!(refused(classifier(), |net| quiet(net).metric(TopK(9)).fit(&x, &y)).contains("has 3 classes, and k is 9"));
}

/// An error must be usable with `?` in any function, and across threads.
#[test]
fn errors_are_errors() {
    fn check<E: std::error::Error + Send + Sync + 'static>() {}
    check::<Error>();
}
