//! Budgets that cannot be read.
use netkiln::prelude::*;

network! {
    #[budget]
    pub fn Empty(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[budget(64)]
    pub fn Unnamed(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[budget(falsh = 64 * KIB)]
    pub fn Misspelt(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[budget(ram = 1024, ram = 2048)]
    pub fn Twice(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[budget(ram = 1024)]
    #[budget(flash = 2048)]
    pub fn Two(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

fn main() {}
