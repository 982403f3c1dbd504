//! Words of Keras and of other libraries.
use netkiln::prelude::*;

network! {
    pub fn Padding(image: Tensor<8, 8, 2>) -> Tensor<10, 10, 2> {
        image.zero_padding2d(1)
    }
}

network! {
    pub fn Cropping(steps: Tensor<8, 2>) -> Tensor<6, 2> {
        steps.Cropping1D(1)
    }
}

network! {
    pub fn UpSampling(volume: Tensor<2, 2, 2, 2>) -> Tensor<4, 4, 4, 2> {
        volume.up_sampling3d(2)
    }
}

network! {
    pub fn Transposed(image: Tensor<8, 8, 2>) -> Tensor<16, 16, 2> {
        image.conv_transpose2d(2, kernel = 2, strides = 2)
    }
}

network! {
    pub fn Deconvolution(image: Tensor<8, 8, 2>) -> Tensor<16, 16, 2> {
        image.deconv2d(2, kernel = 2, strides = 2)
    }
}

network! {
    pub fn Norm(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 2> {
        image.GroupNormalization(groups = 2)
    }
}

network! {
    pub fn Instance(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 2> {
        image.instance_norm()
    }
}

network! {
    pub fn Dropout(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 2> {
        image.dropout2d(0.5)
    }
}

network! {
    pub fn ParametricRelu(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 2> {
        image.PReLU()
    }
}

network! {
    pub fn KernelSize(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 2> {
        image.depthwise_conv2d(kernel_size = 3)
    }
}

network! {
    pub fn DilationRate(image: Tensor<8, 8, 2>) -> Tensor<4, 4, 2> {
        image.separable_conv2d(2, kernel = 3, dilation_rate = 2)
    }
}

network! {
    pub fn NumGroups(image: Tensor<8, 8, 2>) -> Tensor<8, 8, 2> {
        image.group_norm(num_groups = 2)
    }
}

network! {
    pub fn ScaleFactor(image: Tensor<8, 8, 2>) -> Tensor<16, 16, 2> {
        image.upsample2d(scale_factor = 2)
    }
}

fn main() {}
