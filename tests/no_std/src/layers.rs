//! Every layer that has weights, in networks whose answers do not depend on what the weights are kept as.

use netkiln::prelude::*;

network! {
    pub fn Image(image: Tensor<9, 8, 6>) -> (Tensor<7, 6, 7>, Tensor<9, 8, 6>, Tensor<9, 8, 12>, Tensor<9, 8, 5>, Tensor<19, 17, 5>, Tensor<9, 8, 6>) {
        let plain = image.conv2d(7, kernel = 3).batch_norm().relu();
        let grouped = image.conv2d(6, kernel = (3, 2), padding = same, groups = 2, activation = relu);
        let sliding = image.depthwise_conv2d(3, padding = same, depth_multiplier = 2).batch_norm(scale = false);
        let separable = image.separable_conv2d(5, kernel = (3, 1), padding = same).batch_norm(center = false).silu();
        let larger = image.conv2d_transpose(5, kernel = 3, strides = 2).batch_norm();
        let far = image.depthwise_conv2d(2, padding = same, dilation = 2).prelu(shared_axes = (1, 2)).group_norm(groups = 3).layer_norm();
        (plain, grouped, sliding, separable, larger, far)
    }

    pub fn Volume(volume: Tensor<4, 5, 3, 2>) -> Tensor<2, 4, 3, 3> {
        volume.conv3d(3, kernel = (3, 2, 1), activation = tanh)
    }

    pub fn Sequence(steps: Tensor<9, 5>) -> (Tensor<9, 6>, Tensor<7>, Tensor<9, 5>, Tensor<3>, Tensor<9, 5>, Tensor<9, 5>) {
        let windows = steps.conv1d(6, kernel = 3, padding = causal, activation = relu);
        let gates = windows.gru(7);
        let early = steps.gru(5, reset_after = false, return_sequences = true);
        let long = windows.lstm(4, return_sequences = true).simple_rnn(3);
        let heads = steps.positional_embedding().multi_head_attention(2, 3);
        let looked = attention(early, heads, use_scale = true);
        (windows, gates, early, long, heads, looked)
    }

    pub fn Words(words: MultiHot<40>, places: Indices<17, 5>, mask: RaggedIndices<9, 6>) -> (Tensor<9>, Tensor<4>) {
        let set = words.dense(9, activation = sigmoid);
        let row = concat(set, places.embedding(7).flatten(), mask.embedding(6).gru(3)).dense(11).batch_norm().dense(4, activation = softmax);
        (set, row)
    }

    /// Answers after each step as well.
    pub fn Heard(sound: Tensor<12, 5>) -> Tensor<3> {
        sound.conv1d(6, kernel = 3, padding = causal).batch_norm().relu().gru(7, return_sequences = true).lstm(4).dense(3, activation = softmax)
    }
}
