//! Windows that do not fit, and sizes that are none.
use netkiln::prelude::*;

network! {
    pub fn ChannelsFirst(image: Tensor<3, 64, 64>) -> Tensor<60, 60, 8> {
        image.conv2d(8, kernel = 5)
    }
}

network! {
    pub fn ChannelsFirstPooled(image: Tensor<1, 28, 28>) -> Tensor<14, 14, 1> {
        image.max_pool2d(2)
    }
}

network! {
    pub fn ChannelsFirstDepthwise(image: Tensor<3, 32, 32>) -> Tensor<28, 28, 3> {
        image.depthwise_conv2d(5)
    }
}

network! {
    pub fn NoChannel(image: Tensor<28, 28>) -> Tensor<26, 26, 8> {
        image.conv2d(8, kernel = 3)
    }
}

network! {
    pub fn NoChannelTransposed(image: Tensor<7, 7>) -> Tensor<14, 14, 8> {
        image.conv2d_transpose(8, kernel = 2, strides = 2)
    }
}

network! {
    pub fn Shrunk(image: Tensor<28, 28, 1>) -> Tensor<1, 1, 64> {
        image
            .conv2d(16, kernel = 3)
            .max_pool2d(2)
            .conv2d(32, kernel = 3)
            .max_pool2d(2)
            .conv2d(64, kernel = 3)
            .max_pool2d(2)
            .conv2d(64, kernel = 3)
    }
}

network! {
    pub fn ShrunkSeparable(image: Tensor<9, 9, 4>) -> Tensor<1, 1, 8> {
        image.max_pool2d(4, name = "quarter").separable_conv2d(8, kernel = 3)
    }
}

network! {
    pub fn ShrunkBeforePooling(image: Tensor<5, 5, 4>) -> Tensor<1, 1, 4> {
        image.crop2d(2).avg_pool2d(2)
    }
}

network! {
    pub fn LargerThanTheInput(image: Tensor<4, 9, 2>) -> Tensor<1, 5, 8> {
        image.conv2d(8, kernel = (5, 5))
    }
}

network! {
    pub fn DilatedTooFar(steps: Tensor<8, 2>) -> Tensor<4, 8> {
        steps.conv1d(8, kernel = 3, dilation = 4)
    }
}

network! {
    pub fn DepthwiseDilated(steps: Tensor<8, 2>) -> Tensor<4, 2> {
        steps.depthwise_conv1d(3, dilation = 4)
    }
}

network! {
    pub fn StandingStill(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 8> {
        image.conv2d(8, kernel = 3, strides = 0)
    }
}

network! {
    pub fn StandingStillSeparable(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 8> {
        image.separable_conv2d(8, kernel = 3, strides = (1, 0))
    }
}

network! {
    pub fn StandingStillTransposed(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 8> {
        image.conv2d_transpose(8, kernel = 3, strides = 0)
    }
}

network! {
    pub fn PooledStandingStill(image: Tensor<8, 8, 2>) -> Tensor<4, 4, 2> {
        image.max_pool2d(2, strides = 0)
    }
}

network! {
    pub fn NoWindow(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 2> {
        image.depthwise_conv2d(0)
    }
}

network! {
    pub fn NegativeWindow(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 4> {
        image.conv2d(4, kernel = (3, -3))
    }
}

network! {
    pub fn ThreeSizesForAnImage(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 4> {
        image.conv2d(4, kernel = (3, 3, 3))
    }
}

network! {
    pub fn TwoSizesForASequence(steps: Tensor<8, 2>) -> Tensor<6, 4> {
        steps.separable_conv1d(4, kernel = (3, 3))
    }
}

network! {
    pub fn CausalImage(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 4> {
        image.conv2d(4, kernel = 3, padding = causal)
    }
}

network! {
    pub fn QuotedPadding(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 4> {
        image.conv2d(4, kernel = 3, padding = "same")
    }
}

network! {
    pub fn NegativePadding(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 4> {
        image.conv2d(4, kernel = 3, padding = -1)
    }
}

network! {
    pub fn PaddingForThreeAxes(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 4> {
        image.conv2d(4, kernel = 3, padding = (1, 1, 1))
    }
}

network! {
    pub fn MisspeltPadding(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 4> {
        image.depthwise_conv2d(3, padding = smae)
    }
}

network! {
    pub fn PooledWithNumbers(image: Tensor<8, 8, 2>) -> Tensor<5, 5, 2> {
        image.max_pool2d(2, padding = 1)
    }
}

fn main() {}
