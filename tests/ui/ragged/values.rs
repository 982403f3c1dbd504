//! Sequences that do not belong together, or stand backwards; kinds of input.

use netkiln::prelude::*;

network! {
    pub fn Apart(left: Ragged<10, 4>, right: Ragged<10, 4>) -> Tensor<3> {
        (left + right).gru(3)
    }
}

network! {
    pub fn Joined(left: Ragged<10, 4>, right: Ragged<10, 2>) -> Tensor<3> {
        concat(left, right.dense(3)).gru(3)
    }
}

network! {
    pub fn Backwards(clip: Ragged<10, 4>) -> Tensor<3> {
        clip.lstm(4, return_sequences = true, go_backwards = true).gru(3)
    }
}

network! {
    pub fn BothWays(clip: Ragged<10, 4>) -> Tensor<3> {
        let there = clip.lstm(4, return_sequences = true);
        let back = clip.lstm(4, return_sequences = true, go_backwards = true);
        (there + back).gru(3)
    }
}

network! {
    #[loss(mse)]
    pub fn OutBackwards(clip: Ragged<10, 4>) -> Tensor<10, 3> {
        clip.gru(3, return_sequences = true, go_backwards = true)
    }
}

network! {
    pub fn WithoutFeatures(clip: Ragged<10>) -> Tensor<3> {
        clip.gru(3)
    }
}

network! {
    pub fn WithoutBound(text: RaggedIndices<400>) -> Tensor<3> {
        text.embedding(4).gru(3)
    }
}

network! {
    pub fn NotEmbedded(text: RaggedIndices<100, 20>) -> Tensor<3> {
        text.gru(3)
    }
}

const AXIS: i64 = 1;

network! {
    pub fn Unknown(clip: Ragged<10, 4>) -> Tensor<3> {
        clip.flip(axis = AXIS).gru(3)
    }
}

network! {
    pub fn ReturnedRagged(clip: Ragged<10, 4>) -> Ragged<10, 3> {
        clip.gru(3, return_sequences = true)
    }
}

fn main() {}
