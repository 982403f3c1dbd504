//! What is put around an image, cut off it, or made larger; and images that do not meet.
use netkiln::prelude::*;

network! {
    pub fn CroppedAway(image: Tensor<8, 6, 2>) -> Tensor<2, 1, 2> {
        image.crop2d(3)
    }
}

network! {
    pub fn NegativePadding(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 2> {
        image.zero_pad2d(-1)
    }
}

network! {
    pub fn PaddedAsInTorch(image: Tensor<8, 8, 2>) -> Tensor<10, 10, 2> {
        image.zero_pad2d((1, 1, 1, 1))
    }
}

network! {
    pub fn HalfAPair(image: Tensor<8, 8, 2>) -> Tensor<10, 10, 2> {
        image.zero_pad2d(((1, 1), 2))
    }
}

network! {
    pub fn OnePairForTwoAxes(image: Tensor<8, 8, 2>) -> Tensor<9, 8, 2> {
        image.crop2d(((1, 0),))
    }
}

network! {
    pub fn ThreePairsForAnImage(image: Tensor<8, 8, 2>) -> Tensor<9, 8, 2> {
        image.zero_pad2d(((1, 0), (1, 0), (1, 0)))
    }
}

network! {
    pub fn PaddingInWords(image: Tensor<8, 8, 2>) -> Tensor<9, 8, 2> {
        image.zero_pad2d(padding = same)
    }
}

network! {
    pub fn NotASequence(image: Tensor<8, 8, 2>) -> Tensor<10, 8, 2> {
        image.zero_pad1d(1)
    }
}

network! {
    pub fn GrownToNothing(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 2> {
        image.upsample2d(0)
    }
}

network! {
    pub fn GrownByHalf(image: Tensor<8, 8, 2>) -> Tensor<12, 12, 2> {
        image.upsample2d(1.5)
    }
}

network! {
    pub fn UnknownInterpolation(image: Tensor<8, 8, 2>) -> Tensor<16, 16, 2> {
        image.upsample2d(2, interpolation = bicubic)
    }
}

network! {
    pub fn SmoothSequence(steps: Tensor<8, 2>) -> Tensor<16, 2> {
        steps.upsample1d(2, interpolation = bilinear)
    }
}

network! {
    pub fn PaddedBehindTooFar(image: Tensor<8, 8, 2>) -> Tensor<19, 19, 2> {
        image.conv2d_transpose(2, kernel = 3, strides = 2, output_padding = 2)
    }
}

network! {
    pub fn PaddedBehindByAxis(image: Tensor<8, 8, 2>) -> Tensor<19, 19, 2> {
        image.conv2d_transpose(2, kernel = 3, strides = 2, output_padding = (1, 1, 1))
    }
}

network! {
    pub fn Skipped(image: Tensor<9, 9, 2>) -> Tensor<8, 8, 6> {
        let down = image.conv2d(2, kernel = 3, strides = 2, padding = same);
        let up = down.conv2d_transpose(4, kernel = 2, strides = 2);
        concat(image, up)
    }
}

network! {
    pub fn SkippedPooling(image: Tensor<7, 8, 2>) -> Tensor<7, 8, 4> {
        concat(image.max_pool2d(2).upsample2d(2), image)
    }
}

network! {
    pub fn Residual(image: Tensor<8, 8, 4>) -> Tensor<6, 6, 4> {
        image + image.conv2d(4, kernel = 3)
    }
}

network! {
    pub fn ResidualSequence(steps: Tensor<16, 4>) -> Tensor<16, 4> {
        add(steps.conv1d(4, kernel = 2), steps)
    }
}

network! {
    pub fn ResidualOfOtherChannels(image: Tensor<8, 8, 4>) -> Tensor<8, 8, 4> {
        image + image.conv2d(8, kernel = 3, padding = same)
    }
}

fn main() {}
