//! Attention: to oneself, to others, and within blocks.

networks! {
    scores_of_products: #[loss(mse)] (queries: Tensor<3, 4>, found: Tensor<5, 4>) -> [Tensor<3, 4>] {
        let (q, v) = (queries.dense(4), found.dense(4, activation = tanh));
        attention(q, v, use_scale = true) + q.attention(v, v.dense(4))
    }

    scores_of_sums: #[loss(mse)] (queries: Tensor<3, 4>, found: Tensor<5, 4>) -> [Tensor<3, 2>] {
        let (q, v) = (queries.dense(3), found.dense(3));
        let k = found.dense(3, activation = tanh);
        attention(q, found.dense(2), k, score_mode = concat, use_scale = true)
            + attention(q, v, score_mode = concat, dropout = 0.2).dense(2)
    }

    attention_to_itself: #[loss(mse)] (steps: Tensor<4, 3>) -> [Tensor<2>] {
        let x = steps.dense(4, activation = tanh).positional_embedding();
        x.attention(x, use_causal_mask = true).multi_head_attention(2, 3).flatten().dense(2)
    }

    attention_of_several_heads: #[loss(mse)] (queries: Tensor<3, 4>, memory: Tensor<5, 2>) -> [Tensor<3, 2>] {
        let (q, m) = (queries.dense(3), memory.dense(3, activation = tanh));
        let found = multi_head_attention(q, m, num_heads = 2, key_dim = 2, value_dim = 3, dropout = 0.3);
        found.multi_head_attention(m, memory.dense(2), 1, 2, use_bias = false, output_shape = 2)
    }

    a_shared_attention: #[loss(mse)] (left: Tensor<4, 3>, right: Tensor<4, 3>) -> [Tensor<1>] {
        let look = multi_head_attention(2, 2, kernel_regularizer = l2(0.01));
        let (l, r) = (look(left), look(right));
        concat(look(l), r).flatten().dense(1)
    }

    a_frozen_attention: #[loss(mse)] (steps: Tensor<4, 3>) -> [Tensor<2>] {
        let x = steps.dense(3).positional_embedding(trainable = false);
        x.multi_head_attention(2, 2, trainable = false).flatten().dense(2)
    }

    // Vaswani et al. 2017, figure 1, left, and right: an encoder whose sequence a decoder looks at.
    a_transformer: #[loss(sparse_categorical_crossentropy)] (source: Tensor<5, 2>, target: Indices<7, 4>) -> [Tensor<4, 7>] {
        let encoder = |x, heads, width| {
            let y = (x + x.multi_head_attention(heads, key_dim = 2, dropout = 0.1)).layer_norm();
            (y + y.dense(width, activation = gelu).dense(4).dropout(0.1)).layer_norm()
        };
        let decoder = |x, memory| {
            let y = (x + x.multi_head_attention(2, 2, use_causal_mask = true)).layer_norm();
            let z = (y + y.multi_head_attention(memory, num_heads = 2, key_dim = 2)).layer_norm();
            (z + z.dense(5, activation = gelu).dense(4)).layer_norm()
        };
        let memory = source.dense(4).positional_embedding().encoder(2, 6).encoder(1, 3);
        target.embedding(4).positional_embedding().decoder(memory).dense(7, activation = softmax)
    }
}
