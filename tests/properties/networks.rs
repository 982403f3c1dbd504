//! The networks that the properties are tried on.

netkiln::network! {
    /// Each sample for itself.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Plain(image: Tensor<6, 5, 2>, word: Indices<9, 2>) -> Tensor<4> {
        let seen = image.conv2d(5, kernel = 3, activation = relu).max_pool2d(2).flatten();
        concat(seen, word.embedding(3).flatten()).dense(7, activation = gelu).layer_norm().dense(4, activation = softmax)
    }

    /// Samples that know of each other while training, and random numbers.
    #[loss(mse)]
    pub fn Coupled(x: Tensor<5>) -> Tensor<2> {
        x.dense(8, activation = tanh).dropout(0.3).batch_norm().gaussian_noise(0.1).dense(6, activation = relu).batch_norm().dense(2)
    }
}
