//! Files whose arrays are not those of the declaration.
use netkiln::prelude::*;

const WIDTH: usize = 3;

network! {
    #[weights("weights/other_width.safetensors")]
    pub fn OtherWidth(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/other_width.safetensors")]
    pub fn OtherConstant(x: Tensor<1>) -> Tensor<1> {
        x.dense(WIDTH, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/other_name.safetensors")]
    pub fn OtherName(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/no_name.safetensors")]
    pub fn NewName(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/no_bias.safetensors")]
    pub fn NoBias(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/more.safetensors")]
    pub fn More(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/double.safetensors")]
    pub fn Double(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/mixed.safetensors")]
    pub fn Mixed(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/hinges.safetensors")]
    pub fn NewLayer(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(5, name = "middle").dense(1, name = "sum")
    }
}

fn main() {}
