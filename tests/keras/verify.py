"""Recomputes fixtures in float64 and prints how far the committed float32 numbers are from them.

Run as `python tests/keras/verify.py [GROUP ...]`. A large deviation means that a case is badly
conditioned in float32: no implementation could be expected to reproduce it.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["JAX_ENABLE_X64"] = "1"

import json
import sys
import tempfile
from pathlib import Path

import keras
import make_fixtures
from keras.src.backend.common import dtypes

# Beyond this, relative to the larger of 1 and the number itself, a case is not fit to be compared.
LIMIT = 1e-5


def deviations(committed, exact, where):
    """Pairs of the place of a float and its deviation, relative to max(1, |exact|)."""
    if isinstance(exact, dict):
        assert committed.keys() == exact.keys(), f"{where}: other keys"
        for key in exact.keys() - {"measured"}:  # of random draws, which depend on the precision
            yield from deviations(committed[key], exact[key], f"{where}.{key}")
    elif isinstance(exact, list):
        assert len(committed) == len(exact), f"{where}: another length"
        for index, (left, right) in enumerate(zip(committed, exact, strict=True)):
            label = right["name"] if isinstance(right, dict) and "name" in right else index
            yield from deviations(left, right, f"{where}[{label}]")
    elif isinstance(exact, float):
        yield where, abs(committed - exact) / max(1.0, abs(exact))
    else:
        assert committed == exact, f"{where}: {committed} is not {exact}"


def main():
    keras.config.set_floatx("float64")
    dtypes.BIT64_TO_BIT32_DTYPE.pop("float64")  # Keras otherwise computes parts in float32
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for group in sys.argv[1:] or make_fixtures.GROUPS:
            make_fixtures.write_group(group, Path(folder))
            name = f"{group}.json"
            committed = json.loads((make_fixtures.HERE / "fixtures" / name).read_text())
            exact = json.loads((Path(folder) / name).read_text())
            found = sorted(deviations(committed, exact, group), key=lambda pair: -pair[1])
            print(f"  largest deviation {found[0][1]:.1e} at {found[0][0]}")
            failed |= found[0][1] > LIMIT
    sys.exit(failed)


if __name__ == "__main__":
    main()
