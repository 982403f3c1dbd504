//! Layers that cannot tell real steps from padding.

use netkiln::prelude::*;

network! {
    pub fn Flattened(clip: Ragged<10, 4>) -> Tensor<3> {
        clip.lstm(8, return_sequences = true).flatten().dense(3)
    }
}

network! {
    pub fn Reshaped(clip: Ragged<10, 4>) -> Tensor<3> {
        clip.reshape(20, 2).gru(3)
    }
}

network! {
    pub fn Shrunk(text: RaggedIndices<100, 20>) -> Tensor<3> {
        text.embedding(8).conv1d(16, kernel = 3).global_max_pool1d().dense(3)
    }
}

network! {
    pub fn Strided(text: RaggedIndices<100, 20>) -> Tensor<3> {
        text.embedding(8).conv1d(16, kernel = 3, strides = 2, padding = same).global_max_pool1d().dense(3)
    }
}

network! {
    pub fn Pooled(clip: Ragged<10, 4>) -> Tensor<4> {
        clip.max_pool1d(2).gru(4)
    }
}

network! {
    pub fn Grouped(clip: Ragged<10, 4>) -> Tensor<4> {
        clip.group_norm(groups = 2).gru(4)
    }
}

network! {
    pub fn Longer(clip: Ragged<10, 4>) -> Tensor<4> {
        clip.zero_pad1d(2).gru(4)
    }
}

network! {
    pub fn AlongSteps(clip: Ragged<10, 4>) -> Tensor<4> {
        concat(clip, clip, axis = 1).gru(4)
    }
}

network! {
    pub fn Coupled(clip: Ragged<5, 8, 8, 1>) -> Tensor<3> {
        let look = |frame| frame.conv2d(2, kernel = 3).batch_norm().flatten();
        clip.time_distributed(look).gru(3)
    }
}

network! {
    /// A value for each key, but these are of other sequences.
    pub fn OtherKeys(left: Ragged<10, 4>, right: Ragged<10, 4>, query: Tensor<3, 4>) -> Tensor<3> {
        attention(query, left, right).gru(3)
    }
}

network! {
    pub fn KeysAlone(clip: Ragged<10, 4>, memory: Tensor<10, 4>) -> Tensor<3> {
        attention(clip, memory, clip).gru(3)
    }
}

network! {
    pub fn Backwards(clip: Ragged<10, 4>) -> Tensor<3> {
        clip.flip().multi_head_attention(2, 2).gru(3)
    }
}

fn main() {}
