//! Losses and penalties.

networks! {
    logits_that_others_read: #[loss(class = sparse_categorical_crossentropy, odds = mse)]
        (x: Tensor<4>) -> [(Tensor<3>, Tensor<3>)] {
        let logits = x.dense(3);
        let class = logits.softmax();
        let odds = logits.dense(3);
        (class, odds)
    }

    probabilities_that_others_read: #[loss(class = categorical_crossentropy, next = mse)]
        (x: Tensor<4>) -> [(Tensor<3>, Tensor<2>)] {
        let class = x.dense(3, activation = softmax);
        let next = class.dense(2);
        (class, next)
    }

    losses_of_numbers: #[loss(a = mse, b = mae, c = huber(delta = 0.8), d = log_cosh, e = poisson, f = hinge)]
        (x: Tensor<4>) -> [(Tensor<2>, Tensor<2>, Tensor<2, 2>, Tensor<2>, Tensor<2>, Tensor<2>)] {
        let y = x.dense(4, activation = tanh);
        let a = y.dense(2);
        let b = y.dense(2);
        let c = y.dense(4).reshape(2, 2);
        let d = y.dense(2);
        let e = y.dense(2, activation = softplus);
        let f = y.dense(2, activation = tanh);
        (a, b, c, d, e, f)
    }

    losses_of_probabilities: #[loss(
        a = binary_crossentropy,
        b = binary_crossentropy(label_smoothing = 0.1),
        c = categorical_crossentropy,
        d = categorical_crossentropy(label_smoothing = 0.2),
        e = sparse_categorical_crossentropy,
        f = kl_divergence
    )]
        (x: Tensor<4>) -> [(Tensor<2>, Tensor<3>, Tensor<3>, Tensor<2, 3>, Tensor<2, 3>, Tensor<3>)] {
        let y = x.dense(4, activation = tanh);
        let a = y.dense(2, activation = sigmoid);
        let b = y.dense(3, activation = sigmoid);
        let c = y.dense(3, activation = softmax);
        let d = y.dense(6).reshape(2, 3).softmax();
        let e = y.dense(6).reshape(2, 3).softmax();
        let f = y.dense(3, activation = softmax);
        (a, b, c, d, e, f)
    }

    losses_of_logits: #[loss(
        a = binary_crossentropy(from_logits = true),
        b = binary_crossentropy(from_logits = true, label_smoothing = 0.1),
        c = categorical_crossentropy(from_logits = true),
        d = sparse_categorical_crossentropy(from_logits = true)
    )]
        (x: Tensor<4>) -> [(Tensor<2>, Tensor<3>, Tensor<3>, Tensor<2, 3>)] {
        let y = x.dense(4, activation = tanh);
        let a = y.dense(2);
        let b = y.dense(3);
        let c = y.dense(3);
        let d = y.dense(6).reshape(2, 3);
        (a, b, c, d)
    }

    losses_apart_from_their_activation: #[loss(a = binary_crossentropy, b = categorical_crossentropy, c = sparse_categorical_crossentropy)]
        (x: Tensor<4>) -> [(Tensor<2>, Tensor<3>, Tensor<3>)] {
        let y = x.dense(8, activation = tanh);
        let a = y.dense(2, activation = sigmoid).reshape(2);
        let b = y.dense(3, activation = softmax).reshape(3);
        let c = y.dense(3, activation = softmax).reshape(3);
        (a, b, c)
    }

    a_loss_of_ones_own: #[loss(custom)] (x: Tensor<4>) -> [(Tensor<3>, Tensor<2>)] {
        let y = x.dense(3, activation = softmax);
        let z = y.dense(2, activation = sigmoid);
        (y, z)
    }

    penalties: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        x.dense(3, activation = tanh, kernel_regularizer = l2(0.02), bias_regularizer = l1(0.03))
            .layer_norm(gamma_regularizer = l1_l2(l1 = 0.01, l2 = 0.04))
            .dense(2, kernel_regularizer = l1(0.05))
    }
}
