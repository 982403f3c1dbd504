//! Whole models against Keras: five steps of training on one full batch, then the weights, the losses on the way, and what is predicted.
//! The numbers are in `tests/keras/fixtures/models.json`.

mod support;

use ndarray::{ArrayD, IxDyn};
use nn_runtime::train::{Adam, Optimizer, Sgd, Verbosity, predict, trainer};
use nn_runtime::{Input, Network, Trainable};
use serde_json::Value;
use support::close::{assert_close, wide};
use support::data::{Field, Fields};
use support::direct;
use support::fixtures::{Tensor, case, cases};

/// Five steps let rounding grow a little.
const TOLERANCE: f64 = 1e-5;

netkiln::network! {
    #[loss(sparse_categorical_crossentropy)]
    pub fn Classifier(features: Tensor<4>) -> Tensor<3> {
        features.dense(6, activation = relu, name = "hidden").batch_norm(name = "norm").dropout(0.0).dense(3, name = "classes").softmax()
    }

    #[loss(flag = binary_crossentropy, point = 0.3 * mse)]
    pub fn TwoInTwoOut(left: Tensor<3>, right: Tensor<5>) -> (Tensor<1>, Tensor<2>) {
        let from_left = left.dense(4, activation = tanh, name = "from_left");
        let from_right = right.dense(4, activation = silu, name = "from_right");
        let trunk = concat(from_left, from_right).dense(5, activation = elu, name = "trunk");
        let flag = trunk.dense(1, activation = sigmoid, name = "flag");
        let point = trunk.dense(2, name = "point");
        (flag, point)
    }

    #[loss(sparse_categorical_crossentropy)]
    pub fn ImageModel(image: Tensor<6, 5, 1>) -> Tensor<3> {
        image
            .conv2d(3, kernel = 3, padding = same, activation = relu, name = "first")
            .max_pool2d(2)
            .separable_conv2d(4, kernel = 2, use_bias = false, name = "second")
            .batch_norm(name = "norm")
            .relu()
            .flatten()
            .dense(3, activation = softmax, name = "classes")
    }

    #[loss(binary_crossentropy)]
    pub fn WordModel(words: Indices<10, 4>) -> Tensor<1> {
        words
            .embedding(3, name = "embedding")
            .flatten()
            .dense(5, activation = gelu, name = "hidden")
            .dense(1, activation = sigmoid, name = "positive")
    }

    #[loss(binary_crossentropy)]
    pub fn SequenceModel(steps: Ragged<5, 2>) -> Tensor<1> {
        steps.lstm(3, return_sequences = true, name = "lower").gru(3, name = "upper").dense(1, activation = sigmoid, name = "positive")
    }

    #[loss(sparse_categorical_crossentropy)]
    pub fn Tagger(steps: Ragged<5, 2>) -> Tensor<5, 3> {
        let both = lstm(2, return_sequences = true, name = "both");
        steps.bidirectional(both).dense(3, activation = softmax, name = "tags")
    }
}

/// Keras' weights, in this network's order.
fn weights<N: Network<f32>>(named: &Value) -> Vec<f32> {
    let mut all = Vec::new();
    for info in N::PARAMS {
        // The two layers of `bidirectional` lie within one of Keras.
        let name = info.name.replace('.', "/").replace("_forward/", "/forward/").replace("_backward/", "/backward/");
        if info.shape.is_empty() {
            continue;
        }
        let tensor = Tensor::new(named.get(&name).unwrap_or_else(|| panic!("the case has no {name}")));
        assert_eq!(tensor.shape, info.shape.dims(), "{name}");
        all.extend(tensor.data.iter().map(|&x| x as f32));
    }
    all
}

/// Inputs or targets by name.
fn fields(named: &Value, names: impl Iterator<Item = &'static str>) -> Fields<f32> {
    let mut found = Vec::new();
    for name in names {
        // A single output has a name in Keras alone.
        let tensor =
            named.get(name).or_else(|| named.as_object().and_then(|map| map.values().next())).expect("a tensor");
        let values = Tensor::new(tensor);
        let shape = IxDyn(&values.shape);
        let field = if tensor["dtype"] == "int32" {
            let whole = values.data.iter().map(|&x| x as u32).collect();
            Field::Whole(ArrayD::from_shape_vec(shape, whole).expect("a whole tensor"))
        } else {
            let real = values.data.iter().map(|&x| x as f32).collect();
            Field::Real(ArrayD::from_shape_vec(shape, real).expect("a whole tensor"))
        };
        found.push((name, field));
    }
    Fields(found)
}

fn check<N: Trainable<f32>>(name: &str) {
    let case = case("models.json", name);
    let rate = case["args"]["learning_rate"].as_f64().expect("a learning rate");
    match case["optimizer"].as_str() {
        Some("adam") => run::<N>(case, Adam::new(rate).epsilon(case["args"]["epsilon"].as_f64().unwrap_or(1e-7))),
        Some("sgd") => run::<N>(case, Sgd::new(rate).momentum(case["args"]["momentum"].as_f64().unwrap_or(0.0))),
        other => panic!("no optimizer {other:?}"),
    }
}

fn run<N: Trainable<f32>>(case: &Value, optimizer: impl Optimizer<f32> + 'static) {
    let mut x = fields(&case["inputs"], N::INPUTS.iter().map(|info| info.name));
    for ((_, field), info) in x.0.iter_mut().zip(N::INPUTS) {
        if let (Field::Real(values), true) = (&*field, info.ragged) {
            let lengths = Tensor::new(&case["lengths"]).data.iter().map(|&len| len as u32).collect();
            *field = Field::Ragged(values.clone(), lengths);
        }
    }
    let y = fields(&case["targets"], N::OUTPUTS.iter().map(|info| info.name));
    let mut net = N::zeroed();
    net.as_mut_slice().copy_from_slice(&weights::<N>(&case["initial"]));

    let losses = Tensor::new(&case["history"]["loss"]).data;
    let mut training = trainer(&mut *net, optimizer).epochs(losses.len()).full_batch().shuffle(false);
    if case["sample_weight"].is_object() {
        training = training.sample_weights(Tensor::new(&case["sample_weight"]).data);
    }
    let history = { training }.verbose(Verbosity::Silent).fit(&x, &y).expect("data that fits");

    for (score, values) in Tensor::named(&case["history"]) {
        assert_close(&history[score.as_str()], &values.data, TOLERANCE, &score);
    }
    assert_close(&wide(net.as_slice()), &wide(&weights::<N>(&case["final"])), TOLERANCE, "the weights");
    assert!(predict(&*net, &x).is_ok());
    let inputs: Vec<Input<'_, f32>> = x.inputs();
    let predictions = direct::infer(&*net, 8, &inputs);
    for (info, found) in N::OUTPUTS.iter().zip(&predictions) {
        let named = &case["predictions"];
        let want = named.get(info.name).or_else(|| named.as_object().and_then(|map| map.values().next()));
        assert_close(&wide(found), &Tensor::new(want.expect("a prediction")).data, TOLERANCE, info.name);
    }
}

#[test]
fn a_classifier_with_batch_norm() {
    for case in ["sgd", "adam", "momentum", "sample_weight"] {
        check::<Classifier>(&format!("classifier/{case}"));
    }
}

#[test]
fn two_inputs_and_two_outputs() {
    check::<TwoInTwoOut>("two_in_two_out/sgd");
    check::<TwoInTwoOut>("two_in_two_out/adam");
}

#[test]
fn images_through_convolutions() {
    check::<ImageModel>("image_model/sgd");
    check::<ImageModel>("image_model/adam");
}

#[test]
fn words_in_an_embedding() {
    check::<WordModel>("word_model/sgd");
    check::<WordModel>("word_model/adam");
}

#[test]
fn sequences_of_unequal_length() {
    check::<SequenceModel>("sequence_model/sgd");
    check::<SequenceModel>("sequence_model/adam");
}

#[test]
fn a_class_for_every_step() {
    check::<Tagger>("tagger/sgd");
    check::<Tagger>("tagger/adam");
}

#[test]
fn every_model_is_here() {
    let here = ["classifier", "two_in_two_out", "image_model", "word_model", "sequence_model", "tagger"];
    for case in cases("models.json") {
        let model = case["model"].as_str().expect("a name");
        assert!(here.contains(&model), "{model} is not compared");
    }
}
