//! Convolutions of every kind.

networks! {
    convolution_in_one_dimension: #[loss(mse)] (x: Tensor<6, 2>) -> [Tensor<2>] {
        x.conv1d(3, kernel = 3, padding = causal, activation = tanh).conv1d(2, kernel = 3, strides = 2).flatten().dense(2)
    }

    convolution_in_two_dimensions: #[loss(mse)] (x: Tensor<5, 4, 2>) -> [Tensor<2>] {
        let y = x.conv2d(3, kernel = 3, padding = same, activation = silu);
        (y + y.conv2d(3, kernel = 1)).conv2d(2, kernel = (2, 3), strides = 2).batch_norm().flatten().dense(2)
    }

    convolution_in_three_dimensions: #[loss(mse)] (x: Tensor<3, 3, 3, 1>) -> [Tensor<2>] {
        x.conv3d(2, kernel = 2, activation = softplus).conv3d(2, kernel = (1, 2, 1), padding = same).flatten().dense(2)
    }

    depthwise_convolution: #[loss(mse)] (x: Tensor<5, 4, 2>) -> [Tensor<4>] {
        let y = x.depthwise_conv2d(3, padding = same, depth_multiplier = 2, activation = tanh);
        let z = y.depthwise_conv2d((2, 3), strides = 2, dilation = 1, use_bias = false);
        concat(
            z.flatten().dense(2),
            x.reshape(20, 2).depthwise_conv1d(3, padding = causal, dilation = 2).flatten().dense(2),
        )
    }

    separable_convolution: #[loss(mse)] (x: Tensor<5, 4, 2>) -> [Tensor<4>] {
        let y = x.separable_conv2d(3, kernel = 3, padding = same, activation = silu);
        let z = y.separable_conv2d(2, kernel = 2, strides = (2, 1), depth_multiplier = 2, use_bias = false);
        concat(
            z.flatten().dense(2),
            x.reshape(20, 2).separable_conv1d(3, kernel = 4, strides = 3, activation = relu).flatten().dense(2),
        )
    }

    convolution_by_channel_in_three_dimensions: #[loss(mse)] (x: Tensor<3, 2, 3, 2>) -> [Tensor<4>] {
        let y = x.depthwise_conv3d((2, 1, 3), padding = same, depth_multiplier = 2, activation = tanh);
        let z = x.separable_conv3d(3, kernel = 2, strides = (1, 1, 2), padding = same, activation = silu);
        concat(y.flatten().dense(2), z.flatten().dense(2))
    }

    // Rows long enough for several windows at once.
    convolution_by_channel_along_rows: #[loss(mse)] (x: Tensor<4, 9, 3>) -> [Tensor<4>] {
        let y = x.depthwise_conv2d(3, activation = tanh).depthwise_conv2d((2, 3), padding = same);
        let z = x.separable_conv2d(3, kernel = (1, 3), padding = same, activation = silu).separable_conv2d(2, kernel = 3);
        concat(y.flatten().dense(2), z.flatten().dense(2))
    }

    // They do the backward of a ReLU before them.
    convolution_by_channel_behind_relu: #[loss(mse)] (x: Tensor<5, 9, 2>) -> [Tensor<8>] {
        let y = x.separable_conv2d(3, kernel = 3, activation = relu).separable_conv2d(2, kernel = 3, activation = relu);
        let z = x.dense(3).activation(relu).depthwise_conv2d((2, 3), strides = (1, 2), depth_multiplier = 2);
        let w = x.conv2d(3, kernel = 1, activation = relu).depthwise_conv2d(3, padding = same, activation = relu);
        let steps = x.reshape(15, 6).conv1d(2, kernel = 2, activation = relu).separable_conv1d(2, kernel = 3, depth_multiplier = 2);
        concat(y.flatten().dense(2), z.flatten().dense(2), w.flatten().dense(2), steps.flatten().dense(2))
    }

    transposed_convolution: #[loss(mse)] (x: Tensor<3, 2, 2>) -> [Tensor<6>] {
        let y = x.conv2d_transpose(3, kernel = 3, strides = 2, padding = same, activation = silu);
        let z = x.reshape(6, 2).conv1d_transpose(2, kernel = 2, strides = 3, output_padding = 1, use_bias = false);
        let w = x.reshape(1, 3, 2, 2).conv3d_transpose(2, kernel = (2, 1, 2), dilation = (1, 1, 2), activation = tanh);
        concat(y.flatten().dense(2), z.flatten().dense(2), w.flatten().dense(2))
    }

    convolution_with_so_many_zeros: #[loss(mse)] (x: Tensor<4, 3, 2>) -> [Tensor<4>] {
        let y = x.conv2d(3, kernel = 3, padding = 1, activation = silu) + x.depthwise_conv2d(2, padding = ((1, 0), (0, 1))).dense(3);
        let z = x.reshape(12, 2).separable_conv1d(2, kernel = 3, strides = 2, padding = (2, 3));
        concat(y.flatten().dense(2), z.flatten().dense(2))
    }
}
