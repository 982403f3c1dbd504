"""One fixture case of one layer: forward, and every gradient by automatic differentiation."""

import re

import jax
import numpy as np

from tensors import as_array, as_input, distinct, distinct_many, seeded

# The name that layers within a wrapper are given, to be left out of parameter names.
WRAPPED = "wrapped"

# Where a parameter's values lie. Whatever is not listed lies between -1 and 1; scales and
# variances stay positive and away from zero; means share no value with an offset of the same
# size, so that one taken for the other shows.
PARAMETER_RANGES = {
    "moving_mean": (-0.6, 0.9),
    "gamma": (0.5, 1.5),
    "moving_variance": (0.5, 2.0),
    "alpha": (0.05, 0.5),
}


def parameter_name(variable, layer):
    """`kernel`, or `forward/kernel` for a layer within the layer; never Keras' own counters."""
    parts = variable.path.split("/")
    if parts[0] == layer.name:
        parts = parts[1:]
    # A direction is called forward_lstm; cells and wrapped layers add nothing but their name.
    parts = [re.sub("^(forward|backward)_.*", r"\1", part) for part in parts]
    return "/".join(part for part in parts if not part.endswith(("_cell", WRAPPED)))


def _named(variables, values, layer):
    """Values by parameter name, without the states of random generators."""
    return {
        parameter_name(variable, layer): as_array(value)
        for variable, value in zip(variables, values, strict=True)
        if "seed_generator" not in variable.path
    }


def fill_parameters(layer, rng, size=1.0):
    """Replace initial values by seeded ones that exercise every term of the formulas.

    `size` is the largest absolute value of those that have no range of their own.
    """
    for variable in layer.variables:
        if "seed_generator" in variable.path:
            continue
        low, high = PARAMETER_RANGES.get(variable.path.split("/")[-1], (-size, size))
        variable.assign(distinct(rng, variable.shape, low, high))


def _make_inputs(rng, inputs, low, high):
    """Shapes become seeded floats; arrays (indices, hand-picked values) stay as they are."""
    drawn = iter(distinct_many(rng, [i for i in inputs if isinstance(i, tuple)], low, high))
    return [next(drawn) if isinstance(i, tuple) else np.asarray(i) for i in inputs]


def _call_plainly(tensors):
    """Keras' convention: one tensor as it is, several as a list."""
    return (tensors[0] if len(tensors) == 1 else list(tensors),), {}


def layer_case(
    name,
    layer_class,
    inputs,
    args=None,
    *,
    value_range=(-1.0, 1.0),
    training=False,
    arguments=_call_plainly,
    mask=None,
    heard=None,
    extra=None,
):
    """Build the layer, run it, differentiate it, and return the case as a dictionary.

    `name` is `layer/variant`. `inputs` are shapes (batch first) or arrays; `args` are the
    constructor's. `arguments` lays the inputs out for Keras' call as `(args, kwargs)`.
    `extra` is written into the case as it stands (what else a reader must know). A layer with
    several outputs has lists for `output` and `upstream`. The upstream gradient is zero in steps
    that are not `heard`.
    """
    rng = seeded(name)
    args = args or {}
    layer = layer_class(**args)
    tensors = _make_inputs(rng, inputs, *value_range)
    differentiable = [np.issubdtype(tensor.dtype, np.floating) for tensor in tensors]

    positional, keywords = arguments([as_input(tensor) for tensor in tensors])
    if mask is not None:
        keywords = {**keywords, "mask": as_input(mask)}
    accepts_training = "training" in layer._call_signature.parameters
    if accepts_training:
        keywords = {**keywords, "training": training}
    layer(*positional, **keywords)  # builds it
    fill_parameters(layer, rng)

    trainable = [variable.value for variable in layer.trainable_variables]
    fixed = [variable.value for variable in layer.non_trainable_variables]

    def forward(parameters, floats):
        floats = iter(floats)
        whole = [
            next(floats) if d else as_input(t) for t, d in zip(tensors, differentiable, strict=True)
        ]
        positional, call_keywords = arguments(whole)
        call_keywords = {**keywords, **call_keywords}
        output, after = layer.stateless_call(parameters, fixed, *positional, **call_keywords)
        return output, after

    floats = [as_input(t) for t, d in zip(tensors, differentiable, strict=True) if d]
    output, pull_back, after = jax.vjp(forward, trainable, floats, has_aux=True)
    upstream = jax.tree.map(lambda tensor: distinct(rng, tensor.shape), output)
    if heard is not None:
        upstream = np.where(heard[:, :, None], upstream, np.float32(0))
    parameter_gradients, float_gradients = pull_back(jax.tree.map(as_input, upstream))
    float_gradients = iter(float_gradients)

    case = {"name": name, "layer": name.split("/")[0], "args": args, **(extra or {})}
    if accepts_training:
        case["training"] = training
    case["inputs"] = tensors
    if mask is not None:
        case["mask"] = np.asarray(mask)
    case["params"] = _named(layer.trainable_variables, trainable, layer)
    state = _named(layer.non_trainable_variables, fixed, layer)
    if state:
        case["state"] = state
    case["output"] = jax.tree.map(as_array, output)
    if state and training:
        case["state_after"] = _named(layer.non_trainable_variables, after, layer)
    case["upstream"] = upstream
    case["input_gradients"] = [next(float_gradients) if d else None for d in differentiable]
    case["param_gradients"] = _named(layer.trainable_variables, parameter_gradients, layer)
    return case
