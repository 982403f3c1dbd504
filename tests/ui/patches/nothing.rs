//! Networks that patches do not help.
use netkiln::prelude::*;

const SIZE: usize = 28;

network! {
    /// No windows at all.
    #[patches]
    pub fn Dense(x: Tensor<64>) -> Tensor<4> {
        x.dense(32, activation = relu).dense(4)
    }
}

network! {
    /// Somebody else reads what lies between.
    #[patches]
    pub fn Branched(image: Tensor<16, 16, 3>) -> Tensor<3> {
        let x = image.conv2d(3, kernel = 3, padding = same);
        (x + x.conv2d(3, kernel = 3, padding = same)).global_avg_pool2d()
    }
}

network! {
    /// What takes most stands elsewhere.
    #[patches]
    pub fn Elsewhere(image: Tensor<8, 8, 1>) -> Tensor<4> {
        image.conv2d(2, kernel = 3).max_pool2d(2).flatten().dense(4000, activation = relu).dense(4)
    }
}

network! {
    #[patches(2)]
    pub fn ElsewhereInTwo(image: Tensor<8, 8, 1>) -> Tensor<4> {
        image.conv2d(2, kernel = 3).max_pool2d(2).flatten().dense(4000, activation = relu).dense(4)
    }
}

network! {
    /// There are not so many rows.
    #[patches(20)]
    pub fn TooMany(image: Tensor<28, 28, 1>) -> Tensor<4> {
        image.conv2d(8, kernel = 3).max_pool2d(2).flatten().dense(4)
    }
}

network! {
    /// Only rustc knows the rows.
    #[patches]
    pub fn Deferred(image: Tensor<SIZE, SIZE, 1>) -> Tensor<4> {
        image.conv2d(8, kernel = 3).max_pool2d(2).flatten().dense(4)
    }
}

network! {
    /// A budget that patches do not meet either.
    #[budget(ram = 6 * KIB, macs = 46_000)]
    pub fn Tight(image: Tensor<28, 28, 1>) -> Tensor<4> {
        image.conv2d(8, kernel = 3).max_pool2d(2).flatten().dense(4)
    }
}

fn main() {}
