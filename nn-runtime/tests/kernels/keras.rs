//! Layers, activations and losses against what Keras computed: `tests/keras/fixtures`.

use crate::calls::Buffers;
use crate::cases::{Case, real};
use nn_runtime::kernels::losses::{self, Geometry};
use nn_runtime::{Lengths, Pass, Target};
use nn_spec::{
    Activation, Arg, ArgKind, Constraint, Initializer, Kind, List, Loss, Regularizer, Role, Shape, Value, layers,
};
use serde_json::Value as Json;

/// Both sides round to `f32`.
const TOLERANCE: f64 = 2e-5;

fn fixtures(name: &str) -> Vec<Json> {
    let path = format!("{}/../tests/keras/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn numbers(tensor: &Json) -> Vec<f64> {
    tensor["data"].as_array().expect("a tensor").iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn dims(tensor: &Json) -> Vec<usize> {
    tensor["shape"].as_array().expect("a tensor").iter().map(|x| x.as_u64().expect("a size") as usize).collect()
}

fn text<'a>(case: &'a Json, key: &str) -> &'a str {
    case[key].as_str().unwrap_or("")
}

fn close(name: &str, what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{name}: {what}");
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let off = (found - expected).abs() / expected.abs().max(1.0);
        assert!(off < TOLERANCE, "{name}: {what}[{i}] is {found}, Keras has {expected}");
    }
}

/// The value of a layer's argument as Keras was given it.
fn argument(kind: ArgKind, value: &Json) -> Option<Arg> {
    let list = |values: &Json| values.as_array()?.iter().map(Json::as_i64).collect::<Option<Vec<_>>>();
    Some(match kind {
        ArgKind::Size => Arg::Size(value.as_u64()? as usize),
        ArgKind::Int => Arg::Int(value.as_i64()?),
        ArgKind::List => Arg::List(List::new(&list(value).or_else(|| Some(vec![value.as_i64()?]))?)),
        ArgKind::Pairs => {
            let sides = value.as_array().map_or_else(|| vec![value.clone()], Vec::clone);
            let numbers =
                sides.iter().flat_map(|side| list(side).unwrap_or_else(|| side.as_i64().into_iter().collect()));
            Arg::List(List::new(&numbers.collect::<Vec<_>>()))
        }
        ArgKind::Number => Arg::Number(value.as_f64()?),
        ArgKind::Bool => Arg::Bool(value.as_bool()?),
        ArgKind::Word(words) | ArgKind::WordOrPairs(words) => {
            Arg::Word(words.iter().position(|word| Some(*word) == value.as_str())?)
        }
        ArgKind::Activation => Arg::Activation(Activation::from_name(value.as_str()?, None, false)?),
        ArgKind::Initializer => Arg::Initializer(Initializer::Zeros),
        ArgKind::Regularizer => Arg::Regularizer(Regularizer::NONE),
        ArgKind::Constraint => Arg::Constraint(Constraint::None),
    })
}

/// The layer of a fixture and what follows it: a layer's own softmax is a layer behind it.
struct Found {
    case: Case,
    then: Option<&'static str>,
}

/// Which layer a fixture asks for; `None` for one that netkiln does not have.
fn layer(fixture: &Json) -> Option<Found> {
    let name = text(fixture, "layer");
    let keyword = name.replace("concatenate", "concat");
    let keyword = &keyword[..];
    let (kind, inputs) = match fixture["inputs"].as_array() {
        Some(inputs) if inputs[0]["dtype"] == "int32" => {
            let below = fixture["args"]["input_dim"].as_u64()? as usize;
            (Kind::Indices { below }, inputs)
        }
        Some(inputs) => (Kind::Real, inputs),
        None => return None,
    };
    let values: Vec<Value> = inputs.iter().map(|input| Value { shape: Shape::new(&dims(input)[1..]), kind }).collect();
    let args = fixture["args"].as_object()?;
    let found = if let Some(def) = layers::by_keyword(keyword) {
        let mut given = vec![];
        // Keras flips in a function, which has no configuration.
        if let Some(axis) = fixture["axis"].as_i64() {
            given.push(("axis", Arg::Int(axis)));
        }
        let mut then = None;
        let call = fixture["call"].as_object();
        for (name, value) in args.iter().chain(call.into_iter().flatten()).filter(|(name, _)| *name != "input_dim") {
            // The language has shorter names for these.
            let name = match name.as_str() {
                "kernel_size" => "kernel",
                "dilation_rate" => "dilation",
                name => name,
            };
            let arg = def.args.iter().find(|arg| arg.name == name)?;
            match value.as_str() {
                Some("softmax") => then = Some("softmax"),
                Some("log_softmax") => then = Some("log_softmax"),
                _ => given.push((arg.name, argument(arg.kind, value)?)),
            }
        }
        Found { case: Case::new(keyword, &values, &given), then }
    } else {
        // Keras' layer `LeakyReLU` has another default than the activation of that name.
        let known = |name: &String| ["alpha", "negative_slope", "approximate"].contains(&name.as_str());
        if !args.keys().all(known) || text(fixture, "name") == "leaky_relu/layer_default" {
            return None;
        }
        let number = args.get("alpha").or(args.get("negative_slope")).and_then(Json::as_f64);
        let approximate = args.get("approximate").and_then(Json::as_bool).unwrap_or(false);
        let activation = Activation::from_name(keyword, number, approximate)?;
        let case = Case::new("activation", &values, &[("activation", Arg::Activation(activation))]);
        Found { case, then: None }
    };
    Some(found)
}

/// A parameter of a fixture by its name.
fn parameter(fixture: &Json, groups: &[&str], name: &str) -> Vec<f64> {
    // The parameters of a layer within the layer: `query/kernel`.
    let within = name.rsplit_once('_').map(|(layer, name)| format!("{layer}/{name}"));
    let find = |group: &&str| fixture[*group].get(name).or_else(|| fixture[*group].get(within.as_ref()?));
    groups.iter().find_map(find).map(numbers).unwrap_or_default()
}

/// A fixture's output or upstream gradient; of several, as the layer puts them: a sample's states behind its output.
fn joined(tensor: &Json, samples: usize) -> Vec<f64> {
    let Some(all) = tensor.as_array() else { return numbers(tensor) };
    let all: Vec<Vec<f64>> = all.iter().map(numbers).collect();
    let rows =
        |i: usize| all.iter().flat_map(move |values| values.chunks_exact(values.len() / samples).nth(i)).flatten();
    (0..samples).flat_map(rows).copied().collect()
}

/// How long sequences are, where their mask says so: without gaps.
fn lengths(mask: &Json) -> Option<Vec<u32>> {
    let (values, steps) = (numbers(mask), dims(mask)[1]);
    let rows = values.chunks_exact(steps);
    rows.map(|row| {
        let len = row.iter().take_while(|&&real| real == 1.0).count();
        row[len..].iter().all(|&real| real == 0.0).then_some(len as u32)
    })
    .collect()
}

fn check(fixture: &Json) -> bool {
    let name = text(fixture, "name");
    let Some(Found { mut case, then }) = layer(fixture) else { return false };
    let of = |name: &str| fixture.get(name).map(lengths);
    let masks = [of("mask").or(of("query_mask")), of("value_mask")];
    if fixture.get("attention_mask").is_some() || masks.contains(&Some(None)) || (case.def.facts)(&case.call()).is_err()
    {
        return false;
    }
    case.training = fixture["training"].as_bool().unwrap_or(false);
    let samples = dims(&fixture["inputs"][0])[0];
    let mut b: Buffers<f64> = case.buffers(samples);
    b.lengths = masks.map(|lengths| lengths.flatten().unwrap_or_default());
    for (i, slot) in b.x.iter_mut().enumerate() {
        if let (Some(input), true) = (fixture["inputs"].get(i), case.is_real()) {
            *slot = numbers(input);
        }
    }
    if !case.is_real() {
        b.ids = numbers(&fixture["inputs"][0]).into_iter().map(|id| id as u32).collect();
    }
    for (slot, def) in b.p.iter_mut().zip(case.def.params) {
        let given = parameter(fixture, &["params", "state"], def.name);
        assert_eq!(slot.len(), given.len(), "{name}: {}", def.name);
        *slot = given;
    }
    if !fixture["output"].is_array() {
        assert_eq!(case.facts().output.dims(), &dims(&fixture["output"])[1..], "{name}");
    }

    case.forward(&mut b);
    // A softmax behind it, and back through it first.
    let behind = then.map(|then| Case::new(then, &[real(case.facts().output.dims())], &[]));
    let mut rows = behind.as_ref().map(|behind| {
        let mut rows: Buffers<f64> = behind.buffers(samples);
        rows.x[0].clone_from(&b.y);
        behind.forward(&mut rows);
        rows
    });
    let expected = joined(&fixture["output"], samples);
    let mut found = rows.as_ref().map_or(&b.y, |rows| &rows.y).clone();
    if case.def.keyword == "multi_head_attention" && !b.lengths[0].is_empty() {
        // What queries that are padding find means nothing.
        let (width, features) = (found.len() / samples, case.facts().output.last());
        for (i, &len) in b.lengths[0].iter().enumerate() {
            let padding = i * width + len as usize * features..(i + 1) * width;
            found[padding.clone()].copy_from_slice(&expected[padding]);
        }
    }
    close(name, "output", &found, &expected);
    let upstream = joined(&fixture["upstream"], samples);
    match (&behind, &mut rows) {
        (Some(behind), Some(rows)) => {
            rows.dy = upstream;
            behind.backward(rows);
            b.dy.clone_from(&rows.dx[0]);
        }
        _ => b.dy = upstream,
    }
    case.backward(&mut b);
    for (i, found) in b.dx.iter().enumerate() {
        if let Some(expected) = fixture["input_gradients"].get(i).filter(|expected| !expected.is_null()) {
            close(name, &format!("gradient of input {i}"), found, &numbers(expected));
        }
    }
    for (found, def) in b.dp.iter().zip(case.def.params) {
        match def.role {
            Role::Weight => close(name, def.name, found, &parameter(fixture, &["param_gradients"], def.name)),
            Role::Moving { momentum } if case.training => {
                let momentum = case.args[momentum].number();
                let old = parameter(fixture, &["state"], def.name);
                let new: Vec<f64> =
                    old.iter().zip(found).map(|(old, batch)| momentum * old + (1.0 - momentum) * batch).collect();
                close(name, def.name, &new, &parameter(fixture, &["state_after"], def.name));
            }
            Role::Moving { .. } => {}
        }
    }
    true
}

/// Runs all fixtures of a file; those that cannot be run must be the ones named, each for a reason.
fn check_all(file: &str, absent: &[&str]) {
    for fixture in fixtures(file) {
        let name = text(&fixture, "name");
        let excused = absent.iter().any(|absent| name == *absent || name.split('/').next() == Some(absent));
        assert_eq!(check(&fixture), !excused, "{name}: {}", if excused { "runs" } else { "cannot be run" });
    }
}

#[test]
fn layers_are_those_of_keras() {
    check_all(
        "layers",
        &[
            // Over the last axis only: flatten and reshape, which cost nothing, do the rest.
            "layer_norm/two_axes",
            "gaussian_dropout",
            "alpha_dropout",
        ],
    );
}

#[test]
fn convolutions_are_those_of_keras() {
    check_all("convolution", &[]);
}

#[test]
fn pools_are_those_of_keras() {
    check_all("pooling", &[]);
}

#[test]
fn recurrent_layers_are_those_of_keras() {
    let mut absent: Vec<String> = ["bidirectional", "time_distributed", "masking"].map(String::from).to_vec();
    // Padding stands behind the real steps.
    for layer in ["simple_rnn/", "lstm/", "gru/", "gru/reset_before_"] {
        absent.extend(["gaps", "gaps_sequences"].map(|variant| format!("{layer}{variant}")));
    }
    check_all("recurrent", &absent.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn attention_is_that_of_keras() {
    check_all(
        "attention",
        &[
            "additive_attention",
            // Which query sees which key follows from the lengths, and from the order.
            "multi_head_attention/cross_attention_mask",
        ],
    );
}

#[test]
fn activations_are_those_of_keras() {
    let absent = ["relu6", "hard_silu", "hard_tanh", "log_sigmoid", "mish", "celu", "relu/max_value", "relu/threshold"];
    check_all("activations", &[&absent[..], &["leaky_relu/layer_default"]].concat());
}

#[test]
fn losses_are_those_of_keras() {
    let absent = [
        "squared_hinge",
        "cosine_similarity",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "categorical_hinge",
        "binary_focal_crossentropy",
        "categorical_focal_crossentropy",
    ];
    for fixture in fixtures("losses") {
        let name = text(&fixture, "name");
        // A sample has one weight.
        let stepwise = name.ends_with("/step_weights");
        let excused = stepwise || absent.contains(&text(&fixture, "loss"));
        assert_eq!(check_loss(&fixture), !excused, "{name}");
    }
}

fn check_loss(fixture: &Json) -> bool {
    let name = text(fixture, "name");
    let args = &fixture["args"];
    let loss = Loss::from_name(
        text(fixture, "loss"),
        |name| args[name].as_f64(),
        |name| args[name].as_bool().unwrap_or(false),
    );
    let Some(loss) = loss else { return false };
    let weights = fixture.get("sample_weight").map(numbers).unwrap_or_default();
    let shape = dims(&fixture["y_pred"]);
    let lengths = fixture.get("mask").and_then(lengths).unwrap_or_default();
    if weights.len() > shape[0] {
        return false;
    }
    // After its own activation a loss is fused with it; after another one it is not.
    let fuses = loss.fuses_with().map(Activation::name);
    let activation = text(fixture, "activation");
    let fused = !activation.is_empty() && fuses == Some(activation);
    let mut y = numbers(&fixture["y_pred"]);
    let rows = Shape::new(&shape[1..]);
    let pass = Pass {
        samples: shape[0],
        first: 0,
        batch: shape[0],
        training: true,
        seed: 0,
        offset: 0,
        shared: false,
        relu: false,
        lengths: [Lengths::of(&lengths), Lengths::ALL],
    };
    let plain = (!activation.is_empty() && !fused).then(|| Activation::from_name(activation, None, false));
    let behind = plain.map(|activation| match activation {
        Some(Activation::Softmax) => Case::new("softmax", &[Value::real(rows)], &[]),
        Some(activation) => {
            Case::new("activation", &[Value::real(rows)], &[("activation", Arg::Activation(activation))])
        }
        None => panic!("{name}: no activation `{activation:?}`"),
    });
    let mut b: Option<Buffers<f64>> = behind.as_ref().map(|behind| {
        let mut b = behind.buffers(shape[0]);
        b.x[0].clone_from(&y);
        behind.forward(&mut b);
        y.clone_from(&b.y);
        b
    });
    let real = numbers(&fixture["y_true"]);
    let classes: Vec<u32> = real.iter().map(|&class| class as u32).collect();
    let target = match loss.target() {
        nn_spec::Target::Real => Target::Real(&real[..]),
        nn_spec::Target::Class => Target::Class(&classes),
    };
    let mut dy = vec![0.0; y.len()];
    let g = Geometry::new(loss, fused, rows, 1.0);
    let value = losses::apply(&g, &pass, &mut y, &target, &weights, &mut dy);
    close(name, "value", &[value], &[numbers_of(&fixture["value"])]);
    if let (Some(behind), Some(b)) = (&behind, &mut b) {
        b.dy = dy;
        behind.backward(b);
        dy = b.dx[0].clone();
    }
    close(name, "gradient", &dy, &numbers(&fixture["gradient"]));
    true
}

/// A number, or a tensor of one.
fn numbers_of(value: &Json) -> f64 {
    value.as_f64().unwrap_or_else(|| numbers(value)[0])
}
