//! What `#[patches]` cannot say.
use netkiln::prelude::*;

network! {
    #[patches()]
    pub fn Empty(image: Tensor<28, 28, 1>) -> Tensor<4> {
        image.conv2d(8, kernel = 3).max_pool2d(2).flatten().dense(4)
    }
}

network! {
    #[patches(1)]
    pub fn One(image: Tensor<28, 28, 1>) -> Tensor<4> {
        image.conv2d(8, kernel = 3).max_pool2d(2).flatten().dense(4)
    }
}

network! {
    #[patches(100)]
    pub fn Hundred(steps: Tensor<1000, 1>) -> Tensor<4> {
        steps.conv1d(8, kernel = 3).max_pool1d(2).flatten().dense(4)
    }
}

network! {
    #[patches(rows = 4)]
    pub fn Named(image: Tensor<28, 28, 1>) -> Tensor<4> {
        image.conv2d(8, kernel = 3).max_pool2d(2).flatten().dense(4)
    }
}

network! {
    #[patches = 4]
    pub fn Value(image: Tensor<28, 28, 1>) -> Tensor<4> {
        image.conv2d(8, kernel = 3).max_pool2d(2).flatten().dense(4)
    }
}

network! {
    #[patches]
    #[patches(4)]
    pub fn Two(image: Tensor<28, 28, 1>) -> Tensor<4> {
        image.conv2d(8, kernel = 3).max_pool2d(2).flatten().dense(4)
    }
}

network! {
    #[patch]
    pub fn Misspelt(image: Tensor<28, 28, 1>) -> Tensor<4> {
        image.conv2d(8, kernel = 3).max_pool2d(2).flatten().dense(4)
    }
}

fn main() {}
