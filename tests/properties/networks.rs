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
        let steps = concat(far, back, near.simple_rnn(2, return_sequences = true));
        steps.dense(3, activation = softmax)
    }

    /// Words into one answer.
    #[loss(mse)]
    pub fn Words(text: RaggedIndices<7, 8>) -> Tensor<2> {
        let words = text.embedding(3);
        let pooled = concat(words.global_avg_pool1d(), words.global_max_pool1d());
        concat(pooled, words.gru(3), words.lstm(3, go_backwards = true), words.simple_rnn(2)).dense(2)
    }

    /// Samples that know of each other while training, and random numbers.
    #[loss(mse)]
    pub fn Coupled(x: Tensor<5>) -> Tensor<2> {
        x.dense(8, activation = tanh).dropout(0.3).batch_norm().gaussian_noise(0.1).dense(6, activation = relu).batch_norm().dense(2)
    }
}
