//! Dense layers, embeddings and activations, fused with them or alone.

networks! {
    dense: #[loss(mse)] (x: Tensor<5>) -> [Tensor<3>] {
        x.dense(7, activation = tanh).dense(4, use_bias = false).dense(3)
    }

    dense_over_rows: #[loss(mse)] (x: Tensor<4, 3>) -> [Tensor<4, 2>] {
        x.dense(5, activation = sigmoid).dense(2)
    }

    dense_wider_than_a_register: #[loss(mse)] (x: Tensor<19>) -> [Tensor<3>] {
        x.dense(21, activation = softplus).dense(3)
    }

    multi_hot: #[loss(binary_crossentropy)] (words: MultiHot<12>) -> [Tensor<1>] {
        words.dense(4, activation = tanh).dense(1, activation = sigmoid)
    }

    embedding: #[loss(mse)] (words: Indices<9, 4>) -> [Tensor<2>] {
        words.embedding(3).tanh().flatten().dense(2)
    }

    embedding_used_twice: #[loss(mse)] (words: Indices<5, 2>) -> [Tensor<2, 3>] {
        let table = embedding(3);
        table(words) * table(words).tanh()
    }

    fused_activations: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        concat(
            x.dense(2, activation = linear),
            x.dense(2, activation = relu),
            x.dense(2, activation = leaky_relu),
            x.dense(2, activation = elu(alpha = 0.7)),
            x.dense(2, activation = selu),
            x.dense(2, activation = gelu),
            x.dense(2, activation = gelu(approximate = true)),
            x.dense(2, activation = silu),
        )
        .dense(3)
    }

    more_fused_activations: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        concat(
            x.dense(2, activation = sigmoid),
            x.dense(2, activation = hard_sigmoid),
            x.dense(2, activation = tanh),
            x.dense(2, activation = softplus),
            x.dense(2, activation = softsign),
            x.dense(2, activation = exponential),
            x.dense(3, activation = softmax),
            x.dense(3, activation = log_softmax),
        )
        .dense(3)
    }

    activations_alone: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        let y = x.dense(4).layer_norm();
        let a = y.relu() + y.leaky_relu(negative_slope = 0.1) + y.elu() + y.selu() + y.gelu() + y.silu();
        let b = y.sigmoid() * y.hard_sigmoid() + y.tanh() * y.softplus() + y.softsign() * y.exponential();
        concat(a, b, y.linear(), y.softmax(), y.log_softmax(), y.activation(tanh)).dense(3)
    }

    roots: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        let (re, im) = (x.dense(5), x.dense(5));
        let magnitude = (re * re + im * im).sqrt();
        concat(magnitude, x.dense(2).exponential().sqrt()).dense(3)
    }

    an_elementwise_chain: #[loss(mse)] (x: Tensor<6>) -> [Tensor<6>] {
        let y = x.dense(6);
        ((y.tanh() + y) * y.sigmoid() - y.softplus()).silu().gelu() + y
    }
}
