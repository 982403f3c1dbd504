"""Attention: dot-product, additive, and multi-head; self, cross and causal; with masks."""

import numpy as np
from keras import layers

from layer_case import layer_case

QUERY = (3, 3, 4)
VALUE = (3, 5, 4)
QUERY_MASK = np.arange(3)[None, :] < np.array([[3], [2], [1]])
VALUE_MASK = np.arange(5)[None, :] < np.array([[5], [1], [3]])


def _listed(**call):
    """`layer([query, value, key], …)`."""

    def arguments(tensors):
        return (list(tensors),), call

    return arguments


def _spread(**call):
    """`layer(query, value, key, …)`."""

    def arguments(tensors):
        return tuple(tensors), call

    return arguments


def _self_attention(**call):
    """One tensor is query, value and key."""

    def arguments(tensors):
        return (tensors[0], tensors[0]), call

    return arguments


def _case(name, layer, inputs, args=None, arrange=_listed, call=None, masks=None, heard=None):
    """`call` holds flags of the call; `masks` are given by name, as they stand in the case."""
    call, masks = call or {}, masks or {}
    if arrange is _listed and masks:
        given = {"mask": [masks.get("query_mask"), masks.get("value_mask")]}
    else:
        given = masks
    extra = {**({"call": call} if call else {}), **masks}
    arguments = arrange(**call, **given)
    return layer_case(name, layer, inputs, args, arguments=arguments, heard=heard, extra=extra)


def single_head():
    causal = {"use_causal_mask": True}
    for keyword, layer in [
        ("attention", layers.Attention),
        ("additive_attention", layers.AdditiveAttention),
    ]:
        yield _case(f"{keyword}/default", layer, [QUERY, VALUE])
        yield _case(f"{keyword}/key", layer, [QUERY, VALUE, VALUE])
        yield _case(f"{keyword}/causal", layer, [VALUE, VALUE], call=causal)
        yield _case(
            f"{keyword}/value_mask", layer, [QUERY, VALUE], masks={"value_mask": VALUE_MASK}
        )
        both = {"query_mask": QUERY_MASK, "value_mask": VALUE_MASK}
        yield _case(f"{keyword}/masks", layer, [QUERY, VALUE], masks=both)
    attention = layers.Attention
    yield _case("attention/scale", attention, [QUERY, VALUE], {"use_scale": True})
    yield _case("attention/concat", attention, [QUERY, VALUE], {"score_mode": "concat"})
    scaled = {"score_mode": "concat", "use_scale": True}
    yield _case("attention/concat_scale", attention, [QUERY, VALUE], scaled)
    no_scale = {"use_scale": False}
    yield _case("additive_attention/no_scale", layers.AdditiveAttention, [QUERY, VALUE], no_scale)


def multi_head():
    layer = layers.MultiHeadAttention
    args = {"num_heads": 2, "key_dim": 3}
    causal = {"use_causal_mask": True}

    def attend_to_itself(variant, more=None, **options):
        whole = {**args, **(more or {})}
        name = f"multi_head_attention/{variant}"
        return _case(name, layer, [QUERY], whole, arrange=_self_attention, **options)

    def attend_to_others(variant, inputs, more=None, **options):
        whole = {**args, **(more or {})}
        name = f"multi_head_attention/{variant}"
        return _case(name, layer, inputs, whole, arrange=_spread, **options)

    yield attend_to_itself("itself")
    yield attend_to_itself("self_causal", call=causal)
    yield attend_to_itself("self_no_bias", {"use_bias": False})
    # With a dropout rate, idle at inference, Keras leaves the fused path, which is wrong for
    # values of another width than the keys (Keras 3.15 on JAX).
    yield attend_to_itself("self_value_dim", {"value_dim": 2, "dropout": 0.1})
    yield attend_to_itself("self_output_shape", {"output_shape": 5})
    # What queries that are padding find means nothing, and nothing comes back to it.
    padding = {"masks": {"query_mask": QUERY_MASK, "value_mask": QUERY_MASK}, "heard": QUERY_MASK}
    yield attend_to_itself("self_masks", **padding)
    yield attend_to_itself("self_causal_masks", call=causal, **padding)
    yield attend_to_others("cross", [QUERY, VALUE])
    yield attend_to_others("cross_key", [QUERY, (3, 5, 2), VALUE])
    yield attend_to_others("cross_value_mask", [QUERY, VALUE], masks={"value_mask": VALUE_MASK})
    masks = {"query_mask": QUERY_MASK, "value_mask": VALUE_MASK}
    yield attend_to_others("cross_masks", [QUERY, VALUE], masks=masks, heard=QUERY_MASK)
    allowed = QUERY_MASK[:, :, None] | VALUE_MASK[:, None, :]
    yield attend_to_others(
        "cross_attention_mask", [QUERY, VALUE], masks={"attention_mask": allowed}
    )


class PositionalEmbedding(layers.Layer):
    """Keras-Hub's `PositionEmbedding`, added to the sequence it is made for."""

    def build(self, shape):
        self.embeddings = self.add_weight(
            name="embeddings", shape=shape[-2:], initializer="glorot_uniform"
        )

    def call(self, sequence):
        return sequence + self.embeddings


def positions():
    yield layer_case("positional_embedding/default", PositionalEmbedding, [(3, 5, 4)])


def cases():
    yield from single_head()
    yield from multi_head()
    yield from positions()
