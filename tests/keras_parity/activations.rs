//! Activations as layers: `activations.json`.

layers! {
    "activations.json" linear {
        default: 4 * (x [7]) => x.linear() => [7];
    }

    "activations.json" relu {
        default: 4 * (x [7]) => x.relu() => [7];
    }

    "activations.json" elu {
        default: 4 * (x [7]) => x.elu() => [7];
        alpha: 4 * (x [7]) => x.elu(alpha = 0.5) => [7];
        large: 3 * (x [3]) => x.elu() => [3];
    }

    "activations.json" selu {
        default: 4 * (x [7]) => x.selu() => [7];
        large: 3 * (x [3]) => x.selu() => [3];
    }

    "activations.json" gelu {
        default: 4 * (x [7]) => x.gelu() => [7];
        approximate: 4 * (x [7]) => x.gelu(approximate = true) => [7];
    }

    "activations.json" silu {
        default: 4 * (x [7]) => x.silu() => [7];
        large: 3 * (x [3]) => x.silu() => [3];
    }

    "activations.json" sigmoid {
        default: 4 * (x [7]) => x.sigmoid() => [7];
        large: 3 * (x [3]) => x.sigmoid() => [3];
    }

    "activations.json" hard_sigmoid {
        default: 4 * (x [7]) => x.hard_sigmoid() => [7];
    }

    "activations.json" tanh {
        default: 4 * (x [7]) => x.tanh() => [7];
        large: 3 * (x [3]) => x.tanh() => [3];
    }

    "activations.json" softplus {
        default: 4 * (x [7]) => x.softplus() => [7];
        large: 3 * (x [3]) => x.softplus() => [3];
    }

    "activations.json" softsign {
        default: 4 * (x [7]) => x.softsign() => [7];
        large: 3 * (x [3]) => x.softsign() => [3];
    }

    "activations.json" softmax {
        default: 4 * (x [7]) => x.softmax() => [7];
        rank_3: 3 * (x [2, 5]) => x.softmax() => [2, 5];
        large: 3 * (x [3]) => x.softmax() => [3];
    }

    "activations.json" log_softmax {
        default: 4 * (x [7]) => x.log_softmax() => [7];
        rank_3: 3 * (x [2, 5]) => x.log_softmax() => [2, 5];
        large: 3 * (x [3]) => x.log_softmax() => [3];
    }

    "activations.json" exponential {
        default: 4 * (x [7]) => x.exponential() => [7];
    }

    "activations.json" sqrt {
        default: 4 * (x [7]) => x.sqrt() => [7];
    }

    "activations.json" leaky_relu {
        activation_default: 4 * (x [7]) => x.leaky_relu() => [7];
        slope: 4 * (x [7]) => x.leaky_relu(negative_slope = 0.05) => [7];
    }
}
