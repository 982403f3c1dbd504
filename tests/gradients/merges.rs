//! Merges, and other shapes for the same numbers.

networks! {
    shapes: #[loss(mse)] (x: Tensor<6>) -> [Tensor<4, 3>] {
        x.dense(12).reshape(3, 4).dense(4, activation = tanh).permute(2, 1).dense(3).reshape(2, -1).flatten().reshape(4, 3)
    }

    merges: #[loss(mse)] (x: Tensor<4>) -> [Tensor<9>] {
        let a = x.dense(3);
        let b = x.dense(3, activation = tanh);
        let c = x.dense(3, activation = softplus);
        concat(
            add(a, b, c) - a * b,
            multiply(a, b, c) + average(a, b, c),
            maximum(a, b, c) * minimum(b, c),
        )
    }

    concat_along_the_first_axis: #[loss(mse)] (x: Tensor<2, 3>) -> [Tensor<5, 3>] {
        let y = x.dense(3, activation = tanh);
        concat(y, y.dense(3).reshape(3, 2).permute(2, 1), y.reshape(6).dense(3).reshape(1, 3), axis = 1)
    }

    dot_products: #[loss(mse)] (x: Tensor<5>) -> [Tensor<7>] {
        let a = x.dense(6).reshape(2, 3);
        let b = x.dense(9, activation = tanh).reshape(3, 3);
        concat(
            dot(a, b, axes = 2).flatten(),
            dot(x.dense(4), x.dense(4), axes = 1, normalize = true),
        )
    }

    dot_normalized: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3, 3>] {
        let a = x.dense(6).reshape(2, 3);
        let b = x.dense(6, activation = tanh).reshape(3, 2);
        dot(a, b, axes = (1, 2), normalize = true)
    }
}
