//! What the language will have, but has not yet.
use netkiln::prelude::*;

network! {
    #[quantize(int8)]
    pub fn Quantized(x: Tensor<4>) -> Tensor<4> {
        x.dense(4)
    }
}

network! {
    pub fn RaggedSteps(clip: Ragged<92, 13>) -> Tensor<4> {
        clip.dense(4)
    }
}

network! {
    pub fn RaggedText(text: RaggedIndices<20_000, 400>) -> Tensor<4> {
        text.embedding(4)
    }
}

fn main() {}
