//! Losses: `losses.json`.

losses! {
    mean_squared_error {
        default "default" "default_weighted": 4 * [3] => x => mse;
        rank_3 "rank_3": 3 * [2, 4] => x => mse;
    }

    mean_absolute_error {
        default "default" "default_weighted": 4 * [3] => x => mae;
        rank_3 "rank_3": 3 * [2, 4] => x => mae;
    }

    log_cosh {
        default "default" "default_weighted": 4 * [3] => x => log_cosh;
        rank_3 "rank_3": 3 * [2, 4] => x => log_cosh;
    }

    huber {
        default "default" "default_weighted": 4 * [3] => x => huber;
        delta_0_5 "delta_0.5" "delta_0.5_weighted": 4 * [3] => x => huber(delta = 0.5);
    }

    poisson {
        default "default" "default_weighted": 4 * [3] => x => poisson;
        after_exponential "after_exponential": 4 * [3] => x.exponential() => poisson;
    }

    hinge {
        default "default" "default_weighted" "zero_one_labels": 4 * [3] => x => hinge;
    }

    binary_crossentropy {
        from_logits "from_logits": 4 * [3] => x => binary_crossentropy(from_logits = true);
        after_sigmoid "after_sigmoid" "after_sigmoid_weighted": 4 * [3] => x.sigmoid() => binary_crossentropy;
        from_logits_smoothed "from_logits_smoothed": 4 * [3] => x => binary_crossentropy(from_logits = true, label_smoothing = 0.1);
        after_sigmoid_smoothed "after_sigmoid_smoothed": 4 * [3] => x.sigmoid() => binary_crossentropy(label_smoothing = 0.1);
        rank_3 "rank_3": 3 * [2, 4] => x.sigmoid() => binary_crossentropy;
        one_output "one_output": 4 * [1] => x.sigmoid() => binary_crossentropy;
    }

    categorical_crossentropy {
        from_logits "from_logits": 4 * [5] => x => categorical_crossentropy(from_logits = true);
        after_softmax "after_softmax" "after_softmax_weighted": 4 * [5] => x.softmax() => categorical_crossentropy;
        from_logits_smoothed "from_logits_smoothed": 4 * [5] => x => categorical_crossentropy(from_logits = true, label_smoothing = 0.1);
        after_softmax_smoothed "after_softmax_smoothed": 4 * [5] => x.softmax() => categorical_crossentropy(label_smoothing = 0.1);
        rank_3 "rank_3": 3 * [2, 4] => x.softmax() => categorical_crossentropy;
    }

    sparse_categorical_crossentropy {
        from_logits "from_logits": 4 * [5] => x => sparse_categorical_crossentropy(from_logits = true);
        after_softmax "after_softmax" "after_softmax_weighted": 4 * [5] => x.softmax() => sparse_categorical_crossentropy;
        rank_3 "rank_3": 3 * [2, 4] => x.softmax() => sparse_categorical_crossentropy;
    }

    kl_divergence {
        after_softmax "after_softmax": 4 * [5] => x.softmax() => kl_divergence;
    }
}
