//! Inputs of one kind where another belongs.
use netkiln::prelude::*;

network! {
    pub fn WordsIntoDense(words: Indices<1000, 20>) -> Tensor<4> {
        words.dense(4)
    }
}

network! {
    pub fn NumbersIntoEmbedding(x: Tensor<20>) -> Tensor<20, 4> {
        x.embedding(4)
    }
}

network! {
    pub fn BothBounds(words: Indices<1000, 20>) -> Tensor<20, 4> {
        words.embedding(1000, 4)
    }
}

network! {
    pub fn SetIntoNorm(words: MultiHot<1000>) -> Tensor<1000> {
        words.layer_norm()
    }
}

network! {
    pub fn SetIntoEmbedding(words: MultiHot<1000>) -> Tensor<20, 4> {
        words.embedding(4)
    }
}

network! {
    pub fn SetPlusSet(a: MultiHot<1000>, b: MultiHot<1000>) -> Tensor<4> {
        (a + b).dense(4)
    }
}

network! {
    pub fn SetOfTwoAxes(words: MultiHot<1000, 2>) -> Tensor<4> {
        words.dense(4)
    }
}

network! {
    pub fn NoVocabulary(words: Indices<0, 20>) -> Tensor<20, 4> {
        words.embedding(4)
    }
}

network! {
    pub fn InputAsOutput(words: Indices<1000, 20>) -> Tensor<20> {
        words
    }
}

fn main() {}
