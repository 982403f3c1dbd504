"""The dense family: dense, normalisation, embedding, shape layers, merges, noise at inference."""

import numpy as np
from keras import layers, ops

from layer_case import layer_case

# Names Keras accepts for `activation =`.
ACTIVATIONS = [
    "linear",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "sigmoid",
    "hard_sigmoid",
    "tanh",
    "softplus",
    "softsign",
    "exponential",
    "softmax",
    "log_softmax",
]


def dense():
    yield layer_case("dense/default", layers.Dense, [(4, 5)], {"units": 3})
    yield layer_case("dense/no_bias", layers.Dense, [(4, 5)], {"units": 3, "use_bias": False})
    yield layer_case("dense/rank_3", layers.Dense, [(3, 2, 4)], {"units": 3, "activation": "tanh"})
    yield layer_case(
        "dense/rank_3_no_bias", layers.Dense, [(3, 2, 4)], {"units": 3, "use_bias": False}
    )
    # Wider than a SIMD register, and no multiple of one.
    yield layer_case("dense/wide", layers.Dense, [(5, 19)], {"units": 21, "activation": "relu"})
    yield layer_case("dense/single_unit", layers.Dense, [(4, 3)], {"units": 1})
    for activation in ACTIVATIONS:
        yield layer_case(
            f"dense/{activation}", layers.Dense, [(4, 5)], {"units": 3, "activation": activation}
        )


def batch_norm():
    norm = layers.BatchNormalization
    options = {
        "default": {},
        "momentum": {"momentum": 0.9},
        "epsilon": {"epsilon": 0.1},
        "no_center": {"center": False},
        "no_scale": {"scale": False},
        "plain": {"center": False, "scale": False},
    }
    for mode, training in [("training", True), ("inference", False)]:
        for option, args in options.items():
            yield layer_case(f"batch_norm/{mode}_{option}", norm, [(5, 3)], args, training=training)
        yield layer_case(f"batch_norm/{mode}_rank_3", norm, [(3, 4, 2)], training=training)
        yield layer_case(
            f"batch_norm/{mode}_rank_4", norm, [(3, 2, 3, 2)], {"momentum": 0.8}, training=training
        )
    # Masked steps count neither in the statistics nor in the moving averages.
    mask = np.arange(4)[None, :] < np.array([[4], [2], [3]])
    yield layer_case("batch_norm/training_mask", norm, [(3, 4, 2)], training=True, mask=mask)
    yield layer_case("batch_norm/inference_mask", norm, [(3, 4, 2)], training=False, mask=mask)


def layer_norm():
    norm = layers.LayerNormalization
    yield layer_case("layer_norm/default", norm, [(4, 5)])
    yield layer_case("layer_norm/epsilon", norm, [(4, 5)], {"epsilon": 0.1})
    yield layer_case("layer_norm/no_center", norm, [(4, 5)], {"center": False})
    yield layer_case("layer_norm/no_scale", norm, [(4, 5)], {"scale": False})
    yield layer_case("layer_norm/plain", norm, [(4, 5)], {"center": False, "scale": False})
    yield layer_case("layer_norm/rank_3", norm, [(3, 2, 5)])
    yield layer_case("layer_norm/rank_4", norm, [(3, 2, 2, 4)])
    yield layer_case("layer_norm/two_axes", norm, [(3, 2, 4)], {"axis": [1, 2]})


def embedding():
    repeated = np.array([[0, 3, 3], [5, 1, 3], [0, 0, 2], [4, 5, 1]], dtype=np.int32)
    args = {"input_dim": 6, "output_dim": 4}
    yield layer_case("embedding/default", layers.Embedding, [repeated], args)
    yield layer_case("embedding/rank_1", layers.Embedding, [repeated[:, 0]], args)
    unused_rows = np.array([[7, 7], [2, 7], [2, 0]], dtype=np.int32)
    yield layer_case(
        "embedding/unused_rows", layers.Embedding, [unused_rows], {"input_dim": 9, "output_dim": 3}
    )


def shapes():
    yield layer_case("flatten/rank_3", layers.Flatten, [(3, 2, 4)])
    yield layer_case("flatten/rank_4", layers.Flatten, [(3, 2, 3, 2)])
    yield layer_case("reshape/split", layers.Reshape, [(3, 12)], {"target_shape": [3, 4]})
    yield layer_case("reshape/inferred", layers.Reshape, [(3, 4, 3)], {"target_shape": [-1, 6]})
    yield layer_case("permute/rank_3", layers.Permute, [(3, 2, 4)], {"dims": [2, 1]})
    for name, shape, axis in [("steps", (3, 4, 2), 1), ("last", (3, 2, 4), -1), ("middle", (2, 3, 4, 2), 2)]:
        extra = {"axis": axis}
        yield layer_case(f"flip/{name}", lambda axis=axis: layers.Lambda(lambda x: ops.flip(x, axis)), [shape], extra=extra)
    yield layer_case("permute/rank_4", layers.Permute, [(3, 2, 3, 4)], {"dims": [3, 1, 2]})


def merges():
    elementwise = {
        "add": layers.Add,
        "multiply": layers.Multiply,
        "average": layers.Average,
        "maximum": layers.Maximum,
        "minimum": layers.Minimum,
    }
    yield layer_case("subtract/rank_2", layers.Subtract, [(4, 3), (4, 3)])
    yield layer_case("subtract/rank_3", layers.Subtract, [(3, 2, 3), (3, 2, 3)])
    for keyword, layer in elementwise.items():
        yield layer_case(f"{keyword}/two", layer, [(4, 3)] * 2)
        yield layer_case(f"{keyword}/three", layer, [(4, 3)] * 3)
        yield layer_case(f"{keyword}/rank_3", layer, [(3, 2, 3)] * 2)
    join = layers.Concatenate
    yield layer_case("concatenate/default", join, [(4, 3), (4, 2)])
    yield layer_case("concatenate/three", join, [(4, 3), (4, 1), (4, 2)])
    yield layer_case("concatenate/last_axis_rank_3", join, [(3, 2, 3), (3, 2, 2)], {"axis": -1})
    yield layer_case("concatenate/axis_1", join, [(3, 2, 3), (3, 4, 3)], {"axis": 1})
    yield layer_case("concatenate/axis_1_rank_4", join, [(3, 2, 2, 2), (3, 1, 2, 2)], {"axis": 1})
    dots = {
        "rank_2": ([(4, 3), (4, 3)], {"axes": 1}),
        "rank_2_normalize": ([(4, 3), (4, 3)], {"axes": 1, "normalize": True}),
        "rank_3_last_axes": ([(3, 2, 4), (3, 3, 4)], {"axes": 2}),
        "rank_3_axis_1": ([(3, 4, 2), (3, 4, 3)], {"axes": 1}),
        "rank_3_pair": ([(3, 2, 4), (3, 4, 3)], {"axes": [2, 1]}),
        "rank_3_normalize": ([(3, 2, 4), (3, 3, 4)], {"axes": [2, 2], "normalize": True}),
        "rank_3_with_rank_2": ([(3, 2, 4), (3, 4)], {"axes": [2, 1]}),
    }
    for variant, (inputs, args) in dots.items():
        yield layer_case(f"dot/{variant}", layers.Dot, inputs, args)


def noise_at_inference():
    """The identity: what these do in training is random, and is tested by its statistics."""
    yield layer_case("dropout/inference", layers.Dropout, [(4, 3)], {"rate": 0.5})
    yield layer_case("gaussian_noise/inference", layers.GaussianNoise, [(4, 3)], {"stddev": 0.3})
    yield layer_case("gaussian_dropout/inference", layers.GaussianDropout, [(4, 3)], {"rate": 0.3})
    yield layer_case("alpha_dropout/inference", layers.AlphaDropout, [(4, 3)], {"rate": 0.3})


def cases():
    for group in (dense, batch_norm, layer_norm, embedding, shapes, merges, noise_at_inference):
        yield from group()
