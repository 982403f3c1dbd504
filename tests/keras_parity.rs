//! Every layer, activation and loss against Keras, through `network!`: forward by `predict` and `infer`, backward by `vjp` and
//! `loss_and_gradients`. The numbers are in `tests/keras/fixtures`.
//!
//! Each network's real inputs come out of embeddings that hold a fixture's tensors, one sample a row, so that the gradients
//! of the inputs can be read as well: they are the gradients of these tables.

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

        const LAYER_CASES: &[&str] = &[$($(concat!(stringify!($layer), "/", stringify!($name)),)+)+];
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

        const LOSS_CASES: &[&str] = &[$($($(concat!(stringify!($loss), "/", $case),)+)+)+];
    };
}

layers! {
    "layers.json" dense {
        default: 4 * (x [5]) => x.dense(3) => [3];
        no_bias: 4 * (x [5]) => x.dense(3, use_bias = false) => [3];
        rank_3: 3 * (x [2, 4]) => x.dense(3, activation = tanh) => [2, 3];
        rank_3_no_bias: 3 * (x [2, 4]) => x.dense(3, use_bias = false) => [2, 3];
        wide: 5 * (x [19]) => x.dense(21, activation = relu) => [21];
        single_unit: 4 * (x [3]) => x.dense(1) => [1];
        linear: 4 * (x [5]) => x.dense(3, activation = linear) => [3];
        relu: 4 * (x [5]) => x.dense(3, activation = relu) => [3];
        leaky_relu: 4 * (x [5]) => x.dense(3, activation = leaky_relu) => [3];
        elu: 4 * (x [5]) => x.dense(3, activation = elu) => [3];
        selu: 4 * (x [5]) => x.dense(3, activation = selu) => [3];
        gelu: 4 * (x [5]) => x.dense(3, activation = gelu) => [3];
        silu: 4 * (x [5]) => x.dense(3, activation = silu) => [3];
        sigmoid: 4 * (x [5]) => x.dense(3, activation = sigmoid) => [3];
        hard_sigmoid: 4 * (x [5]) => x.dense(3, activation = hard_sigmoid) => [3];
        tanh: 4 * (x [5]) => x.dense(3, activation = tanh) => [3];
        softplus: 4 * (x [5]) => x.dense(3, activation = softplus) => [3];
        softsign: 4 * (x [5]) => x.dense(3, activation = softsign) => [3];
        exponential: 4 * (x [5]) => x.dense(3, activation = exponential) => [3];
        softmax: 4 * (x [5]) => x.dense(3, activation = softmax) => [3];
        log_softmax: 4 * (x [5]) => x.dense(3, activation = log_softmax) => [3];
    }

    "layers.json" batch_norm {
        training_default: 5 * (x [3]) => x.batch_norm() => [3];
        training_momentum: 5 * (x [3]) => x.batch_norm(momentum = 0.9) => [3];
        training_epsilon: 5 * (x [3]) => x.batch_norm(epsilon = 0.1) => [3];
        training_no_center: 5 * (x [3]) => x.batch_norm(center = false) => [3];
        training_no_scale: 5 * (x [3]) => x.batch_norm(scale = false) => [3];
        training_plain: 5 * (x [3]) => x.batch_norm(center = false, scale = false) => [3];
        training_rank_3: 3 * (x [4, 2]) => x.batch_norm() => [4, 2];
        training_rank_4: 3 * (x [2, 3, 2]) => x.batch_norm(momentum = 0.8) => [2, 3, 2];
        inference_default: 5 * (x [3]) => x.batch_norm(trainable = false) => [3];
        inference_momentum: 5 * (x [3]) => x.batch_norm(momentum = 0.9, trainable = false) => [3];
        inference_epsilon: 5 * (x [3]) => x.batch_norm(epsilon = 0.1, trainable = false) => [3];
        inference_no_center: 5 * (x [3]) => x.batch_norm(center = false, trainable = false) => [3];
        inference_no_scale: 5 * (x [3]) => x.batch_norm(scale = false, trainable = false) => [3];
        inference_plain: 5 * (x [3]) => x.batch_norm(center = false, scale = false, trainable = false) => [3];
        inference_rank_3: 3 * (x [4, 2]) => x.batch_norm(trainable = false) => [4, 2];
        inference_rank_4: 3 * (x [2, 3, 2]) => x.batch_norm(momentum = 0.8, trainable = false) => [2, 3, 2];
    }

    "layers.json" layer_norm {
        default: 4 * (x [5]) => x.layer_norm() => [5];
        epsilon: 4 * (x [5]) => x.layer_norm(epsilon = 0.1) => [5];
        no_center: 4 * (x [5]) => x.layer_norm(center = false) => [5];
        no_scale: 4 * (x [5]) => x.layer_norm(scale = false) => [5];
        plain: 4 * (x [5]) => x.layer_norm(center = false, scale = false) => [5];
        rank_3: 3 * (x [2, 5]) => x.layer_norm() => [2, 5];
        rank_4: 3 * (x [2, 2, 4]) => x.layer_norm() => [2, 2, 4];
    }

    "layers.json" flatten {
        rank_3: 3 * (x [2, 4]) => x.flatten() => [8];
        rank_4: 3 * (x [2, 3, 2]) => x.flatten() => [12];
    }

    "layers.json" reshape {
        split: 3 * (x [12]) => x.reshape(3, 4) => [3, 4];
        inferred: 3 * (x [4, 3]) => x.reshape(-1, 6) => [2, 6];
    }

    "layers.json" permute {
        rank_3: 3 * (x [2, 4]) => x.permute(2, 1) => [4, 2];
        rank_4: 3 * (x [2, 3, 4]) => x.permute(3, 1, 2) => [4, 2, 3];
    }

    "layers.json" subtract {
        rank_2: 4 * (a [3], b [3]) => subtract(a, b) => [3];
        rank_3: 3 * (a [2, 3], b [2, 3]) => subtract(a, b) => [2, 3];
    }

    "layers.json" add {
        two: 4 * (a [3], b [3]) => add(a, b) => [3];
        three: 4 * (a [3], b [3], c [3]) => add(a, b, c) => [3];
        rank_3: 3 * (a [2, 3], b [2, 3]) => add(a, b) => [2, 3];
    }

    "layers.json" multiply {
        two: 4 * (a [3], b [3]) => multiply(a, b) => [3];
        three: 4 * (a [3], b [3], c [3]) => multiply(a, b, c) => [3];
        rank_3: 3 * (a [2, 3], b [2, 3]) => multiply(a, b) => [2, 3];
    }

    "layers.json" average {
        two: 4 * (a [3], b [3]) => average(a, b) => [3];
        three: 4 * (a [3], b [3], c [3]) => average(a, b, c) => [3];
        rank_3: 3 * (a [2, 3], b [2, 3]) => average(a, b) => [2, 3];
    }

    "layers.json" maximum {
        two: 4 * (a [3], b [3]) => maximum(a, b) => [3];
        three: 4 * (a [3], b [3], c [3]) => maximum(a, b, c) => [3];
        rank_3: 3 * (a [2, 3], b [2, 3]) => maximum(a, b) => [2, 3];
    }

    "layers.json" minimum {
        two: 4 * (a [3], b [3]) => minimum(a, b) => [3];
        three: 4 * (a [3], b [3], c [3]) => minimum(a, b, c) => [3];
        rank_3: 3 * (a [2, 3], b [2, 3]) => minimum(a, b) => [2, 3];
    }

    "layers.json" concatenate {
        default: 4 * (a [3], b [2]) => concat(a, b) => [5];
        three: 4 * (a [3], b [1], c [2]) => concat(a, b, c) => [6];
        last_axis_rank_3: 3 * (a [2, 3], b [2, 2]) => concat(a, b, axis = -1) => [2, 5];
        axis_1: 3 * (a [2, 3], b [4, 3]) => concat(a, b, axis = 1) => [6, 3];
        axis_1_rank_4: 3 * (a [2, 2, 2], b [1, 2, 2]) => concat(a, b, axis = 1) => [3, 2, 2];
    }

    "layers.json" dot {
        rank_2: 4 * (a [3], b [3]) => dot(a, b, axes = 1) => [1];
        rank_2_normalize: 4 * (a [3], b [3]) => dot(a, b, axes = 1, normalize = true) => [1];
        rank_3_last_axes: 3 * (a [2, 4], b [3, 4]) => dot(a, b, axes = 2) => [2, 3];
        rank_3_axis_1: 3 * (a [4, 2], b [4, 3]) => dot(a, b, axes = 1) => [2, 3];
        rank_3_pair: 3 * (a [2, 4], b [4, 3]) => dot(a, b, axes = (2, 1)) => [2, 3];
        rank_3_normalize: 3 * (a [2, 4], b [3, 4]) => dot(a, b, axes = (2, 2), normalize = true) => [2, 3];
        rank_3_with_rank_2: 3 * (a [2, 4], b [4]) => dot(a, b, axes = (2, 1)) => [2];
    }

    "layers.json" dropout {
        inference: 4 * (x [3]) => x.dropout(0.5) => [3];
    }

    "layers.json" gaussian_noise {
        inference: 4 * (x [3]) => x.gaussian_noise(0.3) => [3];
    }

    "convolution.json" conv1d {
        valid: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3) => [5, 3];
        same: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, padding = same) => [7, 3];
        strides: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, strides = 2) => [3, 3];
        strides_same: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, strides = 2, padding = same) => [4, 3];
        no_bias_relu: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, use_bias = false, activation = relu) => [5, 3];
        dilation_same: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, dilation = 2, padding = same) => [7, 3];
        even_kernel_same: 3 * (x [7, 2]) => x.conv1d(3, kernel = 2, padding = same) => [7, 3];
        even_kernel_strides_same: 3 * (x [7, 2]) => x.conv1d(3, kernel = 4, strides = 3, padding = same) => [3, 3];
        dilation: 3 * (x [7, 2]) => x.conv1d(3, kernel = 2, dilation = 2) => [5, 3];
        causal: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, padding = causal) => [7, 3];
        causal_dilation: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, padding = causal, dilation = 2) => [7, 3];
        causal_strides: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, padding = causal, strides = 2) => [4, 3];
        groups: 3 * (x [7, 4]) => x.conv1d(6, kernel = 3, groups = 2) => [5, 6];
        groups_strides_same: 3 * (x [7, 4]) => x.conv1d(6, kernel = 3, groups = 2, strides = 2, padding = same) => [4, 6];
    }

    "convolution.json" conv2d {
        valid: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3) => [3, 2, 3];
        same: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3, padding = same) => [5, 4, 3];
        strides: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3, strides = 2) => [2, 1, 3];
        strides_same: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3, strides = 2, padding = same) => [3, 2, 3];
        no_bias_relu: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3, use_bias = false, activation = relu) => [3, 2, 3];
        dilation_same: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3, dilation = 2, padding = same) => [5, 4, 3];
        even_kernel_same: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 2, padding = same) => [5, 4, 3];
        even_kernel_strides_same: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 4, strides = 3, padding = same) => [2, 2, 3];
        dilation: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 2, dilation = 2) => [3, 2, 3];
        unequal: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = (3, 2), strides = (1, 2), padding = same) => [5, 2, 3];
        unequal_dilation: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = (2, 3), dilation = (3, 1)) => [2, 2, 3];
        pointwise: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 1) => [5, 4, 3];
        pointwise_strides: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 1, strides = 2) => [3, 2, 3];
        groups: 2 * (x [5, 4, 4]) => x.conv2d(6, kernel = 3, groups = 2) => [3, 2, 6];
        groups_strides_same: 2 * (x [5, 4, 4]) => x.conv2d(6, kernel = 3, groups = 2, strides = 2, padding = same) => [3, 2, 6];
    }

    "convolution.json" conv3d {
        valid: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3)) => [2, 2, 2, 3];
        same: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3), padding = same) => [3, 2, 4, 3];
        strides: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3), strides = 2) => [1, 1, 1, 3];
        strides_same: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3), strides = 2, padding = same) => [2, 1, 2, 3];
        no_bias_relu: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3), use_bias = false, activation = relu) => [2, 2, 2, 3];
        dilation_same: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3), dilation = 2, padding = same) => [3, 2, 4, 3];
    }

    "pooling.json" max_pool1d {
        valid: 3 * (x [7, 2]) => x.max_pool1d(2) => [3, 2];
        same: 3 * (x [7, 2]) => x.max_pool1d(2, padding = same) => [4, 2];
        overlap: 3 * (x [7, 2]) => x.max_pool1d(3, strides = 2) => [3, 2];
        overlap_same: 3 * (x [7, 2]) => x.max_pool1d(3, strides = 2, padding = same) => [4, 2];
        strides_one_same: 3 * (x [7, 2]) => x.max_pool1d(3, strides = 1, padding = same) => [7, 2];
        gaps: 3 * (x [7, 2]) => x.max_pool1d(2, strides = 3) => [2, 2];
    }

    "pooling.json" max_pool2d {
        valid: 2 * (x [5, 4, 2]) => x.max_pool2d(2) => [2, 2, 2];
        same: 2 * (x [5, 4, 2]) => x.max_pool2d(2, padding = same) => [3, 2, 2];
        overlap: 2 * (x [5, 4, 2]) => x.max_pool2d(3, strides = 2) => [2, 1, 2];
        overlap_same: 2 * (x [5, 4, 2]) => x.max_pool2d(3, strides = 2, padding = same) => [3, 2, 2];
        strides_one_same: 2 * (x [5, 4, 2]) => x.max_pool2d(3, strides = 1, padding = same) => [5, 4, 2];
        gaps: 2 * (x [5, 4, 2]) => x.max_pool2d(2, strides = 3) => [2, 1, 2];
        unequal: 2 * (x [5, 4, 2]) => x.max_pool2d((2, 3), strides = (1, 2), padding = same) => [5, 2, 2];
    }

    "pooling.json" max_pool3d {
        valid: 2 * (x [3, 2, 4, 2]) => x.max_pool3d((2, 1, 2)) => [1, 2, 2, 2];
        same: 2 * (x [3, 2, 4, 2]) => x.max_pool3d(2, padding = same) => [2, 1, 2, 2];
        overlap: 2 * (x [3, 2, 4, 2]) => x.max_pool3d((3, 1, 2), strides = 2) => [1, 1, 2, 2];
        overlap_same: 2 * (x [3, 2, 4, 2]) => x.max_pool3d((3, 1, 2), strides = 2, padding = same) => [2, 1, 2, 2];
        strides_one_same: 2 * (x [3, 2, 4, 2]) => x.max_pool3d((3, 1, 2), strides = 1, padding = same) => [3, 2, 4, 2];
        gaps: 2 * (x [3, 2, 4, 2]) => x.max_pool3d((2, 1, 2), strides = 3) => [1, 1, 1, 2];
    }

    "pooling.json" avg_pool1d {
        valid: 3 * (x [7, 2]) => x.avg_pool1d(2) => [3, 2];
        same: 3 * (x [7, 2]) => x.avg_pool1d(2, padding = same) => [4, 2];
        overlap: 3 * (x [7, 2]) => x.avg_pool1d(3, strides = 2) => [3, 2];
        overlap_same: 3 * (x [7, 2]) => x.avg_pool1d(3, strides = 2, padding = same) => [4, 2];
        strides_one_same: 3 * (x [7, 2]) => x.avg_pool1d(3, strides = 1, padding = same) => [7, 2];
        gaps: 3 * (x [7, 2]) => x.avg_pool1d(2, strides = 3) => [2, 2];
    }

    "pooling.json" avg_pool2d {
        valid: 2 * (x [5, 4, 2]) => x.avg_pool2d(2) => [2, 2, 2];
        same: 2 * (x [5, 4, 2]) => x.avg_pool2d(2, padding = same) => [3, 2, 2];
        overlap: 2 * (x [5, 4, 2]) => x.avg_pool2d(3, strides = 2) => [2, 1, 2];
        overlap_same: 2 * (x [5, 4, 2]) => x.avg_pool2d(3, strides = 2, padding = same) => [3, 2, 2];
        strides_one_same: 2 * (x [5, 4, 2]) => x.avg_pool2d(3, strides = 1, padding = same) => [5, 4, 2];
        gaps: 2 * (x [5, 4, 2]) => x.avg_pool2d(2, strides = 3) => [2, 1, 2];
        unequal: 2 * (x [5, 4, 2]) => x.avg_pool2d((2, 3), strides = (1, 2), padding = same) => [5, 2, 2];
    }

    "pooling.json" avg_pool3d {
        valid: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d((2, 1, 2)) => [1, 2, 2, 2];
        same: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d(2, padding = same) => [2, 1, 2, 2];
        overlap: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d((3, 1, 2), strides = 2) => [1, 1, 2, 2];
        overlap_same: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d((3, 1, 2), strides = 2, padding = same) => [2, 1, 2, 2];
        strides_one_same: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d((3, 1, 2), strides = 1, padding = same) => [3, 2, 4, 2];
        gaps: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d((2, 1, 2), strides = 3) => [1, 1, 1, 2];
    }

    "pooling.json" global_max_pool1d {
        default: 3 * (x [7, 2]) => x.global_max_pool1d() => [2];
        keepdims: 3 * (x [7, 2]) => x.global_max_pool1d(keepdims = true) => [1, 2];
    }

    "pooling.json" global_max_pool2d {
        default: 2 * (x [5, 4, 2]) => x.global_max_pool2d() => [2];
        keepdims: 2 * (x [5, 4, 2]) => x.global_max_pool2d(keepdims = true) => [1, 1, 2];
    }

    "pooling.json" global_max_pool3d {
        default: 2 * (x [3, 2, 4, 2]) => x.global_max_pool3d() => [2];
        keepdims: 2 * (x [3, 2, 4, 2]) => x.global_max_pool3d(keepdims = true) => [1, 1, 1, 2];
    }

    "pooling.json" global_avg_pool1d {
        default: 3 * (x [7, 2]) => x.global_avg_pool1d() => [2];
        keepdims: 3 * (x [7, 2]) => x.global_avg_pool1d(keepdims = true) => [1, 2];
    }

    "pooling.json" global_avg_pool2d {
        default: 2 * (x [5, 4, 2]) => x.global_avg_pool2d() => [2];
        keepdims: 2 * (x [5, 4, 2]) => x.global_avg_pool2d(keepdims = true) => [1, 1, 2];
    }

    "pooling.json" global_avg_pool3d {
        default: 2 * (x [3, 2, 4, 2]) => x.global_avg_pool3d() => [2];
        keepdims: 2 * (x [3, 2, 4, 2]) => x.global_avg_pool3d(keepdims = true) => [1, 1, 1, 2];
    }

    "activations.json" linear {
        default: 4 * (x [7]) => x.linear() => [7];
    }

    "activations.json" relu {
        default: 4 * (x [7]) => x.relu() => [7];
    }

    "activations.json" elu {
        default: 4 * (x [7]) => x.elu() => [7];
        alpha: 4 * (x [7]) => x.elu(alpha = 0.5) => [7];
        large: 3 * (x [3]) => x.elu() => [3];
    }

    "activations.json" selu {
        default: 4 * (x [7]) => x.selu() => [7];
        large: 3 * (x [3]) => x.selu() => [3];
    }

    "activations.json" gelu {
        default: 4 * (x [7]) => x.gelu() => [7];
        approximate: 4 * (x [7]) => x.gelu(approximate = true) => [7];
    }

    "activations.json" silu {
        default: 4 * (x [7]) => x.silu() => [7];
        large: 3 * (x [3]) => x.silu() => [3];
    }

    "activations.json" sigmoid {
        default: 4 * (x [7]) => x.sigmoid() => [7];
        large: 3 * (x [3]) => x.sigmoid() => [3];
    }

    "activations.json" hard_sigmoid {
        default: 4 * (x [7]) => x.hard_sigmoid() => [7];
    }

    "activations.json" tanh {
        default: 4 * (x [7]) => x.tanh() => [7];
        large: 3 * (x [3]) => x.tanh() => [3];
    }

    "activations.json" softplus {
        default: 4 * (x [7]) => x.softplus() => [7];
        large: 3 * (x [3]) => x.softplus() => [3];
    }

    "activations.json" softsign {
        default: 4 * (x [7]) => x.softsign() => [7];
        large: 3 * (x [3]) => x.softsign() => [3];
    }

    "activations.json" softmax {
        default: 4 * (x [7]) => x.softmax() => [7];
        rank_3: 3 * (x [2, 5]) => x.softmax() => [2, 5];
        large: 3 * (x [3]) => x.softmax() => [3];
    }

    "activations.json" log_softmax {
        default: 4 * (x [7]) => x.log_softmax() => [7];
        rank_3: 3 * (x [2, 5]) => x.log_softmax() => [2, 5];
        large: 3 * (x [3]) => x.log_softmax() => [3];
    }

    "activations.json" exponential {
        default: 4 * (x [7]) => x.exponential() => [7];
    }

    "activations.json" leaky_relu {
        activation_default: 4 * (x [7]) => x.leaky_relu() => [7];
        slope: 4 * (x [7]) => x.leaky_relu(negative_slope = 0.05) => [7];
    }
}

/// Embeddings take indices, so their rows have no table in front.
mod embedding {
    mod default {
        netkiln::network! {
            #[loss(custom)]
            pub fn Net(words: Indices<6, 3>) -> Tensor<3, 4> {
                words.embedding(4)
            }
        }

        #[test]
        fn parity() {
            crate::layer::<Net<f32>, _>("layers.json", "embedding/default");
        }
    }

    mod unused_rows {
        netkiln::network! {
            #[loss(custom)]
            pub fn Net(words: Indices<9, 2>) -> Tensor<2, 3> {
                words.embedding(3)
            }
        }

        #[test]
        fn parity() {
            crate::layer::<Net<f32>, _>("layers.json", "embedding/unused_rows");
        }
    }
}

losses! {
    mean_squared_error {
        default "default" "default_weighted": 4 * [3] => x => mse;
        rank_3 "rank_3": 3 * [2, 4] => x => mse;
    }

    mean_absolute_error {
        default "default" "default_weighted": 4 * [3] => x => mae;
        rank_3 "rank_3": 3 * [2, 4] => x => mae;
    }

    log_cosh {
        default "default" "default_weighted": 4 * [3] => x => log_cosh;
        rank_3 "rank_3": 3 * [2, 4] => x => log_cosh;
    }

    huber {
        default "default" "default_weighted": 4 * [3] => x => huber;
        delta_0_5 "delta_0.5" "delta_0.5_weighted": 4 * [3] => x => huber(delta = 0.5);
    }

    poisson {
        default "default" "default_weighted": 4 * [3] => x => poisson;
        after_exponential "after_exponential": 4 * [3] => x.exponential() => poisson;
    }

    hinge {
        default "default" "default_weighted" "zero_one_labels": 4 * [3] => x => hinge;
    }

    binary_crossentropy {
        from_logits "from_logits": 4 * [3] => x => binary_crossentropy(from_logits = true);
        after_sigmoid "after_sigmoid" "after_sigmoid_weighted": 4 * [3] => x.sigmoid() => binary_crossentropy;
        from_logits_smoothed "from_logits_smoothed": 4 * [3] => x => binary_crossentropy(from_logits = true, label_smoothing = 0.1);
        after_sigmoid_smoothed "after_sigmoid_smoothed": 4 * [3] => x.sigmoid() => binary_crossentropy(label_smoothing = 0.1);
        rank_3 "rank_3": 3 * [2, 4] => x.sigmoid() => binary_crossentropy;
        one_output "one_output": 4 * [1] => x.sigmoid() => binary_crossentropy;
    }

    categorical_crossentropy {
        from_logits "from_logits": 4 * [5] => x => categorical_crossentropy(from_logits = true);
        after_softmax "after_softmax" "after_softmax_weighted": 4 * [5] => x.softmax() => categorical_crossentropy;
        from_logits_smoothed "from_logits_smoothed": 4 * [5] => x => categorical_crossentropy(from_logits = true, label_smoothing = 0.1);
        after_softmax_smoothed "after_softmax_smoothed": 4 * [5] => x.softmax() => categorical_crossentropy(label_smoothing = 0.1);
        rank_3 "rank_3": 3 * [2, 4] => x.softmax() => categorical_crossentropy;
    }

    sparse_categorical_crossentropy {
        from_logits "from_logits": 4 * [5] => x => sparse_categorical_crossentropy(from_logits = true);
        after_softmax "after_softmax" "after_softmax_weighted": 4 * [5] => x.softmax() => sparse_categorical_crossentropy;
        rank_3 "rank_3": 3 * [2, 4] => x.softmax() => sparse_categorical_crossentropy;
    }

    kl_divergence {
        after_softmax "after_softmax": 4 * [5] => x.softmax() => kl_divergence;
    }
}

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
    let random = matches!(case["layer"].as_str(), Some("dropout" | "gaussian_noise"));
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
fn fill<N: Network<f32>>(net: &mut N, case: &Value, tables: &[Tensor]) {
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
        let name = info.name.rsplit('.').next().expect("a last part");
        let found =
            of_names.iter().find_map(|names| names.get(name)).unwrap_or_else(|| panic!("the case has no {name}"));
        let tensor = Tensor::new(found);
        assert_eq!(tensor.shape, info.shape.dims(), "{}", info.name);
        tensors.push(tensor);
    }
    tensors
}

/// Compares gradients, and what moving averages become if `statistics` of the batch are in their places.
fn gradients<N: Network<f32>>(net: &N, found: &N, case: &Value, words: bool, statistics: bool) {
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

/// Why a case is not here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("/mask", "no input has a mask yet"),
    ("_mask", "no input has a mask yet"),
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
    let files = ["layers.json", "activations.json", "losses.json", "convolution.json", "pooling.json"];
    let missing: Vec<&str> = files
        .iter()
        .flat_map(|file| cases(file))
        .filter(|case| known(case))
        .filter_map(|case| case["name"].as_str())
        .filter(|name| !excused(name) && !LAYER_CASES.contains(name) && !LOSS_CASES.contains(name))
        .filter(|name| !name.starts_with("embedding/"))
        .collect();
    assert!(missing.is_empty(), "not compared with Keras: {}", missing.join(", "));
    let here = |word: &str| LAYER_CASES.iter().any(|case| case.split('/').next() == Some(word));
    let never: Vec<&str> = LAYERS
        .iter()
        .map(|layer| layer.keyword)
        .filter(|word| !here(word) && !matches!(*word, "embedding" | "concat" | "activation"))
        .collect();
    assert!(never.is_empty(), "no case at all for: {}", never.join(", "));
}
