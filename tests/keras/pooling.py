"""What stands around convolutions: pooling, padding, cropping, upsampling, group norm, PReLU."""

import numpy as np
from keras import layers

from layer_case import layer_case

SHAPES = {1: (3, 7, 2), 2: (2, 5, 4, 2), 3: (2, 3, 2, 4, 2)}


def pools():
    families = {
        "max_pool": (layers.MaxPooling1D, layers.MaxPooling2D, layers.MaxPooling3D),
        "avg_pool": (layers.AveragePooling1D, layers.AveragePooling2D, layers.AveragePooling3D),
    }
    variants = {
        "valid": {"pool_size": 2},
        "same": {"pool_size": 2, "padding": "same"},
        "overlap": {"pool_size": 3, "strides": 2},
        "overlap_same": {"pool_size": 3, "strides": 2, "padding": "same"},
        "strides_one_same": {"pool_size": 3, "strides": 1, "padding": "same"},
        "gaps": {"pool_size": 2, "strides": 3},
    }
    for family, ranks in families.items():
        for rank, layer in enumerate(ranks, start=1):
            for variant, args in variants.items():
                # The middle axis has room for no window in three dimensions.
                if rank == 3 and variant != "same":
                    args = {**args, "pool_size": [args["pool_size"], 1, 2]}
                yield layer_case(f"{family}{rank}d/{variant}", layer, [SHAPES[rank]], args)
        unequal = {"pool_size": [2, 3], "strides": [1, 2], "padding": "same"}
        yield layer_case(f"{family}2d/unequal", ranks[1], [SHAPES[2]], unequal)


def global_pools():
    families = {
        "global_max_pool": "GlobalMaxPooling",
        "global_avg_pool": "GlobalAveragePooling",
    }
    for family, prefix in families.items():
        for rank, shape in SHAPES.items():
            layer = getattr(layers, f"{prefix}{rank}D")
            yield layer_case(f"{family}{rank}d/default", layer, [shape])
            yield layer_case(f"{family}{rank}d/keepdims", layer, [shape], {"keepdims": True})
    mask = np.arange(7)[None, :] < np.array([[7], [3], [1]])
    average = layers.GlobalAveragePooling1D
    yield layer_case("global_avg_pool1d/mask", average, [SHAPES[1]], mask=mask)


def padding():
    pads = {
        1: {"default": {}, "two": {"padding": 2}, "unequal": {"padding": [1, 3]}},
        2: {
            "default": {},
            "per_axis": {"padding": [1, 2]},
            "unequal": {"padding": [[1, 0], [2, 3]]},
        },
        3: {"default": {}, "unequal": {"padding": [[1, 0], [0, 2], [1, 1]]}},
    }
    crops = {
        1: {"default": {}, "unequal": {"cropping": [1, 3]}},
        2: {"per_axis": {"cropping": [2, 1]}, "unequal": {"cropping": [[1, 0], [2, 1]]}},
        3: {"default": {}, "unequal": {"cropping": [[1, 0], [0, 2], [1, 2]]}},
    }
    small = {1: (3, 4, 2), 2: (2, 3, 2, 2), 3: (2, 2, 1, 2, 2)}
    large = {1: (3, 7, 2), 2: (2, 5, 4, 2), 3: (2, 3, 3, 4, 2)}
    for keyword, prefix, variants_by_rank, shapes in [
        ("zero_pad", "ZeroPadding", pads, small),
        ("crop", "Cropping", crops, large),
    ]:
        for rank, variants in variants_by_rank.items():
            shape = shapes[rank]
            layer = getattr(layers, f"{prefix}{rank}D")
            for variant, args in variants.items():
                yield layer_case(f"{keyword}{rank}d/{variant}", layer, [shape], args)


def upsampling():
    yield layer_case("upsample1d/default", layers.UpSampling1D, [(3, 4, 2)])
    yield layer_case("upsample1d/three", layers.UpSampling1D, [(3, 4, 2)], {"size": 3})
    for interpolation in ["nearest", "bilinear"]:
        for variant, size in {"default": None, "unequal": [1, 3]}.items():
            args = {"interpolation": interpolation} | ({"size": size} if size else {})
            name = f"upsample2d/{interpolation}_{variant}"
            yield layer_case(name, layers.UpSampling2D, [(2, 3, 2, 2)], args)
    yield layer_case("upsample3d/default", layers.UpSampling3D, [(2, 2, 1, 2, 2)])
    unequal = {"size": [1, 2, 3]}
    yield layer_case("upsample3d/unequal", layers.UpSampling3D, [(2, 2, 2, 1, 2)], unequal)


def group_norm():
    norm = layers.GroupNormalization
    yield layer_case("group_norm/rank_2", norm, [(4, 6)], {"groups": 2})
    yield layer_case("group_norm/rank_3", norm, [(3, 4, 6)], {"groups": 3})
    yield layer_case("group_norm/rank_4", norm, [(3, 2, 3, 4)], {"groups": 2})
    yield layer_case("group_norm/one_group", norm, [(3, 3, 4)], {"groups": 1})
    yield layer_case("group_norm/instance", norm, [(3, 2, 3, 2)], {"groups": -1})
    plain = {"groups": 2, "center": False, "scale": False}
    yield layer_case("group_norm/plain", norm, [(3, 3, 4)], plain)
    yield layer_case("group_norm/epsilon", norm, [(3, 3, 4)], {"groups": 2, "epsilon": 0.1})
    yield layer_case("group_norm/default_groups", norm, [(2, 3, 32)])


def prelu():
    yield layer_case("prelu/rank_2", layers.PReLU, [(4, 5)])
    yield layer_case("prelu/rank_3", layers.PReLU, [(3, 4, 2)])
    yield layer_case("prelu/shared_axes", layers.PReLU, [(3, 2, 3, 2)], {"shared_axes": [1, 2]})


def spatial_dropout():
    """The identity at inference."""
    yield layer_case(
        "spatial_dropout1d/inference", layers.SpatialDropout1D, [(3, 4, 2)], {"rate": 0.5}
    )
    yield layer_case(
        "spatial_dropout2d/inference", layers.SpatialDropout2D, [(3, 2, 3, 2)], {"rate": 0.5}
    )
    yield layer_case(
        "spatial_dropout3d/inference", layers.SpatialDropout3D, [(3, 2, 2, 1, 2)], {"rate": 0.5}
    )


def cases():
    groups = (pools, global_pools, padding, upsampling, group_norm, prelu, spatial_dropout)
    for group in groups:
        yield from group()
