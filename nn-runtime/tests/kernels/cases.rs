//! Uses of every layer: what the tests run.

#[path = "images.rs"]
mod images;

use nn_spec::{Activation, Arg, Kind, LayerDef, List, Shape, Value, layers};

/// One use of a layer.
#[derive(Clone)]
pub struct Case {
    pub def: &'static LayerDef,
    pub inputs: Vec<Value>,
    pub args: Vec<Arg>,
    pub training: bool,
    /// What is special about it.
    pub note: String,
}

impl Case {
    /// With the default for every argument that `given` does not name.
    pub fn new(layer: &str, inputs: &[Value], given: &[(&str, Arg)]) -> Case {
        let def = layers::by_keyword(layer).unwrap_or_else(|| panic!("no layer `{layer}`"));
        for (name, _) in given {
            assert!(def.args.iter().any(|arg| arg.name == *name), "`{layer}` has no argument `{name}`");
        }
        let value = |name: &str| given.iter().find(|(given, _)| *given == name).map(|(_, arg)| *arg);
        let args = def.args.iter().map(|arg| value(arg.name).unwrap_or(arg.default)).collect();
        Case { def, inputs: inputs.to_vec(), args, training: true, note: format!("{given:?}") }
    }

    pub fn inference(mut self) -> Case {
        self.training = false;
        self
    }

    pub fn name(&self) -> String {
        let shapes: Vec<_> = self.inputs.iter().map(|input| input.shape.to_string()).collect();
        let mode = if self.training { "" } else { " at inference" };
        format!("{} of {}{mode} with {}", self.def.keyword, shapes.join(" and "), self.note)
    }
}

pub fn real(dims: &[usize]) -> Value {
    Value::real(Shape::new(dims))
}

fn list(values: &[i64]) -> Arg {
    Arg::List(List::new(values))
}

pub const ACTIVATIONS: &[Activation] = &[
    Activation::Linear,
    Activation::Relu,
    Activation::LeakyRelu(0.2),
    Activation::Elu(1.0),
    Activation::Elu(0.5),
    Activation::Selu,
    Activation::Gelu,
    Activation::GeluApproximate,
    Activation::Silu,
    Activation::Sigmoid,
    Activation::HardSigmoid,
    Activation::Tanh,
    Activation::Softplus,
    Activation::Softsign,
    Activation::Exponential,
];

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |layer: &str, inputs: &[Value], given: &[(&str, Arg)]| cases.push(Case::new(layer, inputs, given));
    let (yes, no) = (Arg::Bool(true), Arg::Bool(false));
    // Shorter than a vector, exactly one, and more than one with something left over.
    let sizes = [1, 3, 8, 16, 37];

    for &activation in ACTIVATIONS {
        add("activation", &[real(&[37])], &[("activation", Arg::Activation(activation))]);
        let given = [("units", Arg::Size(5)), ("activation", Arg::Activation(activation))];
        add("dense", &[real(&[7])], &given);
    }
    add("activation", &[real(&[3, 70])], &[("activation", Arg::Activation(Activation::Silu))]);
    add("activation", &[real(&[37])], &[("activation", Arg::Activation(Activation::Sqrt))]);
    for (inputs, units) in [(1, 1), (3, 16), (37, 8), (16, 37), (9, 70)] {
        add("dense", &[real(&[inputs])], &[("units", Arg::Size(units))]);
        let sets = Value { shape: Shape::new(&[inputs]), kind: Kind::MultiHot };
        add("dense", &[sets], &[("units", Arg::Size(units))]);
    }
    add("dense", &[real(&[2, 3, 5])], &[("units", Arg::Size(4)), ("use_bias", no)]);
    let sets = Value { shape: Shape::new(&[9]), kind: Kind::MultiHot };
    add(
        "dense",
        &[sets],
        &[("units", Arg::Size(4)), ("use_bias", no), ("activation", Arg::Activation(Activation::Tanh))],
    );

    for merge in ["add", "average", "maximum", "minimum", "multiply"] {
        add(merge, &[real(&[37]), real(&[37])], &[]);
        add(merge, &[real(&[2, 3]), real(&[2, 3]), real(&[2, 3])], &[]);
    }
    add("subtract", &[real(&[37]), real(&[37])], &[]);
    add("concat", &[real(&[3]), real(&[5])], &[]);
    add("concat", &[real(&[2, 3]), real(&[2, 1]), real(&[2, 4])], &[]);
    add("concat", &[real(&[2, 3, 2]), real(&[2, 5, 2])], &[("axis", Arg::Int(2))]);
    add("concat", &[real(&[2, 3, 2]), real(&[4, 3, 2])], &[("axis", Arg::Int(-3))]);
    for normalize in [no, yes] {
        let normalize = ("normalize", normalize);
        add("dot", &[real(&[9]), real(&[9])], &[("axes", list(&[1])), normalize]);
        add("dot", &[real(&[2, 5]), real(&[3, 5])], &[("axes", list(&[2])), normalize]);
        add("dot", &[real(&[5, 2]), real(&[5, 3])], &[("axes", list(&[1])), normalize]);
        add("dot", &[real(&[2, 5]), real(&[5, 3])], &[("axes", list(&[2, 1])), normalize]);
        add("dot", &[real(&[2, 5, 3]), real(&[5])], &[("axes", list(&[2, -1])), normalize]);
        add("dot", &[real(&[2, 5, 3]), real(&[2, 5, 2])], &[("axes", list(&[2])), normalize]);
    }

    for size in sizes {
        add("dropout", &[real(&[size])], &[("rate", Arg::Number(0.4))]);
        add("gaussian_noise", &[real(&[size])], &[("stddev", Arg::Number(0.3))]);
        add("batch_norm", &[real(&[size])], &[]);
        add("layer_norm", &[real(&[size])], &[]);
        if size > 1 {
            add("softmax", &[real(&[size])], &[]);
            add("log_softmax", &[real(&[size])], &[]);
        }
    }
    for (shape, groups) in
        [(&[6][..], 2), (&[5, 6], 3), (&[2, 3, 4], 1), (&[2, 3, 37], -1), (&[3, 40], 5), (&[2, 70], 7)]
    {
        let groups = ("groups", Arg::Int(groups));
        add("group_norm", &[real(shape)], &[groups]);
        add("group_norm", &[real(shape)], &[groups, ("epsilon", Arg::Number(0.1)), ("center", no)]);
        add("group_norm", &[real(shape)], &[groups, ("scale", no)]);
    }
    for shape in [&[7][..], &[4, 19], &[3, 2, 3]] {
        add("prelu", &[real(shape)], &[]);
        add("prelu", &[real(shape)], &[("shared_axes", list(&[1]))]);
        add("prelu", &[real(shape)], &[("shared_axes", list(&[-1]))]);
    }
    add("prelu", &[real(&[3, 2, 20])], &[("shared_axes", list(&[1, 2]))]);
    add("prelu", &[real(&[3, 2, 20])], &[("shared_axes", list(&[1, 3]))]);
    let shapes = [real(&[7, 3]), real(&[5, 4, 70]), real(&[3, 2, 5, 2])];
    for (i, shape) in shapes.into_iter().enumerate() {
        add(&format!("spatial_dropout{}d", i + 1), &[shape], &[("rate", Arg::Number(0.4))]);
    }
    for norm in ["batch_norm", "layer_norm"] {
        add(norm, &[real(&[2, 3, 5])], &[("epsilon", Arg::Number(0.1))]);
        add(norm, &[real(&[2, 5])], &[("center", no)]);
        add(norm, &[real(&[2, 5])], &[("scale", no)]);
        add(norm, &[real(&[2, 5])], &[("center", no), ("scale", no)]);
    }
    // Sums of several vectors side by side, and what is left over.
    add("layer_norm", &[real(&[2, 150])], &[]);
    // More rows than go together where each fits into a vector.
    add("softmax", &[real(&[3, 5])], &[]);
    add("log_softmax", &[real(&[3, 5])], &[]);
    add("softmax", &[real(&[2, 150])], &[]);
    add("log_softmax", &[real(&[2, 70])], &[]);

    for width in [1, 4, 19] {
        let indices = Value { shape: Shape::new(&[3]), kind: Kind::Indices { below: 5 } };
        add("embedding", &[indices], &[("output_dim", Arg::Size(width))]);
    }
    add("flatten", &[real(&[2, 3, 2])], &[]);
    add("reshape", &[real(&[2, 6])], &[("target_shape", list(&[3, -1]))]);
    for axis in [1, 2, -1] {
        add("flip", &[real(&[3, 2, 4])], &[("axis", Arg::Int(axis))]);
    }
    add("repeat_vector", &[real(&[3])], &[("n", Arg::Size(4))]);
    add("permute", &[real(&[4])], &[("dims", list(&[1]))]);
    add("permute", &[real(&[3, 5])], &[("dims", list(&[2, 1]))]);
    add("permute", &[real(&[2, 3, 4])], &[("dims", list(&[2, 1, 3]))]);
    add("permute", &[real(&[2, 3, 2, 4])], &[("dims", list(&[4, 2, 1, 3]))]);

    images::add_all(&mut add);
    recurrent(&mut add);
    attention(&mut add);

    let inferences: Vec<Case> = cases
        .iter()
        .filter(|case| case.def.keyword == "batch_norm" || case.traits().training_only || case.note.contains("dropout"))
        .map(|case| case.clone().inference())
        .collect();
    cases.extend(inferences);
    cases
}

type Add<'a> = &'a mut dyn FnMut(&str, &[Value], &[(&str, Arg)]);

fn recurrent(add: Add<'_>) {
    let size = |n| Arg::Size(n);
    let yes = Arg::Bool(true);
    for layer in ["simple_rnn", "lstm", "gru"] {
        for units in [1, 5, 19] {
            add(layer, &[real(&[4, 3])], &[("units", size(units))]);
        }
        add(layer, &[real(&[5, 2])], &[("units", size(3)), ("return_sequences", yes)]);
        add(layer, &[real(&[5, 2])], &[("units", size(3)), ("go_backwards", yes)]);
        let both = [("units", size(3)), ("go_backwards", yes), ("return_sequences", yes)];
        add(layer, &[real(&[4, 2])], &both);
        add(layer, &[real(&[1, 2])], &[("units", size(3)), ("use_bias", Arg::Bool(false))]);
        let smooth = Arg::Activation(Activation::Softsign);
        add(layer, &[real(&[3, 2])], &[("units", size(4)), ("activation", smooth), ("return_sequences", yes)]);
        let drops = ("recurrent_dropout", Arg::Number(0.4));
        add(layer, &[real(&[4, 3])], &[("units", size(5)), drops]);
        add(layer, &[real(&[4, 2])], &[both[0], both[1], both[2], drops]);
        add(layer, &[real(&[4, 2])], &[("units", size(3)), ("truncate", size(4)), ("return_sequences", yes)]);
    }
    let ways = [
        ("return_sequences", yes),
        ("go_backwards", yes),
        ("return_state", yes),
        ("recurrent_dropout", Arg::Number(0.4)),
    ];
    for (layer, states) in [("simple_rnn", 1), ("lstm", 2), ("gru", 1)] {
        let inputs = |steps| [vec![real(&[steps, 2])], vec![real(&[5]); states]].concat();
        for ways in [&ways[..1], &ways[1..2], &ways[2..3], &ways[..3], &ways] {
            add(layer, &inputs(4), &[&[("units", size(5))], ways].concat());
        }
        add(layer, &inputs(1), &[("units", size(5)), ("return_state", yes)]);
        add(layer, &[real(&[3, 2])], &[("units", size(4)), ("return_state", yes)]);
    }
    let before = ("reset_after", Arg::Bool(false));
    add("gru", &[real(&[3, 2]), real(&[5])], &[&[("units", size(5)), before], &ways[2..]].concat());
    for sequences in [false, true] {
        let sequences = ("return_sequences", Arg::Bool(sequences));
        add("gru", &[real(&[4, 3])], &[("units", size(6)), before, sequences]);
        add("gru", &[real(&[4, 3])], &[("units", size(2)), before, sequences, ("go_backwards", yes)]);
    }
    add("gru", &[real(&[3, 3])], &[("units", size(2)), before, ("use_bias", Arg::Bool(false))]);
    add("gru", &[real(&[4, 3])], &[("units", size(5)), before, ("recurrent_dropout", Arg::Number(0.4))]);
}

fn attention(add: Add<'_>) {
    let (size, yes) = (|n| Arg::Size(n), Arg::Bool(true));
    let causal = ("use_causal_mask", yes);
    for concat in [0, 1] {
        let mode = ("score_mode", Arg::Word(concat));
        add("attention", &[real(&[3, 4]), real(&[5, 4])], &[mode]);
        add("attention", &[real(&[1, 3]), real(&[1, 3])], &[mode, ("use_scale", yes)]);
        add("attention", &[real(&[4, 19]), real(&[4, 2]), real(&[4, 19])], &[mode, ("use_scale", yes), causal]);
        add("attention", &[real(&[9, 2]), real(&[17, 2])], &[mode, ("dropout", Arg::Number(0.4))]);
    }
    let layer = "multi_head_attention";
    let small = [("num_heads", size(2)), ("key_dim", size(3))];
    add(layer, &[real(&[1, 3])], &[("num_heads", size(1)), ("key_dim", size(1))]);
    add(layer, &[real(&[5, 4])], &small);
    add(layer, &[real(&[9, 3])], &[("num_heads", size(3)), ("key_dim", size(5)), ("value_dim", size(2)), causal]);
    add(layer, &[real(&[3, 4]), real(&[5, 2])], &[small[0], small[1], ("output_shape", size(7))]);
    add(layer, &[real(&[3, 4]), real(&[5, 2]), real(&[5, 3])], &[small[0], small[1], ("use_bias", Arg::Bool(false))]);
    add(layer, &[real(&[4, 3])], &[small[0], small[1], causal, ("dropout", Arg::Number(0.3))]);
    for shape in [[1, 1], [4, 3], [3, 37]] {
        add("positional_embedding", &[real(&shape)], &[]);
    }
}
