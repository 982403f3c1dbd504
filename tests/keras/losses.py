"""Losses: value and gradient, alone and through the activation that usually stands before them."""

import jax
import numpy as np
from keras import activations, losses
from keras.src.backend.common.masking import set_keras_mask

from tensors import as_array, as_input, distinct, one_hot, probabilities, seeded

LABELS = np.array([2, 0, 3, 2], np.int32)
WEIGHTS = np.array([1.0, 0.5, 2.0, 0.25], np.float32)
STEP_WEIGHTS = np.array([[1.0, 0.5], [2.0, 0.0], [0.25, 1.5]], np.float32)
# Two of three sequences have steps that do not count.
STEPS_THAT_COUNT = np.array([[True, True], [True, False], [False, False]])


def _case(name, loss_class, data, args=None, weights=None, activation=None, mask=None):
    """`data` draws `(y_true, y_pred)`; with an activation, `y_pred` is what goes into it."""
    y_true, y_pred = data(seeded(name))
    args = args or {}
    loss = loss_class(**args)
    unreduced = loss_class(**args, reduction="none")
    before = getattr(activations, activation or "linear")
    sample_weight = None if weights is None else as_input(weights)

    def value(predictions):
        outputs = before(predictions)
        if mask is not None:
            set_keras_mask(outputs, as_input(mask))
        return loss(as_input(y_true), outputs, sample_weight=sample_weight)

    result, gradient = jax.value_and_grad(value)(as_input(y_pred))
    case = {"name": name, "loss": name.split("/")[0], "args": args}
    if activation:
        case["activation"] = activation
    case["y_true"] = y_true
    case["y_pred"] = y_pred
    if weights is not None:
        case["sample_weight"] = weights
    if mask is not None:
        case["mask"] = mask
    case["value"] = as_array(result)[()]
    case["per_sample"] = as_array(unreduced(as_input(y_true), before(as_input(y_pred))))
    case["gradient"] = as_array(gradient)
    return case


def _regression(shape=(4, 3), scale=2.0):
    def data(rng):
        return distinct(rng, shape, -scale, scale), distinct(
            rng, shape, -scale * 0.97, scale * 1.03
        )

    return data


def _positive(rng):
    return distinct(rng, (4, 3), 0.2, 3.0), distinct(rng, (4, 3), 0.3, 3.1)


def _signs(rng):
    return np.sign(distinct(rng, (4, 3))), distinct(rng, (4, 3), -2.0, 2.0)


def _binary(predictions, shape=(4, 3)):
    def data(rng):
        return (distinct(rng, shape) > 0).astype(np.float32), predictions(rng, shape)

    return data


def _unit_interval(rng, shape):
    return distinct(rng, shape, 0.05, 0.95)


def _logits(rng, shape):
    return distinct(rng, shape, -3.0, 3.0)


def _categorical(predictions, shape=(4, 5)):
    def data(rng):
        labels = rng.integers(0, shape[-1], shape[:-1])
        return one_hot(labels, shape[-1]), predictions(rng, shape)

    return data


def _sparse(predictions, shape=(4, 5)):
    def data(rng):
        return rng.integers(0, shape[-1], shape[:-1], np.int32), predictions(rng, shape)

    return data


def _distributions(rng):
    return probabilities(rng, (4, 5)), probabilities(rng, (4, 5))


def _plain_and_weighted(keyword, loss_class, data, variants=({},)):
    for args in variants:
        variant = "_".join(["default", *(f"{key}_{value}" for key, value in args.items())][-1:])
        yield _case(f"{keyword}/{variant}", loss_class, data, args)
        yield _case(f"{keyword}/{variant}_weighted", loss_class, data, args, weights=WEIGHTS)


def regression():
    errors = {
        "mean_squared_error": losses.MeanSquaredError,
        "mean_absolute_error": losses.MeanAbsoluteError,
        "log_cosh": losses.LogCosh,
    }
    for keyword, loss in errors.items():
        yield from _plain_and_weighted(keyword, loss, _regression())
        yield _case(f"{keyword}/rank_3", loss, _regression((3, 2, 4)))
        yield _case(f"{keyword}/step_weights", loss, _regression((3, 2, 4)), weights=STEP_WEIGHTS)
        yield _case(f"{keyword}/mask", loss, _regression((3, 2, 4)), mask=STEPS_THAT_COUNT)
    yield from _plain_and_weighted("huber", losses.Huber, _regression(), ({}, {"delta": 0.5}))
    yield from _plain_and_weighted("poisson", losses.Poisson, _positive)
    yield from _plain_and_weighted("hinge", losses.Hinge, _signs)
    yield _case("hinge/zero_one_labels", losses.Hinge, _binary(_logits))
    yield from _plain_and_weighted("squared_hinge", losses.SquaredHinge, _signs)
    yield from _plain_and_weighted("cosine_similarity", losses.CosineSimilarity, _regression())
    for keyword, loss in {
        "mean_absolute_percentage_error": losses.MeanAbsolutePercentageError,
        "mean_squared_logarithmic_error": losses.MeanSquaredLogarithmicError,
    }.items():
        yield from _plain_and_weighted(keyword, loss, _positive)


def classification():
    # Targets, the activation before the loss, and the loss: all three families alike.
    families = {
        "binary_crossentropy": (losses.BinaryCrossentropy, _binary, _unit_interval, "sigmoid"),
        "categorical_crossentropy": (
            losses.CategoricalCrossentropy,
            _categorical,
            probabilities,
            "softmax",
        ),
        "sparse_categorical_crossentropy": (
            losses.SparseCategoricalCrossentropy,
            _sparse,
            probabilities,
            "softmax",
        ),
    }
    for keyword, (loss, targets, outputs, activation) in families.items():
        smoothing = [] if keyword.startswith("sparse") else [{"label_smoothing": 0.1}]
        yield from _plain_and_weighted(keyword, loss, targets(outputs), [{}, *smoothing])
        for args in [{}, *smoothing]:
            suffix = "_smoothed" if args else ""
            yield _case(
                f"{keyword}/from_logits{suffix}",
                loss,
                targets(_logits),
                {"from_logits": True, **args},
            )
            fused = f"{keyword}/after_{activation}{suffix}"
            yield _case(fused, loss, targets(_logits), args, activation=activation)
        yield _case(
            f"{keyword}/after_{activation}_weighted",
            loss,
            targets(_logits),
            weights=WEIGHTS,
            activation=activation,
        )
        steps = targets(_logits, (3, 2, 4))
        yield _case(f"{keyword}/rank_3", loss, steps, activation=activation)
        yield _case(
            f"{keyword}/step_weights", loss, steps, weights=STEP_WEIGHTS, activation=activation
        )
        yield _case(f"{keyword}/mask", loss, steps, mask=STEPS_THAT_COUNT, activation=activation)
    yield _case(
        "binary_crossentropy/one_output",
        losses.BinaryCrossentropy,
        _binary(_logits, (4, 1)),
        activation="sigmoid",
    )
    yield _case(
        "sparse_categorical_crossentropy/column",
        losses.SparseCategoricalCrossentropy,
        lambda rng: (LABELS[:, None], probabilities(rng, (4, 5))),
    )
    yield from _plain_and_weighted("kl_divergence", losses.KLDivergence, _distributions)
    yield _case(
        "kl_divergence/after_softmax",
        losses.KLDivergence,
        lambda rng: (probabilities(rng, (4, 5)), _logits(rng, (4, 5))),
        activation="softmax",
    )
    yield _case("poisson/after_exponential", losses.Poisson, _positive, activation="exponential")
    yield _case("categorical_hinge/default", losses.CategoricalHinge, _categorical(_logits, (4, 5)))
    yield from _plain_and_weighted(
        "binary_focal_crossentropy",
        losses.BinaryFocalCrossentropy,
        _binary(_unit_interval),
        ({}, {"gamma": 1.5}, {"apply_class_balancing": True}),
    )
    yield from _plain_and_weighted(
        "categorical_focal_crossentropy",
        losses.CategoricalFocalCrossentropy,
        _categorical(probabilities),
    )


def cases():
    yield from regression()
    yield from classification()
