//! Channels, filters and groups.
use netkiln::prelude::*;

network! {
    pub fn NoFilters(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 1> {
        image.conv2d(0, kernel = 3)
    }
}

network! {
    pub fn NoFiltersSeparable(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 1> {
        image.separable_conv2d(0, kernel = 3)
    }
}

network! {
    pub fn NoFiltersTransposed(steps: Tensor<8, 2>) -> Tensor<10, 1> {
        steps.conv1d_transpose(0, kernel = 3)
    }
}

network! {
    pub fn NoMultiplier(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 2> {
        image.depthwise_conv2d(3, depth_multiplier = 0)
    }
}

network! {
    pub fn NoMultiplierSeparable(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 2> {
        image.separable_conv2d(2, kernel = 3, depth_multiplier = 0)
    }
}

network! {
    pub fn GroupsOfChannels(image: Tensor<8, 8, 3>) -> Tensor<6, 6, 4> {
        image.conv2d(4, kernel = 3, groups = 2)
    }
}

network! {
    pub fn GroupsOfFilters(image: Tensor<8, 8, 12>) -> Tensor<6, 6, 10> {
        image.conv2d(10, kernel = 3, groups = 4)
    }
}

network! {
    pub fn NoGroups(image: Tensor<8, 8, 3>) -> Tensor<6, 6, 4> {
        image.conv2d(4, kernel = 3, groups = 0)
    }
}

network! {
    pub fn DefaultNorm(image: Tensor<8, 8, 24>) -> Tensor<8, 8, 24> {
        image.group_norm()
    }
}

network! {
    pub fn UnequalNorm(image: Tensor<8, 8, 24>) -> Tensor<8, 8, 24> {
        image.group_norm(groups = 10)
    }
}

network! {
    pub fn NormOfNothing(image: Tensor<8, 8, 24>) -> Tensor<8, 8, 24> {
        image.group_norm(groups = 0)
    }
}

network! {
    pub fn NormByKerasWord(image: Tensor<8, 8, 24>) -> Tensor<8, 8, 24> {
        image.group_norm(groups = -2)
    }
}

network! {
    pub fn NormOverHeight(image: Tensor<8, 8, 24>) -> Tensor<8, 8, 24> {
        image.group_norm(groups = 8, axis = 1)
    }
}

network! {
    pub fn SlopesOfTheBatch(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 2> {
        image.prelu(shared_axes = (0, 1))
    }
}

network! {
    pub fn SlopesBeyond(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 2> {
        image.prelu(shared_axes = 4)
    }
}

network! {
    pub fn DropsInPercent(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 2> {
        image.spatial_dropout2d(20)
    }
}

network! {
    pub fn DropsChannelsOfASequence(steps: Tensor<8, 2>) -> Tensor<8, 2> {
        steps.spatial_dropout2d(0.2)
    }
}

network! {
    #[loss(sparse_categorical_crossentropy)]
    pub fn NotFlattened(image: Tensor<8, 8, 2>) -> Tensor<10> {
        image.conv2d(4, kernel = 3, activation = relu).max_pool2d(2).dense(10, activation = softmax)
    }
}

fn main() {}
