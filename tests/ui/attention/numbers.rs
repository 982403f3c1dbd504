//! Attention: its arguments.

use netkiln::prelude::*;

const HEADS: usize = 0;
const SHARE: f64 = 1.0;

network! {
    pub fn NoHeads(x: Tensor<5, 4>) -> Tensor<5, 4> {
        x.multi_head_attention(num_heads = 0, key_dim = 2)
    }
}

network! {
    /// Only rustc knows it.
    pub fn NoHeadsEither(x: Tensor<5, 4>) -> Tensor<5, 4> {
        x.multi_head_attention(HEADS, 2)
    }
}

network! {
    pub fn NoKey(x: Tensor<5, 4>) -> Tensor<5, 4> {
        x.multi_head_attention(4)
    }
}

network! {
    pub fn EmptyKey(x: Tensor<5, 4>) -> Tensor<5, 4> {
        x.multi_head_attention(4, 0)
    }
}

network! {
    pub fn EmptyValue(x: Tensor<5, 4>) -> Tensor<5, 4> {
        x.multi_head_attention(4, 2, value_dim = 0)
    }
}

network! {
    pub fn PerCent(x: Tensor<5, 4>) -> Tensor<5, 4> {
        x.multi_head_attention(4, 2, dropout = 20)
    }
}

network! {
    pub fn AllOfIt(x: Tensor<5, 4>) -> Tensor<5, 4> {
        attention(x, x, dropout = SHARE)
    }
}

network! {
    pub fn OtherScore(x: Tensor<5, 4>) -> Tensor<5, 4> {
        attention(x, x, score_mode = product)
    }
}

network! {
    pub fn OtherName(x: Tensor<5, 4>) -> Tensor<5, 4> {
        x.multi_head_attention(heads = 4, key_dim = 2)
    }
}

network! {
    pub fn AskedOfTheLayer(x: Tensor<5, 4>) -> Tensor<5, 4> {
        x.multi_head_attention(4, 2, causal = true)
    }
}

network! {
    pub fn NoSwitch(x: Tensor<5, 4>) -> Tensor<5, 4> {
        attention(x, x, use_scale = 1)
    }
}

fn main() {}
