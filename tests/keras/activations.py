"""Every activation as a stage of its own, over the range where it bends."""

from functools import partial

import numpy as np
from keras import activations, layers, ops

from layer_case import layer_case


def _stage(name, function, args=None, shape=(4, 7), value_range=(-6.0, 6.0), given=None):
    """A case of the function itself; `args` are its own arguments, not a layer's."""

    def activation(**function_args):
        return layers.Activation(partial(function, **function_args))

    inputs = [shape if given is None else given]
    return layer_case(name, activation, inputs, args, value_range=value_range)


def cases():
    plain = [
        "linear",
        "relu",
        "elu",
        "selu",
        "gelu",
        "silu",
        "sigmoid",
        "hard_sigmoid",
        "tanh",
        "softplus",
        "softsign",
        "softmax",
        "log_softmax",
        "relu6",
        "hard_silu",
        "hard_tanh",
        "log_sigmoid",
        "mish",
        "celu",
    ]
    for keyword in plain:
        yield _stage(f"{keyword}/default", getattr(activations, keyword))
    yield _stage("exponential/default", activations.exponential, value_range=(-6.0, 3.0))
    # Keras has it among its operations, which a layer takes as well.
    yield _stage("sqrt/default", ops.sqrt, value_range=(0.05, 6.0))
    yield _stage("gelu/approximate", activations.gelu, {"approximate": True})
    yield _stage("elu/alpha", activations.elu, {"alpha": 0.5})
    yield _stage("relu/max_value", activations.relu, {"max_value": 3.0})
    yield _stage("relu/threshold", activations.relu, {"threshold": 1.0, "negative_slope": 0.1})
    # Keras has two defaults: 0.2 for the activation's name, 0.3 for the layer `LeakyReLU`.
    yield _stage("leaky_relu/activation_default", activations.leaky_relu)
    yield _stage("leaky_relu/slope", activations.leaky_relu, {"negative_slope": 0.05})
    yield layer_case(
        "leaky_relu/layer_default", layers.LeakyReLU, [(4, 7)], value_range=(-6.0, 6.0)
    )
    for keyword in ["softmax", "log_softmax"]:
        function = getattr(activations, keyword)
        yield _stage(f"{keyword}/rank_3", function, shape=(3, 2, 5), value_range=(-3.0, 3.0))
    # Beyond what exp() can hold: only a formula that subtracts the maximum survives.
    large = np.array([[95.0, 94.5, 93.0], [-120.0, -121.0, -119.0], [2.0, 90.0, 89.5]], np.float32)
    far = np.array([[60.0, -60.0, 25.0], [-25.0, 100.0, -85.0], [15.0, -15.0, 40.0]], np.float32)
    for keyword in ["softmax", "log_softmax"]:
        yield _stage(f"{keyword}/large", getattr(activations, keyword), given=large)
    for keyword in ["sigmoid", "tanh", "softplus", "silu", "elu", "selu", "softsign"]:
        yield _stage(f"{keyword}/large", getattr(activations, keyword), given=far)
