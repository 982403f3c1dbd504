//! Networks that need more than they may.
use netkiln::prelude::*;

const WIDTH: usize = 64;
const FLASH: usize = 100_000;

network! {
    #[budget(flash = 64 * KIB, ram = 4 * KIB, macs = 1_000_000)]
    pub fn Digits(image: Tensor<28, 28, 1>) -> Tensor<10> {
        let features = image.conv2d(8, kernel = 3, activation = relu).max_pool2d(2).flatten();
        features.dense(64, activation = relu, name = "hidden").dense(10, activation = softmax)
    }
}

network! {
    #[budget(flash = FLASH, ram = 256, macs = 50_000)]
    pub fn Deferred(image: Tensor<784>) -> Tensor<10> {
        image.dense(WIDTH, activation = relu, name = "hidden").dense(10, activation = softmax)
    }
}

network! {
    /// Exactly what it takes.
    #[budget(flash = 4 * (784 * 64 + 64), ram = 256, macs = 784 * 64)]
    pub fn Fits(image: Tensor<784>) -> Tensor<64> {
        image.dense(WIDTH)
    }
}

network! {
    #[budget(flash = 4 * (784 * 64 + 64) - 1, ram = 255, macs = 784 * 64 - 1)]
    pub fn FitsNot(image: Tensor<784>) -> Tensor<64> {
        image.dense(WIDTH)
    }
}

fn main() {}
