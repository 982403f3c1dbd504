//! Pooling.

networks! {
    pooling_in_one_dimension: #[loss(mse)] (x: Tensor<7, 2>) -> [Tensor<6>] {
        let y = x.dense(2, activation = tanh);
        concat(
            y.max_pool1d(2).flatten().dense(2),
            y.avg_pool1d(3, strides = 2, padding = same).flatten().dense(2),
            y.global_max_pool1d() + y.global_avg_pool1d(),
        )
    }

    pooling_in_two_dimensions: #[loss(mse)] (x: Tensor<5, 4, 2>) -> [Tensor<6>] {
        let y = x.conv2d(2, kernel = 2, padding = same, activation = silu);
        concat(
            y.max_pool2d((3, 2), strides = (2, 1), padding = same).flatten().dense(2),
            y.avg_pool2d(2, strides = 3).flatten().dense(2),
            (y.global_max_pool2d(keepdims = true) * y.global_avg_pool2d(keepdims = true)).flatten(),
        )
    }

    pooling_in_three_dimensions: #[loss(mse)] (x: Tensor<3, 2, 4, 1>) -> [Tensor<6>] {
        let y = x.conv3d(2, kernel = 2, padding = same, activation = tanh);
        concat(
            y.max_pool3d((2, 1, 2)).flatten().dense(2),
            y.avg_pool3d(2, strides = 1, padding = same).flatten().dense(2),
            y.global_max_pool3d() - y.global_avg_pool3d(),
        )
    }

    // Pooling does the backward of a ReLU before it, unless somebody else sees what the ReLU makes.
    pooling_behind_relu: #[loss(mse)] (x: Tensor<6, 5, 2>) -> [Tensor<8>] {
        let y = x.conv2d(3, kernel = 2, activation = relu);
        let seen = x.conv2d(3, kernel = 3, padding = same, activation = relu);
        let z = x.conv2d(2, kernel = 2).batch_norm().activation(relu);
        concat(
            y.max_pool2d(2).flatten().dense(2),
            seen.max_pool2d((3, 2), strides = 1).flatten().dense(2) + seen.global_avg_pool2d().dense(2),
            z.max_pool2d(3, strides = 2, padding = same).flatten().dense(2),
            x.reshape(15, 4).conv1d(2, kernel = 3, activation = relu).global_max_pool1d(),
        )
    }

    frames_in_one_dimension: #[loss(mse)] (x: Tensor<6, 2>) -> [Tensor<2>] {
        let y = x.dense(2, activation = tanh).zero_pad1d((1, 2)).conv1d(2, kernel = 2);
        y.crop1d((2, 1)).upsample1d(2).conv1d(2, kernel = 3).flatten().dense(2)
    }

    frames_in_two_dimensions: #[loss(mse)] (x: Tensor<3, 4, 2>) -> [Tensor<2>] {
        let y = x.dense(2, activation = tanh).zero_pad2d(((1, 0), (2, 1))).conv2d(2, kernel = 2);
        let z = y.crop2d((1, 0)).upsample2d((2, 3), interpolation = bilinear) + y.crop2d(((2, 0), (1, 3))).upsample2d((2, 9));
        z.conv2d(2, kernel = (2, 3)).flatten().dense(2)
    }

    frames_in_three_dimensions: #[loss(mse)] (x: Tensor<2, 1, 2, 2>) -> [Tensor<2>] {
        let y = x.dense(2, activation = tanh).upsample3d((1, 3, 2)).zero_pad3d().conv3d(2, kernel = 2);
        y.crop3d(((1, 0), (0, 2), (1, 1))).flatten().dense(2)
    }
}
