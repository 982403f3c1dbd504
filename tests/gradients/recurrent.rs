//! Recurrent layers: through all steps, and back.

networks! {
    simple_recurrence: #[loss(mse)] (steps: Tensor<5, 2>) -> [Tensor<2>] {
        steps.simple_rnn(3, return_sequences = true).simple_rnn(4, activation = softsign).dense(2)
    }

    long_short_term_memory: #[loss(mse)] (steps: Tensor<5, 2>) -> [Tensor<2>] {
        steps.lstm(3, return_sequences = true).lstm(4, go_backwards = true).dense(2)
    }

    long_short_term_memory_of_other_functions: #[loss(mse)] (steps: Tensor<4, 3>) -> [Tensor<4, 2>] {
        steps
            .dense(3, activation = tanh)
            .lstm(3, activation = softsign, recurrent_activation = sigmoid, use_bias = false, return_sequences = true)
            .lstm(2, activation = linear, return_sequences = true, go_backwards = true)
    }

    gated_units: #[loss(mse)] (steps: Tensor<5, 2>) -> [Tensor<2>] {
        steps.gru(3, return_sequences = true, go_backwards = true).gru(4).dense(2)
    }

    gated_units_reset_before: #[loss(mse)] (steps: Tensor<5, 2>) -> [Tensor<2>] {
        steps.gru(3, reset_after = false, return_sequences = true).gru(4, reset_after = false, use_bias = false).dense(2)
    }

    one_step: #[loss(mse)] (step: Tensor<1, 3>) -> [Tensor<6>] {
        concat(step.simple_rnn(2), step.lstm(2), step.gru(2))
    }

    both_ways: #[loss(mse)] (steps: Tensor<4, 2>) -> [Tensor<2>] {
        let y = steps.conv1d(3, kernel = 2, padding = causal, activation = tanh);
        concat(y.lstm(3), y.lstm(3, go_backwards = true), y.gru(2), y.gru(2, go_backwards = true)).dense(2)
    }

    there_and_back: #[loss(mse)] (steps: Tensor<4, 2>) -> [Tensor<2>] {
        let y = steps.bidirectional(lstm(3, return_sequences = true), merge_mode = ave);
        let z = y.bidirectional(gru(2, return_sequences = true, go_backwards = true)).bidirectional(simple_rnn(2), mul);
        z.repeat_vector(3).flip().lstm(2)
    }

    a_recurrence_used_twice: #[loss(mse)] (left: Tensor<4, 3>, right: Tensor<4, 3>) -> [Tensor<1>] {
        let reader = gru(3, return_sequences = true);
        let (l, r) = (reader(left), reader(right));
        (l * r + reader(l)).lstm(2).dense(1)
    }

    a_residual_recurrence: #[loss(mse)] (steps: Tensor<4, 3>) -> [Tensor<2>] {
        let block = |x| (x + x.lstm(3, return_sequences = true)).layer_norm();
        steps.block().block().global_max_pool1d().dense(2)
    }

    a_frozen_recurrence: #[loss(mse)] (steps: Tensor<4, 3>) -> [Tensor<2>] {
        let y = steps.dense(3, activation = tanh);
        (y + y.gru(3, return_sequences = true, trainable = false)).lstm(2, kernel_regularizer = l2(0.02), recurrent_regularizer = l1(0.03))
    }

    recurrences_that_drop: #[loss(mse)] (steps: Tensor<4, 3>) -> [Tensor<2>] {
        let y = steps.dense(3, activation = tanh).lstm(3, dropout = 0.3, recurrent_dropout = 0.3, return_sequences = true);
        let z = y.gru(3, dropout = 0.2, recurrent_dropout = 0.4, return_sequences = true);
        z.gru(3, reset_after = false, recurrent_dropout = 0.4, return_sequences = true).simple_rnn(2, recurrent_dropout = 0.3)
    }

    both_ways_with_dropout: #[loss(mse)] (steps: Tensor<4, 3>) -> [Tensor<4>] {
        steps.dense(3).bidirectional(gru(2, dropout = 0.3, recurrent_dropout = 0.3))
    }

    // Back over all steps there are: nothing is cut off.
    as_far_as_it_goes: #[loss(mse)] (steps: Tensor<4, 3>) -> [Tensor<2>] {
        steps.lstm(3, truncate = 4, return_sequences = true).gru(3, truncate = 9, return_sequences = true).simple_rnn(2, truncate = 5)
    }

    states_given: #[loss(mse)] (steps: Tensor<4, 3>, start: Tensor<2>) -> [Tensor<2>] {
        let (h, c) = (start.dense(3, activation = tanh), start.dense(3));
        let y = steps.lstm(3, initial_state = (h, c), return_sequences = true);
        let z = y.gru(3, initial_state = h, return_sequences = true).gru(3, initial_state = c, reset_after = false, return_sequences = true);
        z.simple_rnn(3, initial_state = h, go_backwards = true).dense(2)
    }

    states_taken: #[loss(mse)] (steps: Tensor<4, 3>) -> [Tensor<2>] {
        let (a, h, c) = steps.lstm(3, return_sequences = true, return_state = true);
        let (b, k) = a.gru(3, return_sequences = true, go_backwards = true, return_state = true);
        let (_, l) = b.gru(2, reset_after = false, return_state = true);
        let (m, n) = b.simple_rnn(2, return_state = true);
        concat(h, c, k, l, m, n).dense(2)
    }

    an_encoder_and_a_decoder: #[loss(mse)] (source: Tensor<5, 2>, target: Tensor<3, 2>) -> [Tensor<3, 2>] {
        let (_, h, c) = source.lstm(3, return_state = true);
        let (_, k) = source.gru(4, return_state = true);
        let y = target.lstm(3, initial_state = (h, c), return_sequences = true);
        target.gru(4, initial_state = k, return_sequences = true).dense(2) + y.dense(2)
    }

    a_decoder_used_twice: #[loss(mse)] (left: Tensor<4, 2>, right: Tensor<4, 2>) -> [Tensor<3>] {
        let reader = gru(3, return_state = true);
        let (_, h) = reader(left);
        let (y, k) = reader(right, initial_state = h);
        y * k
    }

    states_that_are_dropped: #[loss(mse)] (steps: Tensor<4, 3>, start: Tensor<3>) -> [Tensor<3>] {
        let h = start.dense(3);
        let (y, k, c) = steps.lstm(3, initial_state = (h, h), recurrent_dropout = 0.3, return_sequences = true, return_state = true);
        let z = y.gru(3, initial_state = k, recurrent_dropout = 0.4, return_sequences = true);
        z.gru(3, initial_state = c, reset_after = false, recurrent_dropout = 0.4) + z.simple_rnn(3, initial_state = h, recurrent_dropout = 0.4)
    }
}
