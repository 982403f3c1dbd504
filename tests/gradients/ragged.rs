//! Sequences of unequal length: what is padding has no part in any gradient.

networks! {
    ragged_recurrence: #[loss(mse)] (clip: Ragged<5, 2>) -> [Tensor<2>] {
        clip.simple_rnn(3, return_sequences = true).lstm(3, return_sequences = true).gru(4).dense(2)
    }

    ragged_and_backwards: #[loss(mse)] (clip: Ragged<5, 2>) -> [Tensor<2>] {
        let y = clip.dense(3, activation = tanh);
        let (a, b) = (y.simple_rnn(2, go_backwards = true), y.lstm(2, go_backwards = true));
        let c = y.gru(2, go_backwards = true, return_sequences = true).flip().gru(2, reset_after = false);
        let d = y.gru(2, reset_after = false, go_backwards = true);
        concat(a, b, c, d).dense(2)
    }

    ragged_both_ways: #[loss(mse)] (clip: Ragged<4, 2>) -> [Tensor<2>] {
        let y = clip.bidirectional(lstm(3, return_sequences = true));
        y.bidirectional(gru(2, return_sequences = true), merge_mode = sum).bidirectional(simple_rnn(2)).dense(2)
    }

    ragged_words: #[loss(sparse_categorical_crossentropy)] (text: RaggedIndices<6, 5>) -> [Tensor<3>] {
        text.embedding(3).lstm(4).dense(3, activation = softmax)
    }

    ragged_steps_out: #[loss(mse)] (clip: Ragged<4, 2>) -> [Tensor<4, 2>] {
        clip.dense(3, activation = tanh).layer_norm().dense(2)
    }

    ragged_classes: #[loss(sparse_categorical_crossentropy)] (clip: Ragged<4, 2>) -> [Tensor<4, 3>] {
        clip.lstm(3, return_sequences = true).dense(3, activation = softmax)
    }

    ragged_one_hot: #[loss(categorical_crossentropy)] (clip: Ragged<4, 2>) -> [Tensor<4, 3>] {
        clip.gru(3, return_sequences = true).dense(3, activation = softmax)
    }

    ragged_yes_or_no: #[loss(binary_crossentropy)] (text: RaggedIndices<6, 4>) -> [Tensor<4, 1>] {
        text.embedding(3).simple_rnn(3, return_sequences = true).dense(1, activation = sigmoid)
    }

    ragged_pools: #[loss(mse)] (clip: Ragged<5, 3>) -> [Tensor<2>] {
        let y = clip.dense(4, activation = tanh);
        concat(y.global_avg_pool1d(), y.global_max_pool1d()).dense(2)
    }

    ragged_pools_behind_relu: #[loss(mse)] (clip: Ragged<6, 3>) -> [Tensor<4>] {
        let y = clip.dense(4, activation = relu).depthwise_conv1d(3, padding = same, activation = relu);
        concat(y.global_max_pool1d(), clip.dense(2, activation = relu).global_max_pool1d()).dense(4)
    }

    ragged_neighbours: #[loss(mse)] (clip: Ragged<5, 2>) -> [Tensor<2>] {
        let y = clip.conv1d(3, kernel = 3, padding = same, activation = tanh).conv1d(3, kernel = 2, padding = causal);
        let z = y.depthwise_conv1d(3, padding = same).separable_conv1d(2, kernel = 3, padding = causal, dilation = 2);
        z.global_avg_pool1d()
    }

    ragged_statistics: #[loss(mse)] (clip: Ragged<5, 2>) -> [Tensor<2>] {
        clip.dense(3).batch_norm().lstm(2, return_sequences = true).batch_norm().gru(2)
    }

    ragged_merges: #[loss(mse)] (clip: Ragged<4, 2>, plain: Tensor<4, 2>) -> [Tensor<2>] {
        let a = clip.lstm(2, return_sequences = true);
        let b = clip + plain.dense(2, activation = tanh);
        concat(a * b, a - b, maximum(a, b)).gru(2)
    }

    ragged_pair: #[loss(mse)] (left: Ragged<4, 2>, right: Ragged<3, 2>) -> [Tensor<2>] {
        let reader = lstm(3);
        concat(reader(left), right.gru(3)).dense(2)
    }

    ragged_images: #[loss(mse)] (clip: Ragged<3, 4, 4, 1>) -> [Tensor<2>] {
        let look = |frame| frame.conv2d(2, kernel = 3, activation = tanh).flatten();
        clip.time_distributed(look).lstm(2)
    }

    ragged_dropout: #[loss(mse)] (clip: Ragged<4, 3>) -> [Tensor<2>] {
        clip.dropout(0.3).gru(3, return_sequences = true).spatial_dropout1d(0.3).lstm(2)
    }

    ragged_upstream: #[loss(custom)] (clip: Ragged<4, 2>) -> [Tensor<4, 3>] {
        clip.lstm(3, return_sequences = true)
    }

    ragged_states: #[loss(mse)] (clip: Ragged<4, 2>, other: Ragged<3, 2>) -> [Tensor<3>] {
        let (y, h, c) = clip.lstm(3, return_sequences = true, return_state = true);
        let (z, k) = y.gru(3, initial_state = h, go_backwards = true, return_sequences = true, return_state = true);
        let (_, l) = other.gru(3, initial_state = c, reset_after = false, go_backwards = true, return_state = true);
        let (m, n) = other.simple_rnn(3, initial_state = k, return_state = true);
        z.flip().gru(3, initial_state = l) + m * n
    }

    ragged_states_given_backwards: #[loss(mse)] (clip: Ragged<4, 2>, start: Tensor<2>) -> [Tensor<3>] {
        let (h, c) = (start.dense(3), start.dense(3));
        let a = clip.lstm(3, initial_state = (h, c), go_backwards = true);
        a + clip.gru(3, initial_state = h, go_backwards = true, reset_after = false) * clip.simple_rnn(3, initial_state = c, go_backwards = true)
    }

    ragged_recurrent_dropout: #[loss(mse)] (clip: Ragged<4, 3>) -> [Tensor<2>] {
        let y = clip.gru(3, dropout = 0.3, recurrent_dropout = 0.3, return_sequences = true);
        y.lstm(3, recurrent_dropout = 0.3, return_sequences = true).gru(2, reset_after = false, recurrent_dropout = 0.3)
    }

    ragged_attention: #[loss(mse)] (text: RaggedIndices<6, 5>) -> [Tensor<2>] {
        let x = text.embedding(4).positional_embedding();
        let y = (x + x.multi_head_attention(2, 3)).layer_norm();
        let z = y + y.attention(y, use_causal_mask = true, use_scale = true);
        z.multi_head_attention(2, 2, use_causal_mask = true, dropout = 0.2).global_avg_pool1d().dense(2)
    }

    ragged_attention_to_others: #[loss(mse)] (clip: Ragged<4, 3>, other: Ragged<5, 2>, plain: Tensor<3, 2>) -> [Tensor<2>] {
        let (q, v) = (clip.dense(3), other.dense(3, activation = tanh));
        let a = multi_head_attention(q, v, num_heads = 2, key_dim = 2);
        let b = attention(a, plain.dense(3), score_mode = concat, use_scale = true) + q.attention(v, other.dense(3), dropout = 0.2);
        let c = multi_head_attention(plain.dense(3), v, num_heads = 1, key_dim = 2);
        b.gru(2) + c.global_avg_pool1d().dense(2)
    }
}
