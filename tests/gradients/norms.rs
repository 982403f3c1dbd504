//! Normalisation, and what draws random numbers.

networks! {
    layer_norm: #[loss(mse)] (x: Tensor<3, 4>) -> [Tensor<3, 4>] {
        let y = x.dense(4).layer_norm();
        let z = y.dense(4).layer_norm(center = false, epsilon = 0.01);
        y + z.dense(4).layer_norm(scale = false)
    }

    batch_norm: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        x.dense(3).batch_norm().tanh().dense(2)
    }

    batch_norm_first_and_last: #[loss(mse)] (x: Tensor<3>) -> [Tensor<3>] {
        x.batch_norm(epsilon = 0.01).dense(3).batch_norm(center = false)
    }

    batch_norm_over_rows: #[loss(mse)] (x: Tensor<2, 3>) -> [Tensor<2, 3>] {
        x.dense(3).batch_norm(scale = false).dense(3, activation = tanh).batch_norm(momentum = 0.5)
    }

    batch_norm_in_branches: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        let y = x.dense(3, activation = tanh);
        let left = y.batch_norm();
        let right = y.dense(3).batch_norm();
        (left + right + y).dense(3)
    }

    batch_norm_frozen: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        x.dense(3).batch_norm(trainable = false).tanh().dense(2)
    }

    dropout: #[loss(mse)] (x: Tensor<6>) -> [Tensor<2>] {
        x.dense(8, activation = tanh).dropout(0.4).dense(6).dropout(0.2).dense(2)
    }

    noise: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        x.dense(5).gaussian_noise(0.3).tanh().dense(2)
    }

    group_norm: #[loss(mse)] (x: Tensor<2, 3, 2>) -> [Tensor<6>] {
        let y = x.dense(6, activation = tanh).group_norm(groups = 2);
        let z = y.dense(4).group_norm(groups = -1, center = false, epsilon = 0.01);
        concat(z.flatten().dense(3), y.flatten().group_norm(groups = 3, scale = false).dense(3))
    }

    prelu: #[loss(mse)] (x: Tensor<2, 3, 2>) -> [Tensor<3>] {
        let y = x.dense(3).prelu() + x.dense(3).prelu(shared_axes = (1, 2), alpha_initializer = constant(0.3));
        (y + y.dense(3).prelu(shared_axes = -1)).flatten().prelu().dense(3)
    }

    spatial_dropout: #[loss(mse)] (x: Tensor<4, 2, 2>) -> [Tensor<3>] {
        let y = x.dense(3, activation = tanh).spatial_dropout2d(0.4).reshape(8, 3).dense(4).spatial_dropout1d(0.3);
        y.reshape(2, 2, 2, 4).spatial_dropout3d(0.2).flatten().dense(3)
    }
}
