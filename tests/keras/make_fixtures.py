"""Writes tests/keras/fixtures/*.json and DEFAULTS.md from what Keras computes.

Run as `python tests/keras/make_fixtures.py [GROUP ...]`; README.md tells the whole procedure.
"""

import argparse
import importlib
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
from defaults import to_markdown
from tensors import to_json

HERE = Path(__file__).parent
GROUPS = [
    "layers",
    "activations",
    "losses",
    "optimizers",
    "schedules",
    "metrics",
    "initializers",
    "models",
    "convolution",
    "pooling",
    "recurrent",
    "attention",
]


def write_group(group, folder):
    """One module, one file: `cases()` yields dictionaries."""
    cases = list(importlib.import_module(group).cases())
    names = [case["name"] for case in cases]
    assert len(names) == len(set(names)), f"two cases of {group} share a name"
    path = folder / f"{group}.json"
    path.write_text(to_json(cases) + "\n")
    jax.clear_caches()  # of compiled cases, which would pile up to gigabytes
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size / 1024:.0f} KiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    listed = ", ".join(GROUPS)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=listed)
    groups = parser.parse_args().groups
    folder = HERE / "fixtures"
    folder.mkdir(exist_ok=True)
    for group in groups or GROUPS:
        write_group(group, folder)
    if not groups:
        (HERE / "DEFAULTS.md").write_text(to_markdown())


if __name__ == "__main__":
    main()
