//! Attention: what looks where.

use netkiln::prelude::*;

network! {
    pub fn NothingToFind(x: Tensor<5, 4>) -> Tensor<5, 4> {
        x.attention()
    }
}

network! {
    /// No steps to look at.
    pub fn OfAVector(x: Tensor<8>) -> Tensor<8> {
        x.multi_head_attention(2, 4)
    }
}

network! {
    pub fn OfFrames(clip: Tensor<10, 8, 8>) -> Tensor<10> {
        clip.multi_head_attention(num_heads = 2, key_dim = 4).flatten().dense(10)
    }
}

network! {
    /// The decoder's memory has lost its steps.
    pub fn OfALastState(x: Tensor<5, 4>, memory: Tensor<9, 4>) -> Tensor<5, 4> {
        multi_head_attention(x, memory.lstm(4), num_heads = 2, key_dim = 2)
    }
}

network! {
    pub fn OtherWidths(query: Tensor<5, 4>, value: Tensor<9, 3>) -> Tensor<5, 3> {
        attention(query, value)
    }
}

network! {
    /// Key and value are swapped with one of another length.
    pub fn OtherLengths(query: Tensor<5, 4>, value: Tensor<9, 4>, key: Tensor<8, 4>) -> Tensor<5, 4> {
        query.multi_head_attention(value, key, 2, 2)
    }
}

network! {
    pub fn Misspelt(x: Tensor<5, 4>, memory: Tensor<9, 4>) -> Tensor<5, 4> {
        x.multi_head_attention(memry, num_heads = 2, key_dim = 2)
    }
}

network! {
    pub fn OneTooMany(a: Tensor<5, 4>, b: Tensor<5, 4>, c: Tensor<5, 4>, d: Tensor<5, 4>) -> Tensor<5, 4> {
        multi_head_attention(a, b, c, d, 2, 2)
    }
}

network! {
    pub fn Words(words: Indices<100, 5>) -> Tensor<5, 4> {
        words.multi_head_attention(2, 2).dense(4)
    }
}

network! {
    /// A residual that does not fit.
    pub fn Residual(x: Tensor<5, 4>) -> Tensor<5, 4> {
        x + x.multi_head_attention(2, 2, output_shape = 6)
    }
}

network! {
    pub fn Shared(left: Tensor<5, 4>, right: Tensor<5, 3>) -> Tensor<5, 7> {
        let look = multi_head_attention(2, 2);
        concat(look(left), look(right))
    }
}

network! {
    pub fn PlaceOfAVector(x: Tensor<8>) -> Tensor<8> {
        x.positional_embedding()
    }
}

fn main() {}
