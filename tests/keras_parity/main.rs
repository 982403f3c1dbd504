//! Every layer, activation and loss against Keras, through `network!`: forward by `predict` and `infer`, backward by `vjp` and
//! `loss_and_gradients`. The numbers are in `tests/keras/fixtures`.
//!
//! Each network's real inputs come out of embeddings that hold a fixture's tensors, one sample a row, so that the gradients
//! of the inputs can be read as well: they are the gradients of these tables.

/// Declares a network for each row, `batch * (inputs) => layer => output`, and a test that compares it with the case
/// `layer/row` of the file.
macro_rules! layers {
    ($($file:literal $layer:ident {
        $($name:ident: $batch:literal * ($($x:ident [$($dim:literal),*]),+) => $body:expr => [$($out:literal),*];)+
    })+) => {
        $(mod $layer {
            $(mod $name {
                netkiln::network! {
                    #[loss(custom)]
                    pub fn Net(sample: Indices<$batch, 1>) -> Tensor<$($out),*> {
                        $(let $x = sample.embedding({ 1 $(* $dim)* }).reshape($($dim),*);)+
                        $body
                    }
                }

                #[test]
                fn parity() {
                    crate::layer::<Net<f32>, _>($file, concat!(stringify!($layer), "/", stringify!($name)));
                }
            })+
        })+

        pub const LAYER_CASES: &[&str] = &[$($(concat!(stringify!($layer), "/", stringify!($name)),)+)+];
    };
}

/// Declares a network for each row, `batch * output => activation => loss`, and a test that compares it with the named cases.
macro_rules! losses {
    ($($loss:ident {
        $($name:ident $($case:literal)+: $batch:literal * [$($dim:literal),*] => $x:ident $(.$activation:ident())? => $declared:expr;)+
    })+) => {
        $(mod $loss {
            $(mod $name {
                netkiln::network! {
                    #[loss($declared)]
                    pub fn Net(sample: Indices<$batch, 1>) -> Tensor<$($dim),*> {
                        let $x = sample.embedding({ 1 $(* $dim)* }).reshape($($dim),*);
                        $x$(.$activation())?
                    }
                }

                #[test]
                fn parity() {
                    $(crate::loss::<Net<f32>>(concat!(stringify!($loss), "/", $case));)+
                }
            })+
        })+

        pub const LOSS_CASES: &[&str] = &[$($($(concat!(stringify!($loss), "/", $case),)+)+)+];
    };
}

mod activations;
mod attention;
mod convolution;
mod layers;
mod losses;
mod masked;
mod pooling;
mod recurrent;
#[path = "../support/mod.rs"]
mod support;

use ndarray::{Array, ArrayD, Axis, Dimension, Ix2, IxDyn};
use nn_runtime::network::Update;
use nn_runtime::{Input, Network, Trainable, train};
use nn_spec::activation::ACTIVATIONS;
use nn_spec::layers::LAYERS;
use nn_spec::losses::LOSSES;
use serde_json::Value;
use support::close::{assert_close, wide};
use support::data::{Field, Fields};
use support::direct::{self, Top};
use support::fixtures::{Tensor, case, cases};

const TOLERANCE: f64 = 1e-5;

/// Compares a network with a case of a layer.
fn layer<N, D: Dimension>(file: &'static str, name: &str)
where
    N: Trainable<f32> + Network<f32, Prediction = Array<f32, D>>,
{
    let case = case(file, name);
    let given = Tensor::list(&case["inputs"]).into_iter().flatten().collect::<Vec<_>>();
    let samples = given[0].shape[0];
    let words = case["inputs"][0]["dtype"] == "int32";
    let mut net = N::zeroed();
    fill(&mut *net, case, if words { &[] } else { &given });
    let rows = if words {
        whole(&given[0])
    } else {
        Array::from_shape_fn(Ix2(samples, 1), |(sample, _)| sample as u32).into_dyn()
    };
    let x = Fields::single(Field::<f32>::Whole(rows.clone()));
    let output = Tensor::new(&case["output"]);
    let upstream = Tensor::new(&case["upstream"]);
    let random = case["layer"].as_str().is_some_and(|layer| layer.contains("dropout") || layer == "gaussian_noise");
    let random = random || case["args"].get("dropout").is_some();
    // Layers with two modes have a case for each; others behave alike in both.
    let (trains, answers) = match case["training"].as_bool() {
        Some(training) if case["layer"] == "batch_norm" => (true, !training),
        _ => (!random, true),
    };

    if answers {
        let all = train::predict(&*net, &x).expect("data that fits");
        assert_eq!(all.shape()[0], samples);
        assert_close(&wide(all.as_slice().expect("standard layout")), &output.data, TOLERANCE, "predict");
        let width = output.data.len() / samples;
        for (i, row) in rows.axis_iter(Axis(0)).enumerate() {
            let row = row.iter().copied().collect::<Vec<_>>();
            let alone = direct::infer(&*net, 1, &[Input::Indices(&row)]);
            assert_close(&wide(&alone[0]), &output.data[i * width..][..width], TOLERANCE, "infer");
        }
    }
    if trains {
        let top = upstream.data.iter().map(|&x| x as f32).collect::<Vec<_>>();
        let inputs = [Input::Indices(rows.as_slice().expect("standard layout"))];
        let run = direct::train(&*net, &direct::batch(samples, 0), &inputs, &Top::Upstream(&[&top]));
        assert_close(&wide(&run.outputs[0]), &output.data, TOLERANCE, "output while training");
        gradients(&*net, &run.gradients, case, words, true);
        let upstream = Fields::single(Field::Real(real(&upstream)));
        let found = train::vjp(&*net, &x, &upstream).expect("data that fits");
        gradients(&*net, &found, case, words, false);
    }
}

/// Sets every parameter: tables of inputs first, then the layer's own by name.
fn fill<N: Network<f32> + netkiln::Plain<f32>>(net: &mut N, case: &Value, tables: &[Tensor]) {
    let tensors: Vec<Tensor> = of_parameters::<N>(tables.len(), tables, &[&case["params"], &case["state"]]);
    let values = tensors.iter().flat_map(|tensor| &tensor.data).map(|&x| x as f32).collect::<Vec<_>>();
    net.as_mut_slice().copy_from_slice(&values);
}

/// The tensors that belong to the parameters, in their order.
fn of_parameters<N: Network<f32>>(tables: usize, of_tables: &[Tensor], of_names: &[&Value]) -> Vec<Tensor> {
    let mut tensors = Vec::new();
    for (i, info) in N::PARAMS.iter().enumerate() {
        if i < tables {
            assert_eq!(of_tables[i].data.len(), info.shape.len(), "{}", info.name);
            tensors.push(of_tables[i].clone());
            continue;
        }
        if info.shape.is_empty() {
            // Left out: no bias, no gamma.
            tensors.push(Tensor { shape: vec![0], data: vec![] });
            continue;
        }
        let (layer, name) = info.name.rsplit_once('.').expect("a layer and its parameter");
        // The two layers of `bidirectional`.
        let name = match layer.rsplit('_').next() {
            Some(way @ ("forward" | "backward")) => format!("{way}/{name}"),
            _ => name.to_owned(),
        };
        // The layers within `multi_head_attention`.
        let within = name.rsplit_once('_').map(|(layer, name)| format!("{layer}/{name}")).unwrap_or_default();
        let found = of_names.iter().find_map(|names| names.get(&name).or_else(|| names.get(&within)));
        let found = found.unwrap_or_else(|| panic!("the case has no {name}"));
        let tensor = Tensor::new(found);
        // The bias of a GRU without `reset_after` is a single row here.
        let dims = info.shape.dims().strip_prefix(&[1]).filter(|dims| dims.len() == tensor.shape.len());
        // A single number has an axis here.
        let dims = if tensor.shape.is_empty() { info.shape.dims().strip_prefix(&[1]) } else { dims };
        assert_eq!(tensor.shape, dims.unwrap_or(info.shape.dims()), "{}", info.name);
        tensors.push(tensor);
    }
    tensors
}

/// Compares gradients, and what moving averages become if `statistics` of the batch are in their places.
fn gradients<N: Network<f32> + netkiln::Plain<f32>>(net: &N, found: &N, case: &Value, words: bool, statistics: bool) {
    slots(net, found, case, words, true, statistics);
}

/// Compares what moving averages become alone.
fn moving_averages<N: Network<f32> + netkiln::Plain<f32>>(net: &N, found: &N, case: &Value) {
    slots(net, found, case, false, false, true);
}

fn slots<N: Network<f32> + netkiln::Plain<f32>>(
    net: &N,
    found: &N,
    case: &Value,
    words: bool,
    slopes: bool,
    statistics: bool,
) {
    let of_inputs = Tensor::list(&case["input_gradients"]).into_iter().flatten().collect::<Vec<_>>();
    let tables = if words { 0 } else { of_inputs.len() };
    let want =
        of_parameters::<N>(tables, &of_inputs, &[&case["param_gradients"], &case["state_after"], &case["state"]]);
    let (mut at, held, found) = (0, wide(net.as_slice()), wide(found.as_slice()));
    for (info, want) in N::PARAMS.iter().zip(want) {
        let span = at..at + info.shape.len();
        at = span.end;
        let found = &found[span.clone()];
        match info.update {
            Update::Gradient if !slopes => {}
            Update::Gradient => assert_close(found, &want.data, TOLERANCE, info.name),
            Update::Moving { momentum } if statistics => {
                let follow = |(old, batch): (&f64, &f64)| momentum * old + (1.0 - momentum) * batch;
                let after = held[span].iter().zip(found).map(follow).collect::<Vec<_>>();
                assert_close(&after, &want.data, TOLERANCE, info.name);
            }
            _ => assert!(found.iter().all(|&x| x == 0.0), "{} has no gradient", info.name),
        }
    }
}

/// Compares a network with a case of a loss.
fn loss<N: Trainable<f32>>(name: &str) {
    let case = case("losses.json", name);
    let (given, targets) = (Tensor::new(&case["y_pred"]), Tensor::new(&case["y_true"]));
    let samples = given.shape[0];
    let mut net = N::zeroed();
    fill(&mut *net, case, std::slice::from_ref(&given));
    let rows = Fields::single(Field::<f32>::Whole(Array::from_shape_fn(IxDyn(&[samples, 1]), |at| at[0] as u32)));
    let class = case["y_true"]["dtype"] == "int32";
    let y = Fields::single(if class { Field::Whole(whole(&targets)) } else { Field::Real(real(&targets)) });
    let weights = case.get("sample_weight").map(Tensor::new).map_or(Vec::new(), |tensor| tensor.data);
    let weights = weights.iter().map(|&x| x as f32).collect::<Vec<_>>();
    let (value, gradient) = (
        Tensor { shape: vec![], data: vec![case["value"].as_f64().expect("a number")] },
        Tensor::new(&case["gradient"]),
    );

    let top = Top::Loss(&y.targets(), &weights);
    let run = direct::train(&*net, &direct::batch(samples, 0), &rows.inputs(), &top);
    assert_close(&run.losses, &value.data, TOLERANCE, "loss");
    assert_close(&wide(run.gradients.as_slice()), &gradient.data, TOLERANCE, "gradient");
    if weights.is_empty() {
        let (found, slope) = train::loss_and_gradients(&*net, &rows, &y).expect("data that fits");
        assert_close(&[found], &value.data, TOLERANCE, "loss_and_gradients");
        assert_close(&wide(slope.as_slice()), &gradient.data, TOLERANCE, "gradient of loss_and_gradients");
    }
}

fn whole(tensor: &Tensor) -> ArrayD<u32> {
    ArrayD::from_shape_vec(IxDyn(&tensor.shape), tensor.data.iter().map(|&x| x as u32).collect())
        .expect("a whole tensor")
}

fn real(tensor: &Tensor) -> ArrayD<f32> {
    ArrayD::from_shape_vec(IxDyn(&tensor.shape), tensor.data.iter().map(|&x| x as f32).collect())
        .expect("a whole tensor")
}

/// Every case of a layer that is here.
fn layer_cases() -> impl Iterator<Item = &'static &'static str> {
    [
        activations::LAYER_CASES,
        attention::LAYER_CASES,
        convolution::LAYER_CASES,
        layers::LAYER_CASES,
        masked::LAYER_CASES,
        masked::mixed::LAYER_CASES,
        pooling::LAYER_CASES,
        recurrent::LAYER_CASES,
    ]
    .into_iter()
    .flatten()
}

/// Why a case is not here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("cross_attention_mask", "which query sees which key follows from the lengths, and from the order"),
    ("mask_backwards_sequences", "refused: padding stands in front; `flip` behind it is in `bidirectional`"),
    ("gaps", "padding stands behind the real steps"),
    ("gaps_sequences", "padding stands behind the real steps"),
    ("/step_weights", "a sample has one weight"),
    ("/two_axes", "norms work over the last axis; `flatten` joins axes"),
    ("embedding/rank_1", "`Indices` have an axis"),
    ("/max_value", "an activation of Keras' own"),
    ("/threshold", "an activation of Keras' own"),
    ("/layer_default", "Keras' layer has another default than its activation"),
];

/// Losses of probabilities that no activation makes are refused in a network: kernels are compared with them.
const OF_BARE_PROBABILITIES: &[&str] =
    &["default", "default_weighted", "label_smoothing_0.1", "label_smoothing_0.1_weighted", "column"];

#[test]
fn every_case_is_here() {
    let known = |case: &Value| {
        let word = |key: &str| case[key].as_str().map(|word| if word == "concatenate" { "concat" } else { word });
        word("layer").is_some_and(|word| {
            LAYERS.iter().any(|layer| layer.keyword == word)
                || ACTIVATIONS.iter().any(|activation| activation.name == word)
        }) || word("loss")
            .is_some_and(|word| LOSSES.iter().any(|loss| loss.name == word || loss.aliases.contains(&word)))
    };
    let excused = |name: &str| {
        let bare = name.split_once('/').is_some_and(|(loss, variant)| {
            (loss.ends_with("crossentropy") || loss == "kl_divergence") && OF_BARE_PROBABILITIES.contains(&variant)
        });
        bare || ELSEWHERE.iter().any(|(end, _)| name.ends_with(end))
    };
    let files = [
        "layers.json",
        "activations.json",
        "losses.json",
        "convolution.json",
        "pooling.json",
        "recurrent.json",
        "attention.json",
    ];
    let missing: Vec<&str> = files
        .iter()
        .flat_map(|file| cases(file))
        .filter(|case| known(case))
        .filter_map(|case| case["name"].as_str())
        .filter(|name| !excused(name) && !layer_cases().any(|case| case == name) && !losses::LOSS_CASES.contains(name))
        .filter(|name| !masked::LOSS_CASES.contains(name))
        .filter(|name| !name.starts_with("embedding/"))
        .collect();
    assert!(missing.is_empty(), "not compared with Keras: {}", missing.join(", "));
    let here = |word: &str| layer_cases().any(|case| case.split('/').next() == Some(word));
    let never: Vec<&str> = LAYERS
        .iter()
        .map(|layer| layer.keyword)
        .filter(|word| !here(word) && !matches!(*word, "embedding" | "concat" | "activation"))
        .collect();
    assert!(never.is_empty(), "no case at all for: {}", never.join(", "));
}
