//! What the language will have, but has not yet.
use netkiln::prelude::*;

network! {
    #[quantize(int8)]
    pub fn Quantized(x: Tensor<4>) -> Tensor<4> {
        x.dense(4)
    }
}

fn main() {}
