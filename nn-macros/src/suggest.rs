//! *Did you mean*: for a word nobody knows, the one that was probably meant.

/// Words known from other libraries or from the literature, and what they are called here.
const FAMILIAR: &[(&str, &str)] = &[
    ("linear", "dense"),
    ("fc", "dense"),
    ("fully_connected", "dense"),
    ("affine", "dense"),
    ("batch_normalization", "batch_norm"),
    ("batchnorm", "batch_norm"),
    ("bn", "batch_norm"),
    ("batch_norm2d", "batch_norm"),
    ("layer_normalization", "layer_norm"),
    ("layernorm", "layer_norm"),
    ("group_normalization", "group_norm"),
    ("conv", "conv2d"),
    ("convolution2d", "conv2d"),
    ("maxpool", "max_pool2d"),
    ("max_pool", "max_pool2d"),
    ("avgpool", "avg_pool2d"),
    ("avg_pool", "avg_pool2d"),
    ("max_pooling1d", "max_pool1d"),
    ("global_max_pooling1d", "global_max_pool1d"),
    ("average_pooling1d", "avg_pool1d"),
    ("average_pool1d", "avg_pool1d"),
    ("global_average_pooling1d", "global_avg_pool1d"),
    ("global_average_pool1d", "global_avg_pool1d"),
    ("max_pooling2d", "max_pool2d"),
    ("global_max_pooling2d", "global_max_pool2d"),
    ("average_pooling2d", "avg_pool2d"),
    ("average_pool2d", "avg_pool2d"),
    ("global_average_pooling2d", "global_avg_pool2d"),
    ("global_average_pool2d", "global_avg_pool2d"),
    ("max_pooling3d", "max_pool3d"),
    ("global_max_pooling3d", "global_max_pool3d"),
    ("average_pooling3d", "avg_pool3d"),
    ("average_pool3d", "avg_pool3d"),
    ("global_average_pooling3d", "global_avg_pool3d"),
    ("global_average_pool3d", "global_avg_pool3d"),
    ("zero_padding1d", "zero_pad1d"),
    ("cropping1d", "crop1d"),
    ("upsampling1d", "upsample1d"),
    ("conv_transpose1d", "conv1d_transpose"),
    ("zero_padding2d", "zero_pad2d"),
    ("cropping2d", "crop2d"),
    ("upsampling2d", "upsample2d"),
    ("conv_transpose2d", "conv2d_transpose"),
    ("zero_padding3d", "zero_pad3d"),
    ("cropping3d", "crop3d"),
    ("upsampling3d", "upsample3d"),
    ("conv_transpose3d", "conv3d_transpose"),
    ("pad", "zero_pad2d"),
    ("zero_pad", "zero_pad2d"),
    ("crop", "crop2d"),
    ("upsample", "upsample2d"),
    ("resize", "upsample2d"),
    ("interpolate", "upsample2d"),
    ("depthwise_conv", "depthwise_conv2d"),
    ("dw_conv", "depthwise_conv2d"),
    ("separable_conv", "separable_conv2d"),
    ("sep_conv", "separable_conv2d"),
    ("deconv", "conv2d_transpose"),
    ("deconv2d", "conv2d_transpose"),
    ("conv_transpose", "conv2d_transpose"),
    ("dropout1d", "spatial_dropout1d"),
    ("dropout2d", "spatial_dropout2d"),
    ("dropout3d", "spatial_dropout3d"),
    ("instance_norm", "group_norm"),
    ("scale_factor", "size"),
    ("mode", "interpolation"),
    ("multiplier", "depth_multiplier"),
    ("num_groups", "groups"),
    ("concatenate", "concat"),
    ("cat", "concat"),
    ("drop_out", "dropout"),
    ("view", "reshape"),
    ("sum", "add"),
    ("mul", "multiply"),
    ("sub", "subtract"),
    ("mean", "average"),
    ("max", "maximum"),
    ("min", "minimum"),
    ("out_features", "units"),
    ("hidden_size", "units"),
    ("out_channels", "filters"),
    ("channels", "filters"),
    ("kernel_size", "kernel"),
    ("kernel", "kernel_size"),
    ("stride", "strides"),
    ("strides", "stride"),
    ("bias", "use_bias"),
    ("act", "activation"),
    ("p", "rate"),
    ("prob", "rate"),
    ("dilation", "dilation_rate"),
    ("dilation_rate", "dilation"),
    ("weight_decay", "kernel_regularizer"),
    ("xavier_uniform", "glorot_uniform"),
    ("xavier_normal", "glorot_normal"),
    ("xavier", "glorot_uniform"),
    ("kaiming_uniform", "he_uniform"),
    ("kaiming_normal", "he_normal"),
    ("zero", "zeros"),
    ("one", "ones"),
    ("normal", "random_normal"),
    ("uniform", "random_uniform"),
    ("cross_entropy", "sparse_categorical_crossentropy"),
    ("crossentropy", "sparse_categorical_crossentropy"),
    ("nll", "sparse_categorical_crossentropy"),
    ("bce", "binary_crossentropy"),
    ("binary_cross_entropy", "binary_crossentropy"),
    ("categorical_cross_entropy", "categorical_crossentropy"),
    ("mse_loss", "mse"),
    ("l2_loss", "mse"),
    ("l1_loss", "mae"),
    ("smooth_l1", "huber"),
    ("kld", "kl_divergence"),
    ("rnn", "simple_rnn"),
    ("logistic", "sigmoid"),
    ("leakyrelu", "leaky_relu"),
    ("swish", "silu"),
    ("hardsigmoid", "hard_sigmoid"),
    ("logsoftmax", "log_softmax"),
    ("Input", "Tensor"),
    ("Array", "Tensor"),
    ("Matrix", "Tensor"),
    ("Vector", "Tensor"),
];

/// The candidate that `word` was probably meant to be.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = word.to_lowercase();
    let squeezed = squeeze(&plain);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = if is_familiar(word, candidate) || squeeze(candidate) == squeezed {
            0
        } else {
            distance(&plain, &candidate.to_lowercase())
        };
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    let (distance, candidate) = best?;
    let allowed = match plain.chars().count() {
        0 => 0,
        1..=4 => 1,
        5..=7 => 2,
        _ => 3,
    };
    (distance <= allowed && candidate != word).then_some(candidate)
}

/// Whether another library calls by this word what is called `candidate` here.
pub fn is_familiar(word: &str, candidate: &str) -> bool {
    FAMILIAR.iter().any(|&(from, to)| to == candidate && squeeze(from) == squeeze(word))
}

/// " did you mean `…`?", or nothing.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(word, candidates) {
        Some(meant) => format!("; did you mean `{meant}`?"),
        None => String::new(),
    }
}

/// Without what people write differently: underscores and case.
fn squeeze(word: &str) -> String {
    word.chars().filter(|&c| c != '_').flat_map(char::to_lowercase).collect()
}

/// Edits between two words, a swap of neighbours counting as one (Damerau 1964, optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised() {
        let layers = ["dense", "dropout", "conv2d", "batch_norm", "leaky_relu"];
        assert_eq!(nearest("dens", layers), Some("dense"));
        assert_eq!(nearest("desne", layers), Some("dense"));
        assert_eq!(nearest("Conv2D", layers), Some("conv2d"));
        assert_eq!(nearest("LeakyReLU", layers), Some("leaky_relu"));
        assert_eq!(nearest("linear", layers), Some("dense"));
        assert_eq!(nearest("BatchNormalization", layers), Some("batch_norm"));
    }

    #[test]
    fn another_word_is_not() {
        assert_eq!(nearest("transformer", ["dense", "dropout"]), None);
        assert_eq!(nearest("x", ["yes", "no"]), None);
        assert_eq!(nearest("", ["a"]), None);
    }

    #[test]
    fn distances() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "acb"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
