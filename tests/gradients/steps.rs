//! What goes along the steps of a value.

/// A size that only rustc knows.
pub const STEPS: usize = 3;

networks! {
    a_layer_for_each_step: #[loss(mse)] (clip: Tensor<4, 3, 3, 2>) -> [Tensor<2>] {
        clip.time_distributed(conv2d(3, kernel = 2, activation = tanh)).flatten().dense(2)
    }

    a_block_for_each_step: #[loss(sparse_categorical_crossentropy)] (clip: Tensor<3, 4, 4, 1>) -> [Tensor<3>] {
        let features = |frame| {
            let y = frame.conv2d(2, kernel = 3, padding = same).batch_norm().silu();
            concat((y * y).max_pool2d(2).flatten(), frame.flatten().dense(3)).layer_norm()
        };
        clip.time_distributed(features).gru(4).dense(3, activation = softmax)
    }

    steps_of_steps: #[loss(mse)] (days: Tensor<2, 3, 4>) -> [Tensor<2, 3>] {
        let day = |hours| hours.time_distributed(dense(3, activation = sigmoid)).lstm(3);
        days.time_distributed(day)
    }

    as_many_steps_as_a_constant_says: #[loss(mse)] (days: Tensor<2, { crate::steps::STEPS }, 4>) -> [Tensor<2, 3>] {
        let day = |hours| {
            let y = hours.time_distributed(|hour| hour.dense({ crate::steps::STEPS }).batch_norm().tanh());
            (y + y * y).time_distributed(flatten()).gru(3)
        };
        days.time_distributed(day)
    }

    one_layer_for_steps_and_for_all: #[loss(mse)] (a: Tensor<3, 2>, b: Tensor<2>) -> [Tensor<4>] {
        let shared = dense(4, activation = softplus);
        a.time_distributed(shared).global_avg_pool1d() + shared(b)
    }
}
