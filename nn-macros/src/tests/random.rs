//! Random networks, as source text.

use std::fmt::Write;

/// SplitMix64: seeded numbers, the same on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A value of the network that is being written.
struct Value {
    name: String,
    shape: Vec<usize>,
    used: bool,
}

const ACTIVATIONS: &[&str] = &[
    "linear",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "sigmoid",
    "hard_sigmoid",
    "tanh",
    "softplus",
    "softsign",
    "exponential",
    "log_softmax",
];

/// A declaration that is right: two inputs, some layers, and every value that nothing reads as an output.
pub fn network(random: &mut Random) -> String {
    let mut body = String::new();
    let mut values = vec![
        Value { name: "x".into(), shape: vec![random.below(4) + 2], used: false },
        Value { name: "z".into(), shape: vec![2, random.below(3) + 2], used: false },
    ];
    let (x, z) = (dims(&values[0].shape), dims(&values[1].shape));
    for i in 0..random.below(14) + 1 {
        let (text, shape) = layer(random, &mut values);
        let _ = writeln!(body, "    let v{i} = {text};");
        values.push(Value { name: format!("v{i}"), shape, used: false });
    }
    // What nothing read is an output, other values now and then. One layer is trained for sure, and every input is read.
    let _ = writeln!(body, "    let last = concat(x.dense(2), z.flatten());");
    let mut outputs = vec![(String::from("last"), vec![2 + values[1].shape.iter().product::<usize>()])];
    for value in &values[2..] {
        if !value.used || random.chance(10) {
            outputs.push((value.name.clone(), value.shape.clone()));
        }
    }
    let names: Vec<&str> = outputs.iter().map(|(name, _)| name.as_str()).collect();
    let types: Vec<String> = outputs.iter().map(|(_, shape)| format!("Tensor<{}>", dims(shape))).collect();
    let losses: Vec<String> =
        names.iter().map(|name| format!("{name} = {}", random.pick(&["mse", "mae", "huber"]))).collect();
    let (loss, ty, tail) = match names.as_slice() {
        [name] => ("mse".to_string(), types[0].clone(), name.to_string()),
        _ => (losses.join(", "), format!("({})", types.join(", ")), format!("({})", names.join(", "))),
    };
    let loss = if random.chance(20) { "custom".to_string() } else { loss };
    format!("#[loss({loss})]\nfn Net(x: Tensor<{x}>, z: Tensor<{z}>) -> {ty} {{\n{body}    {tail}\n}}\n")
}

/// A chain of convolutions and pooling over 40 steps, of which each output may lie over its input.
pub fn chain(random: &mut Random) -> String {
    let (mut body, mut steps, mut channels) = (String::from("x"), 40usize, 3);
    for _ in 0..random.below(5) + 2 {
        let strides = if steps > 4 { random.below(2) + 1 } else { 1 };
        let padding = "padding = same";
        match random.below(4) {
            0 => body += &format!(".max_pool1d(3, strides = {strides}, {padding})"),
            1 => body += &format!(".avg_pool1d(2, strides = {strides}, {padding})"),
            norm => {
                channels = random.below(9) + 1;
                body +=
                    &format!(".conv1d({channels}, kernel = {}, strides = {strides}, {padding})", random.below(4) + 1);
                body += if norm == 2 { ".batch_norm().relu()" } else { "" };
            }
        }
        steps = steps.div_ceil(strides);
    }
    format!("#[loss(mse)] fn Net(x: Tensor<40, 3>) -> Tensor<{steps}, {channels}> {{ {body}.dense({channels}) }}")
}

/// Layers with windows over an image, with what may stand between them, and something behind.
pub fn image(random: &mut Random) -> String {
    let (height, width) = (random.below(20) + 8, random.below(6) + 4);
    let (mut body, mut channels) = (String::from("x"), random.below(3) + 1);
    let channels_in = channels;
    for _ in 0..random.below(6) + 2 {
        let padding = random.pick(&["padding = same", "padding = ((1, 1), (2, 1))", "padding = same"]);
        let (kernel, strides) = (random.below(3) + 1, random.pick(&[1, 1, 1, 2]));
        match random.below(7) {
            0 => body += &format!(".max_pool2d({}, strides = {strides}, padding = same)", random.below(2) + 2),
            1 => body += ".avg_pool2d((2, 1), padding = same)",
            2 => body += &format!(".depthwise_conv2d({kernel}, strides = {strides}, {padding})"),
            3 => {
                channels = random.below(6) + 1;
                body += &format!(".separable_conv2d({channels}, kernel = 3, padding = same)");
            }
            _ => {
                channels = random.below(9) + 1;
                body += &match random.chance(30) {
                    true => format!(".conv2d({channels}, kernel = {kernel}, dilation = 2, padding = same)"),
                    false => format!(".conv2d({channels}, kernel = {kernel}, strides = {strides}, {padding})"),
                };
            }
        }
        body += random.pick(&["", "", ".relu()", ".batch_norm().relu()", ".dropout(0.5)", ".gelu()", ".batch_norm()"]);
    }
    body += random.pick(&[".global_avg_pool2d()", ".global_max_pool2d()"]);
    format!("#[loss(mse)] fn Net(x: Tensor<{height}, {width}, {channels_in}>) -> Tensor<2> {{ {body}.dense(2) }}")
}

/// A layer over some of the values, and the shape it gives.
fn layer(random: &mut Random, values: &mut [Value]) -> (String, Vec<usize>) {
    let mut take = |random: &mut Random, fits: &dyn Fn(&[usize]) -> bool| {
        let fitting: Vec<usize> = (0..values.len()).filter(|&i| fits(&values[i].shape)).collect();
        // Rather the last than the first: chains and branches both come up.
        let at = fitting.len() - 1 - random.below(fitting.len().min(4));
        let value = &mut values[fitting[at]];
        value.used = true;
        (value.name.clone(), value.shape.clone())
    };
    let (a, shape) = take(random, &|_| true);
    let alike = |b: &[usize]| b == shape.as_slice();
    match random.below(20) {
        0..=2 => {
            let units = random.below(5) + 2;
            let mut out = shape.clone();
            out.pop();
            out.push(units);
            let extra = random.pick(&["", ", use_bias = false", ", trainable = false", ""]);
            let activation = match random.chance(60) {
                true => format!(", activation = {}", random.pick(ACTIVATIONS)),
                false => String::new(),
            };
            (format!("{a}.dense({units}{activation}{extra})"), out)
        }
        3 | 4 => {
            // The last one, over one unit, would always be 0.
            let some = &ACTIVATIONS[..ACTIVATIONS.len() - usize::from(shape[shape.len() - 1] == 1)];
            (format!("{a}.{}()", random.pick(some)), shape)
        }
        5 => (format!("{a} {} {}", random.pick(&["+", "-", "*"]), take(random, &alike).0), shape),
        6 => {
            let merge = random.pick(&["add", "multiply", "average", "maximum", "minimum"]);
            let (b, c) = (take(random, &alike).0, take(random, &alike).0);
            (format!("{merge}({a}, {b}, {c})"), shape)
        }
        7 => {
            let (b, other) = take(random, &|b| b.len() == shape.len() && b[..b.len() - 1] == shape[..shape.len() - 1]);
            let mut out = shape.clone();
            out[shape.len() - 1] += other[other.len() - 1];
            (format!("concat({a}, {b})"), out)
        }
        8 => {
            let flat = shape.iter().product();
            if shape.len() > 1 {
                (format!("{a}.flatten()"), vec![flat])
            } else {
                (format!("{a}.reshape(1, -1)"), vec![1, flat])
            }
        }
        9 if shape.len() == 2 => (format!("{a}.permute(2, 1)"), vec![shape[1], shape[0]]),
        10 => (format!("{a}.layer_norm()"), shape),
        11 => (format!("{a}.batch_norm({})", random.pick(&["", "trainable = false", "scale = false"])), shape),
        12 => (format!("{a}.dropout(0.3)"), shape),
        13 => (format!("{a}.gaussian_noise(0.1)"), shape),
        14 if shape.len() == 2 => {
            let (b, other) = take(random, &|b| b.len() == 2 && b[1] == shape[1]);
            let normalize = random.pick(&["false", "true"]);
            (format!("dot({a}, {b}, axes = 2, normalize = {normalize})"), vec![shape[0], other[0]])
        }
        16 | 17 if shape.len() == 2 && shape[0] > 1 => match random.pick(&["max", "avg", "global_max", "global_avg"]) {
            pool @ ("max" | "avg") => {
                let padding = random.pick(&["valid", "same"]);
                let steps = if padding == "same" { shape[0].div_ceil(2) } else { shape[0] / 2 };
                (format!("{a}.{pool}_pool1d(2, padding = {padding})"), vec![steps, shape[1]])
            }
            pool => (format!("{a}.{pool}_pool1d()"), vec![shape[1]]),
        },
        18 | 19 if shape.len() == 2 => {
            let (filters, strides) = (random.below(5) + 1, random.below(2) + 1);
            let activation = random.pick(&["", ", activation = relu"]);
            let norm = random.pick(&["", "", ".batch_norm()"]);
            let text =
                format!("{a}.conv1d({filters}, kernel = 2, padding = same, strides = {strides}{activation}){norm}");
            (text, vec![shape[0].div_ceil(strides), filters])
        }
        15 if shape[shape.len() - 1] > 1 => (format!("{a}.softmax()"), shape),
        _ => (format!("{a}.linear()"), shape),
    }
}

fn dims(shape: &[usize]) -> String {
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}
