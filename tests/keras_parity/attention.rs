//! Attention: `attention.json`.

layers! {
    "attention.json" attention {
        default: 3 * (q [3, 4], v [5, 4]) => attention(q, v) => [3, 4];
        key: 3 * (q [3, 4], v [5, 4], k [5, 4]) => attention(q, v, k) => [3, 4];
        causal: 3 * (q [5, 4], v [5, 4]) => q.attention(v, use_causal_mask = true) => [5, 4];
        scale: 3 * (q [3, 4], v [5, 4]) => attention(q, v, use_scale = true) => [3, 4];
        concat: 3 * (q [3, 4], v [5, 4]) => attention(q, v, score_mode = concat) => [3, 4];
        concat_scale: 3 * (q [3, 4], v [5, 4]) => q.attention(v, true, concat) => [3, 4];
    }

    "attention.json" multi_head_attention {
        itself: 3 * (x [3, 4]) => x.multi_head_attention(2, 3) => [3, 4];
        self_causal: 3 * (x [3, 4]) => x.multi_head_attention(num_heads = 2, key_dim = 3, use_causal_mask = true) => [3, 4];
        self_no_bias: 3 * (x [3, 4]) => x.multi_head_attention(2, 3, use_bias = false) => [3, 4];
        self_value_dim: 3 * (x [3, 4]) => x.multi_head_attention(2, 3, 2, dropout = 0.1) => [3, 4];
        self_output_shape: 3 * (x [3, 4]) => x.multi_head_attention(2, 3, output_shape = 5) => [3, 5];
        cross: 3 * (q [3, 4], v [5, 4]) => multi_head_attention(q, v, num_heads = 2, key_dim = 3) => [3, 4];
        cross_key: 3 * (q [3, 4], v [5, 2], k [5, 4]) => q.multi_head_attention(v, k, 2, 3) => [3, 4];
    }

    "attention.json" positional_embedding {
        default: 3 * (x [5, 4]) => x.positional_embedding() => [5, 4];
    }
}
