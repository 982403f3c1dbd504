"""Initializers: what theory says of their distributions, beside what Keras drew.

A random generator cannot be compared number by number. A test draws the same shape, checks the
bounds, and compares mean and standard deviation with the theory.
"""

import math

import keras
import numpy as np
from keras import initializers

from tensors import as_array

SHAPES = [(200, 300), (3, 3, 16, 32)]
# Keras cuts a normal distribution at two standard deviations; what is left has this one.
TRUNCATED_STD = 0.87962566103423978
SEED = 7


def _fans(shape):
    """Inputs and outputs of one unit: the kernel's area counts in both."""
    area = math.prod(shape[:-2])
    return area * shape[-2], area * shape[-1]


def _variance_scaling():
    """Keyword, the fan that divides the scale, and the scale."""
    both = lambda fan_in, fan_out: (fan_in + fan_out) / 2  # noqa: E731
    only_in = lambda fan_in, fan_out: fan_in  # noqa: E731
    for family, fan, scale in [("glorot", both, 1), ("he", only_in, 2), ("lecun", only_in, 1)]:
        for distribution in ["uniform", "normal"]:
            yield f"{family}_{distribution}", distribution, fan, scale


def _statistics(values):
    values = values.astype(np.float64)
    names = {"min": values.min(), "max": values.max(), "mean": values.mean(), "std": values.std()}
    return {key: np.float32(value) for key, value in names.items()}


def _case(keyword, initializer_class, shape, theory, args=None):
    args = args or {}
    values = as_array(initializer_class(**args, seed=SEED)(shape))
    fan_in, fan_out = _fans(shape)
    measured = _statistics(values)
    # The standard error of a mean over n values is std / √n, that of their std less.
    tolerance = 4 / math.sqrt(values.size)
    assert abs(measured["mean"] - theory["mean"]) < tolerance * theory["std"]
    assert abs(measured["std"] / theory["std"] - 1) < tolerance
    if theory["limit"] is not None:
        assert np.abs(values).max() <= theory["limit"] * (1 + 1e-6)
    variant = "_".join([f"{len(shape)}d", *args])
    return {
        "name": f"{keyword}/{variant}",
        "initializer": keyword,
        "args": args,
        "shape": list(shape),
        "fan_in": fan_in,
        "fan_out": fan_out,
        "theory": theory,
        "measured": measured,
    }


def _theory(std, limit, mean=0.0):
    """`limit` bounds the absolute value; null where nothing does."""
    return {
        "limit": None if limit is None else np.float32(limit),
        "mean": np.float32(mean),
        "std": np.float32(std),
    }


def scaled():
    for shape in SHAPES:
        for keyword, distribution, fan, scale in _variance_scaling():
            std = math.sqrt(scale / fan(*_fans(shape)))
            # A uniform distribution over ±limit has the std limit / √3; the normal one is drawn
            # wider by just as much as cutting it narrows it.
            limit = math.sqrt(3) * std if distribution == "uniform" else 2 * std / TRUNCATED_STD
            initializer = getattr(initializers, keyword)
            yield _case(keyword, initializer, shape, _theory(std, limit))


def fixed():
    for shape in SHAPES:
        for args in [{}, {"stddev": 0.2}]:
            stddev = args.get("stddev", 0.05)
            yield _case(
                "random_normal", initializers.RandomNormal, shape, _theory(stddev, None), args
            )
            cut = _theory(stddev * TRUNCATED_STD, 2 * stddev)
            yield _case("truncated_normal", initializers.TruncatedNormal, shape, cut, args)
        for args in [{}, {"minval": -0.2, "maxval": 0.2}]:
            limit = args.get("maxval", 0.05)
            uniform = _theory(limit / math.sqrt(3), limit)
            yield _case("random_uniform", initializers.RandomUniform, shape, uniform, args)


def orthogonal():
    """The kernel as a matrix (all but the last axis in front) has orthonormal rows or columns."""
    for shape in SHAPES:
        for args in [{}, {"gain": 1.5}]:
            gain = args.get("gain", 1.0)
            rows, columns = math.prod(shape[:-1]), shape[-1]
            std = gain / math.sqrt(max(rows, columns))
            case = _case("orthogonal", initializers.Orthogonal, shape, _theory(std, gain), args)
            matrix = as_array(initializers.Orthogonal(**args, seed=SEED)(shape))
            matrix = matrix.reshape(rows, columns).astype(np.float64)
            short = matrix @ matrix.T if rows < columns else matrix.T @ matrix
            error = np.abs(short / gain**2 - np.eye(len(short))).max()
            assert error < 1e-5
            case["orthonormal"] = "rows" if rows < columns else "columns"
            yield case


def cases():
    keras.utils.set_random_seed(SEED)
    for group in (scaled, fixed, orthogonal):
        yield from group()
