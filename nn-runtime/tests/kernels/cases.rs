//! Uses of every layer: what the tests run.

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
    for (shape, groups) in [(&[6][..], 2), (&[5, 6], 3), (&[2, 3, 4], 1), (&[2, 3, 37], -1), (&[3, 40], 5)] {
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
    add("softmax", &[real(&[3, 5])], &[]);
    add("log_softmax", &[real(&[2, 70])], &[]);

    for width in [1, 4, 19] {
        let indices = Value { shape: Shape::new(&[3]), kind: Kind::Indices { below: 5 } };
        add("embedding", &[indices], &[("output_dim", Arg::Size(width))]);
    }
    add("flatten", &[real(&[2, 3, 2])], &[]);
    add("reshape", &[real(&[2, 6])], &[("target_shape", list(&[3, -1]))]);
    add("permute", &[real(&[4])], &[("dims", list(&[1]))]);
    add("permute", &[real(&[3, 5])], &[("dims", list(&[2, 1]))]);
    add("permute", &[real(&[2, 3, 4])], &[("dims", list(&[2, 1, 3]))]);
    add("permute", &[real(&[2, 3, 2, 4])], &[("dims", list(&[4, 2, 1, 3]))]);

    convolutions(&mut add);
    by_channel(&mut add);
    transposed(&mut add);
    pools(&mut add);
    frames(&mut add);

    let inferences: Vec<Case> = cases
        .iter()
        .filter(|case| case.def.keyword == "batch_norm" || case.traits().training_only)
        .map(|case| case.clone().inference())
        .collect();
    cases.extend(inferences);
    cases
}

type Add<'a> = &'a mut dyn FnMut(&str, &[Value], &[(&str, Arg)]);

fn convolutions(add: Add<'_>) {
    let (valid, same, causal) = (Arg::Word(0), Arg::Word(1), Arg::Word(2));
    let size = |n| Arg::Size(n);
    for padding in [valid, same, causal] {
        for (kernel, strides, dilation) in [(3, 1, 1), (2, 1, 3), (3, 2, 1), (2, 3, 1), (3, 2, 2), (1, 2, 1)] {
            let given = [
                ("filters", size(3)),
                ("kernel", list(&[kernel])),
                ("strides", list(&[strides])),
                ("dilation", list(&[dilation])),
                ("padding", padding),
            ];
            add("conv1d", &[real(&[9, 2])], &given);
        }
    }
    for padding in [valid, same] {
        let padding = ("padding", padding);
        add("conv2d", &[real(&[5, 7, 3])], &[("filters", size(5)), ("kernel", list(&[3])), padding]);
        let given = [("filters", size(18)), ("kernel", list(&[2, 3])), ("strides", list(&[2, 1])), padding];
        add("conv2d", &[real(&[5, 4, 1])], &given);
        let given =
            [("filters", size(4)), ("kernel", list(&[3])), ("strides", list(&[2])), ("groups", size(2)), padding];
        add("conv2d", &[real(&[5, 6, 6])], &given);
        let given = [("filters", size(2)), ("kernel", list(&[2])), ("dilation", list(&[2, 3])), padding];
        add("conv2d", &[real(&[5, 6, 2])], &given);
        // Deeper than wide: tiles go down the columns.
        add("conv2d", &[real(&[9, 3, 2])], &[("filters", size(3)), ("kernel", list(&[3, 2])), padding]);
        let given = [("filters", size(3)), ("kernel", list(&[2, 1, 3])), ("strides", list(&[1, 2, 1])), padding];
        add("conv3d", &[real(&[3, 3, 4, 2])], &given);
    }
    // As many zeros as are asked for, so many that windows see nothing else among them.
    for layer in ["conv", "depthwise_conv", "separable_conv"] {
        let filters = (layer != "depthwise_conv").then_some(("filters", size(3)));
        for (kernel, strides, padding) in [(3, 1, &[1][..]), (2, 2, &[3, 0]), (3, 2, &[0, 1]), (2, 1, &[4])] {
            let given = [("kernel", list(&[kernel])), ("strides", list(&[strides])), ("padding", list(padding))];
            let given: Vec<_> = given.into_iter().chain(filters).collect();
            add(&format!("{layer}1d"), &[real(&[5, 2])], &given);
            add(&format!("{layer}2d"), &[real(&[4, 5, 2])], &given);
        }
        let given = [("kernel", list(&[2])), ("padding", list(&[1, 0, 0, 3]))];
        let given: Vec<_> = given.into_iter().chain(filters).collect();
        add(&format!("{layer}2d"), &[real(&[3, 4, 3])], &given);
    }
    // More rows and columns than a tile has.
    add("conv2d", &[real(&[1, 19, 2])], &[("filters", size(37)), ("kernel", list(&[1, 3]))]);
    add("conv2d", &[real(&[3, 4, 20])], &[("filters", size(3)), ("kernel", list(&[2]))]);
    add("conv2d", &[real(&[3, 3, 4])], &[("filters", size(6)), ("kernel", list(&[1])), ("use_bias", Arg::Bool(false))]);
    // A window that reaches beyond both edges at once.
    let given = [("filters", size(2)), ("kernel", list(&[5])), ("padding", same)];
    add("conv2d", &[real(&[2, 3, 2])], &given);
    for activation in [Activation::Relu, Activation::Tanh, Activation::Gelu] {
        let activation = ("activation", Arg::Activation(activation));
        add("conv1d", &[real(&[5, 2])], &[("filters", size(3)), ("kernel", list(&[2])), activation]);
        add("conv3d", &[real(&[2, 2, 3, 2])], &[("filters", size(3)), ("kernel", list(&[2])), activation]);
    }
}

/// Depthwise and separable convolutions.
fn by_channel(add: Add<'_>) {
    let (valid, same, causal) = (Arg::Word(0), Arg::Word(1), Arg::Word(2));
    let size = |n| Arg::Size(n);
    for layer in ["depthwise_conv", "separable_conv"] {
        let mut add = |rank: usize, dims: &[usize], given: &[(&str, Arg)]| {
            let filters = (layer == "separable_conv").then_some(("filters", size(3)));
            let given: Vec<_> = given.iter().copied().chain(filters).collect();
            add(&format!("{layer}{rank}d"), &[real(dims)], &given);
        };
        for padding in [valid, same, causal] {
            for (kernel, strides, dilation, multiplier) in [(3, 1, 1, 1), (2, 1, 3, 2), (3, 2, 1, 1), (2, 3, 1, 3)] {
                let given = [
                    ("kernel", list(&[kernel])),
                    ("strides", list(&[strides])),
                    ("dilation", list(&[dilation])),
                    ("depth_multiplier", size(multiplier)),
                    ("padding", padding),
                ];
                add(1, &[9, 2], &given);
            }
        }
        // Part of a vector, and several with a part left over; more results in a row than a tile has.
        for channels in [1, 5, 37] {
            add(2, &[3, 7, channels], &[("kernel", list(&[3, 2])), ("padding", same)]);
        }
        for padding in [valid, same] {
            let padding = ("padding", padding);
            add(2, &[5, 6, 3], &[("kernel", list(&[3])), ("strides", list(&[2])), padding]);
            add(2, &[6, 5, 2], &[("kernel", list(&[2])), ("dilation", list(&[2, 3])), padding]);
            let given = [("kernel", list(&[2, 3])), ("strides", list(&[2, 1])), ("depth_multiplier", size(2)), padding];
            add(2, &[5, 4, 3], &given);
        }
        // A window that reaches beyond both edges at once.
        add(2, &[2, 3, 2], &[("kernel", list(&[5])), ("padding", same), ("use_bias", Arg::Bool(false))]);
        for activation in [Activation::Relu, Activation::Tanh, Activation::Gelu] {
            add(2, &[4, 3, 2], &[("kernel", list(&[2])), ("activation", Arg::Activation(activation))]);
        }
    }
}

fn transposed(add: Add<'_>) {
    let (size, no) = (|n| Arg::Size(n), Arg::Bool(false));
    for padding in [Arg::Word(0), Arg::Word(1)] {
        let padding = ("padding", padding);
        for (kernel, strides, dilation) in [(3, 1, 1), (2, 1, 3), (3, 2, 1), (2, 3, 1), (3, 2, 2), (4, 2, 1), (1, 2, 1)]
        {
            let given = [("kernel", list(&[kernel])), ("strides", list(&[strides])), ("dilation", list(&[dilation]))];
            let given = [&given[..], &[("filters", size(3)), padding]].concat();
            add("conv1d_transpose", &[real(&[4, 2])], &given);
            for extra in 0..strides {
                let given = [&given[..], &[("output_padding", list(&[extra]))]].concat();
                add("conv1d_transpose", &[real(&[4, 2])], &given);
            }
        }
        let given = [("filters", size(18)), ("kernel", list(&[2, 3])), ("strides", list(&[2, 1])), padding];
        add("conv2d_transpose", &[real(&[3, 4, 3])], &given);
        let given = [("filters", size(3)), ("kernel", list(&[3])), ("strides", list(&[2])), ("use_bias", no), padding];
        add("conv2d_transpose", &[real(&[5, 2, 19])], &given);
        let given = [("filters", size(2)), ("kernel", list(&[2, 1, 3])), ("strides", list(&[1, 2, 2])), padding];
        add("conv3d_transpose", &[real(&[2, 3, 2, 2])], &given);
    }
    for activation in [Activation::Relu, Activation::Tanh, Activation::Gelu] {
        let given = [("filters", size(3)), ("kernel", list(&[2])), ("activation", Arg::Activation(activation))];
        add("conv2d_transpose", &[real(&[3, 2, 2])], &given);
    }
}

fn pools(add: Add<'_>) {
    let shapes = [real(&[7, 3]), real(&[5, 4, 19]), real(&[3, 2, 5, 2])];
    for (i, shape) in shapes.into_iter().enumerate() {
        for kind in ["max", "avg"] {
            let pool = format!("{kind}_pool{}d", i + 1);
            add(&pool, &[shape], &[]);
            for padding in [Arg::Word(0), Arg::Word(1)] {
                for (size, strides) in [(2, 1), (2, 3), (1, 2)] {
                    let given = [("pool_size", list(&[size])), ("strides", list(&[strides])), ("padding", padding)];
                    add(&pool, &[shape], &given);
                }
            }
            add(&pool, &[shape], &[("pool_size", list(&[3])), ("padding", Arg::Word(1))]);
            for keepdims in [false, true] {
                add(&format!("global_{pool}"), &[shape], &[("keepdims", Arg::Bool(keepdims))]);
            }
        }
    }
}

/// Padding, cropping and upsampling.
fn frames(add: Add<'_>) {
    let shapes = [real(&[7, 3]), real(&[5, 6, 19]), real(&[3, 4, 5, 2])];
    let pairs: [&[i64]; 3] = [&[2, 1], &[1, 0, 2, 3], &[1, 0, 0, 2, 1, 1]];
    for (i, (shape, pairs)) in shapes.into_iter().zip(pairs).enumerate() {
        for (layer, amount) in [("zero_pad", "padding"), ("crop", "cropping")] {
            let layer = format!("{layer}{}d", i + 1);
            add(&layer, &[shape], &[]);
            add(&layer, &[shape], &[(amount, list(&[0]))]);
            add(&layer, &[shape], &[(amount, list(pairs))]);
        }
        let layer = format!("upsample{}d", i + 1);
        add(&layer, &[shape], &[]);
        add(&layer, &[shape], &[("size", list(&[2, 3, 1][..=i]))]);
    }
    for size in [1, 2, 3, 4] {
        let given = [("size", list(&[size, 3])), ("interpolation", Arg::Word(1))];
        add("upsample2d", &[real(&[3, 1, 2])], &given);
        add("upsample2d", &[real(&[2, 4, 17])], &given);
    }
}
