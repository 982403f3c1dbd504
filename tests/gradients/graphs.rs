//! What graphs do with layers: branches, shared weights, blocks, several inputs and outputs, frozen parts.

networks! {
    one_value_twice_in_a_merge: #[loss(mse)] (x: Tensor<3>) -> [Tensor<9>] {
        let y = x.dense(3);
        concat(y * y, y + y, dot(y.reshape(3, 1), y.reshape(1, 3), axes = (2, 1)).flatten().dense(3))
    }

    a_layer_used_thrice: #[loss(mse)] (x: Tensor<4>) -> [Tensor<4>] {
        let again = dense(4, activation = tanh);
        let y = again(x);
        let z = again(y);
        z + again(y * z)
    }

    twins: #[loss(binary_crossentropy)] (left: Tensor<5>, right: Tensor<5>) -> [Tensor<1>] {
        let encoder = dense(3, activation = tanh);
        let (l, r) = (encoder(left), encoder(right));
        concat(l - r, l * r).dense(1, activation = sigmoid)
    }

    residual_blocks: #[loss(mse)] (x: Tensor<5>) -> [Tensor<2>] {
        let residual = |x, width| {
            let y = x.dense(width, activation = silu).dense(5);
            (x + y).layer_norm()
        };
        let mut y = x.residual(6);
        for width in [3, 4] {
            y = y.residual(width);
        }
        y.dense(2)
    }

    a_value_read_by_many: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        let y = x.dense(3, activation = gelu);
        let z = y.tanh() + y.dense(3);
        z * y + z.sigmoid() - y.reshape(3)
    }

    inputs_of_every_kind: #[loss(mse)] (x: Tensor<3>, words: MultiHot<7>, place: Indices<4, 2>) -> [Tensor<2>] {
        concat(x.dense(3), words.dense(2), place.embedding(2).flatten()).tanh().dense(2)
    }

    several_outputs: #[loss(class = sparse_categorical_crossentropy, place = 0.3 * mse, sure = 2.0 * binary_crossentropy)]
        (x: Tensor<5>) -> [(Tensor<3>, Tensor<2>, Tensor<1>)] {
        let trunk = x.dense(4, activation = tanh);
        let class = trunk.dense(3, activation = softmax);
        let place = trunk.dense(2);
        let sure = concat(trunk, place).dense(1, activation = sigmoid);
        (class, place, sure)
    }

    an_output_without_a_loss: #[loss(y = mse)] (x: Tensor<3>) -> [(Tensor<2>, Tensor<2>)] {
        let y = x.dense(2, activation = tanh);
        let extra = y.dense(2, trainable = false);
        (y, extra)
    }

    an_output_that_goes_on: #[loss(early = mse, late = mse)] (x: Tensor<3>) -> [(Tensor<4>, Tensor<2>)] {
        let early = x.dense(4, activation = tanh);
        let late = early.dense(2);
        (early, late)
    }

    frozen_in_the_middle: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        x.dense(4, activation = tanh).dense(4, activation = sigmoid, trainable = false).dense(2)
    }

    frozen_up_to_a_value: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        let features = x.dense(5, activation = tanh).layer_norm().freeze();
        features.dense(3, activation = gelu).dense(2)
    }

    frozen_beside_trained: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        let y = x.dense(3, activation = tanh);
        y.dense(3, trainable = false) * y + x.dense(3, trainable = false)
    }
}
