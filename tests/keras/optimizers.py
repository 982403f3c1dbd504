"""Optimizers: the parameters after each of ten steps, from given gradients."""

import keras
import numpy as np
from keras import optimizers

from tensors import as_array, as_input, distinct, seeded

STEPS = 10
SHAPES = [(2, 2), (3,)]


def _case(name, optimizer_class, args=None, from_zero=False, given_args=None):
    """`given_args` are written into the case where `args` hold an object."""
    rng = seeded(name)
    args = args or {}
    optimizer = optimizer_class(**args)
    # Steps of 1e-7 would vanish in the rounding of a parameter near one, but not near zero.
    initial = [
        np.zeros(shape, np.float32) if from_zero else distinct(rng, shape) for shape in SHAPES
    ]
    gradients = [[distinct(rng, shape) for shape in SHAPES] for _ in range(STEPS)]
    variables = [keras.Variable(as_input(value)) for value in initial]
    optimizer.build(variables)
    after = []
    for step in gradients:
        optimizer.apply([as_input(gradient) for gradient in step], variables)
        after.append([as_array(variable.value) for variable in variables])
    return {
        "name": name,
        "optimizer": name.split("/")[0],
        "args": given_args or args,
        "initial": initial,
        "gradients": gradients,
        "after": after,
    }


def _common(keyword, optimizer_class, faster):
    """What every optimizer takes; `faster` is its non-default learning rate (and epsilon)."""
    rate = {"learning_rate": faster["learning_rate"]}
    slow = keyword == "adadelta"
    yield _case(f"{keyword}/default", optimizer_class, from_zero=slow)
    yield _case(f"{keyword}/faster", optimizer_class, faster)
    yield _case(f"{keyword}/weight_decay", optimizer_class, {**rate, "weight_decay": 0.1})
    yield _case(f"{keyword}/clipvalue", optimizer_class, {**rate, "clipvalue": 0.4})


def families():
    sgd, adam, rmsprop = optimizers.SGD, optimizers.Adam, optimizers.RMSprop
    yield from _common("sgd", sgd, {"learning_rate": 0.1})
    yield from _common("adagrad", optimizers.Adagrad, {"learning_rate": 0.1, "epsilon": 1e-3})
    yield from _common("rmsprop", rmsprop, {"learning_rate": 0.05, "epsilon": 1e-3})
    yield from _common("adadelta", optimizers.Adadelta, {"learning_rate": 1.0, "epsilon": 1e-4})
    yield from _common("adam", adam, {"learning_rate": 0.05, "epsilon": 1e-3})
    yield from _common("adamw", optimizers.AdamW, {"learning_rate": 0.05, "epsilon": 1e-3})
    yield from _common("adamax", optimizers.Adamax, {"learning_rate": 0.05, "epsilon": 1e-3})
    yield from _common("nadam", optimizers.Nadam, {"learning_rate": 0.05, "epsilon": 1e-3})

    yield _case("sgd/momentum", sgd, {"learning_rate": 0.1, "momentum": 0.9})
    yield _case("sgd/nesterov", sgd, {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True})
    yield _case("sgd/momentum_weight_decay", sgd, {"momentum": 0.9, "weight_decay": 0.1})
    yield _case("adagrad/accumulator", optimizers.Adagrad, {"initial_accumulator_value": 0.5})
    yield _case("rmsprop/centered", rmsprop, {"centered": True})
    yield _case("rmsprop/momentum", rmsprop, {"momentum": 0.9})
    yield _case("rmsprop/centered_momentum", rmsprop, {"centered": True, "momentum": 0.9})
    yield _case("rmsprop/rho", rmsprop, {"rho": 0.7})
    yield _case("adadelta/rho", optimizers.Adadelta, {"learning_rate": 1.0, "rho": 0.7})
    betas = {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95}
    for keyword, optimizer in {
        "adam": adam,
        "adamw": optimizers.AdamW,
        "adamax": optimizers.Adamax,
        "nadam": optimizers.Nadam,
    }.items():
        yield _case(f"{keyword}/betas", optimizer, betas)
    yield _case("adam/amsgrad", adam, {"amsgrad": True})
    yield _case("adam/amsgrad_betas", adam, {**betas, "amsgrad": True})
    yield _case("adamw/amsgrad", optimizers.AdamW, {"amsgrad": True})


def clipping():
    """By value (above), by each tensor's norm, by the norm of all together."""
    for keyword, optimizer in {"sgd": optimizers.SGD, "adam": optimizers.Adam}.items():
        rate = {"learning_rate": 0.05}
        yield _case(f"{keyword}/clipnorm", optimizer, {**rate, "clipnorm": 0.8})
        # Only some gradients are longer than this: the others stay as they are.
        yield _case(f"{keyword}/clipnorm_some", optimizer, {**rate, "clipnorm": 1.2})
        yield _case(f"{keyword}/global_clipnorm", optimizer, {**rate, "global_clipnorm": 0.9})


def averaged_and_accumulated():
    rate = {"learning_rate": 0.1}
    yield _case("sgd/accumulation", optimizers.SGD, {**rate, "gradient_accumulation_steps": 2})
    yield _case("adam/accumulation", optimizers.Adam, {**rate, "gradient_accumulation_steps": 3})


def scheduled():
    """The rate of a step is the schedule's value at the number of steps already made."""
    decay = {"initial_learning_rate": 0.1, "decay_steps": 3, "decay_rate": 0.5}
    for keyword, optimizer in {"sgd": optimizers.SGD, "adam": optimizers.Adam}.items():
        yield _case(
            f"{keyword}/exponential_decay",
            optimizer,
            {"learning_rate": optimizers.schedules.ExponentialDecay(**decay)},
            given_args={"learning_rate": {"schedule": "exponential_decay", "args": decay}},
        )


def cases():
    for group in (families, clipping, averaged_and_accumulated, scheduled):
        yield from group()
