//! Uses of the layers that work in space: convolutions, pooling and what stands around them.

use super::{Add, list, real};
use nn_spec::{Activation, Arg};

/// All of them.
pub fn add_all(add: Add<'_>) {
    convolutions(add);
    by_channel(add);
    transposed(add);
    pools(add);
    frames(add);
}

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
        // Windows three places wide that slide over rows of all lengths, down to shorter than themselves; several places in a vector, a whole
        // one, and a part.
        for width in [1, 2, 3, 4, 11] {
            for channels in [1, 3, 8, 16, 19] {
                add(2, &[2, width, channels], &[("kernel", list(&[3])), ("padding", same)]);
            }
            add(1, &[width, 3], &[("kernel", list(&[3])), ("padding", causal)]);
        }
        // Two vectors at a time, one, and a part.
        for channels in [1, 3, 8, 16, 50] {
            add(2, &[5, 9, channels], &[("kernel", list(&[3])), ("depth_multiplier", size(1))]);
            let given = [
                ("kernel", list(&[2, 3])),
                ("strides", list(&[2, 1])),
                ("activation", Arg::Activation(Activation::Relu)),
            ];
            add(2, &[5, 9, channels], &given);
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
        // Volumes.
        for (padding, multiplier) in [(valid, 1), (same, 2)] {
            let given =
                [("kernel", list(&[2, 1, 3])), ("strides", list(&[1, 1, 2])), ("depth_multiplier", size(multiplier))];
            let given: Vec<_> = given.into_iter().chain([("padding", padding)]).collect();
            add(3, &[3, 2, 5, 3], &given);
            add(3, &[2, 3, 4, 19], &[("kernel", list(&[2])), ("dilation", list(&[1, 2, 1])), ("padding", padding)]);
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
    // Vectors of channels two at a time, one, and a part.
    for pool in ["max_pool2d", "avg_pool2d"] {
        for size in [2, 3] {
            let given = [("pool_size", list(&[size])), ("strides", list(&[2])), ("padding", Arg::Word(1))];
            add(pool, &[real(&[5, 4, 50])], &given);
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
