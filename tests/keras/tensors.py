"""Numbers that go into fixtures, and the JSON they are written as.

Every case draws from a generator seeded by its own name, so that adding, removing or
reordering cases leaves the numbers of all others as they were.
"""

import json
import math
import zlib

import keras
import numpy as np


def seeded(name):
    """A random generator that belongs to `name` alone."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def distinct(rng, shape, low=-1.0, high=1.0):
    """Shuffled, evenly spaced float32 values between `low` and `high`.

    No two are equal and none is zero, so no maximum is tied and no kink is sat upon; they
    have few decimals, so the files stay short.
    """
    count = math.prod(shape)
    step = (high - low) / max(count, 1)
    decimals = max(2, math.ceil(-math.log10(step)) + 1)
    grid = np.round(low + step * (np.arange(count) + 0.25), decimals)
    values = rng.permutation(grid).astype(np.float32).reshape(shape)
    assert len(np.unique(values)) == count, "values collide after rounding"
    assert np.all(values != 0), "a value was rounded to zero"
    return values


def distinct_many(rng, shapes, low=-1.0, high=1.0):
    """One array per shape; no value occurs twice in all of them together."""
    if not shapes:
        return []
    sizes = [math.prod(shape) for shape in shapes]
    pool = distinct(rng, (sum(sizes),), low, high)
    parts = np.split(pool, np.cumsum(sizes)[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def probabilities(rng, shape):
    """Rows along the last axis that are positive and sum to one (to rounding)."""
    logits = distinct(rng, shape, -1.5, 1.5)
    powers = np.exp(logits.astype(np.float64))
    return np.round(powers / powers.sum(axis=-1, keepdims=True), 4).astype(np.float32)


def one_hot(labels, classes):
    return np.eye(classes, dtype=np.float32)[labels]


def as_input(array):
    """The array as the framework computes with it: floats in Keras' current precision."""
    array = np.asarray(array)
    floating = np.issubdtype(array.dtype, np.floating)
    return keras.ops.convert_to_tensor(array, keras.config.floatx() if floating else None)


def as_array(value):
    """A framework tensor as float32, int32 or bool numpy array."""
    value = np.asarray(value)
    if value.dtype == bool:
        return value
    if np.issubdtype(value.dtype, np.integer):
        return value.astype(np.int32)
    return value.astype(np.float32)


def _number(value, dtype):
    """The shortest text that reads back as the same float32 (or the integer)."""
    if dtype.kind == "f":
        if not np.isfinite(value):
            raise ValueError("a fixture holds a number that is not finite")
        return str(np.float32(value))
    return str(int(value))


def _tensor(array):
    array = as_array(array)
    fields = [f'"shape": {list(array.shape)}']
    if array.dtype != np.float32:
        fields.append(f'"dtype": "{array.dtype.name}"')
    numbers = ", ".join(_number(value, array.dtype) for value in array.ravel())
    return "{" + ", ".join([*fields, f'"data": [{numbers}]']) + "}"


def _is_tensor(value):
    return hasattr(value, "shape") and hasattr(value, "dtype") and not np.isscalar(value)


def _holds_tensor(value):
    if isinstance(value, dict):
        return any(_holds_tensor(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return any(_holds_tensor(part) for part in value)
    return _is_tensor(value)


def _scalar(value):
    if isinstance(value, np.generic):
        return _number(value, value.dtype)
    return json.dumps(value, ensure_ascii=False)


def to_json(value, indent=""):
    """JSON with one tensor, or one small value without tensors, to a line."""
    if _is_tensor(value):
        return _tensor(value)
    deeper = indent + " "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {to_json(part, deeper)}" for key, part in value.items()]
        brackets = "{}"
    elif isinstance(value, (list, tuple)):
        parts = [to_json(part, deeper) for part in value]
        brackets = "[]"
    else:
        return _scalar(value)
    one_line = brackets[0] + ", ".join(parts) + brackets[1]
    if not _holds_tensor(value) and len(one_line) < 160 and "\n" not in one_line:
        return one_line
    body = (",\n" + deeper).join(parts)
    return f"{brackets[0]}\n{deeper}{body}\n{indent}{brackets[1]}"
