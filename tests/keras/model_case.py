"""One fixture case of a whole model: what five full-batch steps of training make of it."""

import keras
import numpy as np

from layer_case import fill_parameters, parameter_name
from tensors import as_array, as_input, distinct, seeded

STEPS = 5
BATCH = 8


def _weights(model):
    """Values of all variables that belong to layers, as `layer/parameter`."""
    return {
        f"{layer.name}/{parameter_name(variable, layer)}": as_array(variable.value)
        for layer in model.layers
        for variable in layer.variables
        if "seed_generator" not in variable.path
    }


def _bare(tensors):
    """A single input or output goes to Keras without its name."""
    tensors = {name: as_input(value) for name, value in tensors.items()}
    return tensors if len(tensors) > 1 else next(iter(tensors.values()))


def model_case(
    name, build, data, optimizer, args, loss, loss_weights=None, sample_weight=False, extra=None
):
    """Build and train the model; `extra` is written into the case as it stands."""
    rng = seeded(name)
    keras.backend.clear_session()
    model = build()
    for layer in model.layers:
        fill_parameters(layer, rng, size=0.7)
    inputs, targets = data(rng)
    case = {
        "name": name,
        "model": build.__name__,
        "optimizer": optimizer.__name__.lower(),
        "args": args,
        "loss": loss,
        "loss_weights": loss_weights,
        **(extra or {}),
        "inputs": inputs,
        "targets": targets,
    }
    weights = None
    if sample_weight:
        weights = np.abs(distinct(rng, (BATCH,), -1.0, 2.0))
        case["sample_weight"] = weights
    case["initial"] = _weights(model)
    single = len(targets) == 1
    model.compile(
        optimizer=optimizer(**args),
        loss=next(iter(loss.values())) if single else loss,
        loss_weights=loss_weights,
    )
    history = model.fit(
        _bare(inputs),
        _bare(targets),
        sample_weight=None if weights is None else as_input(weights),
        batch_size=BATCH,
        epochs=STEPS,
        shuffle=False,
        verbose=0,
    )
    case["history"] = {key: np.array(values, np.float32) for key, values in history.history.items()}
    case["final"] = _weights(model)
    predictions = model(_bare(inputs), training=False)
    case["predictions"] = {next(iter(targets)): predictions} if single else dict(predictions)
    return case
