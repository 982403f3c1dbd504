"""Convolutions of one, two and three dimensions: plain, separable, depthwise, transposed."""

from keras import layers
from keras.src.layers.convolutional.base_depthwise_conv import BaseDepthwiseConv
from keras.src.layers.convolutional.base_separable_conv import BaseSeparableConv

from layer_case import layer_case

# Small sizes per rank, unequal, so that `same` pads unevenly and no axis passes for another.
SHAPES = {1: (3, 7, 2), 2: (2, 5, 4, 2), 3: (2, 3, 2, 4, 2)}
# Windows that fit into them, of layers that work on each channel by itself.
KERNELS = {1: 3, 2: 3, 3: [2, 1, 3]}


class DepthwiseConv3D(BaseDepthwiseConv):
    """What Keras would have for volumes: its own class for any rank, of which it offers one and two."""

    def __init__(self, **args):
        super().__init__(rank=3, **{"depth_multiplier": 1, **args})


class SeparableConv3D(BaseSeparableConv):
    """As `DepthwiseConv3D`."""

    def __init__(self, **args):
        super().__init__(rank=3, **{"depth_multiplier": 1, **args})


def conv(rank, layer, kernel):
    keyword, shape = f"conv{rank}d", SHAPES[rank]
    base = {"filters": 3, "kernel_size": kernel}
    variants = {
        "valid": {},
        "same": {"padding": "same"},
        "strides": {"strides": 2},
        "strides_same": {"strides": 2, "padding": "same"},
        "no_bias_relu": {"use_bias": False, "activation": "relu"},
        "dilation_same": {"dilation_rate": 2, "padding": "same"},
    }
    if rank < 3:
        variants["even_kernel_same"] = {"kernel_size": 2, "padding": "same"}
        variants["even_kernel_strides_same"] = {"kernel_size": 4, "strides": 3, "padding": "same"}
        variants["dilation"] = {"kernel_size": 2, "dilation_rate": 2}
    if rank == 2:
        variants["unequal"] = {"kernel_size": [3, 2], "strides": [1, 2], "padding": "same"}
        variants["unequal_dilation"] = {"kernel_size": [2, 3], "dilation_rate": [3, 1]}
        variants["pointwise"] = {"kernel_size": 1}
        variants["pointwise_strides"] = {"kernel_size": 1, "strides": 2}
    if rank == 1:
        variants["causal"] = {"padding": "causal"}
        variants["causal_dilation"] = {"padding": "causal", "dilation_rate": 2}
        variants["causal_strides"] = {"padding": "causal", "strides": 2}
    for variant, args in variants.items():
        yield layer_case(f"{keyword}/{variant}", layer, [shape], {**base, **args})
    grouped = (*shape[:-1], 4)
    for variant, args in {
        "groups": {},
        "groups_strides_same": {"strides": 2, "padding": "same"},
    }.items():
        if rank < 3:
            args = {"filters": 6, "kernel_size": kernel, "groups": 2, **args}
            yield layer_case(f"{keyword}/{variant}", layer, [grouped], args)


def depthwise(rank, layer):
    keyword, shape = f"depthwise_conv{rank}d", SHAPES[rank]
    variants = {
        "valid": {},
        "same": {"padding": "same"},
        "strides_same": {"strides": 2, "padding": "same"},
        "depth_multiplier": {"depth_multiplier": 2},
        "depth_multiplier_strides": {"depth_multiplier": 3, "strides": 2},
        "dilation_same": {"dilation_rate": 2, "padding": "same"},
        "no_bias_relu": {"use_bias": False, "activation": "relu"},
    }
    size = KERNELS[rank]
    for variant, args in variants.items():
        yield layer_case(f"{keyword}/{variant}", layer, [shape], {"kernel_size": size, **args})


def separable(rank, layer):
    keyword, shape = f"separable_conv{rank}d", SHAPES[rank]
    base = {"filters": 3, "kernel_size": KERNELS[rank]}
    variants = {
        "valid": {},
        "same": {"padding": "same"},
        "strides_same": {"strides": 2, "padding": "same"},
        "depth_multiplier": {"depth_multiplier": 2},
        "dilation_same": {"dilation_rate": 2, "padding": "same"},
        "no_bias_relu": {"use_bias": False, "activation": "relu"},
    }
    for variant, args in variants.items():
        yield layer_case(f"{keyword}/{variant}", layer, [shape], {**base, **args})


def transposed(rank, layer, kernel):
    keyword = f"conv{rank}d_transpose"
    shape = {1: (3, 4, 2), 2: (2, 3, 2, 2), 3: (2, 2, 1, 3, 2)}[rank]
    base = {"filters": 3, "kernel_size": kernel}
    variants = {
        "valid": {},
        "same": {"padding": "same"},
        "strides": {"strides": 2},
        "strides_same": {"strides": 2, "padding": "same"},
    }
    if rank < 3:
        variants["strides_above_kernel"] = {"kernel_size": 2, "strides": 3}
        variants["strides_above_kernel_same"] = {"kernel_size": 2, "strides": 3, "padding": "same"}
        variants["even_kernel_same"] = {"kernel_size": 4, "strides": 2, "padding": "same"}
        variants["output_padding"] = {"strides": 2, "output_padding": 1}
        variants["output_padding_zero_same"] = {
            "strides": 2,
            "padding": "same",
            "output_padding": 0,
        }
        variants["output_padding_same"] = {"strides": 2, "padding": "same", "output_padding": 1}
        variants["dilation"] = {"dilation_rate": 2}
        variants["no_bias_relu"] = {"use_bias": False, "activation": "relu", "strides": 2}
    if rank == 2:
        variants["unequal"] = {"kernel_size": [3, 2], "strides": [1, 2], "padding": "same"}
    for variant, args in variants.items():
        yield layer_case(f"{keyword}/{variant}", layer, [shape], {**base, **args})


def cases():
    yield from conv(1, layers.Conv1D, 3)
    yield from conv(2, layers.Conv2D, 3)
    yield from conv(3, layers.Conv3D, [2, 1, 3])
    yield from depthwise(1, layers.DepthwiseConv1D)
    yield from depthwise(2, layers.DepthwiseConv2D)
    yield from depthwise(3, DepthwiseConv3D)
    yield from separable(1, layers.SeparableConv1D)
    yield from separable(2, layers.SeparableConv2D)
    yield from separable(3, SeparableConv3D)
    yield from transposed(1, layers.Conv1DTranspose, 3)
    yield from transposed(2, layers.Conv2DTranspose, 3)
    yield from transposed(3, layers.Conv3DTranspose, [2, 1, 2])
