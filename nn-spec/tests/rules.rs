//! Every layer's rule: what follows from good calls, and the words and places of each refusal.
#![allow(clippy::result_large_err)]

use nn_spec::{Activation, Arg, Call, Facts, Kind, List, Reject, Shape, Site, Value, layers};

fn real(dims: &[usize]) -> Value {
    Value::real(Shape::new(dims))
}

fn indices(below: usize, dims: &[usize]) -> Value {
    Value { shape: Shape::new(dims), kind: Kind::Indices { below } }
}

fn list(values: &[i64]) -> Arg {
    Arg::List(List::new(values))
}

/// Asks a layer's rule, with the default for every argument that is not given.
fn ask(layer: &str, inputs: &[Value], given: &[(&str, Arg)]) -> Result<Facts, Reject> {
    let def = layers::by_keyword(layer).unwrap_or_else(|| panic!("no layer `{layer}`"));
    let of = |name: &str| given.iter().find(|(given, _)| *given == name).map(|(_, arg)| *arg);
    let args: Vec<Arg> = def.args.iter().map(|arg| of(arg.name).unwrap_or(arg.default)).collect();
    assert!(given.iter().all(|(name, _)| def.args.iter().any(|arg| arg.name == *name)), "{layer}: {given:?}");
    (def.facts)(&Call { inputs, args: &args })
}

fn accepts(layer: &str, inputs: &[Value], given: &[(&str, Arg)], output: &[usize]) -> Facts {
    let facts = ask(layer, inputs, given).unwrap_or_else(|reject| panic!("{layer}: {}", reject.why));
    assert_eq!(facts.output, Shape::new(output), "{layer} with {given:?}");
    facts
}

fn refuses(layer: &str, inputs: &[Value], given: &[(&str, Arg)], site: Site, why: &str) {
    match ask(layer, inputs, given) {
        Ok(facts) => panic!("{layer} with {given:?} gives {}", facts.output),
        Err(reject) => assert_eq!((reject.why.as_str(), reject.site), (why, site), "{layer}"),
    }
}

#[test]
fn dense() {
    let facts = accepts("dense", &[real(&[3, 784])], &[("units", Arg::Size(128))], &[3, 128]);
    assert_eq!((facts.parameters(), facts.macs), (784 * 128 + 128, 3 * 784 * 128));
    let facts = accepts("dense", &[real(&[4])], &[("units", Arg::Size(2)), ("use_bias", Arg::Bool(false))], &[2]);
    assert_eq!(facts.parameters(), 8);
    refuses("dense", &[real(&[4])], &[("units", Arg::Size(0))], Site::Arg(0), "`units` must be at least 1, got 0");
    let why = "`dense` needs at least one axis, got a single number []; declare the input as `Tensor<1>`";
    refuses("dense", &[real(&[])], &[("units", Arg::Size(3))], Site::Input(0), why);
    let sets = Value { shape: Shape::new(&[2, 3]), kind: Kind::MultiHot };
    let why = "`dense` takes a `MultiHot` of one axis, got [2, 3]";
    refuses("dense", &[sets], &[("units", Arg::Size(3))], Site::Input(0), why);
}

#[test]
fn activations() {
    let with = |activation| [("activation", Arg::Activation(activation))];
    accepts("activation", &[real(&[2, 3])], &with(Activation::Gelu), &[2, 3]);
    let why = "`activation` applies a function to each element by itself, but `softmax` looks at whole rows; write `.softmax()`";
    refuses("activation", &[real(&[3])], &with(Activation::Softmax), Site::Arg(0), why);
    let why = "`leaky_relu` needs a number of at least 0, got -0.1";
    refuses("activation", &[real(&[3])], &with(Activation::LeakyRelu(-0.1)), Site::Arg(0), why);
    let why = "`elu` needs a number of at least 0, got NaN";
    refuses("activation", &[real(&[3])], &with(Activation::Elu(f64::NAN)), Site::Arg(0), why);
}

#[test]
fn rows() {
    accepts("softmax", &[real(&[4, 3])], &[("axis", Arg::Int(2))], &[4, 3]);
    accepts("log_softmax", &[real(&[3])], &[], &[3]);
    let why = "`softmax` over one unit is always 1, so nothing can be learnt; use `sigmoid` for a yes-or-no output";
    refuses("softmax", &[real(&[1])], &[], Site::Layer, why);
    let why = "`log_softmax` over one unit is always 0, so nothing can be learnt; use `sigmoid` for a yes-or-no output";
    refuses("log_softmax", &[real(&[1])], &[], Site::Layer, why);
    let why =
        "`softmax` works over the last axis, which is -1, got axis 1 of [4, 3]; `permute` moves an axis to the end";
    refuses("softmax", &[real(&[4, 3])], &[("axis", Arg::Int(1))], Site::Arg(0), why);
    let why = "`softmax` cannot work over axis 0: as in Keras, that is the batch, and the first axis of [4, 3] is 1";
    refuses("softmax", &[real(&[4, 3])], &[("axis", Arg::Int(0))], Site::Arg(0), why);
    let why = "`softmax` got axis 3, but [4, 3] has the axes 1 to 2 (0 is the batch), or -2 to -1 from the end";
    refuses("softmax", &[real(&[4, 3])], &[("axis", Arg::Int(3))], Site::Arg(0), why);
}

#[test]
fn noise() {
    accepts("dropout", &[real(&[3])], &[("rate", Arg::Number(0.0))], &[3]);
    accepts("gaussian_noise", &[real(&[3])], &[("stddev", Arg::Number(0.1))], &[3]);
    let why = "the share that is dropped is from 0 to below 1, got 25; for per cent write 0.25";
    refuses("dropout", &[real(&[3])], &[("rate", Arg::Number(25.0))], Site::Arg(0), why);
    let why = "the share that is dropped is from 0 to below 1, got -0.5";
    refuses("dropout", &[real(&[3])], &[("rate", Arg::Number(-0.5))], Site::Arg(0), why);
    let why = "`stddev` must be a number of at least 0, got -1";
    refuses("gaussian_noise", &[real(&[3])], &[("stddev", Arg::Number(-1.0))], Site::Arg(0), why);
}

#[test]
fn norms() {
    let facts = accepts("batch_norm", &[real(&[4, 4, 8])], &[], &[4, 4, 8]);
    assert_eq!((facts.parameters(), facts.sync, facts.saves[..2] == [8, 8]), (32, [16, 16], true));
    let plain = [("center", Arg::Bool(false)), ("scale", Arg::Bool(false))];
    assert_eq!(accepts("batch_norm", &[real(&[8])], &plain, &[8]).parameters(), 16);
    assert_eq!(accepts("layer_norm", &[real(&[2, 8])], &plain, &[2, 8]).parameters(), 0);
    assert_eq!(accepts("layer_norm", &[real(&[2, 8])], &[], &[2, 8]).parameters(), 16);
    let why =
        "`batch_norm` works over the last axis, which is -1, got axis 1 of [3, 8, 8]; channels are the last axis here";
    refuses("batch_norm", &[real(&[3, 8, 8])], &[("axis", Arg::Int(1))], Site::Arg(0), why);
    let why = "`momentum` is the share of the moving averages that stays, from 0 to 1, got 1.5";
    refuses("batch_norm", &[real(&[8])], &[("momentum", Arg::Number(1.5))], Site::Arg(1), why);
    let why = "`epsilon` must be a number of at least 0, got -0.001";
    refuses("batch_norm", &[real(&[8])], &[("epsilon", Arg::Number(-1e-3))], Site::Arg(2), why);
    refuses("layer_norm", &[real(&[8])], &[("epsilon", Arg::Number(-1e-3))], Site::Arg(1), why);
    let why = "`layer_norm` works over the last axis, which is -1, got axis 1 of [2, 8]; `flatten` before and `reshape` \
               behind, both free, make it work over all axes";
    refuses("layer_norm", &[real(&[2, 8])], &[("axis", Arg::Int(1))], Site::Arg(0), why);
}

#[test]
fn embedding() {
    let facts = accepts("embedding", &[indices(1000, &[80])], &[("output_dim", Arg::Size(16))], &[80, 16]);
    assert_eq!(facts.parameters(), 16_000);
    let why = "`output_dim` must be at least 1, got 0";
    refuses("embedding", &[indices(9, &[2])], &[("output_dim", Arg::Size(0))], Site::Arg(0), why);
    let why = "`embedding` needs integers below a bound of at least 1; declare the input as `Indices<20_000, 80>`";
    refuses("embedding", &[indices(0, &[2])], &[("output_dim", Arg::Size(4))], Site::Input(0), why);
    let why = "`embedding` adds an axis, but [1, 1, 1, 1, 1, 1] has already as many as there may be, 6";
    refuses("embedding", &[indices(9, &[1; 6])], &[("output_dim", Arg::Size(4))], Site::Input(0), why);
}

#[test]
fn shapes() {
    accepts("flatten", &[real(&[2, 3, 4])], &[], &[24]);
    accepts("flatten", &[real(&[])], &[], &[1]);
    let to = |values: &[i64]| [("target_shape", list(values))];
    accepts("reshape", &[real(&[12])], &to(&[3, 4]), &[3, 4]);
    accepts("reshape", &[real(&[12])], &to(&[-1]), &[12]);
    accepts("reshape", &[real(&[3, 8])], &to(&[2, -1, 4]), &[2, 3, 4]);
    let why = "`reshape` keeps the number of values: [12] holds 12, [5, 2] would hold 10; one size may be -1 for what is left";
    refuses("reshape", &[real(&[12])], &to(&[5, 2]), Site::Arg(0), why);
    let why = "`reshape` keeps the number of values: [12] holds 12, which is no multiple of 5, the product of the sizes given";
    refuses("reshape", &[real(&[12])], &to(&[5, -1]), Site::Arg(0), why);
    let why = "`reshape` can work out only one size, but -1 stands twice";
    refuses("reshape", &[real(&[12])], &to(&[-1, -1]), Site::Arg(0), why);
    let why = "`reshape` needs sizes of at least 1, or -1 for what is left, got 0";
    refuses("reshape", &[real(&[12])], &to(&[0, 12]), Site::Arg(0), why);
    let why = "`reshape` needs one to 6 sizes, such as `reshape(4, 8)`";
    refuses("reshape", &[real(&[12])], &to(&[1; 7]), Site::Arg(0), why);

    let by = |values: &[i64]| [("dims", list(values))];
    accepts("permute", &[real(&[2, 3, 4])], &by(&[3, 1, 2]), &[4, 2, 3]);
    let why = "`permute` needs the place of each axis: [2, 3, 4] has 3, `dims` has 2";
    refuses("permute", &[real(&[2, 3, 4])], &by(&[2, 1]), Site::Arg(0), why);
    let why = "`permute` got axis 0, but [2, 3] has the axes 1 to 2; as in Keras the batch, 0, stays in front";
    refuses("permute", &[real(&[2, 3])], &by(&[1, 0]), Site::Arg(0), why);
    let why = "`permute` needs every axis once, but axis 2 stands twice";
    refuses("permute", &[real(&[2, 3])], &by(&[2, 2]), Site::Arg(0), why);
}

#[test]
fn merges() {
    for (layer, name) in [
        ("add", "+"),
        ("subtract", "-"),
        ("multiply", "*"),
        ("average", "average"),
        ("maximum", "maximum"),
        ("minimum", "minimum"),
    ] {
        accepts(layer, &[real(&[2, 3]), real(&[2, 3])], &[], &[2, 3]);
        let why = format!("`{name}` needs equal shapes, got [16] and [12]");
        refuses(layer, &[real(&[16]), real(&[12])], &[], Site::Layer, &why);
    }
    accepts("concat", &[real(&[4, 3]), real(&[4, 2])], &[], &[4, 5]);
    accepts("concat", &[real(&[4, 3]), real(&[1, 3]), real(&[2, 3])], &[("axis", Arg::Int(1))], &[7, 3]);
    let why = "`concat` needs equal sizes on every other axis, got [8, 4] and [6, 4]; pad the second with `zero_pad1d((1, 1))`, or \
               keep sizes with `padding = same`";
    refuses("concat", &[real(&[8, 4]), real(&[6, 4])], &[], Site::Layer, why);
    let why = "`concat` needs equal ranks, got [8, 4] and [8]";
    refuses("concat", &[real(&[8, 4]), real(&[8])], &[], Site::Layer, why);
    let why = "`concat` joins at most 16 values at once, got 17; join some of them first, then the results";
    refuses("concat", &[real(&[2]); 17], &[], Site::Layer, why);
    let why = "`concat` got axis 3, but [8, 4] has the axes 1 to 2 (0 is the batch), or -2 to -1 from the end";
    refuses("concat", &[real(&[8, 4]), real(&[8, 4])], &[("axis", Arg::Int(3))], Site::Arg(0), why);
    let why = "`concat` needs at least one axis, got a single number []; declare the input as `Tensor<1>`";
    refuses("concat", &[real(&[]), real(&[])], &[], Site::Input(0), why);
}

#[test]
fn dot() {
    let over = |values: &[i64]| [("axes", list(values))];
    accepts("dot", &[real(&[8]), real(&[8])], &over(&[1]), &[1]);
    accepts("dot", &[real(&[2, 8]), real(&[8, 3])], &over(&[2, 1]), &[2, 3]);
    let facts = accepts("dot", &[real(&[2, 8]), real(&[3, 8])], &over(&[-1]), &[2, 3]);
    assert_eq!((facts.macs, facts.saves[..2] == [0, 0]), (48, true));
    let why = "`dot` needs equal sizes on the multiplied axes, got 8 of [2, 8] and 3 of [8, 3]";
    refuses("dot", &[real(&[2, 8]), real(&[8, 3])], &over(&[2]), Site::Arg(0), why);
    let why = "`axes` is one axis for both inputs, or one for each, such as `axes = (2, 1)`, got 3 of them";
    refuses("dot", &[real(&[8]), real(&[8])], &over(&[1, 1, 1]), Site::Arg(0), why);
    let why = "`dot` cannot work over axis 0: as in Keras, that is the batch, and the first axis of [8] is 1";
    refuses("dot", &[real(&[8]), real(&[8])], &over(&[0]), Site::Arg(0), why);
    let why = "`dot` of [1, 1, 1, 1, 8] and [1, 1, 1, 8] has 7 axes; there may be at most 6";
    refuses("dot", &[real(&[1, 1, 1, 1, 8]), real(&[1, 1, 1, 8])], &over(&[-1]), Site::Layer, why);
}

/// An argument of its kind, as extreme as it can be.
fn extremes(arg: &nn_spec::ArgDef) -> Vec<Arg> {
    use nn_spec::ArgKind;
    match arg.kind {
        ArgKind::Size => [0, 1, 2, usize::MAX].map(Arg::Size).to_vec(),
        ArgKind::Int => [0, 1, -1, 2, i64::MAX, i64::MIN].map(Arg::Int).to_vec(),
        ArgKind::List | ArgKind::Pairs => {
            let odd: &[&[i64]] =
                &[&[], &[0], &[1], &[-1], &[2, 1], &[i64::MAX], &[i64::MIN], &[i64::MAX, i64::MAX], &[1; 6], &[1; 7]];
            odd.iter().map(|values| list(values)).collect()
        }
        ArgKind::Number => [0.0, 0.5, -1.0, f64::MAX, f64::INFINITY, f64::NAN].map(Arg::Number).to_vec(),
        ArgKind::Bool => [false, true].map(Arg::Bool).to_vec(),
        ArgKind::Word(words) => (0..words.len()).map(Arg::Word).collect(),
        ArgKind::WordOrPairs(words) => {
            let numbers: [&[i64]; 5] = [&[0], &[-1], &[2, 1], &[i64::MAX; 6], &[i64::MAX]];
            (0..words.len()).map(Arg::Word).chain(numbers.map(list)).collect()
        }
        _ => vec![arg.default],
    }
}

macro_rules! geometries {
    ($($layer:ident)*) => {
        /// Asks a layer for its geometry. Views have none.
        fn geometry(layer: &str, call: &Call) {
            match layer {
                $(stringify!($layer) => { let _ = layers::$layer::geometry(call); })*
                "flatten" | "reshape" => {}
                _ => panic!("`{layer}` is not in the list"),
            }
        }
    };
}

geometries! {
    gru lstm simple_rnn attention multi_head_attention positional_embedding activation add average batch_norm concat dense dot dropout embedding gaussian_noise group_norm layer_norm log_softmax maximum minimum
    multiply permute flip repeat_vector prelu softmax subtract conv1d conv2d conv3d conv1d_transpose conv2d_transpose conv3d_transpose depthwise_conv1d depthwise_conv2d depthwise_conv3d separable_conv1d separable_conv2d separable_conv3d
    avg_pool1d avg_pool2d avg_pool3d max_pool1d max_pool2d max_pool3d
    global_avg_pool1d global_avg_pool2d global_avg_pool3d global_max_pool1d global_max_pool2d global_max_pool3d
    crop1d crop2d crop3d upsample1d upsample2d upsample3d zero_pad1d zero_pad2d zero_pad3d
    spatial_dropout1d spatial_dropout2d spatial_dropout3d
}

/// No rule overflows or panics, whatever it is asked, and no refusal is cut short.
#[test]
fn extreme_calls_are_answered() {
    let sizes = [1, 3, usize::MAX];
    let mut shapes: Vec<Shape> = vec![Shape::new(&[]), Shape::POISON, Shape::new(&[1; 6])];
    for &a in &sizes {
        shapes.push(Shape::new(&[a]));
        shapes.push(Shape::new(&[a, a, a, a]));
        shapes.extend(sizes.iter().map(|&b| Shape::new(&[a, b])));
    }
    let mut refused = 0;
    for def in layers::LAYERS {
        for &shape in &shapes {
            for &other in &shapes {
                let kinds =
                    [Kind::Real, Kind::MultiHot, Kind::Indices { below: 0 }, Kind::Indices { below: usize::MAX }];
                for kind in kinds.into_iter().filter(|kind| def.accepts.contains(&kind.name())) {
                    let count = def.inputs.most().min(if shape == other { 3 } else { 2 }).max(def.inputs.least());
                    let inputs = [shape, other, shape].map(|shape| Value { shape, kind });
                    let args: Vec<Arg> = def.args.iter().map(|arg| arg.default).collect();
                    for (i, arg) in def.args.iter().enumerate() {
                        for extreme in extremes(arg) {
                            let mut args = args.clone();
                            args[i] = extreme;
                            let call = Call { inputs: &inputs[..count], args: &args };
                            // rustc computes it beside a refused rule too.
                            geometry(def.keyword, &call);
                            if let Err(reject) = (def.facts)(&call) {
                                refused += 1;
                                assert!(!reject.why.as_str().is_empty(), "{} says nothing", def.keyword);
                                assert!(reject.why.as_str().len() < 500, "{} says too much", def.keyword);
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(refused > 1000);
}
