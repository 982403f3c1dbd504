"""Recurrent layers: masks, initial and final states, both directions; layers repeated in time."""

import numpy as np
from keras import layers

from layer_case import WRAPPED, layer_case

STEPS = 4
SEQUENCE = (3, STEPS, 2)
UNITS = 3
# Where sequences end early, one of them before it began.
RAGGED = np.arange(STEPS)[None, :] < np.array([[4], [2], [0]])
# With an initial state, what comes out of a sequence that never began depends on Keras' backend.
BEGUN = np.arange(STEPS)[None, :] < np.array([[4], [2], [1]])
# Where steps are missing at the front and in between.
GAPS = np.array([[0, 1, 1, 1], [1, 0, 1, 0], [0, 0, 1, 1]], bool)

CELLS = {
    "simple_rnn": (layers.SimpleRNN, {}),
    "lstm": (layers.LSTM, {}),
    "gru": (layers.GRU, {}),
    "gru_reset_before": (layers.GRU, {"reset_after": False}),
}


def _states(keyword):
    return 2 if keyword == "lstm" else 1


def _with_initial_state(tensors):
    return (tensors[0],), {"initial_state": tensors[1:]}


def one_direction():
    for keyword, (layer, base) in CELLS.items():
        base = {"units": UNITS, **base}
        every = {"return_sequences": True}
        backwards = {"go_backwards": True}
        # Both kinds of GRU are the layer `gru`, told apart by their arguments.
        name = "gru/reset_before_" if keyword == "gru_reset_before" else f"{keyword}/"

        for variant, args, mask in [
            ("default", {}, None),
            ("sequences", every, None),
            ("backwards", backwards, None),
            ("backwards_sequences", {**every, **backwards}, None),
            ("no_bias", {"use_bias": False}, None),
            ("mask", {}, RAGGED),
            ("mask_sequences", every, RAGGED),
            ("mask_backwards", backwards, RAGGED),
            ("mask_backwards_sequences", {**every, **backwards}, RAGGED),
            ("gaps", {}, GAPS),
            ("gaps_sequences", every, GAPS),
        ]:
            yield layer_case(name + variant, layer, [SEQUENCE], {**base, **args}, mask=mask)

        others = {"activation": "relu"}
        if keyword != "simple_rnn":
            others["recurrent_activation"] = "hard_sigmoid"
        yield layer_case(f"{name}activations", layer, [SEQUENCE], {**base, **others})

        states = [(3, UNITS)] * _states(keyword)
        for variant, args, mask in [
            ("initial_state", every, None),
            ("initial_state_mask", {}, BEGUN),
            ("final_state", {"return_state": True}, None),
            ("final_state_mask", {"return_state": True, **every}, BEGUN),
        ]:
            yield layer_case(
                name + variant,
                layer,
                [SEQUENCE, *states],
                {**base, **args},
                arguments=_with_initial_state,
                mask=mask,
            )


def both_directions():
    for keyword, (layer, base) in CELLS.items():
        variants = {"concat": ({}, {}, None)}
        if keyword == "lstm":
            every = {"return_sequences": True}
            variants |= {
                "sum": ({"merge_mode": "sum"}, {}, None),
                "ave": ({"merge_mode": "ave"}, {}, None),
                "mul": ({"merge_mode": "mul"}, {}, None),
                "concat_sequences": ({}, every, None),
                "sum_sequences": ({"merge_mode": "sum"}, every, None),
                "mul_sequences": ({"merge_mode": "mul"}, every, None),
                "concat_mask": ({}, {}, RAGGED),
                "concat_mask_sequences": ({}, every, RAGGED),
                "concat_gaps_sequences": ({}, every, GAPS),
            }
        for variant, (args, inner, mask) in variants.items():
            inner = {"units": 2, **base, **inner}
            yield _wrapped_case(
                f"bidirectional/{keyword}_{variant}",
                layers.Bidirectional,
                layer,
                keyword.removesuffix("_reset_before"),
                inner,
                [SEQUENCE],
                args,
                mask=mask,
            )


def _wrapped_case(name, wrapper, layer, keyword, inner, inputs, args=None, mask=None):
    """A layer around a layer, whose keyword and arguments stand under `wrapped`."""

    def build(**wrapper_args):
        return wrapper(layer(**inner, name=WRAPPED), **wrapper_args)

    extra = {"wrapped": {"layer": keyword, "args": inner}}
    return layer_case(name, build, inputs, args, mask=mask, extra=extra)


def repeated():
    timed = layers.TimeDistributed
    for name, layer, keyword, inner, shape in [
        ("dense", layers.Dense, "dense", {"units": 3, "activation": "tanh"}, (3, 4, 2)),
        ("conv2d", layers.Conv2D, "conv2d", {"filters": 2, "kernel_size": 2}, (2, 3, 3, 2, 2)),
        ("flatten", layers.Flatten, "flatten", {}, (3, 2, 2, 3)),
    ]:
        yield _wrapped_case(f"time_distributed/{name}", timed, layer, keyword, inner, [shape])
    yield layer_case("repeat_vector/three", layers.RepeatVector, [(4, 3)], {"n": 3})
    # Steps of which every entry is the mask value do not count: they come out as zeros, and carry
    # the mask on to what follows.
    sequences = np.array(
        [
            [[0.5, -1.0], [0.0, 0.25], [0.0, 0.0]],
            [[0.0, 0.0], [-0.75, 0.0], [0.0, 0.0]],
            [[1.5, 2.0], [-0.5, 0.5], [0.25, -2.0]],
        ],
        np.float32,
    )
    yield layer_case("masking/default", layers.Masking, [sequences])
    padded = np.where(sequences == 0, -1.0, sequences).astype(np.float32)
    yield layer_case("masking/value", layers.Masking, [padded], {"mask_value": -1.0})


def cases():
    for group in (one_direction, both_directions, repeated):
        yield from group()
