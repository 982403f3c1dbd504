//! Recurrent layers: `recurrent.json`.

layers! {
    "recurrent.json" simple_rnn {
        default: 3 * (x [4, 2]) => x.simple_rnn(3) => [3];
        sequences: 3 * (x [4, 2]) => x.simple_rnn(3, return_sequences = true) => [4, 3];
        backwards: 3 * (x [4, 2]) => x.simple_rnn(3, go_backwards = true) => [3];
        backwards_sequences: 3 * (x [4, 2]) => x.simple_rnn(3, return_sequences = true, go_backwards = true) => [4, 3];
        no_bias: 3 * (x [4, 2]) => x.simple_rnn(3, use_bias = false) => [3];
        activations: 3 * (x [4, 2]) => x.simple_rnn(3, activation = relu) => [3];
        initial_state: 3 * (x [4, 2], h [3]) => x.simple_rnn(3, return_sequences = true, initial_state = h) => [4, 3];
        final_state: 3 * (x [4, 2], h [3]) => {
            let (y, h) = x.simple_rnn(3, initial_state = h, return_state = true);
            concat(y, h)
        } => [6];
    }

    "recurrent.json" lstm {
        default: 3 * (x [4, 2]) => x.lstm(3) => [3];
        sequences: 3 * (x [4, 2]) => x.lstm(3, return_sequences = true) => [4, 3];
        backwards: 3 * (x [4, 2]) => x.lstm(3, go_backwards = true) => [3];
        backwards_sequences: 3 * (x [4, 2]) => x.lstm(3, return_sequences = true, go_backwards = true) => [4, 3];
        no_bias: 3 * (x [4, 2]) => x.lstm(3, use_bias = false) => [3];
        activations: 3 * (x [4, 2]) => x.lstm(3, activation = relu, recurrent_activation = hard_sigmoid) => [3];
        initial_state: 3 * (x [4, 2], h [3], c [3]) => x.lstm(3, return_sequences = true, initial_state = (h, c)) => [4, 3];
        final_state: 3 * (x [4, 2], h [3], c [3]) => {
            let (y, h, c) = x.lstm(3, initial_state = (h, c), return_state = true);
            concat(y, h, c)
        } => [9];
    }

    "recurrent.json" gru {
        default: 3 * (x [4, 2]) => x.gru(3) => [3];
        sequences: 3 * (x [4, 2]) => x.gru(3, return_sequences = true) => [4, 3];
        backwards: 3 * (x [4, 2]) => x.gru(3, go_backwards = true) => [3];
        backwards_sequences: 3 * (x [4, 2]) => x.gru(3, return_sequences = true, go_backwards = true) => [4, 3];
        no_bias: 3 * (x [4, 2]) => x.gru(3, use_bias = false) => [3];
        activations: 3 * (x [4, 2]) => x.gru(3, activation = relu, recurrent_activation = hard_sigmoid) => [3];
        reset_before_default: 3 * (x [4, 2]) => x.gru(3, reset_after = false) => [3];
        reset_before_sequences: 3 * (x [4, 2]) => x.gru(3, reset_after = false, return_sequences = true) => [4, 3];
        reset_before_backwards: 3 * (x [4, 2]) => x.gru(3, reset_after = false, go_backwards = true) => [3];
        reset_before_backwards_sequences: 3 * (x [4, 2]) => x.gru(3, reset_after = false, return_sequences = true, go_backwards = true) => [4, 3];
        reset_before_no_bias: 3 * (x [4, 2]) => x.gru(3, reset_after = false, use_bias = false) => [3];
        reset_before_activations: 3 * (x [4, 2]) => x.gru(3, reset_after = false, activation = relu, recurrent_activation = hard_sigmoid) => [3];
        initial_state: 3 * (x [4, 2], h [3]) => x.gru(3, return_sequences = true, initial_state = h) => [4, 3];
        final_state: 3 * (x [4, 2], h [3]) => {
            let (y, h) = gru(3, return_state = true)(x, initial_state = h);
            concat(y, h)
        } => [6];
        reset_before_initial_state: 3 * (x [4, 2], h [3]) => x.gru(3, reset_after = false, return_sequences = true, initial_state = h) => [4, 3];
        reset_before_final_state: 3 * (x [4, 2], h [3]) => {
            let (y, h) = x.gru(3, reset_after = false, initial_state = h, return_state = true);
            concat(y, h)
        } => [6];
    }

    "recurrent.json" time_distributed {
        dense: 3 * (x [4, 2]) => x.time_distributed(dense(3, activation = tanh)) => [4, 3];
        conv2d: 2 * (x [3, 3, 2, 2]) => x.time_distributed(conv2d(2, kernel = 2)) => [3, 2, 1, 2];
        flatten: 3 * (x [2, 2, 3]) => x.time_distributed(flatten()) => [2, 6];
    }

    "recurrent.json" repeat_vector {
        three: 4 * (x [3]) => x.repeat_vector(3) => [3, 3];
    }

    "recurrent.json" bidirectional {
        simple_rnn_concat: 3 * (x [4, 2]) => x.bidirectional(simple_rnn(2)) => [4];
        lstm_concat: 3 * (x [4, 2]) => x.bidirectional(lstm(2)) => [4];
        lstm_sum: 3 * (x [4, 2]) => x.bidirectional(lstm(2), merge_mode = sum) => [2];
        lstm_ave: 3 * (x [4, 2]) => x.bidirectional(lstm(2), merge_mode = ave) => [2];
        lstm_mul: 3 * (x [4, 2]) => x.bidirectional(lstm(2), merge_mode = mul) => [2];
        lstm_concat_sequences: 3 * (x [4, 2]) => x.bidirectional(lstm(2, return_sequences = true)) => [4, 4];
        lstm_sum_sequences: 3 * (x [4, 2]) => x.bidirectional(lstm(2, return_sequences = true), merge_mode = sum) => [4, 2];
        lstm_mul_sequences: 3 * (x [4, 2]) => x.bidirectional(lstm(2, return_sequences = true), mul) => [4, 2];
        gru_concat: 3 * (x [4, 2]) => x.bidirectional(gru(2), merge_mode = concat) => [4];
        gru_reset_before_concat: 3 * (x [4, 2]) => x.bidirectional(gru(2, reset_after = false)) => [4];
    }
}
