//! The networks that the properties are tried on.

netkiln::network! {
    /// Each sample for itself.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Plain(image: Tensor<6, 5, 2>, word: Indices<9, 2>) -> Tensor<4> {
        let seen = image.conv2d(5, kernel = 3, activation = relu).max_pool2d(2).flatten();
        concat(seen, word.embedding(3).flatten()).dense(7, activation = gelu).layer_norm().dense(4, activation = softmax)
    }

    /// Sequences of unequal length through everything that looks along them.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Clips(clip: Ragged<9, 2>) -> Tensor<9, 3> {
        let near = clip.conv1d(4, kernel = 3, padding = same, activation = tanh).batch_norm().dropout(0.2);
        let far = near.bidirectional(lstm(3, return_sequences = true)).layer_norm();
        let back = near.gru(3, return_sequences = true, go_backwards = true).flip();
        let (told, h, c) = near.lstm(3, return_sequences = true, recurrent_dropout = 0.2, return_state = true);
        let seen = told.multi_head_attention(2, 2, dropout = 0.1) + told.attention(far.dense(3), use_causal_mask = true);
        let again = seen.lstm(3, initial_state = (c, h), return_sequences = true, dropout = 0.1);
        let steps = concat(far, back, near.simple_rnn(2, return_sequences = true), again);
        steps.dense(3, activation = softmax)
    }

    /// Words into one answer.
    #[loss(mse)]
    pub fn Words(text: RaggedIndices<7, 8>) -> Tensor<2> {
        let words = text.embedding(3);
        let pooled = concat(words.global_avg_pool1d(), words.global_max_pool1d());
        let (_, h) = words.gru(3, return_state = true);
        let (_, k) = words.positional_embedding().gru(3, initial_state = h, go_backwards = true, return_state = true);
        concat(pooled, k, words.lstm(3, go_backwards = true), words.simple_rnn(2)).dense(2)
    }

    /// Samples that know of each other while training, and random numbers.
    #[loss(mse)]
    pub fn Coupled(x: Tensor<5>) -> Tensor<2> {
        x.dense(8, activation = tanh).dropout(0.3).batch_norm().gaussian_noise(0.1).dense(6, activation = relu).batch_norm().dense(2)
    }
}
