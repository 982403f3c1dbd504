//! Layers of `layers.json`.

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

    "layers.json" flip {
        steps: 3 * (x [4, 2]) => x.flip() => [4, 2];
        last: 3 * (x [2, 4]) => x.flip(axis = -1) => [2, 4];
        middle: 2 * (x [3, 4, 2]) => x.flip(axis = 2) => [3, 4, 2];
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
